"""A search without words: what was written last among what its filters leave."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.schemas import archive as ask
from store.adapters import messages, search
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.domain.importers.parsed import Message
from store.handlers import Handlers

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    return Handlers(vault, Directory(vault))


@pytest.fixture
def written(handlers: Handlers, vault: Vault, person: str) -> Handlers:
    """Ten messages in each of two chats, a minute apart, and a line of the messenger's own."""
    for chat in ("home", "boat"):
        handlers.put_record(ask.PutRecord(person, "chat", chat, {"name": chat}))
        with vault.person(person, "test") as session:
            batch = [Message(int(NOW.timestamp()) + 60 * n, "Anna", f"{chat} {n}") for n in range(10)]
            notice = Message(int(NOW.timestamp()) + 900, "", "Anna left")
            messages.add(session, messages._chat(session, chat), [*batch, notice], imported=None)
    return handlers


def texts(handlers: Handlers, person: str, **more: Any) -> list[str]:
    found: Any = handlers.search(ask.Search(person, "", ("message",), **{"limit": 3, **more}))
    return [hit.text for hit in found.hits]


def test_the_newest_messages_of_a_chat_come_first_without_the_messengers_own_lines(written: Handlers, person: str) -> None:
    assert texts(written, person, chat="boat") == ["boat 9", "boat 8", "boat 7"]


def test_those_of_a_span_are_found_in_all_chats(written: Handlers, person: str) -> None:
    found = texts(written, person, since=NOW + timedelta(minutes=2), until=NOW + timedelta(minutes=4), limit=9)

    assert sorted(found) == ["boat 2", "boat 3", "home 2", "home 3"]


def test_nothing_is_found_in_a_chat_that_is_not_there(written: Handlers, person: str) -> None:
    assert texts(written, person, chat="nowhere") == []


@pytest.mark.parametrize(
    ("filters", "found"), [({"sender": "Cy"}, ["rare"]), ({"forms": ("image",)}, ["a picture"]), ({"sender": "Bo", "since": NOW}, ["new"])]
)
def test_what_few_wrote_is_found_without_looking_at_what_many_did(
    handlers: Handlers, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch, filters: dict[str, Any], found: list[str]
) -> None:
    at = int(NOW.timestamp())
    many = [Message(at - 4000 + n, "Anna", f"words {n}") for n in range(3000)]
    few = [
        Message(at - 5000, "Cy", "rare"),
        Message(at - 4500, "Bo", "old"),
        Message(at, "Bo", "new"),
        Message(at, "Di", "a picture", "image"),
    ]
    handlers.put_record(ask.PutRecord(person, "chat", "home", {"name": "home"}))
    with vault.person(person, "test") as session:
        messages.add(session, messages._chat(session, "home"), [*many, *few], imported=None)
    monkeypatch.setattr(search, "TIME_LIMIT_SECONDS", -1)  # Whatever takes so many steps at all is stopped.
    monkeypatch.setattr(search, "STEPS", 1000)

    assert texts(handlers, person, **filters) == found


def test_who_wrote_in_which_chat_is_known_of_the_newest_messages(written: Handlers, vault: Vault, person: str) -> None:
    with vault.person(person, "test") as session:
        late = [Message(int(NOW.timestamp()) + 3600, who, "hello") for who in ("Bo", "Bo", "")]
        messages.add(session, messages._chat(session, "boat"), late, imported=None)

    def members(newest: int) -> set[tuple[str, str, str]]:
        found: Any = written.list_members(ask.ListMembers(person, newest))
        return {(one.chat, one.chat_name, one.sender) for one in found.members}

    assert members(2) == {("boat", "boat", "Bo")}
    assert members(9) == {("boat", "boat", "Bo"), ("boat", "boat", "Anna"), ("home", "home", "Anna")}
