"""Forgetting: one thing, a chat, somebody, or everything; with a receipt."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from shared.schemas.archive.senders import BOTH, GATEWAY
from shared.schemas.message import Message

Forgettable = Literal[
    "note", "reminder", "contact", "chat", "draft", "summary", "rule", "profile", "item", "event", "message", "conversation", "thread"
]


@dataclass(frozen=True, repr=False)
class Receipt(Message):
    """What was removed, by kind, and what was done to be sure."""

    topic: ClassVar[str] = "any.receipt"

    removed: dict[str, int]
    remains: tuple[str, ...]
    """What this could not remove, in words."""
    pages: int
    """So many pages of the encrypted file were decrypted and searched, freed ones too."""
    clean: bool
    """Whether nothing of it was found there."""


@dataclass(frozen=True, repr=False)
class Forget(Message):
    """Forget a thing by its id, and what was made of it: summaries, answers that rest on it, the turn in which it was told. A contact
    goes with what they wrote in chats, a chat with its messages, a turn of the conversation with its answer, a thread with all its turns; one that is temporary ends."""

    topic: ClassVar[str] = "store.forget"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Receipt

    person: str
    kind: Forgettable
    id: str


@dataclass(frozen=True, repr=False)
class ForgetPerson(Message):
    """Forget a person: their key first, then all else. They ask themselves, or the owner does."""

    topic: ClassVar[str] = "store.forget-person"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Receipt

    person: str
    by: str = ""
    """The owner, where it is they who ask."""
