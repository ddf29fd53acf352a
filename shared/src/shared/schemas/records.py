"""What is kept of a person by its kind. The same classes check the HTTP API and the store's door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from shared.schemas.message import Content

RecordKind = Literal["note", "reminder", "contact", "chat", "draft", "summary", "rule", "profile", "item", "event"]
PROFILE = "me"
"""The id of the one profile that a person has."""


@dataclass(frozen=True, repr=False)
class RecordView(Content):
    """A kept thing in a list."""

    id: str
    kind: RecordKind
    fields: dict[str, Any]
    created_at: datetime


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
    rule: str = ""
    """How it repeats: an RFC 5545 rule such as `FREQ=WEEKLY;BYDAY=MO`, read in wall time of `zone`; empty when it comes once."""
    wall: str = ""
    """When a series began, as ISO 8601 wall time: what the rule counts from."""
    rang_at: datetime | None = None
    """For when it came last, until its person has said something to it."""


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


@dataclass(frozen=True, repr=False)
class Draft(Content):
    """A message that the assistant has worded, for the person to send themselves."""

    text: str
    recipient: str = ""


@dataclass(frozen=True, repr=False)
class Summary(Content):
    """A summary that was made. `sources` are what it was made of, each as `kind:id`; it is forgotten with any of them."""

    text: str
    about: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Rule(Content):
    """How the person wants the assistant to write, in their own words. Only the local model is told."""

    text: str
    active: bool = True


@dataclass(frozen=True, repr=False)
class Profile(Content):
    """Who the person is."""

    name: str = ""
    about: str = ""


@dataclass(frozen=True, repr=False)
class Item(Content):
    """Something on a list: to buy, or to do."""

    list: str
    text: str
    done: bool = False
    due: str = ""
    """The day (ISO 8601) by which it is to be done, if there is one."""


@dataclass(frozen=True, repr=False)
class Event(Content):
    """Something in a calendar, or a series of it. `start_at` and `end_at` are of its first time; `zone` (IANA) is where its wall time holds
    when it comes again. Of whole days they are midnights in UTC, the last one not counted."""

    text: str
    start_at: datetime
    end_at: datetime
    all_day: bool = False
    zone: str = "UTC"
    rule: str = ""
    """How it comes again: RRULE, RDATE and EXDATE lines of RFC 5545."""
    place: str = ""
    details: str = ""
    state: Literal["confirmed", "tentative", "cancelled"] = "confirmed"
    guests: tuple[str, ...] = ()
    """Who else takes part, by name or address."""


RECORDS: dict[str, type[Content]] = {
    "note": Note,
    "reminder": Reminder,
    "contact": Contact,
    "chat": Chat,
    "draft": Draft,
    "summary": Summary,
    "rule": Rule,
    "profile": Profile,
    "item": Item,
    "event": Event,
}
