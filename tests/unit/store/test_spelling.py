"""Words that are in nothing: what is nearest in spelling is looked for in their place, and it is said."""

from typing import Any

import pytest

from shared.schemas import archive as ask
from store.adapters.vault import Vault
from store.domain import spelling
from store.domain.query import read
from store.handlers import Handlers
from tests.unit.store.searching import keep, say, talk

CLUB = "the sailing club meets on Tuesdays"


def looked(handlers: Handlers, person: str, query: str, **more: Any) -> tuple[list[str], dict[str, str]]:
    found: Any = handlers.search(ask.Search(person, query, match="any", respell=True, **more))
    return [hit.text for hit in found.hits], found.instead


@pytest.mark.parametrize(
    ("kept", "asked", "written", "nearest"),
    [
        (CLUB, "sailng club", "sailng", "sailing"),
        (CLUB, "When does the sialing club meet?", "sialing", "sailing"),
        ("Hälytyskoodi on 4417", "hälytyskodi", "hälytyskodi", "Hälytyskoodi"),
        ("Hälytyskoodi on 4417", "missä sanottiin hälytyskodista", "hälytyskodista", "Hälytyskoodi"),
        ("Raitin huone on kolmas", "Raition huone", "Raition", "Raitin"),
        ("purjehdusseuran vuoro", "purjehdusseruan vuoro", "purjehdusseruan", "purjehdusseuran"),
        ("the gate is green", "gaet", "gaet", "gate"),
        ("a separate entrance", "seperate entrance", "seperate", "separate"),
        ("the umbrella is in the car", "mubrella", "mubrella", "umbrella"),
        ("Anna's birthday is in May", "Hanna's birthday", "Hanna", "Anna"),
    ],
)
def test_what_is_nearest_in_spelling_is_found_and_named(
    handlers: Handlers, person: str, kept: str, asked: str, written: str, nearest: str
) -> None:
    keep(handlers, person, "note", ["nothing of the sort", kept])

    assert looked(handlers, person, asked) == ([kept], {written: nearest})


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("grandma sent a gift", "grandpa"),
        ("the parade is long", "partake"),
        ("a particular smell", "participating"),
        ("the boat is red", "boot"),
        ("a lost key", "host"),
        ("the code is 44178", "44187"),
        ("the code is B44178x", "B44187x"),
        ("a cat", "cta"),
        ("with us", "iwth"),
        ("the trail was steep", "zeppelin"),
    ],
)
def test_another_word_is_not_taken_for_a_slip(handlers: Handlers, person: str, kept: str, asked: str) -> None:
    keep(handlers, person, "note", ["nothing of the sort", kept])

    assert looked(handlers, person, asked) == ([], {})


def test_what_is_written_somewhere_is_looked_for_as_it_is(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", [CLUB, "the sailng boat of Bo"])

    texts, instead = looked(handlers, person, "sailng club")

    assert set(texts) == {CLUB, "the sailng boat of Bo"}
    assert instead == {}


def test_a_word_of_everyday_requests_is_mended_only_where_nothing_else_is_found(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", ["the agenda of the choir", "a rewinder for films"])

    assert looked(handlers, person, "reminder choir") == (["the agenda of the choir"], {})
    assert looked(handlers, person, "rewnider choir")[1] == {"rewnider": "rewinder"}


def test_how_a_question_was_written_before_does_not_count(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", [CLUB])
    say(handlers, person, ["When does the sailng club meet?"], "recall")
    say(handlers, person, ["sailng club"], "chat")

    assert looked(handlers, person, "Where does the sailng club meet?")[1] == {"sailng": "sailing"}


def test_nobody_who_wrote_is_taken_for_somebody_else(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Mirkko", "the exam went well"), ("Bo", "the mirko is a fish, and mirkku another")])

    assert looked(handlers, person, "How did the exam of Mirkko go?")[1] == {}


def test_it_is_said_only_of_what_is_found_where_it_is_looked_for(handlers: Handlers, vault: Vault, person: str) -> None:
    keep(handlers, person, "note", [CLUB])
    talk(handlers, vault, person, [("Bo", "the club is closed")])

    assert looked(handlers, person, "sailng club", chat="c1") == (["the club is closed"], {})


def test_without_being_asked_to_no_search_looks_for_anything_else(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", [CLUB])

    found: Any = handlers.search(ask.Search(person, "sailng", match="any"))

    assert (found.hits, found.instead) == ((), {})


def test_what_is_forgotten_is_near_to_nothing(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", [CLUB])
    handlers.forget(ask.Forget(person, "note", "note0"))

    assert looked(handlers, person, "sailng") == ([], {})


def test_fewer_slips_are_nearer_and_then_what_has_more_in_common() -> None:
    (term,) = read("hammaslääkrille", "any")

    found = spelling.nearest(term, [("hammaslakarille", 9), ("hammaslaakarille", 1), ("hammasta", 50)])

    assert [one.word for one in found] == ["hammaslaakarille", "hammaslakarille"]
