"""Conversations with the assistant: apart from one another, called by their first words, forgotten whole; and those of which nothing is kept."""

from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Refused
from shared.schemas import archive as ask
from shared.schemas.conversation import Reply
from store.adapters import passing
from store.adapters.directory import Directory
from store.adapters.passing import Passing
from store.adapters.vault import Vault
from store.handlers import Handlers
from tests.unit.store.conftest import NOW
from tests.unit.store.test_forgetting import everywhere

BOATS, BREAD, TEMPORARY = "boats0001", "bread0001", "~passing1"
WORD = "xylophagous"


def say(handlers: Handlers, person: str, turn: str, text: str, thread: str = "", answer: str = "yes", minutes: int = 0) -> ask.TurnBegun:
    at = NOW + timedelta(minutes=minutes)
    begun: Any = handlers.begin_turn(ask.BeginTurn(person, turn, "api", turn, text, at, thread))
    if answer:
        handlers.finish_turn(ask.FinishTurn(person, turn, "api", Reply(answer, "rules"), at, thread))
    return begun  # type: ignore[no-any-return]


def said(handlers: Handlers, person: str, thread: str | None, **where: Any) -> list[str]:
    found: Any = handlers.list_messages(ask.ListMessages(person, 50, thread=thread, **where))
    return [one.text for one in found.messages]


def titles(handlers: Handlers, person: str, query: str = "") -> list[str]:
    found: Any = handlers.list_threads(ask.ListThreads(person, query=query))
    return [one.title for one in found.threads]


@pytest.mark.parametrize("thread", [BOATS, TEMPORARY])
def test_a_turn_is_told_what_was_said_in_its_own_conversation_and_no_other(handlers: Handlers, person: str, thread: str) -> None:
    say(handlers, person, "t1", "of the house")
    say(handlers, person, "t2", "of boats", thread)
    say(handlers, person, "t3", "of bread", BREAD)

    begun = say(handlers, person, "t4", "the second one", thread, answer="")

    assert [one.text for one in begun.history] == ["of boats", "yes", "the second one"]
    assert said(handlers, person, thread) == ["of boats", "yes", "the second one"]
    assert said(handlers, person, "") == ["of the house", "yes"]
    assert said(handlers, person, BREAD, before="t3.a") == ["of bread"]
    assert said(handlers, person, thread, after="t2.p") == ["yes", "the second one"]
    kept = ["of the house", "yes", *([] if thread == TEMPORARY else ["of boats", "yes"]), "of bread", "yes"]
    assert said(handlers, person, None)[: len(kept)] == kept


@pytest.mark.parametrize("thread", [BOATS, TEMPORARY])
def test_a_turn_that_is_handled_twice_is_answered_once_and_read_as_it_was(handlers: Handlers, person: str, thread: str) -> None:
    say(handlers, person, "t1", "of boats", thread)
    first = say(handlers, person, "t2", "and more", thread)
    say(handlers, person, "t3", "later", thread)

    again: Any = handlers.begin_turn(ask.BeginTurn(person, "t9", "api", "t2", "and more", NOW, thread))

    assert (again.turn, again.reply.text) == ("t2", "yes")
    assert [one.text for one in again.history] == [one.text for one in first.history] == ["of boats", "yes", "and more"]
    assert not handlers.finish_turn(ask.FinishTurn(person, "t2", "api", Reply("no", "rules"), NOW, thread)).fresh  # type: ignore[attr-defined]
    assert said(handlers, person, thread) == ["of boats", "yes", "and more", "yes", "later", "yes"]
    with pytest.raises(Refused, match="another text"):
        handlers.begin_turn(ask.BeginTurn(person, "t9", "api", "t2", "other words", NOW, thread))


def test_what_comes_due_stands_for_a_while_in_every_conversation_and_for_ever_in_the_common_one(
    handlers: Handlers, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers.put_record(ask.PutRecord(person, "reminder", "r1", {"text": "tea", "due_at": "2026-11-21T11:00:00+02:00"}))
    say(handlers, person, "t1", "of boats", BOATS)
    say(handlers, person, "t2", "of passing things", TEMPORARY)
    handlers.announce(ask.Announce(person, "reminder#r1#x", "Reminder: tea", NOW + timedelta(minutes=1)))

    soon = say(handlers, person, "t3", "snooze it", BOATS, minutes=2)
    passed = say(handlers, person, "t4", "snooze it", TEMPORARY, minutes=2)
    late = say(handlers, person, "t5", "snooze it", BREAD, minutes=60)

    assert [one.text for one in soon.history] == ["of boats", "yes", "Reminder: tea", "snooze it"]
    assert [one.text for one in passed.history] == ["of passing things", "yes", "Reminder: tea", "snooze it"]
    assert [one.text for one in late.history] == ["snooze it"]
    assert said(handlers, person, "") == ["Reminder: tea"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("What is a boat?", "What is a boat?"),
        ("  two\n\nlines\t", "two lines"),
        ("\u202eevil\u200b \x07 words", "evil words"),
        ("boat " * 30, " ".join(["boat"] * 12) + "…"),
        ("x" * 100, "x" * 60 + "…"),
    ],
)
def test_a_conversation_is_called_by_its_first_words(handlers: Handlers, person: str, text: str, title: str) -> None:
    say(handlers, person, "t1", text, BOATS)
    say(handlers, person, "t2", "later words", BOATS)

    assert titles(handlers, person) == [title]


