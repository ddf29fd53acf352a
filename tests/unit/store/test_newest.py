"""A search without words: what was written last among what its filters leave."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.schemas import archive as ask
from store.adapters import messages
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
