"""Notifications that reach a browser with its pages closed (Web Push, RFC 8030): where they go, and the key that they are signed with."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from shared.schemas.archive.senders import GATEWAY
from shared.schemas.archive.turns import Done
from shared.schemas.message import Message

PushContent = Literal["discreet", "words", "empty"]
"""What is in one: that there is a reminder, its words, or nothing at all."""


@dataclass(frozen=True, repr=False)
class PutPush(Message):
    """Let notifications reach a browser that is signed in, at the address and under the keys that it gave, until it is signed out."""

    topic: ClassVar[str] = "store.put-push"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str
    token: str
    """The browser, by the id of its token."""
    endpoint: str
    p256dh: str
    auth: str
    content: PushContent


@dataclass(frozen=True, repr=False)
class DropPush(Message):
    """Let none reach a browser any more; where an endpoint is named, only if they still go there."""

    topic: ClassVar[str] = "store.drop-push"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Done

    person: str
    token: str
    endpoint: str = ""


@dataclass(frozen=True, repr=False)
class Push(Message):
    """Where a browser's notifications go, and the installation's private key (P-256, base64url); nothing where they go nowhere."""

    topic: ClassVar[str] = "gateway.push"

    endpoint: str = ""
    p256dh: str = ""
    auth: str = ""
    content: PushContent = "discreet"
    key: str = ""


@dataclass(frozen=True, repr=False)
class AskPush(Message):
    """Where do a browser's notifications go?"""

    topic: ClassVar[str] = "store.ask-push"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Push

    person: str
    token: str


@dataclass(frozen=True, repr=False)
class Notification(Message):
    """Whether a reminder still waits for its person as it came, and what is on record of a notification of it, if it was tried before."""

    topic: ClassVar[str] = "gateway.notification"

    waits: bool
    state: str = ""
    url: str = ""
    body: str = ""
    """Encrypted for the browser."""


@dataclass(frozen=True, repr=False)
class AskNotification(Message):
    """Is a notification to be sent, or sent again? To ask leaves no entry in the audit record, as what leaves has its own: it may be asked
    for twelve hours."""

    topic: ClassVar[str] = "store.ask-notification"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = Notification

    person: str
    key: str
    """Under which it is recorded."""
    reminder: str
    due_at: datetime
