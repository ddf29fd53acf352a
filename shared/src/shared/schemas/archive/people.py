"""Who somebody is, by address or linking code, and what they have set."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from shared.schemas.archive.access import Identified
from shared.schemas.archive.senders import BOTH, GATEWAY
from shared.schemas.archive.turns import Done
from shared.schemas.message import Content, Message


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
class Address(Content):
    """An address that a person writes from."""

    id: str
    channel: str
    address: str


@dataclass(frozen=True, repr=False)
class Addresses(Message):
    """Those of a person."""

    topic: ClassVar[str] = "gateway.addresses"

    addresses: tuple[Address, ...]


@dataclass(frozen=True, repr=False)
class ListAddresses(Message):
    """Which addresses does a person write from?"""

    topic: ClassVar[str] = "store.list-addresses"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Addresses

    person: str


@dataclass(frozen=True, repr=False)
class Unlink(Message):
    """What is written from one of a person's addresses is theirs no more."""

    topic: ClassVar[str] = "store.unlink"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str
    address: str
    """Its id."""


@dataclass(frozen=True, repr=False)
class SetSetting(Message):
    """Change one of a person's settings; with an empty value it is as for everybody again."""

    topic: ClassVar[str] = "store.set-setting"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Done

    person: str
    name: Literal["language", "zone", "cloud"]
    value: str


@dataclass(frozen=True, repr=False)
class Settings(Message):
    """A person's settings, as far as they have set them."""

    topic: ClassVar[str] = "gateway.settings"

    values: dict[str, Any]


@dataclass(frozen=True, repr=False)
class ListSettings(Message):
    """Which settings has a person set?"""

    topic: ClassVar[str] = "store.list-settings"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Settings

    person: str


@dataclass(frozen=True, repr=False)
class ShareCalendar(Message):
    """Let whoever holds a secret read a person's calendar; only its SHA-256 (hex) travels. It takes the place of the one before."""

    topic: ClassVar[str] = "store.share-calendar"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str
    secret_sha256: str


@dataclass(frozen=True, repr=False)
class UnshareCalendar(Message):
    """Let nobody read a person's calendar by a secret any more."""

    topic: ClassVar[str] = "store.unshare-calendar"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str


@dataclass(frozen=True, repr=False)
class CalendarShared(Message):
    """Whether there is a secret by which a person's calendar can be read."""

    topic: ClassVar[str] = "gateway.calendar-shared"

    shared: bool


@dataclass(frozen=True, repr=False)
class AskCalendarShared(Message):
    """Can a person's calendar be read by a secret?"""

    topic: ClassVar[str] = "store.is-calendar-shared"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = CalendarShared

    person: str
