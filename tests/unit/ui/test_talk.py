"""The conversation as a page shows it, while answers and other messages come."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import gradio as gr
import pytest

from ui import talk as talking
from ui.client import GatewayError
from ui.line import Entry, Line
from ui.said import drawn
from ui.talk import Talk, Told

AT = "2026-11-20T12:00:00+00:00"
SAID = {"id": "t1.p", "role": "person", "text": "hello"}
ANSWERED = {"id": "t1.a", "role": "assistant", "text": "good day"}


class Gateway:
    """One conversation."""

    def __init__(self, messages: list[dict[str, Any]], *, fails: bool = False) -> None:
        self.messages = messages
        self.fails = fails
        self.forgotten = 7

    def watching(self) -> "Gateway":
        return self

    def get(self, _path: str, after: str = "", **_query: Any) -> dict[str, Any]:
        ids = [message["id"] for message in self.messages]
        return {"messages": self.messages[ids.index(after) + 1 if after else 0 :], "forgotten": self.forgotten}

    def ask(self, _text: str, **_options: str) -> Iterator[tuple[str, dict[str, Any]]]:
        yield "token", {"text": "good"}
        if self.fails:
            raise GatewayError(503, "The connection broke off.")
        yield "reply", {"id": "t1", "reply": "good day"}


def shown(history: list[dict[str, Any]]) -> list[str]:
    return [message["content"] for message in history]


def test_what_is_polled_while_an_answer_is_made_is_not_shown_twice() -> None:
    talk = Talk(lambda _request: Gateway([SAID, ANSWERED]))  # type: ignore[arg-type, return-value]
    answering = talk.send("hello", Told(zone="UTC"), gr.Request(query_params={}))
    _, first, told = next(answering)
    assert shown(first) == ["hello", "…"]

    polled, _ = talk.poll(told, gr.Request(query_params={}))

    assert shown(polled) == ["hello", "good day"]
    *_, (_, last, told) = answering
    assert shown(last) == shown(told.history) == ["hello", "good day"]


def test_what_came_while_an_answer_was_made_is_shown_with_it() -> None:
    reminder = {"id": "r1", "role": "assistant", "text": "Reminder: water the cactus"}
    answered = {**ANSWERED, "reply": {"follow_ups": ["Show my notes"]}}
    talk = Talk(lambda _request: Gateway([SAID, reminder, answered]))  # type: ignore[arg-type, return-value]

    *_, (_, history, told) = talk.send("hello", Told(zone="UTC"), gr.Request(query_params={}))

    assert shown(history) == shown(told.history) == ["hello", "Reminder: water the cactus", "good day"]
    assert history[-1]["options"] == [{"value": "Show my notes"}]
    assert told.newest == "t1.a"


@pytest.mark.parametrize(("kept", "afterwards"), [([SAID, ANSWERED], ["hello", "good day"]), ([], None)])
def test_what_was_not_answered_stays_until_it_is_seen_what_became_of_it(kept: list[dict[str, Any]], afterwards: list[str] | None) -> None:
    talk = Talk(lambda _request: Gateway(kept, fails=True))  # type: ignore[arg-type, return-value]
    *_, (_, history, told) = talk.send("hello", Told(zone="UTC"), gr.Request(query_params={}))
    assert shown(history) == ["hello", "The connection broke off."]

    polled, _ = talk.poll(told, gr.Request(query_params={}))

    assert (shown(polled) if isinstance(polled, list) else None) == afterwards
    assert shown(next(talk.send("again", told, gr.Request(query_params={})))[1]) == ["hello", "The connection broke off.", "again", "…"]


def test_what_came_before_a_conversation_began_is_not_shown_in_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "person_zone", lambda _gateway: ZoneInfo("UTC"))
    came, later = ({"id": f"reminder#r{number}#x", "role": "assistant", "text": f"Reminder: {number}", "at": AT} for number in (1, 2))
    kept = [came]
    talk, request = Talk(lambda _request: Gateway(kept)), gr.Request(query_params={"c": "abcdefgh"})  # type: ignore[arg-type, return-value]

    begun, told = talk.load(request)
    kept.append(later)
    polled, _ = talk.poll(told, request)

    assert (shown(begun), shown(polled)) == ([], ["Reminder: 2"])
    assert shown(talk.load(gr.Request(query_params={}))[0]) == ["Reminder: 1", "Reminder: 2"]


@pytest.mark.parametrize("value", [None, 7, [], {}, {"value": ["x"]}, {"text": None}])
def test_a_button_that_says_no_words_says_nothing(value: object) -> None:
    talk = Talk(lambda _request: Gateway([]))  # type: ignore[arg-type, return-value]
    event = gr.SelectData(None, {"index": 0, "value": value})

    assert len(list(talk.chosen(Told(zone="UTC"), event, gr.Request(query_params={})))) == 1


def test_what_is_being_written_is_left_alone_by_what_was_said_before_it() -> None:
    talk = Talk(lambda _request: Gateway([SAID, ANSWERED]))  # type: ignore[arg-type, return-value]
    event = gr.SelectData(None, {"index": 0, "value": {"text": "hello", "key": "a"}})

    boxes = [box for box, _history, _told in talk.chosen(Told(zone="UTC"), event, gr.Request(query_params={}))]

    assert boxes == [gr.skip()] * len(boxes)


def test_a_stop_that_comes_before_the_model_begins_is_said_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "STOP_EVERY_SECONDS", 0.0)
    answers = iter([{"stopped": False}, {"stopped": False}, {"stopped": True}])

    class Beginning(Gateway):
        def post(self, _path: str, body: dict[str, str]) -> dict[str, Any]:
            asked.append(body["id"])
            return next(answers)

    asked: list[str] = []
    line = Line()
    line._running, line._entries = True, [Entry("write", "k", "", turn="t1", asked=True)]
    Talk(lambda _request: Beginning([]), lambda _request, _thread: line).stop(Told(zone="UTC"), gr.Request(query_params={}))  # type: ignore[arg-type, return-value]

    assert (list(answers), set(asked)) == ([], {"t1"})


def test_once_something_was_forgotten_all_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "person_zone", lambda _gateway: ZoneInfo("UTC"))
    gateway = Gateway([SAID, ANSWERED])
    talk = Talk(lambda _request: gateway)  # type: ignore[arg-type, return-value]
    _, told = talk.load(gr.Request(query_params={"c": "boats0001"}))
    assert shown(told.history) == ["hello", "good day"]
    assert talk.poll(told, gr.Request(query_params={})) == (gr.skip(), gr.skip())

    gateway.messages, gateway.forgotten = [SAID, {**ANSWERED, "text": "(…)"}], 8
    polled, told = talk.poll(told, gr.Request(query_params={}))

    assert shown(polled) == ["hello", "(…)"]
    assert told.thread == "boats0001"


@pytest.mark.parametrize(
    "name", ["", "short", "UPPER0001", "../../etc", "boats0001&x", "<b>boats</b>", "~", "~~passing1", "b" * 65, "böats0001"]
)
def test_an_address_that_names_no_conversation_shows_the_common_one(name: str) -> None:
    assert talking.thread_of(name) == ""


def test_what_is_said_goes_into_the_conversation_of_its_page() -> None:
    asked: list[tuple[str, str]] = []

    class Two(Gateway):
        def ask(self, text: str, *, thread: str = "", **_options: str) -> Iterator[tuple[str, dict[str, Any]]]:
            asked.append((text, thread))
            yield "reply", {"id": f"t{len(asked)}", "reply": "good day"}

    lines: dict[str, Line] = {}
    talk = Talk(lambda _request: Two([]), lambda _request, thread: lines.setdefault(thread, Line(thread)))  # type: ignore[arg-type, return-value]
    for text, thread in (("of boats", "boats0001"), ("of all", ""), ("of bread", "~bread0001")):
        *_, (_, history, _told) = talk.send(text, Told(zone="UTC", thread=thread), gr.Request(query_params={"c": thread}))
        assert shown(history) == ["good day"]

    assert asked == [("of boats", "boats0001"), ("of all", ""), ("of bread", "~bread0001")]


class Ringing(Gateway):
    """A conversation in which a series came, and then something else."""

    def __init__(self, at: datetime, rang_at: datetime | None) -> None:
        came = {"id": f"reminder#r1#{at.isoformat()}", "role": "assistant", "text": "Reminder: feed the cat", "at": at.isoformat()}
        super().__init__([came, {"id": "t1.p", "role": "person", "text": "hello", "at": at.isoformat()}])
        rang = rang_at and rang_at.isoformat(timespec="microseconds")
        self.reminder = {"id": "r1", "text": "feed the cat", "state": "pending", "rule": "FREQ=DAILY", "rang_at": rang}

    def get(self, path: str, after: str = "", before: str = "", **query: Any) -> dict[str, Any]:
        if path.startswith("reminders/"):
            return self.reminder
        return {"zone": "UTC", **({"messages": [], "forgotten": 7} if before else super().get(path, after))}


@pytest.mark.parametrize(("rang_minutes_later", "has_done"), [(0, True), (60, False), (None, False)])
def test_what_came_of_a_series_is_done_by_its_button_until_it_is_answered_or_comes_again(
    rang_minutes_later: int | None, has_done: bool
) -> None:
    at = datetime.now(UTC) - timedelta(hours=2)
    rang_at = None if rang_minutes_later is None else at + timedelta(minutes=rang_minutes_later)

    history, _ = Talk(lambda _request: Ringing(at, rang_at)).load(gr.Request(query_params={}))  # type: ignore[arg-type, return-value]

    card = next(item["html"] for item in drawn(history) if "reminder" in item["kind"])
    assert ('data-act="done" data-reminder="r1"' in card) is has_done
    assert "Snooze" not in card  # Those words would mean what came last of all.


@pytest.mark.parametrize("known", [Told(), Told(zone="UTC")])
def test_what_is_said_goes_where_the_address_says_though_the_page_is_not_known_here(known: Told) -> None:
    """As before it was first read, and after its state was lost."""
    asked: list[str] = []

    class Noting(Gateway):
        def get(self, _path: str, after: str = "", **query: Any) -> dict[str, Any]:
            return {**super().get("", after, **query), "zone": "UTC"}

        def ask(self, _text: str, *, thread: str = "", **_options: str) -> Iterator[tuple[str, dict[str, Any]]]:
            asked.append(thread)
            yield "reply", {"id": "t1", "reply": "good day"}

    lines: dict[str, Line] = {}
    talk = Talk(lambda _request: Noting([]), lambda _request, thread: lines.setdefault(thread, Line(thread)))  # type: ignore[arg-type, return-value]

    list(talk.send("hello", known, gr.Request(query_params={"c": "~aaaaaaaabbbbbbbb"})))

    assert asked == ["~aaaaaaaabbbbbbbb"]
