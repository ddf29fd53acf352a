"""What is put into a store to be searched, and how it is searched."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from shared.schemas import archive as ask
from shared.schemas.conversation import Reply
from store.adapters import messages
from store.adapters.vault import Vault
from store.domain.importers.parsed import Message
from store.handlers import Handlers
from tests.unit.store.conftest import NOW

LIMIT = 3
BEST = "the gate code is 2222"
WORSE = [f"another code, number {number}, for something that takes a good many words to say" for number in range(12)]
FIELDS: dict[str, dict[str, Any]] = {"reminder": {"due_at": NOW.isoformat()}}
RECORDS = ("note", "reminder", "draft", "summary", "contact", "chat")


def keep(handlers: Handlers, person: str, kind: Any, texts: Sequence[str]) -> None:
    name = "name" if kind in ("contact", "chat") else "text"
    for number, text in enumerate(texts):
        handlers.put_record(ask.PutRecord(person, kind, f"{kind}{number}", {name: text, **FIELDS.get(kind, {})}))


def write(handlers: Handlers, vault: Vault, person: str, texts: Sequence[str], *, chat: str = "c1", sender: str = "Anna") -> None:
    handlers.put_record(ask.PutRecord(person, "chat", chat, {"name": "Home"}))
    with vault.person(person, "test") as session:
        batch = [Message(int(NOW.timestamp()) + number, sender, text, "text", None, False) for number, text in enumerate(texts)]
        messages.add(session, messages.number(session, chat), batch, imported=None)


def say(handlers: Handlers, person: str, texts: Sequence[str], step: str = "chat") -> None:
    for number, text in enumerate(texts):
        turn = f"{step}{number}"
        handlers.begin_turn(ask.BeginTurn(person, turn, "api", turn, text, NOW + timedelta(seconds=number)))
        handlers.finish_turn(ask.FinishTurn(person, turn, "api", Reply("Well.", "rules", (step,)), NOW))  # type: ignore[arg-type]


def hits(handlers: Handlers, person: str, query: str, **more: Any) -> Any:
    return handlers.search(ask.Search(person, query, **{"match": "any", "limit": LIMIT, **more})).hits  # type: ignore[attr-defined]


def in_order(found: Sequence[ask.Hit]) -> bool:
    return [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def talk(handlers: Handlers, vault: Vault, person: str, lines: Sequence[tuple[str, str]], *, minutes: int = 1) -> None:
    handlers.put_record(ask.PutRecord(person, "chat", "c1", {"name": "Home"}))
    with vault.person(person, "test") as session:
        begun = int(NOW.timestamp())
        batch = [Message(begun + number * minutes * 60, who, text, "text", None, False) for number, (who, text) in enumerate(lines)]
        messages.add(session, messages.number(session, "c1"), batch, imported=None)
