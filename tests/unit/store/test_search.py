"""The order of every search, with more hits than are wanted; what filters leave; and what is left out."""

from datetime import timedelta
from typing import Any

import pytest

from shared.schemas import archive as ask
from store.adapters import candidates, messages
from store.adapters.vault import Vault
from store.domain.importers.parsed import Message
from store.handlers import Handlers
from tests.unit.store.conftest import NOW
from tests.unit.store.searching import BEST, LIMIT, RECORDS, WORSE, hits, in_order, keep, say, talk, write


@pytest.mark.parametrize("place", ["oldest", "newest"])
@pytest.mark.parametrize("kind", [*RECORDS, "conversation", "message"])
def test_the_best_of_each_kind_comes_first_however_old_it_is(handlers: Handlers, vault: Vault, person: str, kind: str, place: str) -> None:
    texts = [BEST, *WORSE] if place == "oldest" else [*WORSE, BEST]
    if kind == "message":
        write(handlers, vault, person, texts)
    elif kind == "conversation":
        say(handlers, person, texts)
    else:
        keep(handlers, person, kind, texts)

    found = hits(handlers, person, "What is the gate code?", kinds=(kind,))

    assert len(found) == LIMIT
    assert found[0].text == BEST
    assert in_order(found)


@pytest.mark.parametrize("match", ["all", "any"])
def test_a_text_that_says_little_else_is_better(handlers: Handlers, person: str, match: str) -> None:
    keep(handlers, person, "note", ["a code", *(f"{text} and {'more ' * 30}" for text in WORSE)])

    found = hits(handlers, person, "code", match=match)

    assert found[0].text == "a code"
    assert in_order(found)


def test_there_is_one_order_over_all_kinds(handlers: Handlers, vault: Vault, person: str) -> None:
    for kind in RECORDS:
        keep(handlers, person, kind, [f"{kind} with a code {number}" for number in range(10)])
    write(handlers, vault, person, ["the gate code was changed to 9119", *WORSE])

    found = hits(handlers, person, "What is the gate code?")

    assert (found[0].kind, found[0].text) == ("message", "the gate code was changed to 9119")
    assert in_order(found)


@pytest.mark.parametrize(
    "filters", [{"chat": "c1"}, {"sender": "Anna"}, {"since": NOW, "until": NOW + timedelta(hours=1), "kinds": ("message",)}]
)
def test_the_best_comes_first_under_each_filter(handlers: Handlers, vault: Vault, person: str, filters: dict[str, Any]) -> None:
    write(handlers, vault, person, [BEST, *WORSE])
    write(handlers, vault, person, WORSE, chat="c2", sender="Bo")

    found = hits(handlers, person, "What is the gate code?", **filters)

    assert (len(found), found[0].text) == (LIMIT, BEST)
    assert in_order(found)


def test_of_words_that_are_everywhere_nothing_old_is_passed_over(
    handlers: Handlers, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "CANDIDATES", 20)
    write(handlers, vault, person, ["the walrus sleeps", "the gate code is new", *["a gate"] * 19, *["a code"] * 19])

    assert hits(handlers, person, "What is the gate code?")[0].text == "the gate code is new"
    assert "the walrus sleeps" in [hit.text for hit in hits(handlers, person, "Where is the walrus at the gate with a code?", limit=60)]


@pytest.mark.parametrize("filters", [{"chat": "c1"}, {"sender": "Anna"}, {"until": NOW + timedelta(hours=1), "kinds": ("message",)}])
def test_under_a_filter_nothing_old_is_passed_over_for_what_is_newer_elsewhere(
    handlers: Handlers, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch, filters: dict[str, Any]
) -> None:
    monkeypatch.setattr(candidates, "CANDIDATES", 20)
    write(handlers, vault, person, [BEST, *WORSE])
    newer = [Message(int(NOW.timestamp()) + 9000 + number, "Bo", f"a gate code {number}", "text", None, False) for number in range(90)]
    handlers.put_record(ask.PutRecord(person, "chat", "c2", {"name": "Work"}))
    with vault.person(person, "test") as session:
        messages.add(session, messages.number(session, "c2"), newer, imported=None)

    found = hits(handlers, person, "What is the gate code?", **filters)

    assert found[0].text == BEST
    assert {hit.sender for hit in found} == {"Anna"}


