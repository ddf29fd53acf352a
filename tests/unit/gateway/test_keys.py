"""The door of a sealed store: no token can be asked for there, so guesses at the passphrase are counted."""

from pathlib import Path

from flask import Flask, g
from flask_smorest import Api

from gateway.adapters.people import People
from gateway.adapters.tries import Tries
from gateway.routes import keys, problems
from shared.errors import Refused
from shared.metrics import Metrics


class Sealed:
    """A bus behind which a store refuses every passphrase."""

    asked = 0

    def request(self, *_arguments: object, **_options: object) -> None:
        self.asked += 1
        raise Refused("the passphrase is wrong")


def test_guesses_at_the_passphrase_have_to_wait(tmp_path: Path) -> None:
    bus, app = Sealed(), Flask("test")
    app.config.update(API_TITLE="t", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    app.before_request(lambda: setattr(g, "source", "192.0.2.1"))
    Api(app).register_blueprint(keys.blueprint(bus, People(bus, Tries(Metrics("test"), tmp_path / "failed"))))  # type: ignore[arg-type]
    problems.register(app)

    answers = [app.test_client().post("/api/v1/keys/unseal", json={"passphrase": "a guess"}) for _ in range(30)]

    assert [answer.status_code for answer in answers[:10]] == [404] * 10
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert bus.asked <= 12
