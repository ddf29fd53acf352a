"""The conversations of a person with the assistant. One is a label on what was said: its first message makes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.schemas.archive.senders import GATEWAY
from shared.schemas.archive.turns import Done
from shared.schemas.message import Content, Message


@dataclass(frozen=True, repr=False)
class ThreadView(Content):
    """A conversation. Its title is what the person calls it, else its first words."""

    id: str
    title: str
    at: datetime
    """When something was said in it last."""
    snippet: str = ""
    """Where words were looked for: what says them."""


@dataclass(frozen=True, repr=False)
class Threads(Message):
    """Conversations; the one in which something was said last comes first."""

    topic: ClassVar[str] = "any.threads"

    threads: tuple[ThreadView, ...]
    next: str | None = None


@dataclass(frozen=True, repr=False)
class ListThreads(Message):
    """The conversations that have a label; with an id that one, with a query those whose title or whose requests say its words."""

    topic: ClassVar[str] = "store.list-threads"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Threads

    person: str
    limit: int = 50
    after: str | None = None
    query: str = ""
    id: str = ""


@dataclass(frozen=True, repr=False)
class NameThread(Message):
    """Call a conversation something; without a title it is called by its first words again."""

    topic: ClassVar[str] = "store.name-thread"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str
    thread: str
    title: str
