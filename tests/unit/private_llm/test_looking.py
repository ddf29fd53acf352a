"""Questions over chats: where they say that the answer is, what is quoted of it, and what is not claimed."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from shared.schemas import archive
from tests.standins.mind import HELSINKI, Mind

CHATS = """
Flat 12|Anna Kallio|2026-11-17 10:00|The plumber comes on Thursday at 9
Flat 12|Boris|2026-11-17 10:05|Do we need new light bulbs for the stairs?
Flat 12|Anna Kallio|2026-11-17 10:20|Yes, six of them, the small ones
Flat 12|Anna Kallio|2026-05-03 18:00|The barbecue is in the yard at six
Flat 12|Boris|2026-11-25 08:00|I lost the key of the cellar
The Band|Anna Lehto|2026-11-18 20:00|Rehearsal is in the old mill
The Band|Boris|2026-11-19 20:00|The plumber of the mill is ill
The Band|Anna Lehto|2026-11-19 21:00|Love your new amplifier, Boris! Did you find your cable?
The Band|Boris|2026-11-19 21:30|My guitar is at the luthier until Monday
The Band||2026-11-01 09:00|Boris created group “The Band”
Perhe|Äiti|2026-11-18 08:00|Kissa on hoidossa Mattilassa
Boris|Boris|2026-11-20 12:00|See you at the mill
Boris|Boris|2026-11-21 12:00|Bring cake
"""
WITHOUT = "\n\n(Answered without a language model: none is running here.)"
LISBON = "I leave for Lisbon on 4 May"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Mind:
    """Somebody with chats and a note, who is asked and never changed."""
    mind = Mind(tmp_path_factory.mktemp("looking"))
    for number, line in enumerate(CHATS.strip().splitlines()):
        chat, sender, at, text = line.split("|")
        write(mind, chat, sender, at, text, number)
    mind.give(f"note: {LISBON}")
    return mind


def write(mind: Mind, chat: str, sender: str, at: str, text: str, number: int = 0, **more: str) -> None:
    """Put a message into a chat."""
    mind.request(archive.PutRecord(mind.person, "chat", chat, {"name": chat}), archive.Record)
    when = datetime.fromisoformat(at).replace(tzinfo=HELSINKI).isoformat()
    fields = {"sender": sender, "at": when, "text": text, "kind": "text" if sender else "system", **more}
    mind.request(archive.PutChatMessage(mind.person, chat, fields), archive.ChatPage)


def said(mind: Mind, text: str) -> str:
    return mind.ask(text).text.removesuffix(WITHOUT)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When does the plumber come in Flat 12?", "comes on Thursday"),
        ("What about the plumber in the band chat?", "The plumber of the mill"),
        ("What did Anna say about the plumber?", "comes on Thursday"),
        ("What did Boris say about the plumber?", "The plumber of the mill"),
        ("Mitä Boris sanoi plumberista?", "The plumber of the mill"),
        ("Any messages from Boris about the key?", "key of the cellar"),
    ],
)
def test_a_question_is_answered_from_where_it_says(home: Mind, question: str, answer: str) -> None:
    found = said(home, question)

    assert answer in found
    assert found.count("plumber") + found.count("key") == 1


@pytest.mark.parametrize(
    ("question", "among", "without"),
    [
        ("What did Anna write in Flat 12 last week?", ["Yes, six of them", "The plumber comes"], ["barbecue", "Rehearsal", "light bulbs"]),
        ("What did Anna say in May?", ["barbecue"], ["six of them", "Rehearsal"]),
        ("mitä Boris kirjoitti Flat 12:ssa tällä viikolla?", ["key of the cellar"], ["light bulbs", "luthier"]),
        ("What was said in the band chat last week?", ["Rehearsal", "luthier"], ["created group", "six of them", "See you"]),
        ("mitä äiti sanoi perhechatissa viime viikolla?", ["Kissa on hoidossa"], ["plumber"]),
    ],
)
def test_where_nothing_but_a_place_is_named_the_newest_there_are_shown(
    home: Mind, question: str, among: list[str], without: list[str]
) -> None:
    found = said(home, question)

    assert not [one for one in among if one not in found]
    assert not [one for one in without if one in found]


@pytest.mark.parametrize(
    ("question", "where"),
    [
        (
            "What did Boris say about the barbecue in Flat 12?",
            "I found nothing about that there (chat “Flat 12”; by “Boris”). Elsewhere:\n",
        ),
        ("What did Anna say about the barbecue this week?", "(by “Anna”; Monday 23 November 2026 – Sunday 29 November 2026). Elsewhere:\n"),
        ("Mitä Boris sanoi Mattilasta?", "Siellä ei ollut siitä mitään (kirjoittaja “Boris”). Muualla:\n"),
    ],
)
def test_what_is_found_elsewhere_is_said_to_be(home: Mind, question: str, where: str) -> None:
    found = said(home, question)

    assert where in found
    assert "barbecue is in the yard" in found or "Mattilassa" in found


def test_a_place_that_may_be_anything_is_no_reason_to_find_nothing(home: Mind) -> None:
    assert "I leave for Lisbon" in said(home, "When do I leave for Lisbon?")
    assert "Elsewhere" not in said(home, "When do I leave for Lisbon?")


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Who is in Flat 12?", "In “Flat 12” these have written: Anna Kallio, Boris."),
        ("who's in the band chat", "In “The Band” these have written: Anna Lehto, Boris."),
        ("ketkä on Perheessä?", "Keskustelussa “Perhe” ovat kirjoittaneet: Äiti."),
        ("Ketkä ovat perhechatissa?", "Keskustelussa “Perhe” ovat kirjoittaneet: Äiti."),
        ("Who is in the chat?", "Which chat do you mean?"),
    ],
)
def test_whoever_wrote_is_in_a_chat(home: Mind, question: str, who: str) -> None:
    assert who in said(home, question)


def test_who_is_in_what_is_no_chat_is_looked_for(home: Mind) -> None:
    assert "these have written" not in said(home, "Who is in the old mill?")


@pytest.mark.parametrize(
    ("question", "sure"),
    [
        ("Where is Boris's guitar?", True),
        ("Where is Anna's guitar?", False),  # It is his: he says my.
        ("Does Anna have a new amplifier?", False),  # She speaks of his.
        ("Where did Anna find her cable?", False),  # She asks him.
    ],
)
def test_nothing_is_claimed_of_somebody_that_is_somebody_elses(home: Mind, question: str, sure: bool) -> None:
    assert (not said(home, question).startswith("I don't know")) is sure


def test_what_answers_a_question_in_a_chat_is_found_by_the_words_of_that_question(home: Mind) -> None:
    assert "Yes, six of them" in said(home, "How many new light bulbs does Anna need for the stairs?")


def test_the_rest_is_shown_when_more_is_asked_for_and_comes_to_an_end(home: Mind) -> None:
    first = home.ask("What did Boris write?")

    assert "say “more”" in first.text
    second = said(home, "more")
    assert [line for line in CHATS.splitlines() if "|Boris|" in line and line.split("|")[3] not in first.text + second] == []
    assert said(home, "more") == "That is all that I found."


def test_without_words_a_picture_is_told_by_its_name_and_words_alone_are_no_picture(tmp_path: Path) -> None:
    mind = Mind(tmp_path)
    write(mind, "Flat 12", "Anna", "2026-11-18 10:00", "", kind="image", media="IMG_7.jpg")
    write(mind, "Flat 12", "Anna", "2026-11-19 10:00", "Morning")

    found = said(mind, "Did Anna send any pictures last week?")

    assert "IMG_7.jpg" in found
    assert "Morning" not in found
    assert "“”" not in said(mind, "What did Anna say last week?")


@pytest.mark.parametrize(
    ("older", "newer", "question"),
    [
        ("the regatta is on 29 May", "the regatta is on 5 June", "When is the regatta?"),
        ("the gate code is 2222", "the gate code is 4711", "What is the gate code?"),
        ("The treasurer is Tom", "the treasurer is Liisa Aalto", "Who is the treasurer?"),
    ],
)
def test_the_newer_counts_and_the_older_is_said_to_say_otherwise(tmp_path: Path, older: str, newer: str, question: str) -> None:
    mind = Mind(tmp_path)
    mind.ask(f"Remember that {older}")
    mind.ask(f"Remember that {newer}")

    found = said(mind, question)

    told = r"You told me on \w+ \d+ \w+ \d+: "
    assert re.fullmatch(rf"{told}“{newer}”\nAn older one says otherwise: {told}“{older}”", found)


@pytest.mark.parametrize(
    ("one", "two", "question"),
    [
        ("Pekka is in Oulu", "Pekka is an engineer", "What do you know about Pekka?"),
        ("the gate code is 2222", "the alarm code is 4711", "What is the gate code?"),
    ],
)
def test_what_says_something_else_does_not_say_otherwise(tmp_path: Path, one: str, two: str, question: str) -> None:
    mind = Mind(tmp_path, having=[f"note: {one}", f"note: {two}"])

    assert "otherwise" not in said(mind, question)


def test_a_thing_by_another_name_is_one_thing(tmp_path: Path) -> None:
    mind = Mind(tmp_path)
    for number, text in enumerate(
        ["Thanks for coming", "It should arrive on Tuesday", "Putkimies tulee keskiviikkona klo 8. Sopiiko?", "Here he comes"]
    ):
        write(mind, "Home", "Cy", f"2026-11-{10 + number} 10:00", text)

    assert said(mind, "When is the plumber coming?").startswith("Cy wrote in “Home” on Thursday 12 November 2026: “Putkimies")


def test_what_is_read_of_a_question_changes_nothing(home: Mind) -> None:
    assert home.notes() == [LISBON]
    assert home.reminders() == {}


def test_whom_a_chat_is_called_by_is_never_the_person(home: Mind) -> None:
    assert "Boris, Wed 25 Nov" in said(home, "Summarise Flat 12")
