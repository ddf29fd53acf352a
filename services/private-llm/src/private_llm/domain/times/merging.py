"""What two namings of a day or an hour mean together."""

from dataclasses import replace
from datetime import date, timedelta

from private_llm.domain.times import calendar
from private_llm.domain.times.values import Clock, Day, Each, Length, Meaning, Seen, Unsure

ALL_HAVE = 28
"""The last day that every month has."""


def day_range(first: Day, last: Day) -> Meaning:
    end = last.end
    if last.weekday is not None and not last.dated:
        end = first.begin + timedelta(days=(last.weekday - first.begin.weekday()) % 7 + 1)
    while end <= first.begin and last.roll is not None:
        end = end + last.roll
    if end <= first.begin:
        return Unsure()
    weekly = first.weekday is not None and last.weekday is not None and not (first.dated or last.dated)
    return Day(first.begin, end, first.pick, "weekdays" if weekly else "range", roll=first.roll, dated=first.dated)


def later(day: Day, seen: Seen) -> Day:
    if (day.end - day.begin).days == 1:
        return replace(day, which="later", dated=True)
    left = (day.end - max(day.begin, seen.today)).days
    return replace(day, pick=max(day.begin, seen.today) + timedelta(days=left // 2), dated=True, which="later")


def moved(day: Day, length: Length) -> Meaning:
    if length.hours or length.minutes or length.seconds:
        return Unsure()
    begin = calendar.in_range(day.begin, length)
    if begin is None:
        return Unsure()
    if day.of_month is None or day.month or length.months or length.years:
        return calendar.one(begin, dated=True)
    of_month = day.of_month + length.days  # Of every month: the day before the first is the last, whichever that is.
    return calendar.one(begin, dated=True, of_month=of_month if 0 < of_month <= ALL_HAVE else -1 if of_month == 0 else 0)


def weekday_after(weekday: int, length: Length, seen: Seen) -> Meaning:
    """Return the weekday that is so long from today: the nearest to that day, where it can be no other. "In two weeks on Tuesday" is of
    that week, "in a week on Monday" a week after the coming one; where these are another day than the nearest, either may be meant."""
    there = calendar.in_range(seen.today, length)
    if there is None:
        return Unsure()
    nearest = there + timedelta(days=(weekday - there.weekday() + 3) % 7 - 3)
    coming = seen.today + timedelta(days=(weekday - seen.today.weekday() - 1) % 7 + 1)
    is_week = there == seen.today + timedelta(days=7) and nearest != there
    meant = coming + timedelta(days=7) if is_week else calendar.in_week(weekday, calendar.one(there)).begin
    return calendar.one(nearest, weekday=weekday, dated=True) if nearest == meant else Unsure()


def moved_clock(clock: Clock, length: Length) -> Meaning:
    if length.days or length.months or length.years:
        return Unsure()
    total = clock.hour * 60 + clock.minute + length.hours * 60 + length.minutes
    if not clock.sure and total < 60:
        total += 720
    return Clock(total // 60 % 24, total % 60, sure=clock.sure)


def each_of(day: Day) -> Meaning:
    """Return what "every" makes of a day."""
    if day.nth is not None and day.weekday is not None:
        return Each("YEARLY" if day.month else "MONTHLY", days=(day.weekday,), nth=day.nth, month=day.month)
    if day.weekday is not None:
        return Each("WEEKLY", days=(day.weekday,))
    if day.of_month is not None:
        return Each("YEARLY" if day.month else "MONTHLY", of_month=day.of_month, month=day.month)
    if day.kind == "month" and day.month:
        return Each("YEARLY", of_month=1, month=day.month)
    return Unsure()


def both_of(first: Day, second: Day, seen: Seen) -> Day | None:
    """Return the day that two namings mean together: "Friday" in "next week", "Monday" and "Feb 18", "the 5th" in "May"."""
    if second.weekday is not None and second.nth is None:
        if first.kind == "week":
            return calendar.in_week(second.weekday, first)
        if first.kind == "day" and first.weekday is None:
            return on_weekday(first, second.weekday)
    if first.kind in {"month", "year"} and second.of_month is not None and not second.month:
        found = calendar.day_of(first.begin, second.of_month)
        return calendar.one(found, dated=True, of_month=second.of_month) if found else None
    if first.kind == "month" and second.kind == "edge" and first.month:
        return None
    if second.kind == "day" and first.kind != "day" and first.begin <= second.begin < first.end:
        return second
    if first.kind == "year" and second.month and second.of_month:
        return None
    return None


def on_weekday(day: Day, weekday: int) -> Day | None:
    """Return a date when it falls on a weekday; without a year or a month, the next that does."""
    found: date = day.begin
    for _ in range(1 if day.dated or day.roll is None else 13):
        if found.weekday() == weekday:
            return replace(day, begin=found, end=found + timedelta(days=1), pick=found, weekday=None)
        if day.month is not None or day.roll is None:
            return None
        months = (found.month) % 12 + 1
        later = calendar.a_date(found.year + (months == 1), months, day.of_month or found.day)
        found = later or found + timedelta(days=31)
    return None
