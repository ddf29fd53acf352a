"""Bringing in chats, contacts and calendars from files, and reading the chats."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from shared.schemas.archive.senders import BOTH, GATEWAY
from shared.schemas.archive.turns import Done
from shared.schemas.message import Content, Message

PART_BYTES = 512 * 1024
"""An upload travels in parts of this size; the last may be shorter."""
ImportState = Literal["receiving", "waiting", "running", "done", "failed", "undoing", "undone"]
MessageKind = Literal[
    "text", "image", "video", "audio", "document", "sticker", "contact", "location", "poll", "call", "event", "media", "deleted", "system"
]


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


@dataclass(frozen=True, repr=False)
class UndoImport(Message):
    """Stop an import if it still runs, and take away what it brought."""

    topic: ClassVar[str] = "store.undo-import"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Imports

    person: str
    id: str


@dataclass(frozen=True, repr=False)
class ChatMessage(Content):
    """A message of a chat; no sender: a system line. `media` is the name of what was attached."""

    id: str
    sender: str
    at: datetime
    kind: MessageKind
    text: str
    media: str | None = None
    forwarded: bool = False


@dataclass(frozen=True, repr=False)
class ChatPage(Message):
    """Messages of a chat, oldest first."""

    topic: ClassVar[str] = "any.chat-page"

    messages: tuple[ChatMessage, ...]


@dataclass(frozen=True, repr=False)
class ReadChat(Message):
    """Messages of a chat: the newest, those after or before a message id, or those around one."""

    topic: ClassVar[str] = "store.read-chat"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = ChatPage

    person: str
    chat: str
    limit: int = 50
    after: str | None = None
    before: str | None = None
    around: str | None = None
