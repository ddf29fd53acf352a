"""What the private zone may tell the interpreter: numbers, and nothing that could hold a word of anyone's.

`Interpret` has no string field. An item on the wire is `[word id]`, an index into the published vocabulary, or
`[kind, n]`, a typed placeholder. A redactor with a defect can at worst pick wrong words from a public list.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Literal

from shared.schemas.message import Content, Digest, Message, Zone
from shared.schemas.plan import Plan

ITEM_LIMIT = 40


class Kind(IntEnum):
    """What a placeholder stands for."""

    PERSON = 1
    PLACE = 2
    ORG = 3
    PHONE = 4
    EMAIL = 5
    URL = 6
    ID = 7
    NUMBER = 8
    DATE = 9
    TIME = 10
    TEXT = 11
    WORD = 12


@dataclass(frozen=True)
class Word:
    """A word of the vocabulary, by its index."""

    id: int


@dataclass(frozen=True)
class Placeholder:
    """Something private, by kind; `n` counts from 1 within one request."""

    kind: Kind
    n: int


Item = Word | Placeholder
Encoded = tuple[tuple[int, ...], ...]
"""Items as they travel."""


def encode_items(items: tuple[Item, ...]) -> Encoded:
    """Return items as they travel."""
    return tuple((item.id,) if isinstance(item, Word) else (int(item.kind), item.n) for item in items)


@dataclass(frozen=True, repr=False)
class Proposal(Content):
    """The exact request that would go to the cloud model: nothing has been sent yet."""

    party: Literal["openai"]
    url: str
    body: str


@dataclass(frozen=True, repr=False)
class Interpretation(Message):
    """A plan from the local classifier; with a proposal when the cloud model could do better."""

    topic: ClassVar[str] = "private-llm.interpretation"
    zone: ClassVar[Zone] = Zone.INTERPRETER
    senders: ClassVar[tuple[str, ...]] = ("interpreter",)
    pad_to_bytes: ClassVar[int] = 8192

    plan: Plan
    engine: Literal["local", "openai"]
    proposal: Proposal | None = None
    tokens: int = 0
    """What the cloud model says that it charges for; 0 for the local classifier."""


@dataclass(frozen=True, repr=False)
class Interpret(Message):
    """Ask for a plan. `items` are for the local classifier and go no further."""

    topic: ClassVar[str] = "interpreter.interpret"
    zone: ClassVar[Zone] = Zone.INTERPRETER
    senders: ClassVar[tuple[str, ...]] = ("private-llm",)
    answer: ClassVar[type[Message] | None] = Interpretation
    pad_to_bytes: ClassVar[int] = 1024

    vocabulary: int
    """The version of the word list; both sides must hold the same."""
    items: Encoded
    cloud: Encoded
    """All that the cloud model may be told of the request: published frames and placeholders. Empty when it may not be asked."""


@dataclass(frozen=True, repr=False)
class Release(Message):
    """Let a recorded proposal go. The interpreter builds it again and sends it only if it has this SHA-256."""

    topic: ClassVar[str] = "interpreter.release"
    zone: ClassVar[Zone] = Zone.INTERPRETER
    senders: ClassVar[tuple[str, ...]] = ("private-llm",)
    answer: ClassVar[type[Message] | None] = Interpretation
    pad_to_bytes: ClassVar[int] = 1024

    vocabulary: int
    items: Encoded
    """What the cloud model may be told, as in `Interpret`."""
    sha256: Digest
    """Of the proposal's body, as an unsigned integer of 256 bits: a number, so that it can't hold text."""
