"""What a model writes about what was found: nothing is told that has no ground."""

from datetime import date
from pathlib import Path

import pytest

from private_llm.domain.saying.grounded import Grounds, Unfounded, Unknown
from private_llm.domain.saying.supported import Passage
from tests.standins.mind import Mind
from tests.standins.planning import Scripted

FOUND = "[1] (Friday 27 November 2026) Reetta wrote: the alarm code of Café Kaneli is 5590, from 8.30 on"


def spoken(*pieces: str) -> str:
    return "".join(Grounds(FOUND, "what is the code?").guarded(iter(pieces)))


@pytest.mark.parametrize(
    "text",
    [
        "The code is 5590.",
        "It is 5590, says Reetta, and begins at 8:30 on Friday.",
        "Koodi on 5590, kertoi Reetalta saatu viesti.",
        "1. The code is 5590.\n2. It holds from 08.30.",
        "I don't know. Nothing of that is here.",
        "  ",
        "",
    ],
)
def test_what_was_found_is_said_as_it_is_written(text: str) -> None:
    assert spoken(*text) == text
    assert spoken(text) == text


@pytest.mark.parametrize(
    "text",
    ["The code is 5591.", "It is 559", "It costs 200 euros.", "That was Omar who said so.", "it is with Kwame", "Koodi on 55 90", "on 28"],
)
@pytest.mark.parametrize("whole", [True, False])
def test_a_number_or_name_that_was_not_found_is_not_said(text: str, whole: bool) -> None:
    told: list[str] = []
    with pytest.raises(Unfounded):
        told.extend(Grounds(FOUND).guarded(iter([text] if whole else text)))

    assert text.startswith("".join(told))
    assert not any(word in "".join(told) for word in ("5591", "559", "200", "Omar", "Kwame", "90", "28"))


@pytest.mark.parametrize(
    ("found", "text", "told"),
    [
        ("(Friday 27 November 2026) Reetta: the sauna is warm", "In November, on Friday", True),
        ("(Friday 27 November 2026) Reetta: the sauna is warm", "In December", False),
        ("(Friday 27 November 2026) Reetta: the sauna is warm", "It was on Monday", False),
        ("(Friday 27 November 2026) Reetta: sauna lämpiää", "Marraskuussa, perjantaina", True),
        ("(perjantai 27. marraskuuta 2026) Reetta: sauna lämpiää", "On Friday, in November", True),
        ("(perjantai 27. marraskuuta 2026) Reetta: sauna lämpiää", "Se lämpiää joulukuussa", False),
        ("(Friday 27 November 2026) Reetta: it broke yesterday", "It broke on Thursday", True),
        ("(Friday 27 November 2026) Reetta: it broke last month", "It broke in October", True),
        ("(Friday 27 November 2026) Reetta: it broke last month", "It broke in August", False),
        ("Reetta: it opens on 1.5.", "It opens in May, on a Saturday", True),
        ("Reetta: it opens on 1.5.", "It opens in September", False),
        ("Reetta: it is open", "You may come, and march in", True),
    ],
)
def test_a_month_or_a_day_that_does_not_follow_from_what_was_found_is_not_said(found: str, text: str, told: bool) -> None:
    try:
        assert "".join(Grounds(found).guarded(iter([text]))) == text
    except Unfounded:
        assert not told
    else:
        assert told


@pytest.mark.parametrize(
    ("found", "asked", "text", "told"),
    [
        ("the plumber comes on 1.12.", "When does the plumber come?", "On Friday 27 November 2026.", False),
        ("the plumber comes on 1.12.", "When does the plumber come?", "On 1 December.", True),
        ("the plumber comes on 1.12.", "When does the plumber come?", "Heikki wrote on Friday 27 November 2026 that it is on 1.12.", True),
        ("the plumber comes on 1.12.", "When does the plumber come?", "Heikki wrote of it. It is on 27 November", False),
        ("the plumber comes on 1.12.", "When did Heikki write of the plumber?", "On Friday 27 November 2026.", True),
        ("the plumber comes on 1.12.", "Milloin Heikki kirjoitti putkimiehestä?", "Perjantaina 27.11.2026.", True),
        ("the plumber comes tomorrow", "When does the plumber come?", "On Saturday 28 November 2026.", True),
        ("the plumber comes tomorrow", "When does the plumber come?", "On Monday 30 November 2026.", False),
        ("putkimies käy tiistaina", "Milloin putkimies käy?", "Tiistaina 1.12.2026.", True),
        ("putkimies käy tiistaina", "Milloin putkimies käy?", "Perjantaina 27.11.2026.", False),
        ("the plumber was here today", "When was the plumber here?", "On 27 November 2026 [1].", True),
        ("the plumber has 2 sons", "How many daughters has the plumber?", "He has 1 daughter [1].", False),
    ],
)
def test_when_something_was_written_is_told_of_the_writing_alone(found: str, asked: str, text: str, told: bool) -> None:
    grounds = Grounds.of_passages([Passage(found, date(2026, 11, 27), "Heikki")], asked)
    try:
        assert "".join(grounds.guarded(iter([text]))) == text
    except Unfounded:
        assert not told
    else:
        assert told


