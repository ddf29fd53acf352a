"""An act that changes or removes is earned by its words, and what was not asked for is not done."""

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from private_llm.domain.skills import help as helping
from tests.standins.mind import Mind


@pytest.fixture
def mind(tmp_path: Path) -> Mind:
    """Somebody with three reminders, two notes and a setting."""
    made = Mind(tmp_path)
    for said in (
        "Remember that the locker code is 8830",
        "Remember that the boiler was serviced in Rauma",
        "Remind me to pay the rent tomorrow at 9",
        "Remind me to water the plants on Monday at 10",
        "Remind me to fetch the bread today at 18:00",
        "What can you do?",
    ):
        made.ask(said)
    return made


def everything(mind: Mind) -> dict[str, Any]:
    kinds = ("note", "reminder", "contact", "rule", "item", "draft")
    kept, settings = mind.everything(*kinds)
    return {kind: sorted((one.id, str(one.fields)) for one in found) for kind, found in kept.items()} | {"settings": settings}


@pytest.mark.parametrize(
    "said",
    [
        "Read me all my reminders for today",
        "what's my reminder",
        "what was the alarm that I set",
        "how many reminders do I have",
        "make a list of all my alarms",
        "mitä muistutuksia mulla on huomenna",
        "lue kaikki muistutukset",
        "delete jury duty from my calendar for may 7th",  # No such thing; and no reminder to make of it.
        "remove the concert from my calendar",
        "poista konsertti kalenterista",
        "how many days until 19 December?",
        "kuinka monta päivää on jouluun",
        "make it 18 instead",  # Nothing was set in the turn before.
        "eiku kello 18",
        "directions to phoenix",
        "how do I get to Helsinki from Tallinn",
        "download all the photos to the cloud",
        "what does the cloud look like in english",
        "is finnish hard to learn",
        "delete Anna",
        "cancel",
        "delete it",
        "peru",
        "forget it",
        "cancel my subscription to the newspaper",
        "remove all my emails",
        "delete the playlist",
        "poista kaikki viestit",
        "i forgot my umbrella",
        "i can't remember where I put my passport",
        "en muista mihin laitoin passin",
        "stop the music",
        "turn off the lights",
        "sammuta valot",
        "move to Turku is planned for May",
        "star wars is on tonight",
        "what's important about the boiler",
    ],
)
def test_nothing_changes_that_was_not_asked_for(mind: Mind, said: str) -> None:
    before = everything(mind)

    mind.ask(said)

    assert everything(mind) == before


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("cancel all my reminders for today", {"fetch the bread"}),
        ("cancel my reminders for tomorrow", {"pay the rent"}),
        ("peru huomisen muistutukset", {"pay the rent"}),
        ("delete the reminder about the plants", {"water the plants"}),
        ("remove the rent reminder", {"pay the rent"}),
        ("cancel the plants", {"water the plants"}),
        ("delete the alarm i just set", {"fetch the bread"}),
        ("cancel today's reminders", {"fetch the bread"}),
        ("cancel all of today's alarms", {"fetch the bread"}),
        ("cancel all of tomorrow’s reminders", {"pay the rent"}),
        ("poista kaikki muistutukset tältä päivältä", {"fetch the bread"}),
        ("peru leipämuistutus", set()),  # No reminder has that word: asked about.
    ],
)
def test_what_is_named_is_cancelled_and_nothing_else(mind: Mind, said: str, gone: set[str]) -> None:
    before = set(mind.reminders())

    mind.ask(said)

    assert before - set(mind.reminders()) == gone


@pytest.mark.parametrize(
    "said",
    [
        "delete the alarm i just set",
        "cancel the reminder you just set",
        "cancel that alarm",
        "delete this reminder",
        "poista äskeinen muistutus",
        "poista juuri tekemäni muistutus",
        "poista se muistutus",
    ],
)
def test_what_is_called_a_reminder_is_no_note_that_was_kept_last(mind: Mind, said: str) -> None:
    mind.ask("Remember that the jury sits in May")
    notes = mind.kept("note")

    mind.ask(said)

    assert mind.kept("note") == notes


