"""Messages in and answers out: what gateway and private-llm tell each other."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

from shared.schemas.message import Content, Message
from shared.schemas.plan import Intent

Channel = Literal["api", "whatsapp"]


@dataclass(frozen=True, repr=False)
class Source(Content):
    """What an answer rests on: a note, a reminder, something said, or a message of a chat."""

    kind: str
    id: str
    text: str
    at: datetime
    chat: str = ""
    """Of a message: its chat's id, so that the passage around it can be opened."""
    sender: str = ""
    thread: str = ""
    """Of what was said to the assistant: in which conversation; empty: in the one that all channels share."""


@dataclass(frozen=True, repr=False)
class Effect(Content):
    """What a turn did to one kept thing. `before` holds the fields that a change replaced, so that it can be taken back; a turn that
    was taken back is itself such a thing, of kind `turn`."""

    act: Literal["added", "changed", "undone"]
    kind: str
    id: str
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Asked(Content):
    """A question that the assistant put: what it does once the next message answers it, and what is still wanted for that."""

    wants: Literal["choice", "yes", "when", "text", "query"]
    intent: Intent
    words: dict[str, str] = field(default_factory=dict)
    """What was said of it already, by slot."""
    things: tuple[str, ...] = ()
    """Each as `kind:id`: the candidates, in the order in which they were numbered, or all that a yes is about."""


@dataclass(frozen=True, repr=False)
class Reply(Content):
    """A whole answer. `engine` names what wrote it: `rules`, or `ollama/<model>`."""

    text: str
    engine: str
    steps: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    follow_ups: tuple[str, ...] = ()
    egress: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    asked: Asked | None = None
    language: Literal["", "en", "fi"] = ""
    """That it is worded in; older answers don't say."""


@dataclass(frozen=True, repr=False)
class IncomingMessage(Message):
    """A person wrote something; the gateway has proved who."""

    topic: ClassVar[str] = "private-llm.turn"
    senders: ClassVar[tuple[str, ...]] = ("gateway",)
    durable: ClassVar[bool] = True
    partitioned: ClassVar[bool] = True
    in_hand: ClassVar[int] = 16

    person: str
    turn: str
    channel: Channel
    external_id: str
    """Unique in its channel for ever: a Twilio MessageSid, an idempotency key."""
    text: str
    at: datetime
    reply_address: str = ""
    """Where a WhatsApp answer goes; empty where the caller waits for it."""
    forwarded: bool = False
    """True for words that the person passed on or that name a file: somebody else's, so they ask for nothing."""
    attached: int = 0
    """How many things came with it that are not kept."""
    thread: str = ""
    """Which of the person's conversations it belongs to."""

    @property
    def partition_key(self) -> str:
        return self.person


@dataclass(frozen=True, repr=False)
class TurnEvent(Message):
    """A piece of an answer on its way to whoever is waiting: never stored, lost without harm."""

    topic: ClassVar[str] = "gateway.turn-event"
    senders: ClassVar[tuple[str, ...]] = ("private-llm",)

    kind: Literal["accepted", "step", "progress", "token", "reply", "error"]
    turn: str
    text: str = ""
    """Of progress, what is being done: `waiting`, `reading` or `writing`."""
    reply: Reply | None = None
    seconds: int = 0
    """Of progress, for how long."""
    share: float | None = None
    """Of progress, how much of the prompt the model has read, if it says so."""


@dataclass(frozen=True, repr=False)
class Deliver(Message):
    """Send a text to a person over a channel that can't wait for it."""

    topic: ClassVar[str] = "gateway.deliver"
    senders: ClassVar[tuple[str, ...]] = ("gateway", "private-llm")
    durable: ClassVar[bool] = True
    partitioned: ClassVar[bool] = True

    person: str
    delivery: str
    """Unique for ever: sending it twice sends it once."""
    address: str
    text: str
    purpose: Literal["answer", "reminder", "stranger"]

    @property
    def partition_key(self) -> str:
        return self.person


@dataclass(frozen=True, repr=False)
class Notify(Message):
    """Have a browser of a person's show that a reminder is due, though none of its pages is open."""

    topic: ClassVar[str] = "gateway.notify"
    senders: ClassVar[tuple[str, ...]] = ("private-llm",)
    durable: ClassVar[bool] = True
    in_hand: ClassVar[int] = 8
    retries: ClassVar[int] = 150
    """For longer than one is worth sending, after which its handler drops it."""

    person: str
    delivery: str
    """Unique for ever: sending it twice sends it once."""
    device: str
    tag: str
    """The same wherever this reminder is shown, so that it is shown once."""
    text: str
    """The reminder's words, which leave only if the browser's person has chosen so, and encrypted."""
    language: Literal["en", "fi"]
    due_at: datetime


@dataclass(frozen=True, repr=False)
class ReminderDue(Message):
    """The clock reached a reminder. `late` when it was due while the system was down."""

    topic: ClassVar[str] = "private-llm.reminder-due"
    senders: ClassVar[tuple[str, ...]] = ("store",)
    durable: ClassVar[bool] = True
    partitioned: ClassVar[bool] = True

    person: str
    reminder: str
    text: str
    due_at: datetime
    time_zone: str
    language: Literal["en", "fi"]
    late: bool
    addresses: tuple[str, ...]
    """The WhatsApp addresses of the person."""
    again: bool = False
    """Whether it is of a series."""
    devices: tuple[str, ...] = ()
    """The person's browsers that notifications reach with their pages closed."""

    @property
    def partition_key(self) -> str:
        return self.person


@dataclass(frozen=True, repr=False)
class Redacted(Message):
    """What would leave, as text with placeholders."""

    topic: ClassVar[str] = "gateway.redacted"
    senders: ClassVar[tuple[str, ...]] = ("private-llm",)

    text: str
    items: tuple[dict[str, Any], ...]
    language: str
    leaves: bool
    reason: str


@dataclass(frozen=True, repr=False)
class Redact(Message):
    """Ask what would leave if this were sent. Nothing is sent."""

    topic: ClassVar[str] = "private-llm.redact"
    senders: ClassVar[tuple[str, ...]] = ("gateway",)
    answer: ClassVar[type[Message] | None] = Redacted

    person: str
    text: str


@dataclass(frozen=True, repr=False)
class Embedded(Message):
    """A vector (32-bit floats, little-endian) and the local model that made it; both empty without one."""

    topic: ClassVar[str] = "gateway.embedded"
    senders: ClassVar[tuple[str, ...]] = ("private-llm",)

    model: str
    vector: bytes


@dataclass(frozen=True, repr=False)
class Embed(Message):
    """Make a vector of what somebody looks for."""

    topic: ClassVar[str] = "private-llm.embed"
    senders: ClassVar[tuple[str, ...]] = ("gateway",)
    answer: ClassVar[type[Message] | None] = Embedded

    text: str


@dataclass(frozen=True, repr=False)
class Halted(Message):
    """Whether an answer was being written that was stopped."""

    topic: ClassVar[str] = "gateway.halted"
    senders: ClassVar[tuple[str, ...]] = ("private-llm",)

    found: bool


@dataclass(frozen=True, repr=False)
class Halt(Message):
    """Stop the model that writes an answer of a person's: that of one turn, else whatever is being written."""

    topic: ClassVar[str] = "private-llm.halt"
    senders: ClassVar[tuple[str, ...]] = ("gateway",)
    answer: ClassVar[type[Message] | None] = Halted

    person: str
    turn: str
    why: Literal["stopped", "gone"]
