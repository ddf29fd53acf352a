"""Who looked at a person's data."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.schemas.archive.senders import GATEWAY
from shared.schemas.message import Content, Message


@dataclass(frozen=True, repr=False)
class AuditEntry(Content):
    """An access to a person's data. Every one is on behalf of that person: `service` asked for it, in the request with this id."""

    seq: int
    at: datetime
    action: str
    service: str
    request: str


@dataclass(frozen=True, repr=False)
class AuditLog(Message):
    """Accesses, newest first, and how many there were in all."""

    topic: ClassVar[str] = "gateway.audit-log"

    entries: tuple[AuditEntry, ...]
    total: int


@dataclass(frozen=True, repr=False)
class ListAudit(Message):
    """The newest accesses, or those before one."""

    topic: ClassVar[str] = "store.list-audit"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = AuditLog

    person: str
    limit: int = 100
    before: int | None = None
