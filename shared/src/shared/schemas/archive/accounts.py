"""Who has an account on this machine: the owner's business, which is never what they keep."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.schemas.archive.senders import GATEWAY
from shared.schemas.message import Content, Message


@dataclass(frozen=True, repr=False)
class Account(Content):
    """A person, as the owner knows them."""

    id: str
    name: str
    """What the owner called them when they were invited."""
    created_at: datetime
    owner: bool
    came: bool
    """Whether they have ever signed in, or can."""
    seen_at: datetime | None
    """When whatever lets them in was last used."""
    invited_until: datetime | None
    """Until when the link of somebody who has not come yet lets them in."""


@dataclass(frozen=True, repr=False)
class Accounts(Message):
    """People, the owner first."""

    topic: ClassVar[str] = "gateway.accounts"

    accounts: tuple[Account, ...]


@dataclass(frozen=True, repr=False)
class ListAccounts(Message):
    """Who is there? Only the owner may ask."""

    topic: ClassVar[str] = "store.list-accounts"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Accounts

    person: str


@dataclass(frozen=True, repr=False)
class Invite(Message):
    """Make an account for somebody, whom a link lets in once. Only the owner may."""

    topic: ClassVar[str] = "store.invite"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Accounts

    person: str
    name: str
    link_sha256: str
    seconds: int
