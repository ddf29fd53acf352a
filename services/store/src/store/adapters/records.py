"""What a person keeps, by kind, inside a transaction."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared import repetition
from shared.errors import BadMessage, Refused
from shared.schemas.archive import PutOff, RecordView
from shared.schemas.message import Content
from shared.schemas.records import PROFILE, RECORDS, Event, Item, RecordKind, Reminder
from store.adapters import messages, paging, search
from store.adapters.models import ChatRow, MessageRow, PassageRow, SettingRow
from store.adapters.models_records import ContactRow, DraftRow, EventRow, ItemRow, NoteRow, ProfileRow, ReminderRow, RuleRow, SummaryRow
from store.adapters.narrowed import KINDS
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
    "item": ItemRow,
    "event": EventRow,
}
RULES_TOLD, RULE_CHARACTERS = 20, 300
RINGS, RINGING = timedelta(hours=12), 50
"""So long after it came a reminder waits for a word, and so many do at once."""
ANSWERS = frozenset({"due_at", "state", "rule"})
"""What changes when a person has said something to a reminder that came."""


def put(session: Session, kind: RecordKind, record: str, fields: dict[str, Any], *, change: bool, now: datetime) -> RecordView:
    """Make or change a record; raises BadMessage for fields that don't fit, Refused for a change to nothing."""
    row = _row(session, kind, record)
    if row is None and change:
        raise Refused("there is nothing with this id")
    if row is not None and not change:
        return _view(kind, row)
    if row is not None and kind == "reminder" and ANSWERS & fields.keys():
        fields = {"rang_at": None, **fields}
    old = _view(kind, row).fields if row is not None else {}
    content = RECORDS[kind].load({**old, **fields})
    if isinstance(content, Reminder) and content.rule:
        _check_series(content)
    if isinstance(content, Event):
        content = fitting(content)
    if isinstance(content, Item) and content.due:
        _check_day(content.due)
    values, new = _columns(content), row is None
    if row is None:
        row = TABLES[kind](id=record, created_at=stored(now), **values)
        session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    if kind in KINDS:
        search.index(session, kind=kind, ref=record, text=_indexed(session, kind, content), at=row.created_at, new=new)
    return _view(kind, row)


def _check_series(reminder: Reminder) -> None:
    try:
        repetition.checked(reminder.rule, reminder.wall, reminder.zone)
    except repetition.NoRule:
        raise BadMessage("Reminder: wrong or missing rule, wall, zone") from None


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise BadMessage("Item: due is a day in ISO 8601") from None


def rules(session: Session) -> tuple[str, ...]:
    """Return how the person wants the assistant to write."""
    found = session.scalars(select(RuleRow.text).where(RuleRow.active).order_by(RuleRow.created_at).limit(RULES_TOLD))
    return tuple(text[:RULE_CHARACTERS] for text in found)


def name(session: Session) -> str:
    """Return what the person is called, as far as they said."""
    return session.scalar(select(ProfileRow.name).where(ProfileRow.id == PROFILE)) or ""


def one(session: Session, kind: RecordKind, record: str) -> RecordView | None:
    """Return the record with an id."""
    row = _row(session, kind, record)
    return _view(kind, row) if row is not None else None


def every(
    session: Session, kind: RecordKind, *, limit: int, offset: int = 0, after: str | None = None
) -> tuple[tuple[RecordView, ...], str | None]:
    """Return a page of records, newest first (pending reminders first, soonest first), fewer than `limit` where they are long; and where
    the next one begins, if there is one."""
    table, back = TABLES[kind], kind != "reminder"
    columns = (table.created_at, table.id) if back else (table.state != "pending", table.due_at, table.id)
    query = select(table).order_by(*(column.desc() if back else column for column in columns)).limit(limit + 1).offset(offset)
    if after is not None:
        query = query.where(paging.beyond(columns, after, back=back))
    rows = list(session.scalars(query))
    page = messages.within(rows[:limit], lambda row: len(text_of(kind, row)))
    return tuple(_view(kind, row) for row in page), paging.place(_place(kind, page[-1])) if len(page) < len(rows) else None


def _place(kind: RecordKind, row: Any) -> tuple[Any, ...]:
    return (int(row.state != "pending"), row.due_at, row.id) if kind == "reminder" else (row.created_at, row.id)


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


def fired(session: Session, reminder: str, due_at: datetime, now: datetime) -> None:
    """Note that a reminder came when it was due: a series goes on to its next moment after now, so that what was missed comes once. What was
    moved or cancelled meanwhile stays as it is."""
    row = _row(session, "reminder", reminder)
    if row is None or row.state != "pending" or instant(row.due_at) != due_at:
        return
    again = repetition.following(row.rule, row.wall, row.zone, max(now, instant(row.due_at))) if row.rule else None
    fields: dict[str, Any] = {"due_at": again.isoformat()} if again else {"state": "fired"}
    put(session, "reminder", reminder, {**fields, "rang_at": row.due_at}, change=True, now=now)


def put_off(session: Session, request: PutOff, now: datetime) -> RecordView:
    """Make a reminder of one time of a series, which is answered or goes on to its next; raises Refused where that time is over."""
    row, time = _row(session, "reminder", request.series), stored(request.time)
    if _row(session, "reminder", request.id) is not None:  # The same request again.
        return put(session, "reminder", request.id, {}, change=True, now=now)
    if row is not None and row.rule and row.rang_at == time:
        put(session, "reminder", row.id, {"rang_at": None}, change=True, now=now)
    elif row is not None and row.rule and (row.state, row.due_at) == ("pending", time):
        again = repetition.following(row.rule, row.wall, row.zone, request.time)
        fields = {"due_at": again.isoformat()} if again else {"state": "cancelled"}
        put(session, "reminder", row.id, {**fields, "rang_at": row.rang_at}, change=True, now=now)  # What rings is another time of it.
    else:
        raise Refused("this time of it is over already")
    once = {"text": row.text, "zone": row.zone, "language": row.language, "due_at": stored(request.due_at)}
    return put(session, "reminder", request.id, once, change=False, now=now)


def ringing(session: Session, now: datetime) -> tuple[RecordView, ...]:
    """Return the reminders that came lately and to which nothing was said, the newest first."""
    query = select(ReminderRow).where(ReminderRow.rang_at > stored(now - RINGS)).order_by(ReminderRow.rang_at.desc(), ReminderRow.id)
    return tuple(_view("reminder", row) for row in session.scalars(query.limit(RINGING)))


def waits(session: Session, reminder: str, due_at: datetime) -> bool:
    """Tell whether a reminder still waits for its person as it came; that it came may not be noted yet."""
    row, time = _row(session, "reminder", reminder), stored(due_at)
    return row is not None and (row.rang_at == time or (row.state, row.due_at) == ("pending", time))


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
    fields = {
        column.name: getattr(row, column.name)
        for column in row.__table__.columns
        if column.name not in {"seq", "id", "created_at", "origin"}
    }
    return RecordView(id=row.id, kind=kind, fields=fields, created_at=instant(row.created_at))
