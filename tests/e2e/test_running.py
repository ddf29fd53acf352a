"""A model at work: it can be stopped from everywhere, a slow one is waited for, and quick requests do not wait behind it."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import Whole
from tests.e2e.test_whatsapp import deliver, heard
from tests.standins.stack import until
from tests.standins.twilio import incoming

LONG = "Write me a long poem about the sea"
WORDS = 3000
A_SECOND = 100
"""Pieces that the stand-in writes in one second, at most."""


@pytest.fixture
def slow(whole: Whole) -> Iterator[Whole]:
    """A model that writes thirty seconds long, for as long as somebody listens."""
    model = whole.ollama
    model.saying, model.delay_seconds = "wave " * WORDS, 1 / A_SECOND
    model.stopped.clear()
    yield whole
    model.saying, model.delay_seconds, model.reading_seconds = "", 0.0, 0.0
    until(lambda: not model.at_work, what="the model rests")


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def asked(whole: Whole, threads: ThreadPoolExecutor, text: str = LONG) -> "Future[dict[str, Any]]":
    """Ask for something long, and wait until the model is at it."""
    before = whole.ollama.at_work
    answer = threads.submit(whole.stack.ask, text)
    until(lambda: whole.ollama.at_work > before, what="the model is at work")
    return answer


def stop_by_word(word: str) -> Any:
    return lambda whole: whole.stack.ask(word)


def stop_by_whatsapp(whole: Whole) -> None:
    assert deliver(whole, incoming("stop")).status_code == 200


def stop_by_button(whole: Whole) -> None:
    assert whole.stack.call("POST", "messages/stop").json() == {"stopped": True}


@pytest.mark.parametrize("stop", [stop_by_word("stop"), stop_by_word("Seis!"), stop_by_word("lopeta"), stop_by_whatsapp, stop_by_button])
def test_a_long_answer_is_stopped_within_a_second_and_what_was_written_stands(slow: Whole, threads: ThreadPoolExecutor, stop: Any) -> None:
    answer = asked(slow, threads)

    stop(slow)

    text = answer.result(10)["reply"]
    assert text.endswith("(Stopped.)")
    until(lambda: slow.ollama.stopped, what="the model has stopped")
    assert slow.ollama.stopped[0] <= text.count("wave") + A_SECOND


def test_a_model_that_is_still_reading_is_stopped_too(slow: Whole, threads: ThreadPoolExecutor) -> None:
    slow.ollama.reading_seconds = 30
    answer = asked(slow, threads)

    stop_by_button(slow)

    assert answer.result(10)["reply"] == "(Stopped.)"
    until(lambda: slow.ollama.stopped == [0], what="the model has stopped")


def streamed(whole: Whole, accept: str) -> socket.socket:
    """Ask for something long as a client of few words does."""
    address = urlsplit(whole.stack.url)
    body = json.dumps({"text": LONG}).encode()
    head = f"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {whole.stack.token}\r\nAccept: {accept}\r\n"
    client = socket.create_connection((address.hostname, address.port), 10)
    client.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    return client


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
@pytest.mark.parametrize("reading_seconds", [0, 30])
def test_who_leaves_stops_the_model_and_finds_an_answer_on_return(slow: Whole, accept: str, reading_seconds: int) -> None:
    slow.ollama.reading_seconds = reading_seconds
    client = streamed(slow, accept)
    until(lambda: slow.ollama.at_work, what="the model is at work")

    client.close()

    until(lambda: slow.ollama.stopped, what="the model has stopped")
    assert slow.ollama.stopped[0] < 5 * A_SECOND
    newest = lambda: slow.stack.call("GET", "messages", params={"limit": 1}).json()["messages"][0]  # noqa: E731
    answer = until(lambda: (found := newest())["role"] == "assistant" and found, what="the answer is kept")
    assert "Nobody waited" in answer["text"]
    assert "wave" not in answer["text"]


def test_quick_requests_of_the_same_person_pass_a_long_answer_and_a_second_long_one_waits(slow: Whole, threads: ThreadPoolExecutor) -> None:
    first = asked(slow, threads)
    second = threads.submit(slow.stack.ask, "Write me another long poem about the moon")

    quick = [slow.stack.ask(f"Remember that buoy {number} is red") for number in range(3)]

    assert all("I'll remember" in answer["reply"] for answer in quick)
    assert not first.done()
    assert not second.done()
    assert slow.ollama.at_work == 1
    stop_by_button(slow)
    assert first.result(10)["reply"].endswith("(Stopped.)")
    assert second.result(10)["reply"] == "(Stopped.)"


def test_a_second_long_answer_is_written_after_the_first(whole: Whole, threads: ThreadPoolExecutor) -> None:
    whole.ollama.saying, whole.ollama.delay_seconds = "wave " * 50, 0.01
    try:
        answers = [threads.submit(whole.stack.ask, f"Write me a poem about number {number}") for number in range(3)]
        most = 0
        while not all(answer.done() for answer in answers):
            most = max(most, whole.ollama.at_work)
    finally:
        whole.ollama.saying, whole.ollama.delay_seconds = "", 0.0

    assert most == 1
    assert all("wave wave" in answer.result()["reply"] for answer in answers)


def test_whoever_waits_sees_that_it_is_worked_on(whole: Whole) -> None:
    whole.ollama.reading_seconds = 12
    try:
        events = whole.stack.events("Write me a poem about patience")
    finally:
        whole.ollama.reading_seconds = 0

    progress = [data for name, data in events if name == "progress"]
    assert len(progress) >= 2
    assert {data["doing"] for data in progress} == {"reading"}
    assert all("share" not in data for data in progress)  # This model does not say how much it has read.
    assert events[-1][0] == "reply"
    assert events[-1][1]["engine"].startswith("ollama/")


@pytest.mark.parametrize("whole", ["rabbitmq"], indirect=True)
def test_a_first_word_after_75_seconds_is_an_answer_and_over_whatsapp_it_is_said_once_that_it_takes_long(slow: Whole) -> None:
    slow.ollama.reading_seconds = 75
    slow.ollama.saying = "the sea at last"
    before = len(heard(slow))

    deliver(slow, incoming("Write me a poem about the long sea"))

    until(lambda: any("the sea at last" in body for body in heard(slow)[before:]), seconds=150, what="the answer")
    assert [body for body in heard(slow)[before:] if "still working" in body] == heard(slow)[before:][:1]


def test_a_word_for_stop_means_what_it_did_when_nothing_is_written(whole: Whole) -> None:
    assert "Stopped" not in whole.stack.ask("stop")["reply"]
    assert whole.stack.call("POST", "messages/stop").json() == {"stopped": False}


def test_others_are_not_stopped_by_somebodys_stop(slow: Whole, threads: ThreadPoolExecutor) -> None:
    answer = asked(slow, threads)

    deliver(slow, incoming("stop", sender="whatsapp:+358409999999"))
    quick = slow.stack.ask("Remember that the jetty is long")

    assert "I'll remember" in quick["reply"]
    assert not answer.done()
    stop_by_button(slow)
    assert answer.result(10)
