"""What is found in another spelling or form, telephone numbers among it."""

from collections import Counter

import pytest

from shared.schemas import archive as ask
from store.adapters import candidates
from store.adapters.vault import Vault
from store.domain import telephone
from store.domain.query import WORD_LIMIT, read, words_of
from store.domain.ranking import Fits
from store.handlers import Handlers
from tests.unit.store.searching import hits, keep, write

NUMBERS = ("+358 50 100 2001", "+358501002001", "050 100 2001", "0501002001", "(050) 100-2001", "00358 50 1002001", "+358 (0)50 100 2001")


@pytest.mark.parametrize("asked", [*NUMBERS, "050-1002001", "Whose number is 050 1002001?"])
def test_a_telephone_number_is_found_however_it_is_written(handlers: Handlers, vault: Vault, person: str, asked: str) -> None:
    keep(handlers, person, "note", [f"the plumber's number is {number}" for number in NUMBERS] + ["the parking number is 0501002002"])
    for number in NUMBERS:
        handlers.put_record(ask.PutRecord(person, "contact", number, {"name": "Saana Laine", "handles": [number]}))
        write(handlers, vault, person, [f"the mast of {number[-4:]} is ready"], sender=number)
    write(handlers, vault, person, [f"call {number} before noon" for number in NUMBERS], chat="c2")

    found = hits(handlers, person, asked, limit=50)

    assert Counter(hit.kind for hit in found) == {"note": 7, "contact": 7, "message": 14}


def test_nobody_has_a_number_that_is_nearly_theirs(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", ["the number of the gate is 050 100 2001", "order 99050100200155"])

    assert hits(handlers, person, "Whose number is 050 100 2009?") == ()
    assert hits(handlers, person, "100 2001")


@pytest.mark.parametrize(
    "text", ["27.11.2026 klo 14", "2026-11-27", "05.06.2026", "0098", "INV-2026/0098", "15W-40", "4,300,000", "10:30-11:45"]
)
def test_what_is_no_telephone_number_is_not_taken_for_one(text: str) -> None:
    assert not list(telephone.find(text))


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("the Wi-Fi is kelo88", "wifi"),
        ("the wifi is kelo88", "Wi-Fi"),
        ("send an e-mail", "email"),
        ("send an email", "e-mail"),
        ("Annan ovikoodi on 7781", "annan ovikoodin"),
        ("Päiväkodin ovikoodi on 7781", "paivakodin"),
        ("Anna's boat is red", "Annas boat"),
        ("the boats are red", "boat"),
        ("the boat is red", "boats"),
        ("she teaches two cities a year", "Which city did she teach?"),
        ("we were hiking on Sunday", "When did they hike?"),
        ("Hammaslääkärille kello kymmenen", "Milloin on hammaslääkäri?"),
        ("muutettiin uuteen kaupunkiin", "Mihin kaupunkiin muutettiin?"),
        ("den nya bilen är röd", "bilar"),
        ("the programme is C++", "C++"),
        ("mail anna.k@example.org", "anna.k@example.org"),
        ("the invoice is INV-2026/0098", "INV-2026/0098"),
        ("saunavuoro on torstaisin", "mitä Heikki sanoi saunasta"),
    ],
)
def test_a_word_is_found_in_another_spelling_or_form(handlers: Handlers, person: str, kept: str, asked: str) -> None:
    keep(handlers, person, "note", ["nothing of the sort", kept])

    assert [hit.text for hit in hits(handlers, person, asked)] == [kept]


@pytest.mark.parametrize(
    ("kept", "asked"),
    [("a plant for the window", "What is the plan?"), ("a carpet", "Where is the care home?"), ("many cats", "Is it caten?")],
)
def test_words_that_only_begin_alike_are_not_the_same(handlers: Handlers, person: str, kept: str, asked: str) -> None:
    keep(handlers, person, "note", ["nothing of the sort", kept])

    assert hits(handlers, person, asked) == ()


@pytest.mark.parametrize("query", ["the who", "what is it", "mikä se on", "who", "me"])
def test_words_that_only_ask_are_looked_for_where_there_are_no_others(handlers: Handlers, person: str, query: str) -> None:
    keep(handlers, person, "note", [f"tickets for {query} on Friday"])

    assert hits(handlers, person, query)


@pytest.mark.parametrize(
    "query", ["1" * 60 + "a", "1 " * 3000 + "a", "(1" * 20_000 + "a", "1" * 60_000 + "a", "050 100 2001, " * 2000, "wi-" * 20_000]
)
def test_a_query_of_any_shape_comes_to_an_end(query: str) -> None:
    assert len(read(query, "any")) <= WORD_LIMIT


@pytest.mark.parametrize("asked", ["Wi-Fi e-mail", "x ab", "saunasta", "Élan naïve", "food plans"])
def test_a_word_fits_the_same_terms_whichever_are_looked_at(asked: str) -> None:
    terms = read(asked, "any")
    words = words_of("X a ab abc Wi-Fi wifi email e-mail mail saunavuoro sauna ÉLAN naive foods planning planned x1 fo é")
    fits = Fits(terms)

    assert any(fits[word] for word in words)
    for word in words:
        assert dict(fits[word]) == {place: fit for place, term in enumerate(terms) if (fit := term.fit(word))}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The boat. It's red", ["the", "boat", "it", "s", "red", "its"]),
        ("Wi-Fi / e-mail", ["wi", "fi", "e", "mail", "wifi", "email"]),
        ("ends. - begins", ["ends", "begins"]),
        ("Äiti söi crème brûlée", ["aiti", "soi", "creme", "brulee"]),
        ("a_b", ["a", "b"]),
    ],
)
def test_a_texts_words_are_folded_and_those_that_a_sign_joins_are_one_too(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_what_has_some_words_is_not_looked_for_where_enough_has_all(
    handlers: Handlers, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(handlers, vault, person, [f"the gate code {number}" for number in range(70)] + ["the gate"])
    asked: list[str] = []
    some = candidates._with_some
    monkeypatch.setattr(candidates, "_with_some", lambda *given: asked.append("some") or some(*given))

    def looked_for(query: str) -> list[str]:
        asked.clear()
        assert hits(handlers, person, query, kinds=("message",))
        return asked

    assert looked_for("gate code") == []
    assert looked_for("gate") == []
    assert looked_for("gate badger") == ["some"]
