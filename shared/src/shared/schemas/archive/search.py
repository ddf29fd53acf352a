"""Finding a person's own words."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from shared.schemas.archive.chats import MessageKind
from shared.schemas.archive.senders import BOTH, ENGINE
from shared.schemas.archive.turns import Done
from shared.schemas.message import Content, Message


@dataclass(frozen=True, repr=False)
class Hit(Content):
    """A search result; `score` is BM25 turned round, so that more is better, and can be compared among messages, or among others."""

    kind: str
    id: str
    text: str
    snippet: str
    at: datetime
    score: float
    chat: str = ""
    """For a message: the id and the name of its chat, who wrote it, and the name of what was attached."""
    chat_name: str = ""
    sender: str = ""
    media: str = ""
    thread: str = ""
    """For what was said to the assistant: in which conversation; empty: in the one that all channels share."""


@dataclass(frozen=True, repr=False)
class Found(Message):
    """Search results, best first."""

    topic: ClassVar[str] = "any.found"

    hits: tuple[Hit, ...]
    instead: dict[str, str] = field(default_factory=dict)
    """Words of the query that are in nothing, each with what is nearest in spelling, for which these are."""


@dataclass(frozen=True, repr=False)
class Search(Message):
    """Find a person's own words. `match` is `all` words (typed searches) or `any` (questions). Without any words, what was written last
    among what is left by the filters."""

    topic: ClassVar[str] = "store.search"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Found

    person: str
    query: str
    kinds: tuple[str, ...] = ()
    match: Literal["all", "any"] = "all"
    limit: int = 20
    exclude_turn: str = ""
    chat: str | None = None
    """Only messages of this chat, by id."""
    sender: str | None = None
    """Only messages of somebody: a contact with any of their names and handles, by any of them, else whoever is called so, in full or
    by one of their names."""
    since: datetime | None = None
    until: datetime | None = None
    forms: tuple[MessageKind, ...] = ()
    """Only messages of these kinds, such as `image`."""
    model: str = ""
    vector: bytes = b""
    """Of the query, as 32-bit floats, little-endian, by this model: then what is near in meaning is found too."""
    respell: bool = False
    """Whether what is nearest in spelling may be looked for in place of words that are in nothing; `match` is `any` then."""


@dataclass(frozen=True, repr=False)
class TextToEmbed(Content):
    """A text without a vector, by its place in the store."""

    kind: Literal["message", "passage"]
    seq: int
    text: str


@dataclass(frozen=True, repr=False)
class ToEmbed(Message):
    """Texts of one person that have no vector, or nobody's."""

    topic: ClassVar[str] = "private-llm.to-embed"

    person: str | None
    texts: tuple[TextToEmbed, ...]


@dataclass(frozen=True, repr=False)
class NextToEmbed(Message):
    """Which texts have no vector by this model? Vectors of another model are dropped."""

    topic: ClassVar[str] = "store.next-to-embed"
    senders: ClassVar[tuple[str, ...]] = ENGINE
    answer: ClassVar[type[Message] | None] = ToEmbed

    model: str
    limit: int


@dataclass(frozen=True, repr=False)
class Vector(Content):
    """The vector of a text: 32-bit floats, little-endian."""

    kind: Literal["message", "passage"]
    seq: int
    vector: bytes


@dataclass(frozen=True, repr=False)
class PutVectors(Message):
    """Keep vectors. Those of texts that are gone, or have one, are dropped."""

    topic: ClassVar[str] = "store.put-vectors"
    senders: ClassVar[tuple[str, ...]] = ENGINE
    answer: ClassVar[type[Message] | None] = Done

    person: str
    model: str
    vectors: tuple[Vector, ...]
