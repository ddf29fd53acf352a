"""Reminders that are answered by a number, where there are no buttons."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from private_llm.domain.understanding.numbered import told
from shared.schemas import archive as ask
from shared.schemas.conversation import ReminderDue
from tests.standins.mind import Mind

SERIES = "Remind me every day at 12:05 to feed the cat"


def mind(home: Path, *said: str) -> Mind:
    """Return somebody on WhatsApp to whom what they set has just come."""
    made = Mind(home)
    made.channel = "whatsapp"
    for words in said:
        made.ask(words)
    made.wait(minutes=6)
    return made


def ringing(made: Mind) -> list[str]:
    return [str(one.fields["text"]) for one in made.kept("reminder") if one.fields["rang_at"]]


def state(made: Mind) -> list[str]:
    return [str(one.fields["state"]) for one in made.kept("reminder")]


@pytest.mark.parametrize(
    ("number", "due"),
    [("2", "2026-11-27 12:16"), ("3", "2026-11-27 13:06"), ("4", "2026-11-27 20:00"), ("5", "2026-11-28"), (" 2. ", "2026-11-27 12:16")],
)
def test_a_number_puts_a_reminder_off_by_what_is_told_with_it(tmp_path: Path, number: str, due: str) -> None:
    made = mind(tmp_path, "Remind me at 12:05 to call Anna")

    made.ask(number)

    assert made.reminders()["call Anna"].startswith(due)
    assert ringing(made) == []


def test_one_is_done_and_can_be_undone(tmp_path: Path) -> None:
    made = mind(tmp_path, "Remind me at 12:05 to call Anna")
    assert ringing(made) == ["call Anna"]

    reply = made.ask("1")

    assert reply.text == "Done, and ticked off: “call Anna”"
    assert (state(made), ringing(made)) == (["cancelled"], [])
    made.ask("Undo")
    assert state(made) == ["fired"]


def test_of_a_series_one_leaves_it_and_six_skips_the_next_time(tmp_path: Path) -> None:
    made = mind(tmp_path, SERIES)

    made.ask("1")
    assert (made.reminders(), ringing(made)) == ({"feed the cat": "2026-11-28 12:05"}, [])
    made.wait(days=1)
    made.ask("6")

    assert (made.reminders(), ringing(made)) == ({"feed the cat": "2026-11-30 12:05"}, [])


def test_a_series_that_is_put_off_goes_on_beside(tmp_path: Path) -> None:
    made = mind(tmp_path, SERIES)

    made.ask("2")

    assert sorted(f"{one.fields['rule'][:10]}{one.fields['due_at'][:16]}" for one in made.kept("reminder")) == [
        "2026-11-27T10:16",
        "FREQ=DAILY2026-11-28T10:05",
    ]
    assert ringing(made) == []


def test_when_two_have_come_it_is_asked_which(tmp_path: Path) -> None:
    made = mind(tmp_path, "Remind me at 12:05 to call Anna", "Remind me at 12:05 to ring Ben")

    asked = made.ask("1")
    assert "Which one do you mean?" in asked.text
    assert state(made) == ["fired", "fired"]
    made.ask("2")

    assert sorted(state(made)) == ["cancelled", "fired"]


@pytest.mark.parametrize("number", ["6", "7", "0"])
def test_a_number_that_was_not_told_does_nothing(tmp_path: Path, number: str) -> None:
    made = mind(tmp_path, "Remind me at 12:05 to call Anna")

    made.ask(number)

    assert state(made) == ["fired"]


def test_a_number_is_no_answer_once_something_else_was_said_or_asked(tmp_path: Path) -> None:
    made = mind(tmp_path, "Remind me at 12:05 to call Anna", "Remind me tomorrow to water the plants", "Remind me to jog")
    made.ask("1")  # “When?” was open when the reminder came: it may be one o'clock.
    assert "fired" in state(made)

    made.ask("What is the time?")
    made.ask("1")

    assert "cancelled" not in state(made)


def test_where_no_numbers_were_told_one_is_an_hour_as_before(tmp_path: Path) -> None:
    made = mind(tmp_path, "Remind me at 12:05 to call Anna")
    made.channel = "api"

    made.ask("1")

    assert made.reminders() == {"call Anna": "2026-11-27 13:00"}


def test_done_in_words_answers_a_reminder_too(tmp_path: Path) -> None:
    made = mind(tmp_path, SERIES)

    made.ask("Done")

    assert (made.reminders(), ringing(made)) == ({"feed the cat": "2026-11-28 12:05"}, [])


def test_the_numbers_are_told_in_the_reminders_language_without_what_has_passed() -> None:
    noon, evening = datetime(2026, 11, 27, 10, 0, tzinfo=UTC), datetime(2026, 11, 27, 19, 0, tzinfo=UTC)
    event = ReminderDue("p", "r", "x", noon, "Europe/Helsinki", "fi", late=False, addresses=(), again=True)
    other = ReminderDue("p", "r", "x", noon, "Europe/Helsinki", "en", late=False, addresses=())

    assert told(event, noon) == "1 tehty · 2 10 min päästä · 3 tunnin päästä · 4 illalla · 5 huomenna · 6 seuraava väliin"
    assert told(other, evening) == "1 done · 2 in 10 min · 3 in 1 h · 5 tomorrow"


@pytest.mark.parametrize("number", ["1", "2", "5"])
def test_what_was_answered_elsewhere_is_not_answered_again(tmp_path: Path, number: str) -> None:
    made = mind(tmp_path, "Remind me at 12:05 to call Anna")
    (came,) = made.kept("reminder")
    moved = {"due_at": "2026-11-28T10:05:00+00:00", "state": "pending"}
    made.request(ask.PutRecord(made.person, "reminder", came.id, moved, True), ask.Record)

    reply = made.ask(number)

    assert "answered already" in reply.text
    assert made.reminders() == {"call Anna": "2026-11-28 12:05"}


def test_a_number_that_was_not_told_changes_nothing(tmp_path: Path) -> None:
    made = mind(tmp_path, "Remind me at 12:05 to call Anna", "Remind me tomorrow at 9 to pay")

    reply = made.ask("6")

    assert reply.asked is None
    assert (made.reminders()["pay"], ringing(made)) == ("2026-11-28 09:00", ["call Anna"])
