"""Notes, reminders, contacts and chats: made, changed, listed, dropped."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from shared.schemas.archive.senders import BOTH, GATEWAY
from shared.schemas.archive.turns import Done
from shared.schemas.message import Message
from shared.schemas.records import RecordKind, RecordView


@dataclass(frozen=True, repr=False)
class Record(Message):
    """A kept thing."""

    topic: ClassVar[str] = "any.record"

    id: str
    kind: RecordKind
    fields: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, repr=False)
class Records(Message):
    """Kept things, newest first (reminders: soonest first)."""

    topic: ClassVar[str] = "any.records"

    records: tuple[RecordView, ...]
    next: str | None = None
    """Where the list goes on; none at its end."""


@dataclass(frozen=True, repr=False)
class PutRecord(Message):
    """Make a record under an id of the sender's choosing, or change the one that has it."""

    topic: ClassVar[str] = "store.put-record"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Record

    person: str
    kind: RecordKind
    id: str
    fields: dict[str, Any]
    change: bool = False
    """True: the record must be there, and fields not named keep their value."""


@dataclass(frozen=True, repr=False)
class PutOff(Message):
    """Have one time of a series come at another moment, as a reminder of its own; the series goes on. Both or neither is done."""

    topic: ClassVar[str] = "store.put-off"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Record

    person: str
    series: str
    time: datetime
    """Which: as it came, or is to come next."""
    due_at: datetime
    id: str
    """Of the reminder that is made."""


@dataclass(frozen=True, repr=False)
class ListRecords(Message):
    """Records of a kind, or the one with an id; from a place on that a list gave, which stays right while records come and go."""

    topic: ClassVar[str] = "store.list-records"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Records

    person: str
    kind: RecordKind
    limit: int = 50
    offset: int = 0
    id: str | None = None
    after: str | None = None


@dataclass(frozen=True, repr=False)
class ListRinging(Message):
    """The reminders that came lately and to which nothing was said, the newest first."""

    topic: ClassVar[str] = "store.list-ringing"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Records

    person: str
    watching: bool = False
    """An open page asks by itself: what its browser was told before leaves no entry in the audit record."""
    browser: str = ""
    """Which, by the id of its token."""


@dataclass(frozen=True, repr=False)
class DropRecord(Message):
    """Forget a record: gone from the table and the search index."""

    topic: ClassVar[str] = "store.drop-record"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Done

    person: str
    kind: RecordKind
    id: str
