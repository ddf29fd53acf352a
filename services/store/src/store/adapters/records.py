"""What a person keeps, by kind, inside a transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas.archive import RecordView
from shared.schemas.message import Content
from shared.schemas.records import PROFILE, RECORDS, Event, RecordKind
from store.adapters import messages, search
from store.adapters.models import (
    ChatRow,
    ContactRow,
    DraftRow,
    EventRow,
    MessageRow,
    NoteRow,
    PassageRow,
    ProfileRow,
    ReminderRow,
    RuleRow,
    SettingRow,
    SummaryRow,
)
from store.adapters.times import instant, stored
from store.domain.calendar import fitting, told

TABLES: dict[str, Any] = {
    "note": NoteRow,
    "reminder": ReminderRow,
    "contact": ContactRow,
    "chat": ChatRow,
    "draft": DraftRow,
    "summary": SummaryRow,
    "rule": RuleRow,
    "profile": ProfileRow,
    "event": EventRow,
}
RULES_TOLD, RULE_CHARACTERS = 20, 300


def put(session: Session, kind: RecordKind, record: str, fields: dict[str, Any], *, change: bool, now: datetime) -> RecordView:
    """Make or change a record; raises BadMessage for fields that don't fit, Refused for a change to nothing."""
    row = _row(session, kind, record)
    if row is None and change:
        raise Refused("there is nothing with this id")
    if row is not None and not change:
        return _view(kind, row)
    old = _view(kind, row).fields if row is not None else {}
    content = RECORDS[kind].load({**old, **fields})
    if isinstance(content, Event):
        content = fitting(content)
    values = _columns(content)
    if row is None:
        row = TABLES[kind](id=record, created_at=stored(now), **values)
        session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    if kind in search.KINDS:
        search.index(session, kind=kind, ref=record, text=_indexed(session, kind, content), at=row.created_at)
    return _view(kind, row)


def rules(session: Session) -> tuple[str, ...]:
    """Return how the person wants the assistant to write."""
    found = session.scalars(select(RuleRow.text).where(RuleRow.active).order_by(RuleRow.created_at).limit(RULES_TOLD))
    return tuple(text[:RULE_CHARACTERS] for text in found)


def name(session: Session) -> str:
    """Return what the person is called, as far as they said."""
    row = session.get(ProfileRow, PROFILE)
    return row.name if row is not None else ""


def every(session: Session, kind: RecordKind, *, limit: int, offset: int, record: str | None) -> tuple[RecordView, ...]:
    """Return records: one by id, else a page of them, newest first (pending reminders first, soonest first); fewer than `limit` where
    they are long."""
    table = TABLES[kind]
    if record is not None:
        row = _row(session, kind, record)
        return (_view(kind, row),) if row is not None else ()
    order = (table.state != "pending", table.due_at) if kind == "reminder" else (table.created_at.desc(), table.id)
    rows = list(session.scalars(select(table).order_by(*order).limit(limit).offset(offset)))
    return tuple(_view(kind, row) for row in messages.within(rows, lambda row: len(text_of(kind, row))))


def drop(session: Session, kind: RecordKind, record: str) -> bool:
    """Forget a record, and with a chat its messages; return whether it was there."""
    row = _row(session, kind, record)
    if row is None:
        return False
    if kind == "chat":
        messages.drop(session, MessageRow.chat == row.seq)
    session.delete(row)
    search.unindex(session, kind=kind, ref=record)
    return True


def due(session: Session, now: datetime) -> list[ReminderRow]:
    """Return the reminders whose time has come, soonest first."""
    query = select(ReminderRow).where(ReminderRow.state == "pending", ReminderRow.due_at <= stored(now)).order_by(ReminderRow.due_at)
    return list(session.scalars(query))


def next_due(session: Session) -> datetime | None:
    """Return when the next reminder is due."""
    query = select(ReminderRow.due_at).where(ReminderRow.state == "pending").order_by(ReminderRow.due_at).limit(1)
    found = session.scalars(query).first()
    return instant(found) if found else None


def _row(session: Session, kind: str, record: str) -> Any:
    return session.scalars(select(TABLES[kind]).where(TABLES[kind].id == record)).first()


def _columns(content: Content) -> dict[str, Any]:
    return {name: _stored(value) for name, value in vars(content).items()}


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return stored(value)
    return list(value) if isinstance(value, tuple) else value


def text_of(kind: str, content: Any) -> str:
    """Return what is found of a record: its words."""
    if kind == "contact":
        return " ".join((content.name, *content.names, content.details, *content.handles)).strip()
    if kind == "profile":
        return f"{content.name} {content.about}".strip()
    return str(content.name if kind == "chat" else content.text)


def _indexed(session: Session, kind: str, content: Content) -> str:
    if not isinstance(content, Event):
        return text_of(kind, content)
    zone = session.get(SettingRow, "zone")
    return told(content, zone.value if zone is not None and zone.value else session.info.get("zone", "UTC"))


def words_of(session: Session, kind: str, row: Any) -> str:
    """Return the words of a record as they stand in the index, if they do."""
    found = session.scalars(select(PassageRow.text).where(PassageRow.kind == kind, PassageRow.ref == row.id)).first()
    return text_of(kind, row) if found is None else found


def _view(kind: RecordKind, row: Any) -> RecordView:
    fields = {column.name: getattr(row, column.name) for column in row.__table__.columns if column.name not in {"seq", "id", "created_at"}}
    return RecordView(id=row.id, kind=kind, fields=fields, created_at=instant(row.created_at))
