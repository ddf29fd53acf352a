"""The HTTP doors: whoever is slow, silent or many takes no turn from anybody else, and what is malformed is said to be so."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
import requests
from twilio.request_validator import RequestValidator

from gateway.lanes import EACH
from store.adapters.keys import KeyFile
from store.adapters.models_directory import TokenRow
from store.adapters.ownership import Ownership
from store.adapters.vault import Vault
from tests.e2e.conftest import OWNER
from tests.standins.doors import OTHER
from tests.standins.ollama import Ollama
from tests.standins.stack import Stack, until
from tests.standins.twilio import TOKEN, Twilio, incoming

PUBLIC = "https://assistant.example"
CANARY = "orangutan-canary-7341"
WEBHOOK = "/webhooks/twilio/whatsapp"
BOUND_SECONDS = 5


@pytest.fixture(scope="module")
def ollama() -> Iterator[Ollama]:
    """A model that takes its time."""
    server = Ollama()
    server.delay_seconds = 1.0
    yield server
    server.stop()


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, ollama: Ollama) -> Iterator[Stack]:
    """A product of its own: other tests would wait behind these callers."""
    twilio = Twilio()
    settings = {**twilio.environment(), "GATEWAY_PUBLIC_URL": PUBLIC, "OWNER_WHATSAPP": OWNER, "OLLAMA_HOST": ollama.url}
    home = tmp_path_factory.mktemp("doors") / "home"
    vault = Vault(home, KeyFile.open(None, home).master())
    Ownership(vault).ensure(OWNER)
    person = vault.create_person()
    with vault.directory() as session:
        session.add(TokenRow(sha256=hashlib.sha256(OTHER.encode()).hexdigest(), person=person, created_at="2026"))
    vault.close()
    stack = Stack(home, environment=settings, ui=True)
    try:
        yield stack.start()
    finally:
        stack.stop()
        twilio.stop()


@pytest.fixture
def callers() -> Iterator[ExitStack]:
    """Connections that end with the test."""
    with ExitStack() as stack:
        yield stack


def call(callers: ExitStack, stack: Stack, said: bytes = b"", *, service: str = "gateway", hears: int | None = None) -> socket.socket:
    """Open a connection, say something, and leave it open."""
    caller = callers.enter_context(socket.socket())
    if hears is not None:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, hears)
    caller.settimeout(30)
    caller.connect(("127.0.0.1", stack.ports[service]))
    caller.sendall(said)
    return caller


def heard(caller: socket.socket) -> bytes:
    """Return what a caller is told until the door is closed."""
    pieces = []
    try:
        while piece := caller.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pieces.append(b"")
    return b"".join(pieces)


def so_far(caller: socket.socket) -> bytes:
    """Return what a caller was told until now."""
    caller.setblocking(False)
    try:
        return caller.recv(4096, socket.MSG_PEEK)
    except BlockingIOError:
        return b"(nothing)"


def exchange(stack: Stack, said: bytes) -> bytes:
    with ExitStack() as callers:
        return heard(call(callers, stack, said))


def head(stack: Stack, line: str, *fields: str) -> bytes:
    return "\r\n".join(
        [f"{line} HTTP/1.1", "Host: x", f"Authorization: Bearer {stack.token}", "Content-Type: application/json", *fields, "", ""]
    ).encode()


def everybody_else_is_served(stack: Stack) -> None:
    """Webhooks and health answer, several times over, each within a bound that only a stopped service misses."""
    for _ in range(5):
        assert requests.get(f"{stack.url}/healthz", timeout=BOUND_SECONDS).status_code == 200
        assert signed(stack).status_code == 200


def signed(stack: Stack) -> requests.Response:
    """Deliver a signed webhook, as it comes through the proxy."""
    fields = incoming("hello")
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{WEBHOOK}", fields)
    return requests.post(f"{stack.url}{WEBHOOK}", data=fields, headers={"X-Twilio-Signature": signature}, timeout=BOUND_SECONDS)


def test_500_silent_callers_stop_nobody_else(product: Stack, callers: ExitStack) -> None:
    for _ in range(500):
        call(callers, product)

    everybody_else_is_served(product)


@pytest.mark.parametrize(
    "said",
    [
        b"GET /healthz HTT",
        b"POST /webhooks/twilio/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nBody=he",
        b"POST /webhooks/twilio/whatsapp HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nBody=\r\n90\r\nhe",
        b"POST /webhooks/twilio/whatsapp HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: he",
        b"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\nExpect: 100-continue\r\n\r\n{",
        b"POST /api/v1/imports HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000\r\n\r\nBEGIN",
    ],
    ids=["heads", "bodies", "chunks", "trailers", "awaited bodies", "strangers' files"],
)
def test_80_unfinished_requests_stop_nobody_else(product: Stack, callers: ExitStack, said: bytes) -> None:
    for _ in range(80):
        call(callers, product, said)

    everybody_else_is_served(product)
    assert product.call("GET", "notes", timeout=BOUND_SECONDS).status_code == 200


def test_callers_who_do_not_listen_stop_nobody_else(product: Stack, callers: ExitStack) -> None:
    for _ in range(60):
        call(callers, product, b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 100, hears=2048)
    worker = psutil.Process(product.running["gateway"].pid).children()[0]
    until(lambda: worker.cpu_percent(0.3) < 10, seconds=60, what="all that can be sent is sent")

    everybody_else_is_served(product)
    assert product.call("GET", "openapi.json", timeout=BOUND_SECONDS).status_code == 200


def test_callers_who_hang_up_late_stop_nobody_else(product: Stack, callers: ExitStack) -> None:
    for _ in range(60):
        call(callers, product, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    everybody_else_is_served(product)


def test_every_service_lets_go_of_who_is_silent_or_does_not_finish(product: Stack, callers: ExitStack) -> None:
    said = (b"", b"GET /healthz HTT", b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx")
    waiting = [(name, what, call(callers, product, what, service=name)) for name in product.ports for what in said]

    for name, what, caller in waiting:
        answer = heard(caller)  # The caller gives up after 30 s.
        assert name == "ui" or answer[:13] == (b"HTTP/1.1 408 " if what else b""), (name, what)


def test_at_the_cap_who_is_silent_longest_makes_room(tmp_path: Path, callers: ExitStack) -> None:
    stack = Stack(tmp_path / "home", environment={"GUNICORN_CMD_ARGS": "--worker-connections=50 --threads=8"})
    try:
        stack.start_one("gateway")
        url = f"{stack.url}/healthz"
        until(lambda: _answers(url), what="the gateway answers")
        first = call(callers, stack)
        for _ in range(120):
            call(callers, stack)

        assert all(requests.get(url, timeout=BOUND_SECONDS).status_code == 200 for _ in range(10))
        assert heard(first) == b""
    finally:
        stack.stop()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def test_a_body_is_asked_for_when_the_caller_waits_for_that(product: Stack, callers: ExitStack) -> None:
    body = b'{"text": "kept when asked for"}'
    caller = call(callers, product, head(product, "POST /api/v1/notes", f"Content-Length: {len(body)}", "Expect: 100-continue"))

    assert caller.recv(100).startswith(b"HTTP/1.1 100 ")
    caller.sendall(body)
    assert caller.recv(65536).startswith(b"HTTP/1.1 201 ")


def test_requests_in_one_packet_are_answered_in_their_order(product: Stack) -> None:
    asked = (
        head(product, "GET /healthz")
        + head(product, "POST /api/v1/notes", "Transfer-Encoding: chunked")
        + b'5\r\n{"tex\r\na;x=y\r\nt": "two"}\r\n0\r\nA: b\r\n\r\n'
        + head(product, "GET /api/v1/nothing", "Connection: close")
    )

    answers = exchange(product, asked)

    assert [int(answer[:3]) for answer in answers.split(b"HTTP/1.1 ")[1:]] == [200, 201, 404]


@pytest.mark.parametrize("path", ["messages", "imports", "notes"])
@pytest.mark.parametrize("chunk", [b"zz\r\n", b"3\r\nabcd\r\n", b"-1\r\n\r\n", b"\r\n", b"3;\x01\r\nabc\r\n0\r\n\r\n"])
def test_a_malformed_chunk_is_the_callers_fault(product: Stack, path: str, chunk: bytes) -> None:
    answer = exchange(product, head(product, f"POST /api/v1/{path}", "Transfer-Encoding: chunked", "Connection: close") + chunk)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (f"GET /{CANARY} HTTP/9.9\r\n\r\n", 400),
        (f"GET /search?q={CANARY} x y HTTP/1.1\r\n\r\n", 400),
        (f"GET / HTTP/1.1\r\n{CANARY}\r\n\r\n", 400),
        (f"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {CANARY}\r\n\r\n", 501),
        (f"GET /{CANARY * 300} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (f"GET / HTTP/1.1\r\nHost: x\r\nX: {CANARY * 3000}", 431),
        (f"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n{CANARY}", 413),
    ],
)
def test_what_is_malformed_is_a_problem_and_stands_in_no_log(product: Stack, said: str, status: int) -> None:
    answer = exchange(product, said.encode())

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"application/problem+json" in answer
    assert CANARY.encode() not in answer
    assert CANARY not in product.log("gateway").read_text()


def test_invented_methods_make_one_time_series(product: Stack) -> None:
    services = ("gateway", "store", "ui")
    for letter in "ABCDEFGHIJ":
        for name in services:
            requests.request(f"INVENTED{letter}", f"http://127.0.0.1:{product.ports[name]}/healthz", timeout=BOUND_SECONDS)

    for name in services:
        text = requests.get(f"http://127.0.0.1:{product.ports[name]}/metrics", timeout=BOUND_SECONDS).text
        assert "INVENTED" not in text
        assert 'method="other"' in text
        assert "INVENTED" not in product.log(name).read_text()


def test_behind_https_browsers_are_told_to_stay_there(product: Stack) -> None:
    assert "max-age=" in requests.get(f"{product.url}/api/v1/status", timeout=BOUND_SECONDS).headers["Strict-Transport-Security"]


def test_without_https_they_are_not(bare: Stack) -> None:
    assert "Strict-Transport-Security" not in requests.get(f"{bare.url}/healthz", timeout=BOUND_SECONDS).headers


def test_200_open_streams_and_500_silent_callers_stop_nobody_else(product: Stack, ollama: Ollama, callers: ExitStack) -> None:
    body = b'{"text": "Write me a long poem about the sea"}'
    asked = head(product, "POST /api/v1/messages", "Accept: text/event-stream", f"Content-Length: {len(body)}") + body
    for _ in range(500):
        call(callers, product)
    streams = [call(callers, product, asked) for _ in range(200)]

    everybody_else_is_served(product)
    assert product.call("GET", "notes", timeout=BOUND_SECONDS).status_code == 200

    told = until(
        lambda: b"(nothing)" not in (told := [so_far(stream) for stream in streams]) and told, what="each of them is let in or refused"
    )
    refused = [answer for answer in told if not answer.startswith(b"HTTP/1.1 200 ")]
    assert 0 < len(refused) < 200
    assert all(answer.startswith((b"HTTP/1.1 429 ", b"HTTP/1.1 503 ")) for answer in refused)  # 503 in the moment when all come at once.
    assert all(b"Retry-After" in answer and b"Try again" in answer for answer in refused)
    somebody_else = asked.replace(product.token.encode(), OTHER.encode())
    answer = call(callers, product, somebody_else)
    until(lambda: so_far(answer).startswith(b"HTTP/1.1 200 "), what="somebody else finds a place")
    assert ollama.at_work <= 2  # One of each person's.


def test_a_place_is_free_again_when_its_answer_has_ended_or_its_caller_has_left(product: Stack) -> None:
    def said() -> int:
        return product.call("POST", "messages", json={"text": "Remember that the pier is new"}, timeout=60).status_code

    until(lambda: said() == 200, what="those who have left have given their places back")

    assert [said() for _ in range(2 * EACH)] == [200] * 2 * EACH


def test_a_worker_that_stops_does_not_wait_for_the_silent(tmp_path: Path, callers: ExitStack) -> None:
    stack = Stack(tmp_path / "home")
    try:
        stack.start_one("gateway")
        until(lambda: _answers(f"{stack.url}/healthz"), what="the gateway answers")
        silent = call(callers, stack)
        stopped = threading.Thread(target=stack.stop_one, args=("gateway",))
        stopped.start()
        silent.settimeout(6)  # A request has ten seconds.

        assert heard(silent) == b""
        stopped.join(15)
    finally:
        stack.stop()