def test_it_can_be_called_something_else_and_by_its_first_words_again(handlers: Handlers, person: str) -> None:
    say(handlers, person, "t1", "What is a boat?", BOATS)
    for title, shown in (("<b>Boats</b>\n& more", "<b>Boats</b> & more"), ("", "What is a boat?")):
        handlers.name_thread(ask.NameThread(person, BOATS, title))
        assert titles(handlers, person) == [shown]

    for none in ("", "nothing1", TEMPORARY):
        with pytest.raises(Refused, match="no conversation"):
            handlers.name_thread(ask.NameThread(person, none, "x"))


def test_they_are_listed_newest_first_page_by_page(handlers: Handlers, person: str) -> None:
    for number in range(5):
        say(handlers, person, f"t{number}", f"words {number}", f"thread{number:03}")
    say(handlers, person, "t9", "again", "thread001")
    say(handlers, person, "t8", "nobody lists this", TEMPORARY)

    found, after = [], None
    while True:
        page: Any = handlers.list_threads(ask.ListThreads(person, 2, after))
        found += [one.title for one in page.threads]
        after = page.next
        if after is None:
            break

    assert found == ["words 1", "words 4", "words 3", "words 2", "words 0"]


def test_one_is_found_by_its_title_and_by_what_was_asked_in_it(handlers: Handlers, person: str) -> None:
    say(handlers, person, "t1", "Which planks are for a hull?", BOATS)
    say(handlers, person, "t2", "And how much tar?", BOATS)
    say(handlers, person, "t3", "How long does rye rise?", BREAD)
    handlers.name_thread(ask.NameThread(person, BREAD, "Sunday Baking"))
    say(handlers, person, "t4", "tar for the roof")

    assert titles(handlers, person, "baking sunday") == ["Sunday Baking"]
    assert titles(handlers, person, "tar") == ["", "Which planks are for a hull?"]
    found: Any = handlers.list_threads(ask.ListThreads(person, query="tar"))
    assert [(one.id, one.snippet) for one in found.threads] == [("", "⟦tar⟧ for the roof"), (BOATS, "And how much ⟦tar⟧?")]
    assert titles(handlers, person, "nothing of this") == []


def test_one_is_forgotten_whole_and_nothing_else_is(handlers: Handlers, vault: Vault, person: str) -> None:
    say(handlers, person, "t1", "of the house")
    say(handlers, person, "t2", f"the {WORD} beetle in the boat", BOATS, answer=f"the {WORD} beetle was noted")
    say(handlers, person, "t3", "and more of it", BOATS)
    handlers.name_thread(ask.NameThread(person, BOATS, f"On {WORD} beetles"))
    handlers.record_egress(ask.RecordEgress(person, "k", "openai", "interpret", "https://x", "{}", "t3", NOW))
    before: Any = handlers.list_messages(ask.ListMessages(person, 1, thread=""))

    receipt: Any = handlers.forget(ask.Forget(person, "thread", BOATS))

    assert receipt.removed == {"thread": 1, "conversation": 4}
    assert "record of what left" in receipt.remains[0]
    assert receipt.clean
    assert everywhere(vault, person, WORD) == 0
    assert titles(handlers, person) == said(handlers, person, BOATS) == []
    after: Any = handlers.list_messages(ask.ListMessages(person, 1, thread=""))
    assert [one.text for one in after.messages] == ["yes"]
    assert after.forgotten != before.forgotten
    again = say(handlers, person, "t2", f"the {WORD} beetle in the boat", BOATS)
    assert again.reply is not None
    assert "forgotten" in again.reply.text
    for none in (BOATS, ""):
        with pytest.raises(Refused):
            handlers.forget(ask.Forget(person, "thread", none))


def test_a_title_goes_with_the_words_that_it_was_made_of(handlers: Handlers, vault: Vault, person: str) -> None:
    say(handlers, person, "t1", f"the {WORD} beetle in the boat", BOATS)
    say(handlers, person, "t2", "and a sail", BOATS)
    handlers.name_thread(ask.NameThread(person, BOATS, ""))
    handlers.forget(ask.Forget(person, "conversation", "t1"))
    assert titles(handlers, person) == ["and a sail"]

    handlers.name_thread(ask.NameThread(person, BOATS, f"On {WORD} beetles"))
    handlers.forget(ask.Forget(person, "conversation", "t2"))

    assert titles(handlers, person) == []
    assert everywhere(vault, person, WORD) == 0


