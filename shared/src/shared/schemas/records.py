"""What a person keeps: notes, reminders, contacts, chats. The same classes check the HTTP API and the store's door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.schemas.message import Content

RecordKind = Literal["note", "reminder", "contact", "chat"]


@dataclass(frozen=True, repr=False)
class Note(Content):
    """Something to remember, as the person wrote it."""

    text: str
    important: bool = False


@dataclass(frozen=True, repr=False)
class Reminder(Content):
    """Something to be told at a time. `due_at` is an instant; `zone` (IANA) is where its wall time was meant."""

    text: str
    due_at: datetime
    zone: str = "UTC"
    state: Literal["pending", "fired", "cancelled"] = "pending"
    language: Literal["en", "fi"] = "en"


@dataclass(frozen=True, repr=False)
class Contact(Content):
    """Somebody the person knows."""

    name: str
    details: str = ""
    names: tuple[str, ...] = ()
    """What else they are called, as chats show it."""
    handles: tuple[str, ...] = ()
    """Phone numbers, mail addresses, user names."""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Chat(Content):
    """A conversation with one or more others."""

    name: str
    group: bool = False


RECORDS: dict[str, type[Content]] = {"note": Note, "reminder": Reminder, "contact": Contact, "chat": Chat}
