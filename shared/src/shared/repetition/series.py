"""Series: a rule of repetition (RFC 5545) read in wall time, so that nine in the morning stays nine when the clocks change. Rules of
hours and minutes go by the clock that never changes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

FREQUENCIES = ("MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
SHORTEST_MINUTES = 5
LENGTH = 300
LOOKED_AT = 20_000
"""So many moments of a rule are looked at, at most; one that names none in these has ended."""
SLACK = timedelta(hours=3)
"""No clock change is longer."""


class NoRule(ValueError):
    """Raised for what is no rule, or repeats more often than every five minutes."""


def checked(rule: str, wall: str, zone: str) -> None:
    """Raise NoRule unless a rule, its beginning (ISO 8601 wall time) and a zone make a series."""
    try:
        next(after(rule, wall, zone, datetime.fromisoformat(wall).replace(tzinfo=UTC) - timedelta(days=2)), None)
    except (ValueError, TypeError, OverflowError, AttributeError, KeyError, IndexError, OSError):
        raise NoRule("no rule of repetition") from None


def after(rule: str, wall: str, zone: str, moment: datetime) -> Iterator[datetime]:
    """Yield the moments (UTC) of a series after a moment, soonest first. A wall time that a clock change skips comes as much later;
    one that comes twice comes the first time (PEP 495)."""
    fields, begin, there = _fields(rule), datetime.fromisoformat(wall), ZoneInfo(zone)
    if begin.tzinfo is not None:
        raise NoRule("no rule of repetition")
    last = _until(fields.pop("UNTIL", ""), there)
    steady = fields["FREQ"] in {"HOURLY", "MINUTELY"}
    start = begin.replace(tzinfo=there).astimezone(UTC).replace(tzinfo=None) if steady else begin
    since = moment.astimezone(UTC if steady else there).replace(tzinfo=None) - SLACK
    found = rrulestr(";".join(f"{name}={value}" for name, value in fields.items()), dtstart=start)
    for at in islice(found.xafter(since, inc=True), LOOKED_AT):
        instant = at.replace(tzinfo=UTC if steady else there).astimezone(UTC)
        if last is not None and instant > last:
            return
        if instant > moment:
            yield instant


def following(rule: str, wall: str, zone: str, moment: datetime) -> datetime | None:
    """Return the first moment of a series after another, or None when it has ended."""
    return next(after(rule, wall, zone, moment), None)


def _fields(rule: str) -> dict[str, str]:
    fields = dict(field.partition("=")[::2] for field in rule.split(";"))
    if len(rule) > LENGTH or "\n" in rule or fields.get("FREQ") not in FREQUENCIES:
        raise NoRule("no rule of repetition")
    if fields["FREQ"] == "MINUTELY" and int(fields.get("INTERVAL", "1")) < SHORTEST_MINUTES:
        raise NoRule("no rule of repetition")
    return fields


def _until(said: str, zone: ZoneInfo) -> datetime | None:
    if not said:
        return None
    form = "%Y%m%dT%H%M%S" if "T" in said else "%Y%m%d"
    at = datetime.strptime(said.removesuffix("Z"), form)  # noqa: DTZ007  (its zone follows)
    return at.replace(tzinfo=UTC if said.endswith("Z") else zone).astimezone(UTC)
