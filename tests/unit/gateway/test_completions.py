"""An answer in OpenAI's form: what the reply says counts, whatever was told before."""

from collections.abc import Iterator
from json import loads

import pytest

from gateway.routes.completions import DONE, _Pieces
from shared.errors import Unavailable
from shared.schemas.conversation import Reply, TurnEvent


def streamed(events: Iterator[TurnEvent]) -> str:
    *pieces, done = _Pieces("t1").streamed(events)
    assert done == DONE
    heard = [loads(piece.removeprefix("data: ")) for piece in pieces if piece.startswith("data: ")]
    return "".join(piece["choices"][0]["delta"].get("content", "") for piece in heard)


@pytest.mark.parametrize(
    ("told", "reply", "heard"),
    [
        ((), "Good day.", "Good day."),
        (("Good ", "day."), "Good day.", "Good day."),
        (("Good ", "day. "), "Good day.", "Good day. "),
        (("Good ",), "Good day.", "Good day."),
        (("Bad ", "ni"), "Good day.", "Bad ni\n\nGood day."),
    ],
)
def test_the_reply_counts(told: tuple[str, ...], reply: str, heard: str) -> None:
    events = [TurnEvent("accepted", "t1"), *(TurnEvent("token", "t1", text) for text in told)]

    assert streamed(iter([*events, TurnEvent("reply", "t1", reply, Reply(reply, "rules"))])) == heard


def away() -> Iterator[TurnEvent]:
    yield TurnEvent("accepted", "t1")
    raise Unavailable("The store is away")


def test_what_breaks_off_is_said_and_not_asked_for_again() -> None:
    assert streamed(away()) == "The store is away."
    assert _Pieces("t1").whole(away())["choices"][0]["message"]["content"] == "The store is away."