def test_without_words_the_newest_of_what_is_left_come(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Bo", "one"), ("Anna Kallio", "two"), ("", "Bo left"), ("Anna Lehto", "three"), ("Bo", "four")])
    keep(handlers, person, "note", ["five"])

    assert [hit.text for hit in hits(handlers, person, "", sender="Anna")] == ["three", "two"]
    assert [hit.text for hit in hits(handlers, person, "", sender="anna lehto")] == ["three"]
    assert [hit.text for hit in hits(handlers, person, "", chat="c1", until=NOW + timedelta(minutes=2))] == ["two", "one"]
    assert [hit.text for hit in hits(handlers, person, "", kinds=("note",))] == ["five"]


def test_pictures_are_found_by_what_is_written_under_them_and_told_by_their_names(handlers: Handlers, person: str) -> None:
    handlers.put_record(ask.PutRecord(person, "chat", "c1", {"name": "Home"}))
    for number, (kind, text) in enumerate([("text", "the boat is red"), ("image", "our boat"), ("image", ""), ("document", "boat papers")]):
        fields = {"sender": "Bo", "at": (NOW + timedelta(minutes=number)).isoformat(), "text": text, "kind": kind}
        handlers.put_chat_message(ask.PutChatMessage(person, "c1", fields | ({"media": f"{number}.jpg"} if kind != "text" else {})))

    assert hits(handlers, person, "boat", forms=("image",))[0].text == "our boat"
    assert {hit.media for hit in hits(handlers, person, "boat", forms=("image",))} <= {"1.jpg", "2.jpg"}
    assert [hit.media for hit in hits(handlers, person, "", forms=("image",))] == ["2.jpg", "1.jpg"]


def test_who_wrote_in_a_chat_is_known_whoever_wrote_most_first(handlers: Handlers, vault: Vault, person: str) -> None:
    talk(handlers, vault, person, [("Bo", "one"), ("Anna", "two"), ("", "Bo left"), ("Anna", "three")])
    write(handlers, vault, person, ["four"], chat="c2", sender="Cy")

    def names(chat: str | None) -> Any:
        return handlers.list_senders(ask.ListSenders(person, chat)).names  # type: ignore[attr-defined]

    assert names("c1") == ("Anna", "Bo")
    assert names("c3") == ()
    assert sorted(names(None)) == ["Anna", "Bo", "Cy"]


def test_all_words_are_demanded_only_where_nothing_may_be_guessed(handlers: Handlers, person: str) -> None:
    keep(handlers, person, "note", ["the walrus is called Quentin"])

    assert hits(handlers, person, "walrus badger", match="any")
    assert not hits(handlers, person, "walrus badger", match="all")


@pytest.mark.parametrize("step", ["recall", "find", "unclear"])
def test_a_persons_own_questions_are_no_answers_unless_they_are_looked_for(handlers: Handlers, person: str, step: str) -> None:
    say(handlers, person, ["What is the gate code?"], step)
    keep(handlers, person, "note", [BEST])

    assert [hit.kind for hit in hits(handlers, person, "What is the gate code?")] == ["note"]
    assert [hit.kind for hit in hits(handlers, person, "gate code", kinds=("conversation",))] == ["conversation"]


def test_what_was_only_said_is_found(handlers: Handlers, person: str) -> None:
    say(handlers, person, ["Actually the regatta is on 5 June, not 29 May"], "unclear")
    keep(handlers, person, "note", ["the regatta is on 29 May"])

    assert {hit.kind for hit in hits(handlers, person, "When is the regatta?")} == {"note", "conversation"}


def test_questions_of_others_are_found_behind_what_they_ask_for(handlers: Handlers, vault: Vault, person: str) -> None:
    write(handlers, vault, person, ["the gate code is 2222, write it down", "what is the gate code?"])

    assert [hit.text for hit in hits(handlers, person, "gate code")] == ["the gate code is 2222, write it down", "what is the gate code?"]