WRITTEN = (
    ("Nora", "Hotel Meri, near the port, breakfast is not included"),
    ("Nora", "The concert starts at 19:00 on the second day, sound check at 17:15"),
    ("Nora", "Great, Tom takes Mikko's solo"),
    ("Lasse", "I won't do the solo after all, my throat is bad. Ask Tom"),
    ("Lasse", "not me, I'm wearing a clown suit"),
    ("Lasse", "Rehearsal on Wednesday is in room 204, not 210"),
    ("Tom", "are there 80 or 120 seats in the hall?"),
    ("Marcus", "Hey! My sister Ida is moving to Turku in March"),
    ("Marcus", "I did not get the job at the bank by the way"),
    ("Priya", "Maybe I bring the cello, if it fits into the car"),
    ("Omar", "haha, I once drove to Tallinn on a tractor"),
    ("Reetta", "Elina, sun vuorot ensi viikolla: tiistai 10-16, torstai 12-18 ja lauantai 9-15"),
    ("Sanna", "En syö lihaa"),
    ("Riikka", "Muutos: lähdetäänkin vasta klo 11, lauantain lähtö klo 9 on peruttu"),
)


@pytest.mark.parametrize(
    ("asked", "text", "told"),
    [
        ("Is breakfast included?", "No, breakfast is not included.", True),
        ("Is breakfast included?", "Yes, breakfast is included.", False),  # The contrary.
        ("Is breakfast included?", "Yes.", False),
        ("When does the concert start?", "The concert starts at 19:00 on the second day.", True),
        ("When does the concert start?", "The concert starts at 17:15.", False),  # That is something else's.
        ("Who takes Mikko's solo?", "Tom takes Mikko's solo.", True),
        ("Who takes Mikko's solo?", "Nora takes Mikko's solo.", False),  # She only wrote it.
        ("Is Lasse doing the solo?", "Yes, Lasse is doing the solo.", False),
        ("What should I wear?", "You should wear a clown suit.", False),  # He does, not you.
        ("What does Lasse wear?", "I'm wearing a clown suit.", False),  # It is not the assistant's.
        ("In which room is the rehearsal?", "The rehearsal is in room 204.", True),
        ("In which room is the rehearsal?", "The rehearsal is in room 210.", False),  # That is no more so.
        ("How many seats are in the hall?", "There are 120 seats in the hall.", False),  # It was only asked.
        ("Who is moving to Turku?", "Ida is moving to Turku in March.", True),
        ("Who is moving to Turku?", "Marcus is moving to Turku in March.", False),
        ("Did Marcus get the job at the bank?", "Marcus got the job at the bank.", False),
        ("Does Priya bring the cello?", "Priya brings the cello.", False),  # She doubted it.
        ("How did Omar get to Tallinn?", "Omar drove to Tallinn on a tractor.", False),  # He joked.
        ("Mitkä vuorot mulla on ensi viikolla?", "Reetta on töissä tiistai 10-16 ja torstai 12-18.", False),
        ("Mitä Sanna ei syö?", "Sanna ei syö lihaa.", True),
        ("Mitä Sanna ei syö?", "En syö lihaa.", False),
        ("Monelta lähdetään?", "Lähdetään klo 11.", True),
        ("Monelta lähdetään?", "Lähdetään klo 9.", False),  # It was cancelled.
    ],
)
def test_a_sentence_is_told_that_says_what_was_written_of_whom(asked: str, text: str, told: bool) -> None:
    passages = [Passage(written, date(2026, 11, 20), sender, "Choir trip") for sender, written in WRITTEN]
    try:
        assert "".join(Grounds.of_passages(passages, asked).guarded(iter([text]))) == text
    except Unfounded:
        assert not told
    else:
        assert told


def test_what_is_asked_of_as_mine_is_told_as_yours() -> None:
    grounds = Grounds.of_passages([Passage("bike lock code is 7391", date(2026, 11, 20), mine=True)], "What is the code of my bike?")

    assert "".join(grounds.guarded(iter(["The code of my bike is 7391."]))) == "The code of your bike is 7391."


@pytest.mark.parametrize("is_there", [True, False])
def test_that_nothing_is_known_is_told_only_where_the_answer_is_not_there(is_there: bool) -> None:
    grounds = Grounds.of_passages([Passage("bike lock code is 7391", date(2026, 11, 20))], "What is the code?", is_there=is_there)
    try:
        assert "".join(grounds.guarded(iter(["I don't know."]))) == "I don't know."
    except Unknown:
        assert is_there
    else:
        assert not is_there


class Inventing(Scripted):
    """A model that invents a number."""

    def stream(self, system, messages, **_):  # type: ignore[no-untyped-def]
        yield from "The locker is number 7 on floor 3.".split(" ")


def test_what_is_found_is_quoted_where_a_model_invents(tmp_path: Path) -> None:
    assistant = Mind(tmp_path, writer=Inventing())
    assistant.ask("Remember that my locker is number 214")

    reply = assistant.ask("What is the number of my locker?")

    assert reply.engine == "rules"
    assert "214" in reply.text
    assert "did not find" in reply.text
    assert "floor 3" not in reply.text
