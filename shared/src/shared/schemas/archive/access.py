"""What lets a person in: tokens, browsers that are signed in, links that work once, a passphrase. Secrets travel as SHA-256 (hex), all but
the passphrase, which is not random and must be hashed slowly where it is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from shared.schemas.archive.senders import GATEWAY
from shared.schemas.archive.turns import Done
from shared.schemas.message import Content, Message

Kind = Literal["token", "browser", "link"]
Scope = Literal["read", "ask", "import", "all"]


@dataclass(frozen=True, repr=False)
class Identified(Message):
    """Who it is, or nobody we know."""

    topic: ClassVar[str] = "any.identified"

    person: str | None
    token: str = ""
    """The id of the token that it was known by."""
    kind: Kind = "token"
    scopes: tuple[Scope, ...] = ("all",)
    expires_at: datetime | None = None
    ended: bool = False
    """Nobody now, but the token was somebody's until it ended: no guess."""


@dataclass(frozen=True, repr=False)
class Authenticate(Message):
    """Whose token is this?"""

    topic: ClassVar[str] = "store.authenticate"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Identified

    token_sha256: str
    seen: bool = True
    """False: an open page asks by itself, so that a browser is not seen by it."""


@dataclass(frozen=True, repr=False)
class Admitted(Message):
    """Who is signed in now and until when, or why nobody is."""

    topic: ClassVar[str] = "gateway.admitted"

    person: str | None
    expires_at: datetime | None = None
    why: Literal["", "unknown", "used", "expired", "narrow"] = ""


@dataclass(frozen=True, repr=False)
class Admit(Message):
    """Sign a browser in: by a token or a link, or by the passphrase of the person of a name (the owner, if there is none)."""

    topic: ClassVar[str] = "store.admit"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Admitted

    browser_sha256: str
    """Of the secret that the browser gets."""
    device: str
    by_sha256: str
    passphrase: str = ""
    name: str = ""
    stay: bool = False
    instead_of: str = ""
    """The SHA-256 of what the browser had before, which ends."""


@dataclass(frozen=True, repr=False)
class TokenView(Content):
    """Something that lets a person in, without what makes it do so."""

    id: str
    kind: Kind
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    seen_at: datetime | None
    expires_at: datetime | None
    push: str = ""
    """What is in the notifications that reach the browser with its pages closed; empty where none do."""


@dataclass(frozen=True, repr=False)
class Tokens(Message):
    """Those of a person that are in force, newest first."""

    topic: ClassVar[str] = "gateway.tokens"

    tokens: tuple[TokenView, ...]


@dataclass(frozen=True, repr=False)
class ListTokens(Message):
    """What lets a person in?"""

    topic: ClassVar[str] = "store.list-tokens"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Tokens

    person: str
    kind: Kind


@dataclass(frozen=True, repr=False)
class MakeToken(Message):
    """Make a token, or a link that lets a browser in once. It ends with the token that it was made by."""

    topic: ClassVar[str] = "store.make-token"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Tokens

    person: str
    by: str
    """The id of the token of whoever asks."""
    token_sha256: str
    kind: Kind
    seconds: int
    name: str = ""
    scopes: tuple[Scope, ...] = ("all",)


@dataclass(frozen=True, repr=False)
class EndTokens(Message):
    """End one of a person's tokens, or all of a kind but one; what was made by them ends too."""

    topic: ClassVar[str] = "store.end-tokens"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str
    kind: Kind
    only: str = ""
    all_but: str = ""


@dataclass(frozen=True, repr=False)
class PassphraseState(Message):
    """Whether a person has a passphrase, and the name to give with it; the owner needs none."""

    topic: ClassVar[str] = "gateway.passphrase-state"

    is_set: bool
    name: str
    needs_name: bool


@dataclass(frozen=True, repr=False)
class AskPassphrase(Message):
    """Has a person a passphrase?"""

    topic: ClassVar[str] = "store.ask-passphrase"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = PassphraseState

    person: str


@dataclass(frozen=True, repr=False)
class SetPassphrase(Message):
    """Give a person a passphrase, or take it away (an empty one). Where there was one, every other browser is signed out."""

    topic: ClassVar[str] = "store.set-passphrase"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str
    by: str
    """The id of the token of whoever asks; it stays."""
    passphrase: str
    name: str = ""
