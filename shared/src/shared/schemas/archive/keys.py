"""Opening a sealed store, and giving it other keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from shared.schemas.archive.senders import GATEWAY
from shared.schemas.archive.turns import Done
from shared.schemas.message import Message


@dataclass(frozen=True, repr=False)
class Unseal(Message):
    """Open the store with the passphrase of its master key."""

    topic: ClassVar[str] = "store.unseal"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    passphrase: str


@dataclass(frozen=True, repr=False)
class KeysRotated(Message):
    """How many people's files have another key, and whether there is another master key."""

    topic: ClassVar[str] = "gateway.keys-rotated"

    people: int
    master: bool


@dataclass(frozen=True, repr=False)
class RotateKeys(Message):
    """Give a person's file another key; for the owner also: everybody's, and another master key."""

    topic: ClassVar[str] = "store.rotate-keys"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = KeysRotated

    person: str
    what: Literal["personal", "master", "all"]


@dataclass(frozen=True, repr=False)
class KeysState(Message):
    """How the keys are; never what they are."""

    topic: ClassVar[str] = "gateway.keys-state"

    passphrase: bool
    """Whether the master key is behind one."""
    changed_at: datetime
    """When the file of the master key was last written."""
    waiting: int
    """So many people's files are still to be given their new key."""


@dataclass(frozen=True, repr=False)
class AskKeys(Message):
    """How are the keys? Only the owner may ask."""

    topic: ClassVar[str] = "store.ask-keys"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = KeysState

    person: str
