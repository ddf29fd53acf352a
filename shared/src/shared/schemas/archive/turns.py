"""The conversation between a person and the assistant."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from shared.schemas.archive.senders import BOTH, ENGINE
from shared.schemas.conversation import Channel, Reply
from shared.schemas.message import Content, Message
from shared.schemas.records import RecordView

TEMPORARY = "~"
"""How the id of a conversation begins of which nothing is kept."""
OTHER_TEXT = "this Idempotency-Key was used with another text; a new message takes a new key"


@dataclass(frozen=True, repr=False)
class Utterance(Content):
    """One message of a conversation with the assistant."""

    id: str
    turn: str
    role: Literal["person", "assistant"]
    channel: str
    text: str
    at: datetime
    reply: Reply | None = None
    thread: str = ""
    """Which of the person's conversations it belongs to; empty: the one that all channels share."""


@dataclass(frozen=True, repr=False)
class TurnBegun(Message):
    """What a turn needs. `reply` is set when this message was answered before."""

    topic: ClassVar[str] = "private-llm.turn-begun"

    turn: str
    reply: Reply | None
    history: tuple[Utterance, ...]
    settings: dict[str, str]
    name: str = ""
    """What the person is called."""
    rules: tuple[str, ...] = ()
    """How they want the assistant to write."""
    chats: tuple[RecordView, ...] | None = None
    """Their chats, where these are few: most turns look whether one is named."""


@dataclass(frozen=True, repr=False)
class BeginTurn(Message):
    """Save what the person wrote, once per (channel, external id)."""

    topic: ClassVar[str] = "store.begin-turn"
    senders: ClassVar[tuple[str, ...]] = ENGINE
    answer: ClassVar[type[Message] | None] = TurnBegun

    person: str
    turn: str
    channel: Channel
    external_id: str
    text: str
    at: datetime
    thread: str = ""


@dataclass(frozen=True, repr=False)
class Done(Message):
    """It is on disk."""

    topic: ClassVar[str] = "any.done"

    id: str
    fresh: bool = True
    """False when the same had been done before."""


@dataclass(frozen=True, repr=False)
class FinishTurn(Message):
    """Save the answer of a turn; the first one stands."""

    topic: ClassVar[str] = "store.finish-turn"
    senders: ClassVar[tuple[str, ...]] = ENGINE
    answer: ClassVar[type[Message] | None] = Done

    person: str
    turn: str
    channel: Channel
    reply: Reply
    at: datetime
    thread: str = ""


@dataclass(frozen=True, repr=False)
class Announce(Message):
    """Save something the assistant says of itself, such as a reminder; `id` makes it happen once. A reminder that was forgotten
    meanwhile is not said, and the answer has no id."""

    topic: ClassVar[str] = "store.announce"
    senders: ClassVar[tuple[str, ...]] = ENGINE
    answer: ClassVar[type[Message] | None] = Done

    person: str
    id: str
    text: str
    at: datetime


@dataclass(frozen=True, repr=False)
class Conversation(Message):
    """Messages, oldest first."""

    topic: ClassVar[str] = "any.conversation"

    messages: tuple[Utterance, ...]
    forgotten: int = 0
    """Another number once something was forgotten: what was read before may not be there any more."""


@dataclass(frozen=True, repr=False)
class ListMessages(Message):
    """The newest messages, or those after or before a message id: of one conversation, or of all."""

    topic: ClassVar[str] = "store.list-messages"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Conversation

    person: str
    limit: int
    after: str | None = None
    before: str | None = None
    thread: str | None = None
    watching: bool = False
    """An open page asks by itself: that nothing is new leaves no entry in the audit record."""
