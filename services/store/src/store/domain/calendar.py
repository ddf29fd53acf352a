"""Events: whether one can be, when it is on, and how it is told."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from shared.errors import BadMessage
from shared.repetition import parsed, said, settled, starts
from shared.schemas.records import Event
from store.domain.zones import zones

LONGEST = timedelta(days=400)
"""Of one time of a series."""


def fitting(event: Event) -> Event:
    """Return an event as it is kept; raises BadMessage for one that can't be."""
    zone = zones().get(event.zone)
    if zone is None:
        raise BadMessage("Event: no such time zone")
    if event.end_at < event.start_at:
        raise BadMessage("Event: it ends before it begins")
    if event.all_day and any(at.astimezone(UTC).time() != at.min.time() for at in (event.start_at, event.end_at)):
        raise BadMessage("Event: whole days begin and end at midnight in UTC")
    try:
        rule = settled(event.rule, _wall(event.start_at, event.all_day, zone), zone)
    except ValueError:
        raise BadMessage("Event: a rule that is not looked into") from None
    return Event(**{**vars(event), "rule": rule})


def times(event: Event, since: datetime, until: datetime, own: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Return when an event is on between two instants; days are days where the person is."""
    zone: tzinfo = own if event.all_day else zones()[event.zone]
    lasts = event.end_at - event.start_at
    again = [_wall(event.start_at, event.all_day, zone)]
    if event.rule:
        lasts = min(lasts, LONGEST)
        rule = parsed(event.rule, UTC if event.all_day else zone)
        again = starts(again[0], rule, _naive(since, zone) - lasts - timedelta(hours=1), _naive(until, zone))
    spans = [_span(wall, lasts, zone, all_day=event.all_day) for wall in again]
    return [(begun, over) for begun, over in spans if begun < until and (over > since or begun >= since)]


def _span(wall: datetime, lasts: timedelta, zone: tzinfo, *, all_day: bool) -> tuple[datetime, datetime]:
    begun = wall.replace(tzinfo=zone).astimezone(UTC)
    return begun, (wall + lasts).replace(tzinfo=zone).astimezone(UTC) if all_day else begun + lasts


def told(event: Event, own: str) -> str:
    """Return an event in words: what, when, how it comes again, where, and what else is told of it."""
    zone = zones().get(own, zones()["UTC"])
    when = _days(event) if event.all_day else f"{_hours(event.start_at.astimezone(zone), event.end_at.astimezone(zone))} ({own})"
    its = zones()[event.zone]
    again = said(parsed(event.rule, its), _wall(event.start_at, event.all_day, its), "en") if event.rule else ""
    state = event.state if event.state != "confirmed" else ""
    with_whom = f"with {', '.join(event.guests)}" if event.guests else ""
    return ", ".join(filter(None, (event.text, state, when, again, event.place, event.details, with_whom)))


def _wall(at: datetime, all_day: bool, zone: tzinfo) -> datetime:
    return _naive(at, UTC if all_day else zone)


def _naive(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def _days(event: Event) -> str:
    start, last = event.start_at, max(event.end_at - timedelta(days=1), event.start_at)
    return f"{start:%a %d %b %Y}" if last == start else f"{start:%a %d %b %Y} – {last:%a %d %b %Y}"


def _hours(start: datetime, end: datetime) -> str:
    if end == start:
        return f"{start:%a %d %b %Y %H:%M}"
    return (
        f"{start:%a %d %b %Y %H:%M}–{end:%H:%M}" if end.date() == start.date() else f"{start:%a %d %b %Y %H:%M} – {end:%a %d %b %Y %H:%M}"
    )
