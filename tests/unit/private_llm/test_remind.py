"""Reminders: set at the moment that was meant, or not at all. Said on Friday 27 November 2026, 03:10 in Helsinki."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from private_llm.adapters.ollama_writer import NoWriter
from private_llm.domain.conversation import Request, Tools
from private_llm.domain.engine import Engine
from private_llm.domain.planner import OwnWords, Planner
from private_llm.domain.skills import snooze
from private_llm.domain.understanding.meant import Meant
from shared.errors import Unavailable
from shared.schemas.archive import RecordView
from shared.vocabulary import LANGUAGES, load

ZONE = "Europe/Helsinki"
NOW = datetime(2026, 11, 27, 1, 10, tzinfo=UTC)


class Away:
    """An interpreter that is not there: openers decide."""

    def interpret(self, items: Any, *, cloud: bool) -> Any:
        raise Unavailable("away")

    release = interpret


class Kept:
    """An archive that keeps what is put, with one reminder there already."""

    def __init__(self) -> None:
        self.put_fields: list[dict[str, Any]] = []

    def put(self, kind: str, id: str, fields: dict[str, Any], *, change: bool = False) -> RecordView:
        self.put_fields.append(fields)
        return RecordView(kind, id, {"text": "", **fields}, NOW)  # type: ignore[arg-type]

    def records(self, kind: str, *, limit: int) -> list[RecordView]:
        fields = {"text": "zebra", "state": "pending", "due_at": "2026-11-28T07:00:00+00:00", "rule": ""}
        return [RecordView("reminder", "r", fields, NOW)]  # type: ignore[arg-type]

    def events(self, since: datetime, until: datetime, *, only: Sequence[str] = (), limit: int) -> list[Any]:
        return []


def say(text: str) -> tuple[str, list[dict[str, Any]]]:
    archive = Kept()
    engine = Engine(Planner(Away(), load(), LANGUAGES), NoWriter(), default_zone=ZONE)  # type: ignore[arg-type]
    reply = engine.answer("t", OwnWords(text), archive, history=(), settings={}, now=NOW, tell=lambda _kind, _text: None)  # type: ignore[arg-type]
    return reply.text, archive.put_fields


@pytest.mark.parametrize(
    ("text", "due", "about"),
    [
        ("Remind me to pay the rent next Friday at 9", "2026-12-04 09:00", "pay the rent"),
        ("Muistuta minua soittamaan lääkärille 28. maalis klo 9:37", "2027-03-28 09:37", "soittamaan lääkärille"),
        ("Muistuta minua huomenna puoli seitsemältä ruokkimaan kissa", "2026-11-28 06:30", "ruokkimaan kissa"),
        ("Muistuta minua huomenna varttia vaille kahdeksan lähtemään", "2026-11-28 07:45", "lähtemään"),
        ("Remind me tonight at 9:30 to lock the shed", "2026-11-27 21:30", "lock the shed"),
        ("Remind me at midnight to switch the heating", "2026-11-28 00:00", "switch the heating"),
        ("Remind me in 1 hour and 20 minutes to turn the bread", "2026-11-27 04:30", "turn the bread"),
        ("Remind me tomorrow at 9 to call Anna about the party on Sunday", "2026-11-28 09:00", "call Anna about the party on Sunday"),
    ],
)
def test_a_reminder_is_set_at_the_moment_that_was_meant(text: str, due: str, about: str) -> None:
    _, put = say(text)

    assert [datetime.fromisoformat(fields["due_at"]).astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M") for fields in put] == [due]
    assert put[0]["text"] == about


@pytest.mark.parametrize(
    ("text", "rule", "due", "answer"),
    [
        (
            "Remind me to water the plants every Monday and Wednesday at noon",
            "FREQ=WEEKLY;BYDAY=MO,WE",
            "2026-11-30 12:00",
            "every Monday and Wednesday at 12:00",
        ),
        ("Remind me every day at 21:00 to take the evening pill", "FREQ=DAILY", "2026-11-27 21:00", "every day at 21:00"),
        (
            "Muistuta minua joka arkipäivä klo 7 ottamaan lääke",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "2026-11-27 07:00",
            "joka arkipäivä klo 07.00",
        ),
        ("Muistuta minua maanantaisin viemään roskat", "FREQ=WEEKLY;BYDAY=MO", "2026-11-30 09:00", "maanantaisin"),
    ],
)
def test_what_should_repeat_is_kept_with_its_rule_and_said_back(text: str, rule: str, due: str, answer: str) -> None:
    said, (put,) = say(text)

    assert answer in said
    assert put["rule"] == rule
    assert datetime.fromisoformat(put["due_at"]).astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M") == due


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Remind me tomorrow at half five to feed the cat", "half five"),
        ("Remind me at sunrise at 9 to paint eggs", "sunrise"),
        ("Muistuta minua auringonlaskun aikaan klo 9 saunasta", "auringonlaskun"),
        ("Remind me on the 31st of september to call", "31st of september"),
    ],
)
def test_words_of_time_that_are_not_understood_are_asked_about_by_name(text: str, word: str) -> None:
    said, put = say(text)

    assert word in said
    assert put == []


def test_before_an_event_nothing_is_set() -> None:
    said, put = say("Remind me an hour before the meeting to print the map")

    assert "Which day" in said
    assert put == []


def test_a_moment_that_has_passed_is_not_set() -> None:
    said, put = say("Remind me on 1 November 2026 at 10 to renew the passport")

    assert "has passed already" in said
    assert put == []


def test_a_reminder_is_not_moved_to_a_time_that_is_not_understood() -> None:
    text, archive = "Snooze until half five", Kept()
    request = Request("t", Meant("snooze", text, "en", {"when": "half five"}), NOW, ZONE)

    said = snooze.run(request, Tools(archive, None))  # type: ignore[arg-type]

    assert "To when" in said.text
    assert archive.put_fields == []
