"""The tables of what a person keeps, in their file. Times are ISO 8601 in UTC, so that they sort as text."""

from typing import Any, ClassVar

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class PersonBase(DeclarativeBase):
    """Tables of one person."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text}


class NoteRow(PersonBase):
    """Something to remember."""

    __tablename__ = "note"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    text: Mapped[str]
    important: Mapped[bool]


class ReminderRow(PersonBase):
    """Something to be told at a time."""

    __tablename__ = "reminder"
    __table_args__ = (Index("reminder_due", "state", "due_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    text: Mapped[str]
    due_at: Mapped[str]
    zone: Mapped[str]
    state: Mapped[str]
    language: Mapped[str]
    rule: Mapped[str] = mapped_column(server_default="")
    wall: Mapped[str] = mapped_column(server_default="")
    rang_at: Mapped[str | None]


class ItemRow(PersonBase):
    """Something on a list."""

    __tablename__ = "item"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    list: Mapped[str]
    text: Mapped[str]
    done: Mapped[bool]
    due: Mapped[str] = mapped_column(server_default="")


class ContactRow(PersonBase):
    """Somebody the person knows."""

    __tablename__ = "contact"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    name: Mapped[str]
    details: Mapped[str]
    names: Mapped[list[str]] = mapped_column(JSON, server_default="[]")
    handles: Mapped[list[str]] = mapped_column(JSON, server_default="[]")
    languages: Mapped[list[str]] = mapped_column(JSON, server_default="[]")


class EventRow(PersonBase):
    """Something in a calendar, or a series of it."""

    __tablename__ = "event"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    text: Mapped[str]
    start_at: Mapped[str] = mapped_column(index=True)
    end_at: Mapped[str]
    all_day: Mapped[bool]
    zone: Mapped[str]
    rule: Mapped[str]
    place: Mapped[str]
    details: Mapped[str]
    state: Mapped[str]
    guests: Mapped[list[str]] = mapped_column(JSON, server_default="[]")


class DraftRow(PersonBase):
    """A message that was worded for the person to send."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    text: Mapped[str]
    recipient: Mapped[str]


class SummaryRow(PersonBase):
    """A summary, and what it was made of."""

    __tablename__ = "summary"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    text: Mapped[str]
    about: Mapped[str]
    sources: Mapped[list[str]] = mapped_column(JSON)


class RuleRow(PersonBase):
    """How the person wants the assistant to write."""

    __tablename__ = "rule"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    text: Mapped[str]
    active: Mapped[bool]


class ProfileRow(PersonBase):
    """Who the person is: one row, or none."""

    __tablename__ = "profile"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    name: Mapped[str]
    about: Mapped[str]