def test_of_a_temporary_one_nothing_is_written_down(handlers: Handlers, vault: Vault, person: str) -> None:
    say(handlers, person, "t1", f"a {WORD} beetle", TEMPORARY, answer=f"a {WORD} beetle it is")

    assert everywhere(vault, person, WORD) == 0
    assert titles(handlers, person) == titles(handlers, person, WORD) == []
    assert handlers.search(ask.Search(person, WORD)).hits == ()  # type: ignore[attr-defined]
    assert said(handlers, person, None) == []


def test_what_leaves_for_a_temporary_one_is_on_record_and_is_said_to_stay(handlers: Handlers, person: str) -> None:
    say(handlers, person, "t1", "what is this", TEMPORARY)
    handlers.record_egress(ask.RecordEgress(person, "plan#t1", "openai", "interpret", "https://x", "{}", "t1", NOW))

    receipt: Any = handlers.forget(ask.Forget(person, "thread", TEMPORARY))

    assert (receipt.removed, receipt.clean) == ({"conversation": 2}, True)
    assert "record of what left" in receipt.remains[0]
    assert len(handlers.list_egress(ask.ListEgress(person)).entries) == 1  # type: ignore[attr-defined]
    assert said(handlers, person, TEMPORARY) == []
    with pytest.raises(Refused, match="forgotten"):
        handlers.record_egress(ask.RecordEgress(person, "plan#t2", "openai", "interpret", "https://x", "{}", "t2", NOW))


def test_a_temporary_one_ends_by_itself_and_is_anothers_never(vault: Vault, person: str) -> None:
    now = [0.0]
    held = Passing(lambda: now[0])
    handlers, other = Handlers(vault, Directory(vault), passing=held), vault.create_person()
    say(handlers, person, "t1", "what is this", TEMPORARY)
    assert said(handlers, other, TEMPORARY) == []

    now[0] = passing.IDLE_SECONDS - 1
    held.sweep()
    assert said(handlers, person, TEMPORARY)
    now[0] = passing.IDLE_SECONDS
    held.sweep()

    assert said(handlers, person, TEMPORARY) == []
    assert not handlers.finish_turn(ask.FinishTurn(person, "t1", "api", Reply("late", "rules"), NOW, TEMPORARY)).fresh  # type: ignore[attr-defined]


def test_what_was_forgotten_is_quoted_by_no_temporary_one(handlers: Handlers, person: str) -> None:
    handlers.put_record(ask.PutRecord(person, "note", "n1", {"text": f"a {WORD} beetle"}))
    say(handlers, person, "t1", "what beetle", TEMPORARY, answer=f"a {WORD} beetle")
    say(handlers, person, "t2", "forget it", TEMPORARY, answer="")

    handlers.forget(ask.Forget(person, "note", "n1"))

    assert said(handlers, person, TEMPORARY) == ["forget it"]
    assert handlers.finish_turn(ask.FinishTurn(person, "t2", "api", Reply("done", "rules"), NOW, TEMPORARY)).fresh  # type: ignore[attr-defined]


def test_a_temporary_one_holds_so_much_and_a_person_so_many(handlers: Handlers, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "MESSAGES", 4)
    monkeypatch.setattr(passing, "THREADS", 2)
    for number in range(3):
        say(handlers, person, f"t{number}", f"words {number}", TEMPORARY)
    assert said(handlers, person, TEMPORARY) == ["words 1", "yes", "words 2", "yes"]

    for number in range(2):
        say(handlers, person, f"u{number}", "other words", f"~another{number}")

    assert said(handlers, person, TEMPORARY) == []


def test_what_still_waited_for_an_ended_one_does_not_make_it_anew(handlers: Handlers, person: str) -> None:
    say(handlers, person, "t1", WORD, TEMPORARY)
    handlers.forget(ask.Forget(person, "thread", TEMPORARY))

    with pytest.raises(Refused):
        say(handlers, person, "t2", WORD, TEMPORARY)

    assert said(handlers, person, TEMPORARY) == []


def test_what_was_said_is_found_with_the_conversation_in_which_it_was(handlers: Handlers, person: str) -> None:
    say(handlers, person, "t1", f"the {WORD} goose")
    say(handlers, person, "t2", f"the {WORD} boat", BOATS)
    handlers.put_record(ask.PutRecord(person, "note", "n1", {"text": f"the {WORD} note"}))

    found: Any = handlers.search(ask.Search(person, WORD, ("conversation", "note")))

    assert {(hit.text, hit.thread) for hit in found.hits} == {
        (f"the {WORD} goose", ""),
        (f"the {WORD} boat", BOATS),
        (f"the {WORD} note", ""),
    }
