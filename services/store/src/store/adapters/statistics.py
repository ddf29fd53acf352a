"""How many messages there are, inside a transaction: in each chat, by month, by hour, by who wrote them; and their words."""

import re
import unicodedata
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
from shared.stopwords import written
from store.adapters import messages, paging
from store.adapters.models import ChatRow, MessageRow, SenderRow
from store.adapters.times import from_unix

SHOWN_CHARACTERS = 300
HOUR_SECONDS = 3600
YEARS = 1990, 2040
"""Of messages: those of other years are counted alike, at worst in the hour beside theirs."""
MOST = 1000
READ, READ_CHARACTERS, READ_AT_MOST, WORDS, OFTEN = 20_000, 1000, 2_000_000, 24, 2
"""In so many of the newest messages, so much of each, and so much of all, words are counted, and so many are told that were written so often: a
million messages take no longer."""
WORD, LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?"), range(2, 41)


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


def counts(session: Session, zone: str, *, chat: str | None, senders: Sequence[str] | None, words: bool = False) -> MessageCounts:
    """Count messages, and perhaps their words, of one chat or of all, of somebody's names or of anybody's; raises Refused for no chat."""
    which: list[ColumnElement[bool]] = []
    if chat is not None:
        which.append(MessageRow.chat == messages.number(session, chat))
    if senders is not None:
        which.append(MessageRow.sender.in_(select(SenderRow.seq).where(SenderRow.name.in_(senders))))
    total, first, last = session.execute(select(func.count(), func.min(MessageRow.at), func.max(MessageRow.at)).where(*which)).one()
    months, hours = _by_time(session, which, ZoneInfo(zone))
    commonest, read, partly = _words(session, which) if words else ((), 0, False)
    return MessageCounts(
        total,
        None if first is None else from_unix(first),
        None if last is None else from_unix(last),
        months,
        hours,
        _by(session, which, SenderRow, SenderRow.seq == MessageRow.sender),
        _by(session, which, ChatRow, ChatRow.seq == MessageRow.chat),
        zone,
        commonest,
        read,
        partly,
    )


def _words(session: Session, which: Sequence[ColumnElement[bool]]) -> tuple[tuple[Counted, ...], int, bool]:
    """Return the commonest words of the newest messages, in how many these were looked for, and whether there are older ones. A word is told as
    it is written most."""
    told = (*which, MessageRow.kind == "text", MessageRow.sender.is_not(None))
    oldest = session.scalar(select(MessageRow.at).where(*which).order_by(MessageRow.at.desc()).offset(READ).limit(1))
    since = () if oldest is None else (MessageRow.chat.in_(select(ChatRow.seq)), MessageRow.at >= oldest)
    said = select(func.substr(MessageRow.text, 1, READ_CHARACTERS)).where(*told, *since)
    spelled: Counter[str] = Counter()
    read = characters = 0
    for text in session.scalars(said.order_by(MessageRow.at.desc()).limit(READ)):
        if characters > READ_AT_MOST:
            break
        read, characters = read + 1, characters + len(text)
        plain = " ".join(part for part in text.split() if not ("@" in part or "://" in part or part.startswith("www.")))
        spelled.update(word for word in WORD.findall(unicodedata.normalize("NFC", plain)) if len(word) in LETTERS)
    partly = oldest is not None or characters > READ_AT_MOST
    found: dict[str, tuple[str, int]] = {}
    for word, count in spelled.most_common():
        same = word.casefold().replace("’", "'")
        first, before = found.get(same, (word, 0))
        found[same] = (first, before + count)
    stop = written()
    telling = [one for same, one in found.items() if one[1] >= OFTEN and not stop.issuperset(same.split("'"))]
    return tuple(Counted(*one) for one in sorted(telling, key=lambda one: (-one[1], one[0].casefold()))[:WORDS]), read, partly


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
