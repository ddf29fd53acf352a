"""The tables of the directory. Times are ISO 8601 in UTC, so that they sort as text."""

import secrets
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


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
    name: Mapped[str] = mapped_column(default="", server_default="")
    """What the owner calls them."""


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
    """What lets a person in, by its SHA-256: a token, a browser that is signed in, a link that does so once."""

    __tablename__ = "token"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    created_at: Mapped[str]
    id: Mapped[str] = mapped_column(default=lambda: secrets.token_hex(8), server_default="", index=True)
    """Under which it is listed and ended; it lets nobody in."""
    kind: Mapped[str] = mapped_column(default="token", server_default="token")
    name: Mapped[str] = mapped_column(default="", server_default="")
    scopes: Mapped[str] = mapped_column(default="all", server_default="all")
    """With spaces between them."""
    expires_at: Mapped[str | None]
    idle_seconds: Mapped[int | None]
    """So long after it was last seen it ends before its time."""
    seen_at: Mapped[str | None]
    ended: Mapped[bool] = mapped_column(default=False, server_default="0")
    """It lets nobody in any more. It is kept for a while, so that whoever still has it is not taken for somebody who guesses."""
    root: Mapped[str | None]
    """The token that it came from and ends with."""


class PushRow(DirectoryBase):
    """Where notifications reach a browser that is signed in, with its pages closed."""

    __tablename__ = "push"

    token: Mapped[str] = mapped_column(ForeignKey("token.sha256", ondelete="CASCADE"), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    endpoint: Mapped[str]
    p256dh: Mapped[str]
    auth: Mapped[str]
    content: Mapped[str]


class PushKeyRow(DirectoryBase):
    """The key that notifications are signed with: one, of this installation's own."""

    __tablename__ = "push_key"

    one: Mapped[int] = mapped_column(primary_key=True)
    private: Mapped[str]


class PassphraseRow(DirectoryBase):
    """A passphrase, as argon2id's encoded hash."""

    __tablename__ = "passphrase"

    person: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str | None] = mapped_column(unique=True)
    """What its person signs in as; the owner needs none."""
    hash: Mapped[str]
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    """So many wrong ones were given since the last right one."""


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
