"""What a model writes about what was found: nothing is told that has no ground."""

from datetime import date
from pathlib import Path

import pytest

from private_llm.domain.saying.grounded import Grounds, Unfounded
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
