"""Backups of everything, for the owner."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.schemas.archive.senders import GATEWAY
from shared.schemas.message import Content, Message


@dataclass(frozen=True, repr=False)
class BackupView(Content):
    """A backup on the disk, in the folder `backups` of the data folder."""

    name: str
    made_at: datetime
    bytes: int


@dataclass(frozen=True, repr=False)
class BackupList(Message):
    """Backups, newest first, when one was last restored and compared, and how many forgotten things are still to be taken out of them."""

    topic: ClassVar[str] = "gateway.backups"

    backups: tuple[BackupView, ...]
    drilled_at: datetime | None
    forgetting: int = 0
    missing: int = 0
    """How many people the newest one lacks, since their files could not be read."""


@dataclass(frozen=True, repr=False)
class MakeBackup(Message):
    """Make a backup now, restore it beside, and compare."""

    topic: ClassVar[str] = "store.make-backup"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = BackupList

    person: str


@dataclass(frozen=True, repr=False)
class DrillBackup(Message):
    """Restore the newest backup beside the store, and compare."""

    topic: ClassVar[str] = "store.drill-backup"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = BackupList

    person: str


@dataclass(frozen=True, repr=False)
class ListBackups(Message):
    """What backups there are."""

    topic: ClassVar[str] = "store.list-backups"
    senders: ClassVar[tuple[str, ...]] = GATEWAY
    answer: ClassVar[type[Message] | None] = BackupList

    person: str
