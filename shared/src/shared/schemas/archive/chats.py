"""Messages of chats with others: read, made, changed, dropped."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from shared.schemas.archive.senders import BOTH, ENGINE, GATEWAY
from shared.schemas.archive.turns import Done
from shared.schemas.message import Content, Message

MessageKind = Literal[
    "text", "image", "video", "audio", "document", "sticker", "contact", "location", "poll", "call", "event", "media", "deleted", "system"
]


@dataclass(frozen=True, repr=False)
class ChatMessage(Content):
    """A message of a chat; no sender: a system line. `media` is the name of what was attached, `size` how many bytes of it are kept.
    `edited`: its sender changed it later; `earlier`: it stood below later messages in what it was imported from."""

    id: str
    sender: str
    at: datetime
    kind: MessageKind
    text: str
    media: str | None = None
    forwarded: bool = False
    edited: bool = False
    earlier: bool = False
    size: int = 0


@dataclass(frozen=True, repr=False)
class ChatPage(Message):
    """Messages of a chat, oldest first."""

    topic: ClassVar[str] = "any.chat-page"

    messages: tuple[ChatMessage, ...]


@dataclass(frozen=True, repr=False)
class ReadChat(Message):
    """Messages of a chat: the newest, those after or before a message id, those around one, the first ones from an instant on, or the one with an id."""

    topic: ClassVar[str] = "store.read-chat"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = ChatPage

    person: str
    chat: str
    limit: int = 50
    after: str | None = None
    before: str | None = None
    around: str | None = None
    id: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, repr=False)
class ChatView(Content):
    """A chat in a list: how many messages it has, and the newest of them, cut where it is long."""

    id: str
    name: str
    group: bool
    messages: int
    newest: ChatMessage | None


@dataclass(frozen=True, repr=False)
class ChatViews(Message):
    """Chats, the one in which was written last first."""

    topic: ClassVar[str] = "gateway.chat-views"

    chats: tuple[ChatView, ...]
    next: str | None = None
    """Where the list goes on; none at its end."""


@dataclass(frozen=True, repr=False)
class ListChats(Message):
    """Which chats are there, and what was written in them last? From a place on that a list gave."""

    topic: ClassVar[str] = "store.list-chats"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = ChatViews

    person: str
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True, repr=False)
class Counted(Content):
    """So many messages of something: of a month (`2026-03`), of whoever wrote under a name, of a chat, which has an id."""

    name: str
    messages: int
    id: str = ""


@dataclass(frozen=True, repr=False)
class MessageCounts(Message):
    """How many messages there are, by what. Months and hours of the day are those of a zone."""

    topic: ClassVar[str] = "any.message-counts"

    messages: int
    first_at: datetime | None
    last_at: datetime | None
    months: tuple[Counted, ...]
    """In their order; those in between without messages are left out."""
    hours: tuple[int, ...]
    """24 of them."""
    people: tuple[Counted, ...]
    """Whoever wrote most first; system lines are nobody's."""
    chats: tuple[Counted, ...]
    """The one with most first."""
    own_zone: str
    words: tuple[Counted, ...] = ()
    """The commonest, if they were asked for, with how often they were written."""
    read: int = 0
    """In so many messages words were counted."""
    partly: bool = False
    """These were the newest, and there are older ones."""


@dataclass(frozen=True, repr=False)
class CountMessages(Message):
    """How many messages were written: in a chat, or in any; by somebody, a contact or whoever has a name, or by anybody?"""

    topic: ClassVar[str] = "store.count-messages"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = MessageCounts

    person: str
    chat: str | None = None
    sender: str | None = None
    words: bool = False
    """Count words too."""


@dataclass(frozen=True, repr=False)
class Senders(Message):
    """Who wrote, by the names that chats show; whoever wrote most comes first in what is said of one chat."""

    topic: ClassVar[str] = "private-llm.senders"

    names: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class ListSenders(Message):
    """Who wrote in a chat, or, without one, in any?"""

    topic: ClassVar[str] = "store.list-senders"
    senders: ClassVar[tuple[str, ...]] = ENGINE
    answer: ClassVar[type[Message] | None] = Senders

    person: str
    chat: str | None = None


@dataclass(frozen=True, repr=False)
class Member(Content):
    """Somebody who wrote in a chat."""

    chat: str
    """Its id."""
    chat_name: str
    sender: str


@dataclass(frozen=True, repr=False)
class Members(Message):
    """Who wrote in which chats."""

    topic: ClassVar[str] = "private-llm.members"

    members: tuple[Member, ...]


@dataclass(frozen=True, repr=False)
class ListMembers(Message):
    """Who wrote in which chat, as far as the newest messages of all chats show it?"""

    topic: ClassVar[str] = "store.list-members"
    senders: ClassVar[tuple[str, ...]] = ENGINE
    answer: ClassVar[type[Message] | None] = Members

    person: str
    newest: int


@dataclass(frozen=True, repr=False)
class Part(Message):
    """A part of a file."""

    topic: ClassVar[str] = "gateway.part"

    data: bytes
    last: bool


@dataclass(frozen=True, repr=False)
class ReadAttachment(Message):
    """Part `number`, counted from 0, of what is attached to a message."""

    topic: ClassVar[str] = "store.read-attachment"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Part

    person: str
    chat: str
    id: str
    number: int


@dataclass(frozen=True, repr=False)
class ChatFields(Content):
    """What can be said of a message when it is made or changed."""

    at: datetime
    sender: str = ""
    text: str = ""
    kind: MessageKind = "text"
    media: str | None = None
    forwarded: bool = False
    edited: bool = False
    earlier: bool = False


@dataclass(frozen=True, repr=False)
class PutChatMessage(Message):
    """Make a message of a chat, or change the one with an id: fields not named keep their value."""

    topic: ClassVar[str] = "store.put-chat-message"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = ChatPage

    person: str
    chat: str
    fields: dict[str, Any]
    """Of `ChatFields`."""
    id: str | None = None


@dataclass(frozen=True, repr=False)
class DropChatMessage(Message):
    """Drop a message of a chat."""

    topic: ClassVar[str] = "store.drop-chat-message"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str
    chat: str
    id: str
