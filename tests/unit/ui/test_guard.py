"""What stands in front of every page, where a running front end can't be brought to it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from prometheus_client import generate_latest

from shared.metrics import Metrics
from ui import words
from ui.client import GatewayError
from ui.guard import Guard
from ui.pages import duration
from ui.sessions import Role, Sessions
from ui.times import own_zone


def answered(scope: dict[str, Any], guard: Guard) -> list[dict[str, Any]]:
    """Return what is sent in answer to a request without a body."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asked = guard({"path": "/login", "query_string": b"", "headers": [], "method": "GET", **scope}, receive, send)
    with ThreadPoolExecutor(1) as pool:  # This thread may be in the loop of a browser that other tests have open.
        pool.submit(asyncio.run, asked).result()
    return sent


async def failing(_scope: object, _receive: object, send: Any) -> None:
    await send({"type": "http.response.start", "status": 500, "headers": [(b"access-control-allow-origin", b"*")]})
    await send({"type": "http.response.body", "body": b""})


def test_the_answer_of_an_error_has_the_headers_too() -> None:
    guard = Guard(failing, Sessions(lambda _secret, _request: ""), Metrics("test"), secure=False)

    headers = dict(answered({"type": "http"}, guard)[0]["headers"])

    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]
    assert headers[b"cache-control"] == b"no-store"
    assert b"access-control-allow-origin" not in headers


def test_a_websocket_is_closed_before_it_is_open() -> None:
    guard = Guard(failing, Sessions(lambda _secret, _request: ""), Metrics("test"), secure=False)

    assert answered({"type": "websocket"}, guard) == [{"type": "websocket.close", "code": 1008}]


def test_an_invented_method_or_path_makes_no_new_measure() -> None:
    metrics = Metrics("test")
    guard = Guard(failing, Sessions(lambda _secret, _request: ""), metrics, secure=False)

    for number in range(50):
        answered({"type": "http", "method": f"INVENTED{number}", "path": f"/{number}"}, guard)

    assert generate_latest(metrics.registry).decode().count("sihteeri_http_requests_total{") == 1


def test_a_wait_is_said_in_the_largest_unit_that_fits() -> None:
    assert [duration(seconds) for seconds in (1, 16, 120, 121, 300, 86_400)] == [
        "1 second", "16 seconds", "120 seconds", "3 minutes", "5 minutes", "24 hours",
    ]  # fmt: skip


SECRET = "s" * 43


def asked(answer: Role | GatewayError, *, accept: bytes = b"*/*") -> tuple[int, dict[bytes, bytes]]:
    """Return how a page is answered to a browser with a secret of which the gateway says this."""

    def look(_secret: str, _request: object) -> Role:
        if isinstance(answer, GatewayError):
            raise answer
        return answer

    async def page(_scope: object, _receive: object, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    guard = Guard(page, Sessions(look), Metrics("test"), secure=False)
    headers = [(b"cookie", f"sihteeri_session={SECRET}".encode()), (b"accept", accept)]
    sent = answered({"type": "http", "path": "/imports", "headers": headers}, guard)
    return sent[0]["status"], dict(sent[0]["headers"])


def test_who_is_signed_in_is_let_through_and_who_is_not_is_sent_to_the_door() -> None:
    assert asked("person")[0] == 200
    assert asked("")[0] == 401
    status, headers = asked("", accept=b"text/html")
    assert (status, headers[b"location"]) == (303, b"/login")


@pytest.mark.parametrize(
    ("settings", "reads", "heard"),
    [
        ({}, True, ("fi", "")),
        ({"language": "en", "zone": "Asia/Tokyo"}, True, ("en", "Asia/Tokyo")),
        ({"language": "en"}, False, ("fi", "")),
    ],
)
def test_a_page_speaks_as_its_person_set_and_else_as_their_browser_wants(
    settings: dict[str, str], *, reads: bool, heard: tuple[str, str]
) -> None:
    spoken = []

    async def page(_scope: object, _receive: object, send: Any) -> None:
        spoken.append((words.language(), str(own_zone() or "")))
        await failing(_scope, _receive, send)

    guard = Guard(page, Sessions(lambda _secret, _request: True, lambda _secret, _request: settings), Metrics("test"), secure=False)
    headers = [
        (b"cookie", f"sihteeri_session={SECRET}".encode()),
        (b"accept-language", b"fi"),
        (b"accept", b"text/html" if reads else b"*/*"),
    ]
    answered({"type": "http", "path": "/today", "headers": headers}, guard)

    assert spoken == [heard]
    assert words.language() == "en"  # It was that request's alone.


def test_where_nobody_can_tell_what_somebody_set_it_stays_as_it_was() -> None:
    answers = iter([{"language": "fi"}, GatewayError(503, "away")])

    def ask(_secret: str, _request: object) -> dict[str, str]:
        answer = next(answers)
        if isinstance(answer, GatewayError):
            raise answer
        return answer

    sessions = Sessions(lambda _secret, _request: True, ask)
    sessions.check(SECRET, None)  # type: ignore[arg-type]
    for _ in range(2):
        sessions.ask_settings(SECRET, None)  # type: ignore[arg-type]
        assert sessions.settings(SECRET) == {"language": "fi"}
    sessions.end(SECRET)
    assert sessions.settings(SECRET) == {}


def test_where_nobody_can_tell_who_is_signed_in_that_is_said_and_nobody_is_signed_out() -> None:
    for accept in (b"*/*", b"text/html"):
        assert asked(GatewayError(503, "The assistant does not answer."), accept=accept)[0] == 503
