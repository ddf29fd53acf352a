"""Asking for what was told, what others wrote and who they are: the answer comes first, whole, and nothing else is listed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.standins.stack import Stack, until

CARDS = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Saana Laine\nTEL:+358 50 100 2001\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:3.0\nFN:Mika Salo\nTEL:+358 40 111 2222\nEND:VCARD\n"
)
STEPS = " ".join(f"Step {number}: tie to cleat {number} and check." for number in range(1, 40))
LINK = f"https://docs.example.org/d/{'a1' * 200}/edit"
NOTES = (
    "the gate code is 2222",
    "the promo code for shoes is SPRING",
    "the zip code of Rauma is 26100",
    "the dress code on Saturday is casual",
    "the area code of Turku is 02",
    "the parking permit number is 5512",
    f"the mooring manual is: {STEPS}",
    f"the budget sheet is at {LINK}",
    "the regatta is on 29 May",
    "my name is Aino",
)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    home: Path = tmp_path_factory.mktemp("asking") / "home"
    made = Stack(home)
    try:
        yield fill(made.start())
    finally:
        made.stop()


def fill(stack: Stack) -> Stack:
    for note in NOTES:
        assert stack.ask(f"Remember that {note}")["steps"] == ["remember"]
    stack.ask("Remind me to water the orchids on 24 December 2030 at 9")
    stack.ask("Remember that the regatta was moved to 5 June")
    chat = "1.3.2024 klo 10.00 - Leena: what's the gate code?\n1.3.2024 klo 10.01 - Leena: shall we meet at the market square at noon?\n"
    for data in (CARDS, chat):
        made = stack.call("POST", "imports", params={"chat": "Leena"}, data=data.encode()).json()
        until(lambda made=made: stack.call("GET", f"imports/{made['id']}").json()["state"] == "done", what="the import ends")
    return stack


def told(stack: Stack, text: str) -> str:
    reply: str = stack.ask(text)["reply"]
    return reply


def notes(stack: Stack) -> list[Any]:
    found: list[Any] = stack.call("GET", "notes", params={"limit": 100}).json()["notes"]
    return found


def test_the_code_that_was_asked_for_is_told_and_no_other(stack: Stack) -> None:
    for _ in range(2):  # The first question is no answer to the second.
        reply = told(stack, "What is the gate code?")

        assert "2222" in reply
        assert not any(other in reply for other in ("SPRING", "26100", "casual", "gate code?"))


def test_the_later_of_two_dates_comes_first(stack: Stack) -> None:
    reply = told(stack, "When is the regatta?")

    assert -1 < reply.index("5 June") < reply.rindex("is on 29 May")


def test_what_others_wrote_is_found_beside_what_was_told(stack: Stack) -> None:
    reply = told(stack, "When do we meet at the market square?")

    assert "Leena wrote" in reply
    assert "at noon?" in reply


@pytest.mark.parametrize(
    "text", ["What do you remember about me", "What do you know about me?", "Mitä muistat minusta?", "Mitä olen kertonut sinulle?"]
)
def test_all_that_was_told_is_listed_and_nothing_is_made_of_the_question(stack: Stack, text: str) -> None:
    before = notes(stack)

    reply = told(stack, text)

    assert all(words in reply for words in ("2222", "5512", "Aino"))
    assert not any(words in reply for words in ("Remember", "orchids", "market square", "What"))
    assert notes(stack) == before


@pytest.mark.parametrize(
    "text",
    [
        "What is the mooring manual?",
        "Show the mooring manual whole",
        "Read me the whole note about the mooring manual",
        "Näytä mooring manual kokonaan",
    ],
)
def test_a_long_note_is_told_to_its_end(stack: Stack, text: str) -> None:
    assert "cleat 39 and check" in told(stack, text)


def test_what_is_cut_in_a_list_says_how_to_read_it_and_that_works(stack: Stack) -> None:
    listed = told(stack, "Show my notes")

    assert "cleat 39" not in listed
    how = listed.partition("To read it all, say: ")[2].partition(")")[0]
    assert "cleat 39 and check" in told(stack, how) or LINK in told(stack, how)


def test_show_it_whole_means_what_was_asked_before(stack: Stack) -> None:
    told(stack, "Find mooring")

    assert "cleat 39 and check" in told(stack, "show it whole")


def test_a_long_link_is_told_whole(stack: Stack) -> None:
    assert LINK in told(stack, "Where is the budget sheet?")


@pytest.mark.parametrize(
    "text",
    ["What is the parking permit number?", "What is the room number?", "What is the parking spot number?", "Mikä on huoneen numero?"],
)
def test_a_question_about_a_number_lists_nobody(stack: Stack, text: str) -> None:
    reply = told(stack, text)

    assert "Saana" not in reply
    assert "Mika" not in reply
    assert ("5512" in reply) or "permit" not in text


@pytest.mark.parametrize(
    "text", ["Whose number is 0501002001?", "Kenen numero on 050 100 2001?", "What is Saana's number?", "Mikä on Saanan puhelinnumero?"]
)
def test_whose_number_it_is_is_told(stack: Stack, text: str) -> None:
    before = stack.call("GET", "contacts").json()["contacts"]

    reply = told(stack, text)

    assert "Saana Laine" in reply
    assert "+358 50 100 2001" in reply
    assert "Mika" not in reply
    assert stack.call("GET", "contacts").json()["contacts"] == before


def test_a_number_of_nobody_is_nobodys(stack: Stack) -> None:
    assert "found nothing" in told(stack, "Whose number is 0509999999?")


def test_the_list_of_contacts_has_their_numbers(stack: Stack) -> None:
    reply = told(stack, "Show my contacts")

    assert "Saana Laine: +358 50 100 2001" in reply
    assert "Mika Salo: +358 40 111 2222" in reply


def test_what_is_only_near_is_called_so(stack: Stack) -> None:
    assert told(stack, "What is the bicycle code?").startswith("I don't know that for sure. The nearest")


def test_a_search_takes_a_whole_question(stack: Stack) -> None:
    hits = stack.call("GET", "search", params={"q": "What is the gate code, please?", "limit": 3}).json()["hits"]

    assert hits[0]["text"] == "the gate code is 2222"
    assert "the gate ⟦" not in hits[0]["snippet"]
    assert "⟦gate⟧ ⟦code⟧" in hits[0]["snippet"]
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_a_slip_in_what_is_looked_for_is_mended_and_said(stack: Stack) -> None:
    found = stack.call("GET", "search", params={"q": "prking permit", "limit": 3}).json()
    described = stack.call("GET", "openapi.json").json()["components"]["schemas"]["HitsOut"]["properties"]

    assert "parking" in found["hits"][0]["text"].casefold()
    assert found["instead"] == {"prking": "parking"}
    assert "nearest in spelling" in described["instead"]["description"]
    assert told(stack, "What is the prking permit number?").startswith("Nothing says “prking”; for “parking”:")
