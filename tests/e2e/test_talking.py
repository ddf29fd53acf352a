"""A talk in a terminal while a model writes: its progress, and Ctrl-C for the answer alone."""

from collections.abc import Iterator

import pytest

from tests.e2e.test_terminal import terminal
from tests.standins.ollama import Ollama
from tests.standins.stack import Stack, until
from tests.standins.terminal import Terminal

LONG = "Write me a long poem about the sea"


@pytest.fixture(autouse=True)
def waves(model: Ollama) -> None:
    """The model talks for a minute."""
    model.saying, model.delay_seconds = "wave " * 3000, 0.02
    model.stopped.clear()
    model.reading_seconds = 0.0


@pytest.fixture
def talk(stack: Stack, model: Ollama) -> Iterator[Terminal]:
    with terminal(stack, "chat", columns=60) as talk:
        talk.wait_for("\n> ")
        yield talk
    model.reading_seconds = 0.0
    until(lambda: not model.at_work, what="the model rests")


def test_an_answer_comes_as_it_is_written_and_ctrl_c_stops_it_alone(talk: Terminal, model: Ollama, stack: Stack) -> None:
    talk.type(f"{LONG}\r")
    at = talk.wait_for(f"\n> {LONG}")
    at = talk.wait_for("wave " * 10 + "wave\nwave ", after=at)  # While it is written, and no word is cut at the edge.

    talk.type("\x03")

    at = talk.wait_for("(Stopped.)", after=at)
    at = talk.wait_for("\n> ", after=at)
    assert model.stopped
    assert model.stopped[0] < 2000
    talk.type("What time is it?\r")
    at = talk.wait_for("It is", after=at)
    talk.wait_for("\n> ", after=at)
    talk.type("\x04")
    assert talk.end() == 0
    answers = [one["text"] for one in stack.call("GET", "messages").json()["messages"] if one["role"] == "assistant"]
    assert "wave wave" in answers[-2]  # What was written stands.
    assert "(Stopped.)" in answers[-2]


def test_it_is_said_that_a_model_reads_and_ctrl_c_stops_that_too(talk: Terminal, model: Ollama) -> None:
    model.reading_seconds = 60
    talk.type(f"{LONG}\r")
    at = talk.wait_for("The model ", after=talk.wait_for(f"\n> {LONG}"))

    talk.type("\x03")

    talk.wait_for("\n> ", after=talk.wait_for("\n", after=at))
    until(lambda: model.stopped, what="the model has stopped")
    talk.type("\x04")
    assert talk.end() == 0


def test_ctrl_c_ends_a_single_question_and_its_model(stack: Stack, model: Ollama) -> None:
    with terminal(stack, "ask", LONG) as asked:
        asked.wait_for("wave wave")

        asked.type("\x03")

        assert asked.end() == 130
        assert "Traceback" not in asked.seen
    until(lambda: model.stopped, what="the model has stopped")


def test_a_second_ctrl_c_leaves_the_answer_at_once(talk: Terminal, model: Ollama, stack: Stack) -> None:
    talk.type(f"{LONG}\r")
    at = talk.wait_for("wave wave", after=talk.wait_for(f"\n> {LONG}"))

    stack.kill("private-llm")  # Nobody is there to stop it.
    until(lambda: talk.type("\x03") or talk.has("Left unanswered here", after=at), every=0.3, what="it is left")

    talk.wait_for("\n> ", after=at)
    model.saying = "wave"  # What was begun is taken up again.
    stack.start_one("private-llm")
    until(lambda: stack.is_ready("private-llm"), what="the engine is back")
    talk.type("\x04")
    assert talk.end() == 0
