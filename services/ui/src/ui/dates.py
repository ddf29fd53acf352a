"""Days and times in the words of whoever reads a page."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from ui import words
from ui.times import local

W = words.of("DATES")


def said(day: date) -> str:
    """Return a day in words."""
    return _worded(W.day, day)


def long(day: date) -> str:
    """Return a day with all of its words."""
    return str(W.long.format(weekday=W.long_weekdays[day.weekday()], day=day.day, month=W.long_months[day.month - 1], year=day.year))


def clock(at: datetime) -> str:
    """Return a time of day, as it stands in a column."""
    return str(W.clock.format(hour=at.hour, minute=at.minute))


def hour(at: datetime) -> str:
    """Return a time of day, as it stands in a sentence."""
    return str(W.hour.format(clock(at)))


def at(when: datetime) -> str:
    """Return a day and a time."""
    return f"{said(when.date())} {hour(when)}"


def soon(when: datetime) -> str:
    """Return a day of these weeks and a time."""
    return f"{short(when)} {hour(when)}"


def short(day: date) -> str:
    """Return a day of these weeks."""
    return _worded(W.short, day)


def moment(instant: str, zone: ZoneInfo | None = None) -> str:
    """Return an instant in words, in a zone, else in the environment's."""
    return at(datetime.fromisoformat(instant).astimezone(zone) if zone else local(instant))


def _worded(form: str, day: date) -> str:
    return form.format(weekday=W.weekdays[day.weekday()], day=day.day, month=W.months[day.month - 1], year=day.year)
