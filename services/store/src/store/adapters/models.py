"""The tables of a person's file. Times are ISO 8601 in UTC, so that they sort as text."""

from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class PersonBase(DeclarativeBase):
    """Tables of one person."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text}


class Turn(PersonBase):
    """A message of the person's and whether it has been answered."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    external_id: Mapped[str]
    begun_at: Mapped[str]
    finished_at: Mapped[str | None]
    reply: Mapped[str | None]


class UtteranceRow(PersonBase):
    """What was said in the conversation with the assistant, by the person or by the assistant."""

    __tablename__ = "utterance"

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    turn: Mapped[str | None] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"))
    role: Mapped[str]
    channel: Mapped[str]
    text: Mapped[str]
    at: Mapped[str]


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


class ItemRow(PersonBase):
    """Something on a list."""

    __tablename__ = "item"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    list: Mapped[str]
    text: Mapped[str]
    done: Mapped[bool]


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


class ChatRow(PersonBase):
    """A conversation with others. `origin` is what the source of an import knows it by; without one it is known by its name."""

    __tablename__ = "chat"
    __table_args__ = (Index("chat_origin", "origin"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[str]
    name: Mapped[str]
    group: Mapped[bool]
    origin: Mapped[str | None]


class SenderRow(PersonBase):
    """Somebody who wrote in a chat, by the name that the chat showed."""

    __tablename__ = "sender"

    seq: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class MessageRow(PersonBase):
    """A message of a chat with others. `at` is Unix time in seconds: there may be a million of them. No sender: a system line."""

    __tablename__ = "message"
    __table_args__ = (
        Index("message_at", "chat", "at"),
        Index("message_media", "media", sqlite_where=text("media IS NOT NULL")),
        Index("message_imported", "imported", sqlite_where=text("imported IS NOT NULL")),
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[int] = mapped_column(ForeignKey("chat.seq", ondelete="CASCADE"))
    sender: Mapped[int | None] = mapped_column(ForeignKey("sender.seq"))
    at: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    media: Mapped[str | None]
    forwarded: Mapped[bool]
    edited: Mapped[bool] = mapped_column(server_default="0")
    earlier: Mapped[bool] = mapped_column(server_default="0")
    imported: Mapped[int | None] = mapped_column(ForeignKey("import.seq", ondelete="SET NULL"))


class AttachmentRow(PersonBase):
    """A part of what is attached to a message; parts are counted from 0 and have one size but for the last."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("message", "number"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[int] = mapped_column(ForeignKey("message.seq", ondelete="CASCADE"))
    number: Mapped[int]
    data: Mapped[bytes]
    imported: Mapped[int]
    """The import that brought it, which need not be the one that brought the message."""


class PassageRow(PersonBase):
    """The searchable text of anything but messages: a note, contact, reminder, chat, or something said to the assistant."""

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("kind", "ref"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    ref: Mapped[str]
    at: Mapped[str]
    text: Mapped[str]


class EmbeddingRow(PersonBase):
    """The vector of a message or a passage, as 8-bit integers; it goes with its text."""

    __tablename__ = "embedding"
    __table_args__ = (Index("embedding_changed", "message", sqlite_where=text("vector = x''")), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[int | None] = mapped_column(ForeignKey("message.seq", ondelete="CASCADE"), unique=True)
    passage: Mapped[int | None] = mapped_column(ForeignKey("passage.seq", ondelete="CASCADE"), unique=True)
    vector: Mapped[bytes]


class ImportRow(PersonBase):
    """A file that was brought in. `key` opens its upload and goes when the upload is done with."""

    __tablename__ = "import"

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[str]
    chat: Mapped[str]
    source: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    key: Mapped[bytes | None]
    zone: Mapped[str]
    total: Mapped[int]
    done: Mapped[int]
    items: Mapped[int]
    added: Mapped[int]
    skipped: Mapped[int]
    unread: Mapped[int]
    report: Mapped[list[str]] = mapped_column(JSON)
    seconds: Mapped[float]


class BroughtRow(PersonBase):
    """A record that an import made, so that undoing it takes it away."""

    __tablename__ = "brought"
    __table_args__ = (Index("brought_imported", "imported"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    imported: Mapped[int] = mapped_column(ForeignKey("import.seq", ondelete="CASCADE"))
    kind: Mapped[str]
    record: Mapped[str]


class SettingRow(PersonBase):
    """A setting of the person's."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class EgressRow(PersonBase):
    """What left, recorded before it left. `state`, `external_id` and `tokens` come later and are outside the chain."""

    __tablename__ = "egress"

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[str]
    party: Mapped[str]
    purpose: Mapped[str]
    url: Mapped[str]
    body: Mapped[str]
    cause: Mapped[str]
    digest: Mapped[str]
    state: Mapped[str]
    external_id: Mapped[str] = mapped_column(index=True)
    tokens: Mapped[int] = mapped_column(server_default="0")


class AuditRow(PersonBase):
    """An access to private data: when, what was asked, in which request."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    action: Mapped[str]
    request: Mapped[str]
    digest: Mapped[str]
    service: Mapped[str | None]
    """Which service asked; older entries do not say."""


class MarkRow(PersonBase):
    """What a forgotten message left: a digest of its channel and its id there."""

    __tablename__ = "mark"

    digest: Mapped[bytes] = mapped_column(primary_key=True)


class MarkSecretRow(PersonBase):
    """What the person's marks are made with: one row."""

    __tablename__ = "mark_secret"

    secret: Mapped[bytes] = mapped_column(primary_key=True)


class DirectoryBase(DeclarativeBase):
    """Tables of the directory: who there is, never what they wrote."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text}


class PersonRow(DirectoryBase):
    """A person, the wrapped key of their file, and when their next reminder is due."""

    __tablename__ = "person"
    __table_args__ = (Index("one_owner", "owner", unique=True, sqlite_where=text("owner")),)

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[str]
    wrapped_key: Mapped[bytes]
    next_key: Mapped[bytes | None]
    """Another key, wrapped, that the file is being given or has."""
    next_due_at: Mapped[str | None] = mapped_column(index=True)
    owner: Mapped[bool] = mapped_column(server_default="0")
    """Whether the machine is theirs: one person's, or nobody's."""


class GoneSecretRow(DirectoryBase):
    """What the marks of somebody who is gone were made with."""

    __tablename__ = "gone_secret"

    secret: Mapped[bytes] = mapped_column(primary_key=True)


class GoneMarkRow(DirectoryBase):
    """The mark of a message of somebody who is gone; whose it was can't be told."""

    __tablename__ = "gone_mark"

    digest: Mapped[bytes] = mapped_column(primary_key=True)


class AnchorRow(DirectoryBase):
    """How far a person's audit chain was, kept outside of their file: an older copy put in its place does not fit."""

    __tablename__ = "anchor"

    person: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int]
    digest: Mapped[str]


class JobRow(DirectoryBase):
    """An import that waits or runs, so that it goes on after a restart."""

    __tablename__ = "job"

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))


class ForgottenRow(DirectoryBase):
    """Something that was forgotten and is still to be taken out of backups: its id, never its words."""

    __tablename__ = "forgotten"

    seq: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    thing: Mapped[str]
    digest: Mapped[str]


class IdentityRow(DirectoryBase):
    """An address that a person writes from."""

    __tablename__ = "identity"

    channel: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))


class TokenRow(DirectoryBase):
    """A bearer token, by its SHA-256."""

    __tablename__ = "token"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[str]


class LinkCodeRow(DirectoryBase):
    """A code that links another address, by its SHA-256; it works once."""

    __tablename__ = "link_code"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    expires_at: Mapped[str]


class DeliveryRow(DirectoryBase):
    """Whose a provider's message id is, so that status callbacks find their record."""

    __tablename__ = "delivery"

    external_id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    key: Mapped[str]
