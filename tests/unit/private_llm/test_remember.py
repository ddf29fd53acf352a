"""What one asks to remember: a note, or how the assistant is to write, or what one is called."""

import pytest

from private_llm.domain.skills.remember import NAME
from private_llm.domain.understanding import manner


@pytest.mark.parametrize(
    "text",
    [
        "always answer briefly",
        "Never use emojis",
        "please always write in British English",
        "from now on, answer in Finnish",
        "you should always sign my drafts with Sam",
        "call me Sam from now on",
        "vastaa aina lyhyesti",
        "Vastaa minulle aina suomeksi",
        "aina vastaa teititellen",
        "älä koskaan käytä hymiöitä",
        "jatkossa kirjoita lyhyemmin",
    ],
)
def test_how_to_write_is_a_rule(text: str) -> None:
    assert manner.is_told(text)


@pytest.mark.parametrize(
    "text",
    [
        "always lock the lab door",
        "I always answer my mother on Sundays",
        "never eat at that place again",
        "you should see a dentist twice a year",
        "answer the landlord",
        "write the report by Monday",
        "call me a taxi at nine",
        "aina sulje ovi",
        "vastaa vuokraisännälle",
        "käytä sinistä kaapelia",
        "isä vastaa aina puhelimeen",
    ],
)
def test_what_one_tells_is_a_note(text: str) -> None:
    assert not manner.is_told(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Sam", "Sam"),
        ("that my name is Anna-Liisa af Ursin", "Anna-Liisa af Ursin"),
        ("nimeni on Väinö", "Väinö"),
        ("my name is on the list", None),
        ("his name is Bob", None),
    ],
)
def test_what_one_is_called(text: str, name: str | None) -> None:
    found = NAME.match(text)

    assert (found["name"] if found else None) == name
