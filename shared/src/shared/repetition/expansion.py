"""Looking into a rule within a span. However old a series is, and whatever its rule says, the work is bounded by the span: days are
looked at one by one, and none before it."""

import re
from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, product

from shared.repetition.lines import Moment, Repeat, Rule, parsed, repeat

SPAN = timedelta(days=5 * 366)
"""Further than this from its beginning no span is looked into."""
LIMIT = 1000
COUNT_LIMIT = 4_000
HORIZON = timedelta(days=60 * 366)
"""So far a series is followed whose end is given as a number of times."""
LAST_YEAR = 9998
DAY = timedelta(days=1)
COUNT = re.compile(r";?\bCOUNT=\d+|\bCOUNT=\d+;?")


def starts(start: datetime, rule: Rule, since: datetime, until: datetime, *, limit: int = LIMIT) -> list[datetime]:
    """Return when a series begins anew from `since` and before `until`, in order; all are wall times of its zone."""
    until = min(until, since + SPAN if since.year < LAST_YEAR - 5 else until)
    found = {at for one in rule.repeats for at in islice(_times(start, one, since, until), limit)}
    found.update(filter(lambda at: since <= at < until, [start, *(_at(one, start) for one in rule.also)]))
    never = set(rule.never)
    return sorted(at for at in found if at not in never and at.date() not in never)[:limit]


def settled(text: str, start: datetime, zone: tzinfo) -> str:
    """Return a rule in which a number of times has become a last time, so that it can be looked into anywhere; raises ValueError."""
    lines = [_settled(line, start, zone) for line in text.upper().splitlines() if line.strip()]
    parsed("\n".join(lines), zone)
    return "\n".join(lines)


def _settled(line: str, start: datetime, zone: tzinfo) -> str:
    if not line.startswith("RRULE:") or not COUNT.search(line):
        return line
    one = repeat(line.removeprefix("RRULE:"), zone)
    horizon = start + HORIZON if start.year < LAST_YEAR - 61 else datetime(LAST_YEAR, 1, 1)  # noqa: DTZ001
    times = _all(start, one, start, horizon)
    *_, last = (start, *islice((at for at in times if at > start), min(one.count or 1, COUNT_LIMIT) - 1))
    return f"{COUNT.sub('', line)};UNTIL={last.replace(tzinfo=zone).astimezone(UTC):%Y%m%dT%H%M%SZ}".replace(":;", ":")


def _at(one: Moment, start: datetime) -> datetime:
    return one if isinstance(one, datetime) else datetime.combine(one, start.time())


def _times(start: datetime, one: Repeat, since: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the times of a rule within a span."""
    first = max(since, start)
    last = until if one.until is None else min(until, one.until + timedelta(microseconds=1))
    for at in _all(start, one, first, last):
        if at >= first:
            yield at


def _all(start: datetime, one: Repeat, since: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the times of a rule from the period in which `since` lies, before `until`."""
    clock = [time(*parts) for parts in product(one.hours or (start.hour,), one.minutes or (start.minute,), one.seconds or (start.second,))]
    for period in _periods(start.date(), one, since.date(), until.date()):
        times = [datetime.combine(day, at) for day in period if _fits(day, one, start.date()) for at in clock]
        for at in _picked(times, one.positions):
            if at >= until:
                return
            yield at


def _periods(start: date, one: Repeat, since: date, last: date) -> Iterator[list[date]]:
    """Yield the days of each period of a rule: a day, a week, a month or a year, as many as its interval apart."""
    first = _begin(start, one)
    number = max(_between(first, _begin(since, one), one.frequency), 0)
    number += -number % one.interval
    while (begin := _moved(first, one.frequency, number)) is not None and begin <= last:
        end = _moved(first, one.frequency, number + 1)
        yield [begin + DAY * day for day in range((end - begin).days)] if end is not None else [begin]
        number += one.interval


def _begin(day: date, one: Repeat) -> date:
    if one.frequency == "WEEKLY":
        return max(day, date.min + 7 * DAY) - DAY * ((day.weekday() - one.week_start) % 7)
    if one.frequency == "DAILY":
        return day
    return day.replace(day=1) if one.frequency == "MONTHLY" else day.replace(month=1, day=1)


def _between(first: date, other: date, frequency: str) -> int:
    if frequency in ("DAILY", "WEEKLY"):
        return (other - first).days // (1 if frequency == "DAILY" else 7)
    months = (other.year - first.year) * 12 + other.month - first.month
    return months if frequency == "MONTHLY" else months // 12


def _moved(first: date, frequency: str, number: int) -> date | None:
    """Return the beginning of the period that is so many after the first, or None where the calendar ends."""
    if frequency in ("DAILY", "WEEKLY"):
        days = number * (1 if frequency == "DAILY" else 7)
        return first + DAY * days if days <= (date(LAST_YEAR, 12, 31) - first).days else None
    month = first.year * 12 + first.month - 1 + number * (1 if frequency == "MONTHLY" else 12)
    return date(month // 12, month % 12 + 1, 1) if month // 12 <= LAST_YEAR else None


def _picked(times: list[datetime], positions: tuple[int, ...]) -> list[datetime]:
    if not positions:
        return times
    return sorted({times[place - 1 if place > 0 else place] for place in positions if abs(place) <= len(times)})


def _fits(day: date, one: Repeat, start: date) -> bool:
    """Tell whether a day is one of a rule's. What a rule does not say it takes from its first day."""
    in_month, in_year = monthrange(day.year, day.month)[1], 366 if isleap(day.year) else 365
    of_year = day.timetuple().tm_yday
    if one.months and day.month not in one.months:
        return False
    if one.month_days and not {day.day, day.day - in_month - 1} & set(one.month_days):
        return False
    if one.year_days and not {of_year, of_year - in_year - 1} & set(one.year_days):
        return False
    if one.weeks and not _in_weeks(day, one.weeks):
        return False
    if one.days:
        of_month = one.frequency == "MONTHLY" or (one.frequency == "YEARLY" and bool(one.months))
        place, length = (day.day, in_month) if of_month else (of_year, in_year)
        return any(_is_weekday(day, number, weekday, place, length) for number, weekday in one.days)
    return bool(one.month_days or one.year_days) or _as_first(day, one, start)


def _is_weekday(day: date, number: int, weekday: int, place: int, length: int) -> bool:
    return day.weekday() == weekday and number in (0, (place - 1) // 7 + 1, -((length - place) // 7 + 1))


def _in_weeks(day: date, weeks: tuple[int, ...]) -> bool:
    year, week, _ = day.isocalendar()
    return bool({week, week - date(year, 12, 28).isocalendar().week - 1} & set(weeks))


def _as_first(day: date, one: Repeat, start: date) -> bool:
    if one.frequency == "WEEKLY" or one.weeks:
        return day.weekday() == start.weekday()
    if one.frequency == "MONTHLY":
        return day.day == start.day
    return one.frequency == "DAILY" or (day.day == start.day and (bool(one.months) or day.month == start.month))
