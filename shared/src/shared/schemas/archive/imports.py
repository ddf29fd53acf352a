"""Bringing in chats, contacts and calendars from files."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from shared.schemas.archive.senders import GATEWAY
from shared.schemas.archive.turns import Done
from shared.schemas.message import Content, Message

PART_BYTES = 512 * 1024
"""An upload travels in parts of this size; the last may be shorter."""
ImportState = Literal["receiving", "waiting", "running", "done", "failed", "undoing", "undone"]


@dataclass(frozen=True, repr=False)
class ImportView(Content):
    """How far an import is. `total` and `done` are bytes of the file; `added` and `skipped` (known before) are messages and records;
    `unread` counts places that could not be read, of which `report` names the first."""

    id: str
    created_at: datetime
    chat: str
    source: str
    state: ImportState
    reason: str
    total: int
    done: int
    added: int
    skipped: int
    unread: int
    report: tuple[str, ...]
    seconds: float
    """How long it has been running."""


@dataclass(frozen=True, repr=False)
class Imports(Message):
    """Imports, newest first."""

    topic: ClassVar[str] = "gateway.imports"

    imports: tuple[ImportView, ...]
    next: str | None = None
    """Where the list goes on; none at its end."""


@dataclass(frozen=True, repr=False)
class BeginImport(Message):
    """Make ready to take a file in. Messages that name no chat go to the one of this name, which is made if it isn't there."""

    topic: ClassVar[str] = "store.begin-import"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str
    id: str
    chat: str


@dataclass(frozen=True, repr=False)
class UploadPart(Message):
    """Part `number`, counted from 0, of the file. One that came before changes nothing."""

    topic: ClassVar[str] = "store.upload-part"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str
    id: str
    number: int
    data: bytes


@dataclass(frozen=True, repr=False)
class StartImport(Message):
    """The file is whole: read it."""

    topic: ClassVar[str] = "store.start-import"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Imports

    person: str
    id: str


@dataclass(frozen=True, repr=False)
class ListImports(Message):
    """The newest imports, or the one with an id."""

    topic: ClassVar[str] = "store.list-imports"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Imports

    person: str
    id: str | None = None
    limit: int = 50
    after: str | None = None
    """A place that a list gave."""


@dataclass(frozen=True, repr=False)
class UndoImport(Message):
    """Stop an import if it still runs, and take away what it brought."""

    topic: ClassVar[str] = "store.undo-import"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Imports

    person: str
    id: str
