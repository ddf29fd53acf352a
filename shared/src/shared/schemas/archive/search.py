"""Finding a person's own words."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from shared.schemas.archive.senders import BOTH
from shared.schemas.message import Content, Message


@dataclass(frozen=True, repr=False)
class Hit(Content):
    """A search result; `score` is BM25 turned round, so that more is better, and can be compared among messages, or among others."""

    kind: str
    id: str
    text: str
    snippet: str
    at: datetime
    score: float
    chat: str = ""
    """For a message: the id and the name of its chat, and who wrote it."""
    chat_name: str = ""
    sender: str = ""


@dataclass(frozen=True, repr=False)
class Found(Message):
    """Search results, best first."""

    topic: ClassVar[str] = "any.found"

    hits: tuple[Hit, ...]


@dataclass(frozen=True, repr=False)
class Search(Message):
    """Find a person's own words. `match` is `all` words (typed searches) or `any` (questions)."""

    topic: ClassVar[str] = "store.search"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Found

    person: str
    query: str
    kinds: tuple[str, ...] = ()
    match: Literal["all", "any"] = "all"
    limit: int = 20
    exclude_turn: str = ""
    chat: str | None = None
    """Only messages of this chat, by id."""
    sender: str | None = None
    """Only messages of somebody: a contact with any of their names and handles, by any of them, else whoever is called so."""
    since: datetime | None = None
    until: datetime | None = None
