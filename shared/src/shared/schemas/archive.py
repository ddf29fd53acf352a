"""What the store is asked, and what it answers. The interpreter can't import this module."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from shared.schemas.conversation import Channel, Reply
from shared.schemas.message import Content, Message
from shared.schemas.records import RecordKind

GATEWAY = ("gateway",)
ENGINE = ("private-llm",)
BOTH = ("gateway", "private-llm")

SPENT = "today's budget for the cloud model is spent"


@dataclass(frozen=True, repr=False)
class Identified(Message):
    """Who it is, or nobody we know."""

    topic: ClassVar[str] = "any.identified"

    person: str | None


@dataclass(frozen=True, repr=False)
class Authenticate(Message):
    """Whose token is this? Only its SHA-256 (hex) travels."""

    topic: ClassVar[str] = "store.authenticate"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Identified

    token_sha256: str


@dataclass(frozen=True, repr=False)
class AskOwner(Message):
    """Whose machine is this?"""

    topic: ClassVar[str] = "store.owner"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Identified


@dataclass(frozen=True, repr=False)
class Identify(Message):
    """Who writes from this address?"""

    topic: ClassVar[str] = "store.identify"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Identified

    channel: str
    provider: str
    external_id: str


@dataclass(frozen=True, repr=False)
class LinkOffered(Message):
    """A code to send from the new address; it works once, until `expires_at`."""

    topic: ClassVar[str] = "gateway.link-offered"

    code: str
    expires_at: datetime


@dataclass(frozen=True, repr=False)
class OfferLink(Message):
    """Make a code with which the person can link another channel."""

    topic: ClassVar[str] = "store.offer-link"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = LinkOffered

    person: str


@dataclass(frozen=True, repr=False)
class Link(Message):
    """Somebody at this address sent what may be a code. Answered with the person if it is one."""

    topic: ClassVar[str] = "store.link"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Identified

    code: str
    channel: str
    provider: str
    external_id: str


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


@dataclass(frozen=True, repr=False)
class TurnBegun(Message):
    """What a turn needs. `reply` is set when this message was answered before."""

    topic: ClassVar[str] = "private-llm.turn-begun"

    turn: str
    reply: Reply | None
    history: tuple[Utterance, ...]
    settings: dict[str, str]


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


@dataclass(frozen=True, repr=False)
class Announce(Message):
    """Save something the assistant says of itself, such as a reminder; `id` makes it happen once."""

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


@dataclass(frozen=True, repr=False)
class ListMessages(Message):
    """The newest messages, or those after or before a message id."""

    topic: ClassVar[str] = "store.list-messages"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Conversation

    person: str
    limit: int
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, repr=False)
class Record(Message):
    """A kept thing."""

    topic: ClassVar[str] = "any.record"

    id: str
    kind: RecordKind
    fields: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, repr=False)
class RecordView(Content):
    """A kept thing in a list."""

    id: str
    kind: RecordKind
    fields: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, repr=False)
class Records(Message):
    """Kept things, newest first (reminders: soonest first)."""

    topic: ClassVar[str] = "any.records"

    records: tuple[RecordView, ...]


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
class ListRecords(Message):
    """Records of a kind, or the one with an id."""

    topic: ClassVar[str] = "store.list-records"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Records

    person: str
    kind: RecordKind
    limit: int = 50
    offset: int = 0
    id: str | None = None


@dataclass(frozen=True, repr=False)
class DropRecord(Message):
    """Forget a record: gone from the table and the search index."""

    topic: ClassVar[str] = "store.drop-record"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Done

    person: str
    kind: RecordKind
    id: str


@dataclass(frozen=True, repr=False)
class Hit(Content):
    """A search result; `score` is BM25 turned round, so that more is better."""

    kind: str
    id: str
    text: str
    snippet: str
    at: datetime
    score: float


@dataclass(frozen=True, repr=False)
class Found(Message):
    """Search results, best first."""

    topic: ClassVar[str] = "any.found"

    hits: tuple[Hit, ...]


@dataclass(frozen=True, repr=False)
class Search(Message):
    """Find a person's own words. `match` is `all` words (typed searches) or `any` (questions)."""

    topic: ClassVar[str] = "store.search"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Found

    person: str
    query: str
    kinds: tuple[str, ...] = ()
    match: Literal["all", "any"] = "all"
    limit: int = 20
    exclude_turn: str = ""


@dataclass(frozen=True, repr=False)
class SetSetting(Message):
    """Change one of a person's settings."""

    topic: ClassVar[str] = "store.set-setting"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Done

    person: str
    name: Literal["language", "zone", "cloud"]
    value: str


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
    party: Literal["openai", "twilio"]
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
