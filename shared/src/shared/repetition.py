"""Series: a rule of repetition (RFC 5545) read in wall time, so that nine in the morning stays nine when the clocks change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

FREQUENCIES = ("FREQ=HOURLY", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY")
LENGTH = 300
LOOKED_AT = 20_000
"""So many moments of a rule are looked at, at most; one that names none in these has ended."""


class NoRule(ValueError):
    """Raised for what is no rule, or repeats more often than hourly."""


def checked(rule: str, wall: str) -> None:
    """Raise NoRule unless a rule and its beginning (ISO 8601 wall time) make a series."""
    try:
        next(_moments(rule, datetime.fromisoformat(wall)), None)
    except (ValueError, TypeError, OverflowError, AttributeError, KeyError, IndexError):
        raise NoRule("no rule of repetition") from None


def after(rule: str, wall: str, zone: str, moment: datetime) -> Iterator[datetime]:
    """Yield the moments (UTC) of a series after a moment, soonest first. A wall time that a clock change skips comes as much later;
    one that comes twice comes the first time (PEP 495)."""
    there = ZoneInfo(zone)
    local = moment.astimezone(there).replace(tzinfo=None) - timedelta(hours=3)
    for at in _moments(rule, datetime.fromisoformat(wall), since=local):
        instant = at.replace(tzinfo=there).astimezone(UTC)
        if instant > moment:
            yield instant


def following(rule: str, wall: str, zone: str, moment: datetime) -> datetime | None:
    """Return the first moment of a series after another, or None when it has ended."""
    return next(after(rule, wall, zone, moment), None)


def _moments(rule: str, begin: datetime, *, since: datetime | None = None) -> Iterator[datetime]:
    if len(rule) > LENGTH or "\n" in rule or not rule.startswith(FREQUENCIES) or begin.tzinfo is not None:
        raise NoRule("no rule of repetition")
    found = rrulestr(rule, dtstart=begin)
    moments = iter(found) if since is None else found.xafter(since, inc=True)
    return islice(moments, LOOKED_AT)
