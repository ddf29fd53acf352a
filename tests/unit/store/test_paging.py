"""Lists, page by page: whatever is added or removed meanwhile, nothing is shown twice and nothing that stays is left out."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.errors import BadMessage, Refused
from shared.schemas import archive as ask
from store.adapters import imports, messages, paging
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.importing import Importing
from tests.unit.store.conftest import NOW

FIELDS: dict[str, dict[str, Any]] = {
    "note": {"text": "milk"},
    "reminder": {"text": "milk", "due_at": "2030-01-01T10:00:00+02:00"},
    "contact": {"name": "Anna"},
    "chat": {"name": "Family"},
    "draft": {"text": "Dear Anna"},
    "summary": {"text": "In short"},
    "rule": {"text": "be brief"},
}


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    return Handlers(vault, Directory(vault))


def walked(page: Callable[[str | None], Any], ids: Callable[[Any], list[str]], between: Callable[[int], None]) -> list[str]:
    """Walk a list to its end, doing something between the pages."""
    found, after, number = [], None, 0
    while True:
        one = page(after)
        found += ids(one)
        if (after := one.next) is None:
            return found
        between(number)
        number += 1


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 500])
def test_records_that_come_and_go_move_no_other(handlers: Handlers, person: str, kind: Any, limit: int) -> None:
    def put(name: str) -> None:
        handlers.put_record(ask.PutRecord(person, kind, name, FIELDS[kind]))

    for number in range(7):
        put(f"n{number}")
    gone = iter(["n6", "n0"])

    def between(number: int) -> None:
        put(f"later{number}")
        if (name := next(gone, None)) is not None:
            handlers.drop_record(ask.DropRecord(person, kind, name))

    found = walked(
        lambda after: handlers.list_records(ask.ListRecords(person, kind, limit, after=after)),
        lambda page: [record.id for record in page.records],
        between,
    )

    assert len(found) == len(set(found))
    assert {f"n{number}" for number in range(1, 6)} <= set(found)


def test_pages_come_in_the_order_of_the_list(handlers: Handlers, person: str) -> None:
    for number in range(9):
        state, due_at = ("pending", "fired", "cancelled")[number % 3], f"2030-01-0{9 - number}T10:00:00+02:00"
        handlers.put_record(ask.PutRecord(person, "reminder", f"r{number}", {"text": "x", "due_at": due_at, "state": state}))
    whole: Any = handlers.list_records(ask.ListRecords(person, "reminder"))

    found = walked(
        lambda after: handlers.list_records(ask.ListRecords(person, "reminder", 2, after=after)),
        lambda page: [record.id for record in page.records],
        lambda _: None,
    )

    assert found == [record.id for record in whole.records]
    assert found[:3] == ["r6", "r3", "r0"]


def test_a_page_that_is_cut_because_it_is_long_goes_on_where_it_was_cut(
    handlers: Handlers, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "PAGE_CHARACTERS", 25)
    for number in range(5):
        handlers.put_record(ask.PutRecord(person, "note", f"n{number}", {"text": "x" * 10}))

    found = walked(
        lambda after: handlers.list_records(ask.ListRecords(person, "note", 5, after=after)),
        lambda page: [record.id for record in page.records],
        lambda _: None,
    )

    assert found == ["n4", "n3", "n2", "n1", "n0"]


def test_what_left_is_listed_page_by_page(handlers: Handlers, person: str) -> None:
    def record(key: str) -> None:
        handlers.record_egress(ask.RecordEgress(person, key, "twilio", "answer", "https://x", key, "cause", NOW))

    for number in range(5):
        record(f"k{number}")

    found = walked(
        lambda after: handlers.list_egress(ask.ListEgress(person, limit=2, after=after)),
        lambda page: [entry.id for entry in page.entries],
        lambda number: record(f"later{number}"),
    )

    assert len(found) == len(set(found)) == 5


def test_imports_are_listed_page_by_page(vault: Vault, person: str) -> None:
    importing = Importing(vault, Directory(vault))

    def begin(name: str) -> None:
        with vault.person(person, "test") as session:
            imports.begin(session, id=name, chat="x", zone="UTC", now=NOW)

    for number in range(5):
        begin(f"i{number}")

    found = walked(
        lambda after: importing.every(ask.ListImports(person, limit=2, after=after)),
        lambda page: [one.id for one in page.imports],
        lambda number: begin(f"later{number}"),
    )

    assert found == ["i4", "i3", "i2", "i1", "i0"]


@pytest.mark.parametrize(
    "after",
    ["", "x", "n1", "é", "====", paging.place(["2026"]), paging.place(["2026", 2**70]), paging.place([None, None]), "W10", "[" * 2000],
)
def test_what_is_no_place_of_a_list_is_refused(handlers: Handlers, person: str, after: str) -> None:
    with pytest.raises(BadMessage, match="after"):
        handlers.list_records(ask.ListRecords(person, "note", after=after))


@pytest.mark.parametrize("where", ["after", "before"])
def test_a_message_that_is_not_there_is_no_place_in_the_conversation(handlers: Handlers, person: str, where: str) -> None:
    handlers.begin_turn(ask.BeginTurn(person, "t1", "api", "e1", "hello", NOW))

    with pytest.raises(Refused, match="no message"):
        handlers.list_messages(ask.ListMessages(person, 10, **{where: "gone"}))  # type: ignore[arg-type]
    assert handlers.list_messages(ask.ListMessages(person, 10, after="")).messages  # type: ignore[attr-defined]
