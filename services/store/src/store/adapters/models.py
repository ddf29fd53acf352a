"""The tables of talk, chats, imports and what left, in a person's file. Times are ISO 8601 in UTC, so that they sort as text."""

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.adapters.models_records import PersonBase


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
    __table_args__ = (Index("utterance_thread", "thread", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    turn: Mapped[str | None] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"))
    role: Mapped[str]
    channel: Mapped[str]
    text: Mapped[str]
    at: Mapped[str]
    thread: Mapped[str] = mapped_column(server_default="")
    """Which conversation it belongs to; empty: the one that all channels share."""


class TitleRow(PersonBase):
    """What the person calls one of their conversations with the assistant."""

    __tablename__ = "title"

    thread: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


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
        Index("message_sender", "sender", "chat", "at"),
        Index("message_form", "chat", "at", sqlite_where=text("kind <> 'text'")),
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
