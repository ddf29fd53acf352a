"""Imports of one person, inside a transaction: how far each is, and what it has found."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from shared.errors import BadMessage, Refused
from shared.schemas.archive import ImportView
from store.adapters import attachments, messages, paging, records, search
from store.adapters.models import BroughtRow, ChatRow, ImportRow, MessageRow
from store.adapters.times import instant, stored
from store.domain.importers.parsed import KNOWN, Attachment, Entry, Found, Message, Unread

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


def every(session: Session, *, limit: int, after: str | None = None) -> tuple[list[ImportRow], str | None]:
    """Return imports, newest first, and where the next page begins, if there is one."""
    query = select(ImportRow).order_by(ImportRow.seq.desc()).limit(limit + 1)
    rows = list(session.scalars(query.where(paging.beyond((ImportRow.seq,), after, back=True)) if after is not None else query))
    return rows[:limit], paging.place((rows[limit - 1].seq,)) if len(rows) > limit else None


def take(session: Session, row: ImportRow, batch: Sequence[Found], *, now: datetime, new_id: NewId) -> None:
    """Keep what is new of a batch, and count it."""
    of_chat: list[Message] = []
    for found in batch:
        if of_chat and (isinstance(found, Attachment) or (isinstance(found, Message) and chat_of(of_chat[-1]) != chat_of(found))):
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


def chat_of(message: Message) -> tuple[str, str]:
    """Return what a message's chat is known by in the file: two of one name may be two."""
    return message.origin, message.chat


def _take_messages(session: Session, row: ImportRow, batch: list[Message], *, now: datetime, new_id: NewId) -> None:
    if not batch:
        return
    origin = f"{row.source} {batch[0].origin}" if batch[0].origin else None
    chat = _chat(session, row, batch[0].chat or row.chat, origin, now=now, new_id=new_id)
    done = messages.add(session, chat, batch, imported=row.seq)
    row.added += done.added
    row.skipped += done.skipped


def _chat(session: Session, row: ImportRow, name: str, origin: str | None, *, now: datetime, new_id: NewId) -> int:
    """Return the chat that a source calls so; where it calls it nothing, or the chat was made before that was noted, by its name."""
    found = session.scalars(select(ChatRow).where(ChatRow.origin == origin)).first() if origin else None
    found = found or session.scalars(_named(name, row.source if origin else None)).first()
    if found is None:
        view = records.put(session, "chat", new_id(), {"name": name}, change=False, now=now)
        session.add(BroughtRow(imported=row.seq, kind="chat", record=view.id))
        session.flush()
        found = session.scalars(select(ChatRow).where(ChatRow.id == view.id)).one()
    found.origin = origin
    return found.seq


def _named(name: str, source: str | None) -> Select[ChatRow]:
    """Select chats by name that no source calls anything else; for a source that does, those that an import of it has made."""
    query = select(ChatRow).where(ChatRow.name == name, ChatRow.origin.is_(None)).order_by(ChatRow.seq)
    if source is None:
        return query
    brought = select(BroughtRow.record).join(ImportRow, BroughtRow.imported == ImportRow.seq)
    return query.where(ChatRow.id.in_(brought.where(BroughtRow.kind == "chat", ImportRow.source == source)))


def _take_entry(session: Session, row: ImportRow, found: Entry, *, now: datetime) -> None:
    digest = hashlib.sha256(json.dumps([found.kind, found.name or found.fields], sort_keys=True).encode()).hexdigest()[:24]
    digest = found.name.removeprefix(KNOWN) if found.name.startswith(KNOWN) else digest
    known = records.one(session, found.kind, digest)
    if known is not None and not found.name:
        row.skipped += 1
        return
    try:
        kept = records.put(session, found.kind, digest, found.fields, change=known is not None, now=now)
    except BadMessage as error:
        _report(row, Unread(0, error.reason))
        return
    if known is not None:  # Under its name it may be another now.
        row.added, row.skipped = (row.added, row.skipped + 1) if known == kept else (row.added + 1, row.skipped)
        return
    row.added += 1
    session.add(BroughtRow(imported=row.seq, kind=found.kind, record=digest))


def _take_attachment(session: Session, row: ImportRow, found: Attachment) -> None:
    """Keep a part of what is attached to messages of this import, or to those that the chat had from an export without it."""
    ours = or_(
        MessageRow.imported == row.seq, MessageRow.chat == select(ChatRow.seq).where(ChatRow.name == row.chat).limit(1).scalar_subquery()
    )
    for message in session.scalars(select(MessageRow.seq).where(MessageRow.media == found.name, ours)).all():
        attachments.put(session, message, found.number, found.data, imported=row.seq)


def _report(row: ImportRow, found: Unread) -> None:
    row.unread += found.count
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
    brought = session.scalars(select(BroughtRow).where(BroughtRow.imported == row.seq, BroughtRow.kind != "chat").limit(limit)).all()
    for one in brought:
        records.drop(session, one.kind, one.record)  # type: ignore[arg-type]
        session.delete(one)
        row.added -= 1
    if (
        brought
        or attachments.drop(session, row.seq, limit=limit)
        or messages.drop(session, MessageRow.imported == row.seq, limit=limit, reindex=False)
    ):
        return False
    if row.added:
        messages.rebuild(session)
    _drop_empty_chats(session, row)
    row.added, row.skipped, row.done = 0, 0, 0
    return True


def _drop_empty_chats(session: Session, row: ImportRow) -> None:
    for one in session.scalars(select(BroughtRow).where(BroughtRow.imported == row.seq)).all():
        chat = session.scalars(select(ChatRow).where(ChatRow.id == one.record)).first()
        if chat is not None and session.scalar(select(MessageRow.seq).where(MessageRow.chat == chat.seq).limit(1)) is None:
            session.delete(chat)
            search.unindex(session, kind="chat", ref=one.record)
        session.delete(one)


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
