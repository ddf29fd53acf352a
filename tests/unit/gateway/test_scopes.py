"""What a token may do: every route, with every scope, as the table says."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from gateway.adapters.people import sha256
from gateway.adapters.push_service import PushService
from gateway.adapters.tries import Tries
from gateway.adapters.twilio_channel import Twilio
from gateway.app import assemble
from gateway.scopes import SCOPES, TABLE, needed
from shared.bus import BusCheck
from shared.errors import Unavailable
from shared.forwarding import Vouching
from shared.metrics import Metrics
from shared.schemas import archive as ask

PUSHES = PushService(contact="mailto:nobody@example.org")


class Store:
    """Knows a token for each scope, named for it, and answers nothing else."""

    broker_name = "none"

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def checks(self) -> list[BusCheck]:
        return []

    def subscribe(self, *_: Any) -> None:
        """Nothing comes."""

    def request(self, message: Any, *_: Any, **__: Any) -> ask.Identified:
        scopes = {sha256(scope): scope for scope in SCOPES}
        if isinstance(message, ask.Authenticate):
            return ask.Identified("anna", "t1", scopes=(scopes[message.token_sha256],))  # type: ignore[arg-type]
        self.asked.append(message)
        raise Unavailable("nobody is there")

    publish = stream = request


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Flask:
    twilio = Twilio(account="AC0", token="x", sender="whatsapp:+1", api_url="http://127.0.0.1:1", public_url="http://127.0.0.1:1")
    tries = Tries(Metrics("test"), tmp_path / "failed")
    return assemble(store, Metrics("gateway"), twilio, PUSHES, tries, Vouching(tmp_path)).app  # type: ignore[arg-type]


def routes(app: Flask) -> set[str]:
    return {f"{method} {rule.rule}" for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def test_every_route_is_in_the_table_and_nothing_else_is(app: Flask) -> None:
    assert routes(app) == set(TABLE)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_does_what_the_table_says_and_no_more(app: Flask, store: Store, scope: str) -> None:
    client = app.test_client()
    for route in sorted(TABLE):
        method, rule = route.split(" ", 1)
        path = rule.replace("<string:", "").replace("<path:", "").replace(">", "")
        for one in (method, "HEAD") if method == "GET" else (method,):
            store.asked.clear()
            answer = client.open(path, method=one, headers={"Authorization": f"Bearer {scope}"}, json={})
            refused = "insufficient_scope" in answer.headers.get("WWW-Authenticate", "")

            if "open" in TABLE[route]:
                assert answer.status_code == client.open(path, method=one, json={}).status_code, route
            elif scope in TABLE[route]:
                assert answer.status_code not in (401, 403), route
            else:
                assert (answer.status_code, refused, store.asked) == (403, True, []), route
            assert not refused or scope not in TABLE[route]


def test_what_is_not_in_the_table_takes_a_token_for_everything() -> None:
    assert needed("POST", "/api/v1/something/new") == needed("OPTIONS", "/api/v1/notes") == {"all"}
    assert needed("HEAD", "/api/v1/notes") == needed("GET", "/api/v1/notes") == {"read", "all"}


def test_a_refusal_says_what_the_token_may_and_what_this_takes(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/notes", headers={"Authorization": "Bearer ask"})

    assert answer.json is not None
    assert answer.json["detail"] == "This token may ask; this takes one that may read."
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="sihteeri", error="insufficient_scope", scope="read"'


@pytest.mark.parametrize(
    ("method", "path", "watches"),
    [
        ("GET", "/api/v1/reminders/ringing", True),
        ("GET", "/api/v1/messages", True),
        ("GET", "/api/v1/sessions/this", True),
        ("GET", "/api/v1/notes", False),
        ("GET", "/api/v1/egress", False),
        ("POST", "/api/v1/messages", False),
        ("PATCH", "/api/v1/reminders/r1", False),
        ("DELETE", "/api/v1/sessions/this", False),
    ],
)
@pytest.mark.parametrize("kind", ["browser", "token"])
def test_a_page_that_watches_is_nobody_who_is_there_and_nothing_else_is(
    kind: Any, method: str, path: str, watches: bool, tmp_path: Path
) -> None:
    class Noting(Store):
        def request(self, message: Any, *_: Any, **__: Any) -> ask.Identified:
            self.asked.append(message)
            if isinstance(message, ask.Authenticate):
                return ask.Identified("anna", "t1", kind=kind)
            raise Unavailable("nobody is there")

    store, tries = Noting(), Tries(Metrics("test"), tmp_path / "failed")
    client = assemble(store, Metrics("gateway"), None, PUSHES, tries, Vouching(tmp_path)).app.test_client()  # type: ignore[arg-type]
    for headers in ({}, {"X-Sihteeri-Watching": "yes"}):
        client.open(path, method=method, headers={"Authorization": "Bearer all", **headers}, json={"text": "x"})

    assert [one.seen for one in store.asked if isinstance(one, ask.Authenticate)] == ([True, False] if watches else [True])
    assert [one.watching for one in store.asked if hasattr(one, "watching")] in ([], [False, watches and kind == "browser"])


def test_a_token_that_has_ended_is_told_so_and_is_no_guess(tmp_path: Path) -> None:
    class Ended(Store):
        def request(self, message: Any, *_: Any, **__: Any) -> ask.Identified:
            return ask.Identified(None, ended=True)

    tries = Tries(Metrics("test"), tmp_path / "failed")
    client = assemble(Ended(), Metrics("gateway"), None, PUSHES, tries, Vouching(tmp_path)).app.test_client()  # type: ignore[arg-type]

    answers = [client.get("/api/v1/notes", headers={"Authorization": "Bearer old"}) for _ in range(20)]

    assert {answer.status_code for answer in answers} == {401}
    assert "has ended" in answers[-1].json["detail"]  # type: ignore[index]
