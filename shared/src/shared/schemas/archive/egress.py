"""What left the machine, on record before it left."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from shared.schemas.archive.senders import BOTH, GATEWAY
from shared.schemas.archive.turns import Done
from shared.schemas.message import Content, Message

SPENT = "today's budget for the cloud model is spent"


@dataclass(frozen=True, repr=False)
class EgressEntry(Content):
    """One thing that left, or was about to: the record comes first."""

    id: str
    at: datetime
    party: str
    purpose: str
    url: str
    bytes: int
    cause: str
    """The turn, reminder or message that it was sent for."""
    state: str
    external_id: str = ""
    """The party's own id of it, once it has one."""
    body: str = ""
    request: str = ""
    """The person's own words that caused it, where it was a turn."""
    tokens: int = 0
    """What the party says that it charges for."""


@dataclass(frozen=True, repr=False)
class Budget(Content):
    """What may go to a party from a moment on, requests and tokens."""

    since: datetime
    requests: int
    tokens: int


@dataclass(frozen=True, repr=False)
class RecordEgress(Message):
    """Write down what is about to leave. Only after the answer may it."""

    topic: ClassVar[str] = "store.record-egress"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Done

    person: str
    key: str
    """The same key is recorded once; a second time the answer is not fresh, and the sender must ask the party first."""
    party: Literal["openai", "twilio", "calendar", "push service"]
    purpose: str
    url: str
    body: str
    cause: str
    at: datetime
    budget: Budget | None = None
    """If it is spent the record is refused, and so nothing is sent."""


@dataclass(frozen=True, repr=False)
class SettleEgress(Message):
    """Say what became of something that was recorded."""

    topic: ClassVar[str] = "store.settle-egress"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Done

    person: str
    key: str
    state: Literal["sent", "failed", "queued", "sending", "delivered", "read", "undelivered"]
    external_id: str = ""
    tokens: int = 0


@dataclass(frozen=True, repr=False)
class Delivered(Message):
    """A provider tells what became of a message; states never go down."""

    topic: ClassVar[str] = "store.delivered"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    durable: ClassVar[bool] = True

    party: Literal["twilio"]
    external_id: str
    state: str


@dataclass(frozen=True, repr=False)
class EgressLog(Message):
    """What left, newest first, with how many requests there were and how many of them never left."""

    topic: ClassVar[str] = "any.egress-log"

    entries: tuple[EgressEntry, ...]
    requests: int
    never_left: int
    next: str | None = None
    """Where the list goes on; none at its end."""


@dataclass(frozen=True, repr=False)
class ListEgress(Message):
    """What left, in a span of time or under one id. With an id the body comes too."""

    topic: ClassVar[str] = "store.list-egress"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = EgressLog

    person: str
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 50
    id: str | None = None
    after: str | None = None
    """A place that a list gave."""


@dataclass(frozen=True, repr=False)
class ChainVerified(Message):
    """Whether a hash chain is whole; `broken_at` is the first entry that does not fit."""

    topic: ClassVar[str] = "any.chain-verified"

    entries: int
    whole: bool
    broken_at: str | None = None


@dataclass(frozen=True, repr=False)
class VerifyChain(Message):
    """Walk a hash chain from its beginning."""

    topic: ClassVar[str] = "store.verify-chain"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = ChainVerified

    person: str
    chain: Literal["egress", "audit"]
