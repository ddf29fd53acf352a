"""Imports of one person, inside a transaction: how far each is, and what it has found."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from shared.errors import BadMessage, Refused
from shared.schemas.archive import ImportView
from store.adapters import attachments, messages, records, search
from store.adapters.models import ChatRow, ImportRow, MessageRow
from store.adapters.times import instant, stored
from store.domain.importers.parsed import Attachment, Entry, Found, Message, Unread

REPORTED = 100
GROUP_SENDERS = 3
NewId = Callable[[], str]


def begin(session: Session, *, id: str, chat: str, zone: str, now: datetime) -> ImportRow:
    """Make an import that waits for its file, once per id."""
    found = session.scalars(select(ImportRow).where(ImportRow.id == id)).first()
    if found is not None:
        return found
    row = ImportRow(
        id=id,
        created_at=stored(now),
        chat=chat,
        source="",
        state="receiving",
        reason="",
        key=os.urandom(32),
        zone=zone,
        total=0,
        done=0,
        items=0,
        added=0,
        skipped=0,
        unread=0,
        report=[],
        records=[],
        seconds=0.0,
    )
    session.add(row)
    session.flush()
    return row


def get(session: Session, id: str) -> ImportRow:
    """Return an import; raises Refused for none."""
    row = session.scalars(select(ImportRow).where(ImportRow.id == id)).first()
    if row is None:
        raise Refused("there is nothing with this id")
    return row


def every(session: Session, *, limit: int) -> list[ImportRow]:
    """Return the newest imports."""
    return list(session.scalars(select(ImportRow).order_by(ImportRow.seq.desc()).limit(limit)))


def take(session: Session, row: ImportRow, batch: Sequence[Found], *, now: datetime, new_id: NewId) -> None:
    """Keep what is new of a batch, and count it."""
    of_chat: list[Message] = []
    for found in batch:
        if of_chat and (isinstance(found, Attachment) or (isinstance(found, Message) and of_chat[-1].chat != found.chat)):
            _take_messages(session, row, of_chat, now=now, new_id=new_id)
            of_chat = []
        if isinstance(found, Message):
            of_chat.append(found)
        elif isinstance(found, Entry):
            _take_entry(session, row, found, now=now)
        elif isinstance(found, Attachment):
            _take_attachment(session, row, found)
        else:
            _report(row, found)
    _take_messages(session, row, of_chat, now=now, new_id=new_id)
    row.items += len(batch)


def _take_messages(session: Session, row: ImportRow, batch: list[Message], *, now: datetime, new_id: NewId) -> None:
    if not batch:
        return
    chat = _chat(session, row, batch[0].chat or row.chat, now=now, new_id=new_id)
    done = messages.add(session, chat, batch, imported=row.seq)
    row.added += done.added
    row.skipped += done.skipped


def _chat(session: Session, row: ImportRow, name: str, *, now: datetime, new_id: NewId) -> int:
    found = session.scalars(select(ChatRow.seq).where(ChatRow.name == name).order_by(ChatRow.seq)).first()
    if found is not None:
        return found
    view = records.put(session, "chat", new_id(), {"name": name}, change=False, now=now)
    row.records = [*row.records, ["chat", view.id]]
    session.flush()
    return session.scalars(select(ChatRow.seq).where(ChatRow.id == view.id)).one()


def _take_entry(session: Session, row: ImportRow, found: Entry, *, now: datetime) -> None:
    digest = hashlib.sha256(json.dumps([found.kind, found.name or found.fields], sort_keys=True).encode()).hexdigest()[:24]
    known = records.every(session, found.kind, limit=1, offset=0, record=digest)
    if known and not found.name:
        row.skipped += 1
        return
    try:
        kept = records.put(session, found.kind, digest, found.fields, change=bool(known), now=now)
    except BadMessage as error:
        row.unread += 1
        row.report = [*row.report, error.reason][:REPORTED]
        return
    if known:  # Under its name it may be another now.
        row.added, row.skipped = (row.added, row.skipped + 1) if known[0] == kept else (row.added + 1, row.skipped)
        return
    row.added += 1
    row.records = [*row.records, [found.kind, digest]]


def _take_attachment(session: Session, row: ImportRow, found: Attachment) -> None:
    """Keep a part of what is attached to messages of this import, or to those that the chat had from an export without it."""
    ours = or_(
        MessageRow.imported == row.seq, MessageRow.chat == select(ChatRow.seq).where(ChatRow.name == row.chat).limit(1).scalar_subquery()
    )
    for message in session.scalars(select(MessageRow.seq).where(MessageRow.media == found.name, ours)).all():
        attachments.put(session, message, found.number, found.data, imported=row.seq)


def _report(row: ImportRow, found: Unread) -> None:
    row.unread += 1
    if len(row.report) < REPORTED:
        row.report = [*row.report, f"line {found.line}: {found.why}" if found.line else found.why]


def settle_groups(session: Session, row: ImportRow) -> None:
    """A chat in which three or more wrote is a group."""
    touched = select(MessageRow.chat).where(MessageRow.imported == row.seq).distinct()
    writers = (
        select(MessageRow.chat, func.count(func.distinct(MessageRow.sender)).label("count"))
        .where(MessageRow.chat.in_(touched))
        .group_by(MessageRow.chat)
    )
    for chat, count in session.execute(writers):
        if count >= GROUP_SENDERS:
            session.get_one(ChatRow, chat).group = True


def take_back(session: Session, row: ImportRow, *, limit: int) -> bool:
    """Forget some of what an import brought; return whether that was all. A chat in which anything else is stays."""
    if messages.drop(session, MessageRow.imported == row.seq, limit=limit, reindex=False):
        return False
    attachments.drop(session, row.seq)
    if row.added:
        messages.rebuild(session)
    for kind, record in row.records:
        if kind != "chat":
            records.drop(session, kind, record)  # type: ignore[arg-type]
            continue
        chat = session.scalars(select(ChatRow).where(ChatRow.id == record)).first()
        if chat is not None and session.scalar(select(MessageRow.seq).where(MessageRow.chat == chat.seq).limit(1)) is None:
            session.delete(chat)
            search.unindex(session, kind="chat", ref=record)
    row.records, row.added, row.skipped, row.done = [], 0, 0, 0
    return True


def view(row: ImportRow) -> ImportView:
    """Return an import as others see it."""
    return ImportView(
        id=row.id,
        created_at=instant(row.created_at),
        chat=row.chat,
        source=row.source,
        state=row.state,  # type: ignore[arg-type]
        reason=row.reason,
        total=row.total,
        done=row.done,
        added=row.added,
        skipped=row.skipped,
        unread=row.unread,
        report=tuple(row.report),
        seconds=row.seconds,
    )
