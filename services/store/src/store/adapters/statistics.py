"""How many messages there are, inside a transaction: in each chat, by month, by hour, by who wrote them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import gcd
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from shared.schemas.archive import ChatView, ChatViews, Counted, MessageCounts
from store.adapters import messages, paging
from store.adapters.models import ChatRow, MessageRow, SenderRow
from store.adapters.times import from_unix

SHOWN_CHARACTERS = 300
HOUR_SECONDS = 3600
YEARS = 1990, 2040
"""Of messages: those of other years are counted alike, at worst in the hour beside theirs."""
MOST = 1000


def chats(session: Session, *, limit: int, after: str | None) -> ChatViews:
    """Return a page of the chats, the one in which was written last first; those without a message last."""
    counted = (
        select(MessageRow.chat, func.count().label("messages"), func.max(MessageRow.at).label("at")).group_by(MessageRow.chat).subquery()
    )
    query = select(ChatRow, counted.c.messages, func.coalesce(counted.c.at, 0)).join(counted, counted.c.chat == ChatRow.seq, isouter=True)
    rows = sorted(session.execute(query), key=lambda row: (row[2], row[0].seq), reverse=True)
    if after is not None:
        place = tuple(paging.values(after, 2))
        rows = [row for row in rows if (row[2], row[0].seq) < place]
    page = rows[:limit]
    following = paging.place((page[-1][2], page[-1][0].seq)) if len(page) < len(rows) else None
    return ChatViews(tuple(_view(session, chat, count or 0) for chat, count, _ in page), following)


def _view(session: Session, chat: ChatRow, count: int) -> ChatView:
    newest = next(iter(messages.page(session, chat.id, limit=1)), None)
    if newest is not None:
        newest = replace(newest, text=newest.text[:SHOWN_CHARACTERS])
    return ChatView(chat.id, chat.name, chat.group, count, newest)


def counts(session: Session, zone: str, *, chat: str | None, senders: Sequence[str] | None) -> MessageCounts:
    """Count messages, of one chat or of all, of somebody's names or of anybody's; raises Refused for no chat."""
    which: list[ColumnElement[bool]] = []
    if chat is not None:
        which.append(MessageRow.chat == messages.number(session, chat))
    if senders is not None:
        which.append(MessageRow.sender.in_(select(SenderRow.seq).where(SenderRow.name.in_(senders))))
    total, first, last = session.execute(select(func.count(), func.min(MessageRow.at), func.max(MessageRow.at)).where(*which)).one()
    months, hours = _by_time(session, which, ZoneInfo(zone))
    return MessageCounts(
        total,
        None if first is None else from_unix(first),
        None if last is None else from_unix(last),
        months,
        hours,
        _by(session, which, SenderRow, SenderRow.seq == MessageRow.sender),
        _by(session, which, ChatRow, ChatRow.seq == MessageRow.chat),
        zone,
    )


def _by_time(session: Session, which: Sequence[ColumnElement[bool]], zone: ZoneInfo) -> tuple[tuple[Counted, ...], tuple[int, ...]]:
    """Count by month and by hour of the day. SQL counts what lies within an hour, or a part of one, that no clock of the zone divides."""
    size = gcd(HOUR_SECONDS, *(_offset(zone, year, month) for year in range(*YEARS) for month in (1, 7)))
    span = MessageRow.at.op("/")(size)
    months: Counter[tuple[int, int]] = Counter()
    hours: Counter[int] = Counter()
    for number, count in session.execute(select(span, func.count()).where(*which).group_by(span)):
        at = datetime.fromtimestamp(number * size, zone)
        months[at.year, at.month] += count
        hours[at.hour] += count
    return tuple(Counted(f"{year:04}-{month:02}", months[year, month]) for year, month in sorted(months)), tuple(
        hours[one] for one in range(24)
    )


def _offset(zone: ZoneInfo, year: int, month: int) -> int:
    before_utc = datetime(year, month, 1, tzinfo=zone).utcoffset()
    return int(before_utc.total_seconds()) if before_utc else 0


def _by(session: Session, which: Sequence[ColumnElement[bool]], table: Any, same: ColumnElement[bool]) -> tuple[Counted, ...]:
    often = func.count()
    query = select(table.name, often, table.id if table is ChatRow else literal("")).join(MessageRow, same)
    found = session.execute(query.where(*which).group_by(table.seq).order_by(often.desc(), table.name).limit(MOST))
    return tuple(Counted(name, count, chat) for name, count, chat in found)
