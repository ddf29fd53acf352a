"""What happens when a part is away or killed: the truth is told, nothing is lost, nothing is done twice."""

import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.conftest import missing
from tests.standins.rabbitmq import INSTALL_HINT, RabbitNode, server_script
from tests.standins.stack import Stack, until


@pytest.fixture(scope="module", params=["embedded", "rabbitmq"])
def product(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A product that these tests may break."""
    node: RabbitNode | None = request.getfixturevalue("rabbitmq") if request.param == "rabbitmq" else None
    made = Stack(tmp_path_factory.mktemp("broken") / "home", broker=node.url if node else None)
    try:
        yield made.start()
    finally:
        made.stop()


@pytest.fixture
def stack(product: Stack) -> Iterator[Stack]:
    """The product, mended after each test."""
    yield product
    for name in product.ports.keys() - product.running.keys() - {"ui"}:
        product.start_one(name)
    until(lambda: all(product.is_ready(name) for name in product.running), seconds=60, what="everything is ready again")


def readiness(stack: Stack, name: str) -> requests.Response:
    return requests.get(f"http://127.0.0.1:{stack.ports[name]}/readyz", timeout=15)


def test_readiness_is_the_truth(stack: Stack) -> None:
    stack.kill("store")
    for name in ("gateway", "private-llm"):
        response = readiness(stack, name)
        assert response.status_code == 503
        assert "store" in response.json()["reasons"]
    assert requests.get(f"http://127.0.0.1:{stack.ports['gateway']}/healthz", timeout=5).status_code == 200

    stack.start_one("store")
    until(lambda: stack.is_ready("gateway"), what="the gateway is ready again")
    stack.kill("private-llm")
    assert "private-llm" in readiness(stack, "gateway").json()["reasons"]


def test_a_part_that_is_away_is_503_and_what_to_do(stack: Stack) -> None:
    assert stack.ask("Hello")["reply"]
    stack.kill("store")

    response = stack.call("POST", "messages", json={"text": "Remember that this is kept"})

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "Try again" in response.json()["detail"]


def test_without_the_interpreter_requests_are_planned_all_the_same(stack: Stack) -> None:
    stack.kill("interpreter")

    stack.ask("Remember that the gate code is 9021")

    assert "9021" in stack.ask("What is the gate code?")["reply"]


def test_a_turn_whose_engine_is_killed_is_answered_once_by_the_next(stack: Stack) -> None:
    stack.ask("Hello")
    marks = [secrets.token_hex(3) for _ in range(12)]

    def send() -> None:
        for mark in marks:
            stack.call("POST", "messages", json={"text": f"Remember that mark {mark}"}, headers={"Idempotency-Key": mark}, timeout=120)

    sender = threading.Thread(target=send)
    sender.start()
    for _ in range(2):
        stack.kill("private-llm")
        stack.start_one("private-llm")
        until(lambda: stack.is_ready("private-llm"), seconds=30, what="private-llm is ready")
    sender.join(120)
    for mark in marks:
        until(
            lambda mark=mark: (
                stack.call("POST", "messages", json={"text": f"Remember that mark {mark}"}, headers={"Idempotency-Key": mark}).status_code
                == 200
            )
        )  # type: ignore[misc]

    texts = [note["text"] for note in stack.call("GET", "notes", params={"limit": 500}).json()["notes"]]
    assert sorted(text for text in texts if text.startswith("mark ")) == sorted(f"mark {mark}" for mark in marks)
    said = [
        message["text"]
        for message in stack.call("GET", "messages", params={"limit": 200}).json()["messages"]
        if message["role"] == "assistant"
    ]
    assert all(sum(mark in text for text in said) == 1 for mark in marks)


def test_what_was_acknowledged_survives_kill_9_of_everything(stack: Stack) -> None:
    stack.ask("Remember that the treasure is under the oak")
    for name in list(stack.running):
        stack.kill(name)

    stack.start()

    assert "under the oak" in stack.ask("Where is the treasure?")["reply"]


def test_one_request_id_follows_a_message_through_the_services(stack: Stack) -> None:
    response = stack.call("POST", "messages", json={"text": "Remember that logs are useful"})
    request_id = response.headers["X-Request-Id"]

    for name in ("gateway", "private-llm", "store", "interpreter"):
        until(lambda name=name: request_id in stack.log(name).read_text(), what=f"the request id in the log of {name}")  # type: ignore[misc]


def test_every_service_measures_itself(stack: Stack) -> None:
    stack.ask("Hello")
    for name in ("gateway", "private-llm", "store", "interpreter"):
        text = requests.get(f"http://127.0.0.1:{stack.ports[name]}/metrics", timeout=5).text
        assert "sihteeri_messages_handled_total" in text
        assert f'sihteeri_service_info{{service="{name}"}} 1.0' in text


def test_a_broker_that_is_killed_and_comes_back_is_used_again_and_nothing_accepted_is_lost(tmp_path: Path) -> None:
    if server_script() is None:
        missing(INSTALL_HINT)
    node = RabbitNode(tmp_path / "rabbit").start()
    stack = Stack(tmp_path / "home", broker=node.url)
    try:
        stack.start()
        stack.ask("Remember that the spare fuse is in the cellar")
        node.kill()
        response = stack.call("POST", "messages", json={"text": "Remember that this was refused"})
        assert response.status_code == 503
        assert readiness(stack, "gateway").status_code == 503

        node.start()

        until(lambda: stack.is_ready("gateway") and stack.is_ready("private-llm"), seconds=30, what="the services are back")
        assert "in the cellar" in stack.ask("Where is the spare fuse?")["reply"]
    finally:
        stack.stop()
        node.stop()
