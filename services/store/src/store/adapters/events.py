"""A person's calendar, inside a transaction: what is on in a span of time."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas.archive import Occurrence
from shared.schemas.records import Event
from store.adapters.models_records import EventRow
from store.adapters.times import instant, stored
from store.domain.calendar import times
from store.domain.zones import zones

ROWS = 20_000
LIMIT = 1000
TIME_LIMIT_SECONDS = 2.0
DAY = timedelta(days=1)
"""Whole days lie where the person is, which may be a day from UTC."""


def within(
    session: Session, since: datetime, until: datetime, *, zone: str, limit: int, only: Sequence[str] = ()
) -> tuple[Occurrence, ...]:
    """Return what is on in a span, soonest first, in the person's zone; raises Refused for a span that takes too long."""
    own = zones().get(zone, zones()["UTC"])
    query = select(EventRow).where(EventRow.state != "cancelled", EventRow.start_at < stored(until + DAY))
    query = query.where(or_(EventRow.rule != "", EventRow.end_at >= stored(since - DAY)))
    if only:
        query = query.where(EventRow.id.in_(only))
    found: list[tuple[datetime, datetime, EventRow]] = []
    deadline = time.thread_time() + TIME_LIMIT_SECONDS
    for row in session.scalars(query.order_by(EventRow.start_at.desc()).limit(ROWS)):
        found += ((begun, over, row) for begun, over in times(_event(row), since, until, own))
        if time.thread_time() > deadline:
            raise Refused("looking into the calendar took too long; give a shorter span of time")
    found.sort(key=lambda one: (one[0], one[1], one[2].id))
    return tuple(_occurrence(*one, own.key) for one in found[: min(limit, LIMIT)])


def _event(row: EventRow) -> Event:
    begun, over = instant(row.start_at), instant(row.end_at)
    return Event(row.text, begun, over, all_day=row.all_day, zone=row.zone, rule=row.rule)


def _occurrence(begun: datetime, over: datetime, row: EventRow, own: str) -> Occurrence:
    zone = own if row.all_day else row.zone
    state: Literal["confirmed", "tentative"] = "tentative" if row.state == "tentative" else "confirmed"
    return Occurrence(row.id, row.text, begun, over, row.all_day, zone, row.rule, row.place, row.details, state, tuple(row.guests))
