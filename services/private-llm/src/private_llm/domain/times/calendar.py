"""Arithmetic of days: dates, weekdays, weeks, months and years, seen from today."""

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import Day, Seen, Unsure

WEEK, MONTH, YEAR = relativedelta(weeks=1), relativedelta(months=1), relativedelta(years=1)
DAY_ONLY = timedelta(days=1)


def value(tokens: Sequence[Token], kind: str, default: int | float | str | None = None) -> int | float | str | None:
    """Return the value of the first token of a class."""
    return next((token.classes[kind] for token in tokens if kind in token.classes), default)


def number(tokens: Sequence[Token], *kinds: str) -> int | None:
    """Return the first whole number of any of some classes."""
    found = next((token.classes[kind] for token in tokens for kind in kinds if kind in token.classes), None)
    return int(found) if isinstance(found, (int, float)) and found == int(found) else None


def unit(tokens: Sequence[Token]) -> str:
    """Return the unit that is named last."""
    return str(next((token.classes["unit"] for token in reversed(tokens) if "unit" in token.classes), ""))


def a_date(year: int, month: int, day: int) -> date | None:
    """Return a date; None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def one(day: date, **more: object) -> Day:
    """Return a single day."""
    return Day(day, day + DAY_ONLY, day, **more)  # type: ignore[arg-type]


def span(begin: date, end: date, kind: str, seen: Seen, **more: object) -> Day:
    """Return a span; of one that has begun, what is left of it counts."""
    pick = seen.today if begin <= seen.today < end else begin
    return Day(begin, end, pick, kind, **more)  # type: ignore[arg-type]


def upcoming(seen: Seen, month: int, day: int) -> Day | Unsure:
    """Return the next such day of a year: today included; 29 February in the next year that has it."""
    step = -1 if seen.past else 1
    for year in range(seen.today.year, seen.today.year + 9 * step, step):
        found = a_date(year, month, day)
        if found is not None and (found >= seen.today if step > 0 else found <= seen.today):
            return one(found, month=month, of_month=day, roll=YEAR)
    return Unsure()


def feast(said: str, year: int) -> date | None:
    """Return a day that has a name, in a year: `12-24`, `easter-2` (days from Easter), or `06-20 5` (the first Saturday from 20 June)."""
    if said.startswith("easter"):
        return easter(year) + timedelta(days=int(said.removeprefix("easter") or 0))
    month, day = map(int, said[:5].split("-"))
    found = a_date(year, month, day)
    return found and found + timedelta(days=(int(said[6:]) - found.weekday()) % 7 if said[6:] else 0)


def year_of(tokens: Sequence[Token], seen: Seen) -> int | None:
    """Return the year that is named, by its number or as the next or last one."""
    ahead = {"this": 0, "coming": 1, "next": 1, "last": -1}.get(str(value(tokens, "which", "")))
    named = ahead is not None and unit(tokens) == "years"
    return seen.today.year + (ahead or 0) if named else number(tokens, "year")


def dated(year: int, month: int, day: int) -> Day | Unsure:
    found = a_date(year, month, day)
    return Unsure() if found is None else one(found, month=month, of_month=day, dated=True)


def month_of(tokens: Sequence[Token]) -> int:
    return number(tokens, "month", "short_month") or 1


def month_span(seen: Seen, month: int, year: int | None = None, which: str = "") -> Day:
    """Return a month: the next such one, or of a year."""
    begin = date(seen.today.year, month, 1)
    if year:
        begin = begin.replace(year=year)
    elif which == "last" or (seen.past and begin > seen.today):
        begin -= YEAR if begin + MONTH > seen.today else relativedelta()
    elif not seen.past and (begin + MONTH <= seen.today or (which == "next" and begin <= seen.today)):
        begin += YEAR
    return span(begin, begin + MONTH, "month", seen, month=month, dated=bool(year))


def period(unit_name: str, which: str, seen: Seen) -> Day:
    """Return a week, month or year by its place beside now."""
    ahead = {"next": 1, "coming": 1, "last": -1}.get(which, 0)
    if unit_name == "weeks":
        begin = seen.today - timedelta(days=seen.today.weekday()) + timedelta(weeks=ahead)
        return span(begin, begin + timedelta(days=7), "week", seen, which=which)
    if unit_name == "months":
        begin = seen.today.replace(day=1) + ahead * MONTH
        return span(begin, begin + MONTH, "month", seen, which=which)
    if unit_name == "years":
        begin = seen.today.replace(month=1, day=1) + ahead * YEAR
        return span(begin, begin + YEAR, "year", seen, which=which)
    return one(seen.today + timedelta(days=ahead), which=which, dated=True)


def weekend(seen: Seen, which: str = "") -> Day:
    """Return a weekend; said on one, it is this one."""
    saturday = seen.today - timedelta(days=seen.today.weekday()) + timedelta(days=5)
    if which == "last":
        saturday -= timedelta(days=7)
    elif which == "next":
        saturday += timedelta(days=7)
    return span(saturday, saturday + timedelta(days=2), "weekend", seen, which=which)


def weekday_day(seen: Seen, weekday: int, which: str = "", case: str = "") -> Day:
    """Return a weekday: the next one, of this week, of next week, or the last one."""
    today, monday = seen.today, seen.today - timedelta(days=seen.today.weekday())
    ahead = today + timedelta(days=(weekday - today.weekday()) % 7)
    if which == "next":
        return one(monday + timedelta(days=7 + weekday), weekday=weekday, which=which)
    if which == "last" or (seen.past and which != "coming"):
        back = (today.weekday() - weekday) % 7 or (7 if which == "last" else 0)
        return one(today - timedelta(days=back), weekday=weekday, which=which)
    return one(ahead, weekday=weekday, which=which, roll=WEEK, case=case)


def in_week(weekday: int, week: Day) -> Day:
    """Return a weekday of a week."""
    monday = week.begin - timedelta(days=week.begin.weekday())
    return one(monday + timedelta(days=weekday), weekday=weekday, dated=True)


def nth_of(month: date, weekday: int, nth: int) -> date | None:
    """Return the n-th such weekday of a month, -1 the last; None when it has not as many."""
    if nth == -1:
        last = month + relativedelta(day=31)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    found = month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * (nth - 1))
    return found if 0 < nth < 6 and found.month == month.month else None


def day_of(month: date, day: int) -> date | None:
    """Return a day of a month, -1 its last."""
    first = month.replace(day=1)
    return first + relativedelta(day=31) if day == -1 else a_date(first.year, first.month, day)


def in_range(day: date, length: relativedelta) -> date | None:
    """Return a day moved, or None beyond the calendar."""
    try:
        found = day + length
    except (ValueError, OverflowError):
        return None
    return found if MINYEAR < found.year < MAXYEAR else None
