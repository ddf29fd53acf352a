"""What a message leaves when it is forgotten: a digest of its channel and its id there, so that it is not taken for a new one when it is
sent again. The digest is made with a secret of the person's, so nothing can be read from it."""

import hmac
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.adapters.models import MarkRow, MarkSecretRow, Turn
from store.adapters.models_directory import GoneMarkRow, GoneSecretRow

DIGEST_BYTES = 16
SENT_AGAIN = "whatsapp"
"""The channel whose messages others send again, whoever the address belongs to by then; its ids are unique among all people."""


def leave(session: Session, channel: str, external_id: str) -> None:
    """Leave the mark of a message in the person's file."""
    session.merge(MarkRow(digest=_digest(_secret(session), channel, external_id)))


def has(session: Session, channel: str, external_id: str) -> bool:
    """Tell whether a message was forgotten."""
    digest = _digest(_secret(session), channel, external_id)
    return session.scalar(select(MarkRow.digest).where(MarkRow.digest == digest)) is not None


def left_behind(session: Session) -> tuple[bytes, set[bytes]]:
    """Return the secret of a person who goes, and the marks of all that they forgot or had sent over a channel that sends again."""
    secret = _secret(session)
    sent = session.scalars(select(Turn.external_id).where(Turn.channel == SENT_AGAIN))
    return secret, {*session.scalars(select(MarkRow.digest)), *(_digest(secret, SENT_AGAIN, external_id) for external_id in sent)}


def keep(directory: Session, secret: bytes, digests: set[bytes]) -> None:
    """Keep in the directory what a person leaves behind."""
    if digests:
        directory.merge(GoneSecretRow(secret=secret))
        for digest in digests:
            directory.merge(GoneMarkRow(digest=digest))


def is_of_the_gone(directory: Session, external_id: str) -> bool:
    """Tell whether a message of that channel was that of somebody who is gone."""
    secrets = directory.scalars(select(GoneSecretRow.secret)).all()
    return any(directory.get(GoneMarkRow, _digest(secret, SENT_AGAIN, external_id)) is not None for secret in secrets)


def _secret(session: Session) -> bytes:
    return session.scalars(select(MarkSecretRow.secret)).one()


def _digest(secret: bytes, channel: str, external_id: str) -> bytes:
    return hmac.digest(secret, json.dumps([channel, external_id]).encode(), "sha256")[:DIGEST_BYTES]