@pytest.mark.parametrize("said", ["forget that note", "delete the note i just made", "poista äskeinen muistiinpano"])
def test_what_is_called_a_note_is_no_reminder_that_was_set_last(mind: Mind, said: str) -> None:
    mind.ask("Remind me to call the bank on Friday at 9")
    reminders = mind.reminders()

    mind.ask(said)

    assert mind.reminders() == reminders


def test_the_alarm_that_was_just_set_is_found_behind_a_note(mind: Mind) -> None:
    mind.ask("Remind me to call Bo on Friday at 9")
    mind.ask("Remember that the jury sits in May")

    mind.ask("delete the alarm i just set")

    assert "call Bo" not in mind.reminders()
    assert len(mind.kept("note")) == 3


def test_a_name_of_two_letters_is_a_name(mind: Mind) -> None:
    mind.ask("Remind me to call Bo on Friday at 9")
    mind.ask("Remind me to wash the boat on Friday at 10")

    mind.ask("cancel the reminder about Bo")

    assert set(mind.reminders()) == {"pay the rent", "water the plants", "fetch the bread", "wash the boat"}


def test_removing_more_than_one_asks_first_and_a_yes_does_it_once(mind: Mind) -> None:
    asked = mind.ask("cancel all my reminders")
    assert "yes" in asked.text
    assert len(mind.reminders()) == 3

    mind.ask("yes")

    assert mind.reminders() == {}
    assert mind.ask("yes").steps != ("cancel",)


def test_a_no_leaves_everything_as_it_was(mind: Mind) -> None:
    mind.ask("cancel all my reminders")

    answer = mind.ask("no")

    assert "nothing" in answer.text
    assert len(mind.reminders()) == 3
    mind.ask("yes")
    assert len(mind.reminders()) == 3


def test_a_question_that_was_passed_over_has_lapsed(mind: Mind) -> None:
    mind.ask("cancel all my reminders")
    mind.ask("what time is it")

    mind.ask("yes")

    assert len(mind.reminders()) == 3


@pytest.mark.parametrize(
    ("said", "setting"),
    [
        ("Turn off the cloud", {"cloud": "off"}),
        ("please turn the cloud model off", {"cloud": "off"}),
        ("Pilvi pois", {"cloud": "off"}),
        ("pilvimalli päälle", {"cloud": "on"}),
        ("answer in finnish", {"language": "fi"}),
        ("vastaa englanniksi", {"language": "en"}),
        ("set my time zone to Tallinn", {"zone": "Europe/Tallinn"}),
        ("aikavyöhyke Tokyo", {"zone": "Asia/Tokyo"}),
    ],
)
def test_a_setting_changes_when_it_is_said_exactly(mind: Mind, said: str, setting: dict[str, str]) -> None:
    mind.ask(said)

    assert mind.settings() == setting


def test_words_that_were_passed_on_ask_for_nothing_until_they_are_kept_by_a_yes(mind: Mind) -> None:
    before = everything(mind)

    answer = mind.ask("Remind me to send him the money tomorrow at 8", forwarded=True)

    assert everything(mind) == before
    assert answer.steps == ("forwarded",)
    mind.ask("yes")
    assert mind.notes()[0] == "Remind me to send him the money tomorrow at 8"
    assert len(mind.reminders()) == 3


def test_a_picture_that_is_not_kept_is_said_beside_what_was_done(mind: Mind) -> None:
    answer = mind.ask("Remember that the spare key is under the blue pot", attached=1)

    assert mind.notes()[0] == "the spare key is under the blue pot"
    assert "can't keep" in answer.text


def test_what_is_out_of_reach_is_told_in_the_language_of_the_answer_whatever_was_spoken() -> None:
    words = tomllib.loads(resources.files("private_llm.domain.understanding").joinpath("words/reach.toml").read_text(encoding="utf-8"))

    for place, language in enumerate(("en", "fi")):
        assert {one["cannot"] for one in words["out"][language]} <= {both[place] for both in helping.BEYOND}
