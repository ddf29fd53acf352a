"""Errors as problem details."""

from typing import Any

import pytest
from flask import Flask

from gateway.routes import problems
from shared.errors import BadMessage, Full, Refused, ServiceError, Unavailable
from shared.schemas.failure import Failure


@pytest.mark.parametrize(("kind", "status"), [(BadMessage, 422), (Refused, 404), (Full, 409), (Unavailable, 503)])
def test_what_another_service_says_no_to_is_answered_with_what_to_do(kind: type[ServiceError], status: int) -> None:
    app = Flask("test")
    problems.register(app)

    @app.get("/")
    def failing() -> Any:
        raise Failure(kind.__name__, "there are 100 people already; delete one first").as_error()

    answer = app.test_client().get("/")

    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json()["detail"].startswith("there are 100 people already; delete one first")
