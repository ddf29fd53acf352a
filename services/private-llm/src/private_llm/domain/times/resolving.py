"""What was said, seen from now: the wall time, the instant, the rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain.times import calendar, repeating
from private_llm.domain.times.hours import Contradiction, readings
from private_llm.domain.times.joining import Joined
from private_llm.domain.times.values import MORNINGS, PARTS, Clock, Day, Each, Part, Seen

USUAL, LATE, LATE_TONIGHT = time(9), time(18), time(21)
"""The time of a day that was named without one, and of its end."""


@dataclass(frozen=True)
class Resolved:
    """An instant (UTC), the wall time and zone that it was meant in, and what else was said."""

    at: datetime
    zone: str
    shifted: bool = False
    """True when a clock change skips the wall time: `at` is then as much later as the clock goes on."""
    date_only: bool = False
    wall: datetime = datetime(1, 1, 1)  # noqa: DTZ001  (wall time)
    rule: str = ""
    """How it repeats (RFC 5545), beginning with `wall`; empty when it comes once."""
    end: datetime | None = None
    """Where a range or a length ends (UTC)."""
    spans: tuple[tuple[int, int], ...] = ()
    """The characters that were understood."""
    has_day: bool = False
    has_clock: bool = False
    weekly: bool = False
    """True when its day was said by weekday alone."""
    from_now: bool = False
    """True when it was said as so long from now."""
    assumed: str = ""
    """The time of day that was not said, `HH:MM`."""


def resolve(said: Joined, seen: Seen, now: datetime, *, waking: bool = False) -> Resolved | None:
    """Return the moment that was meant; None when none was named.

    Raises Contradiction when what was said does not go together.
    """
    if said.empty:
        return None
    if said.each is not None:
        return _repeating(said, said.each, seen, waking=waking)
    if said.day is not None and said.day.kind == "weekdays" and said.clocks and not said.clocks[0].end:
        return _repeating(said, Each("WEEKLY"), seen, waking=waking)
    if said.offset is not None:
        return _from_now(said, seen, now, waking=waking)
    if said.day is not None and said.day.kind == "stretch":
        raise Contradiction("a stretch of days is no moment")
    wall = _moment(said, seen, waking=waking)
    return _at(wall, said, seen)


def _from_now(said: Joined, seen: Seen, now: datetime, *, waking: bool) -> Resolved:
    length = said.offset
    if length is None or said.day is not None:
        raise Contradiction("a length from now, and a day")
    if not (length.days or length.months or length.years):
        if said.clocks:
            raise Contradiction("a length from now, and a time")
        at = (now + length).astimezone(UTC).replace(microsecond=0)
        local = at.astimezone(ZoneInfo(seen.zone)).replace(tzinfo=None)
        return _filled(Resolved(at, seen.zone, wall=local, has_clock=True, from_now=True), said)
    wall = (seen.now + length).replace(microsecond=0)
    if said.clocks or said.part:
        wall = _moment(replace_day(said, calendar.one(wall.date(), dated=True)), seen, waking=waking)
    return replace(_at(wall, said, seen), from_now=True)


def replace_day(said: Joined, day: Day) -> Joined:
    """Return the same with another day."""
    return replace(said, day=day, offset=None)


def _at(wall: datetime, said: Joined, seen: Seen, rule: str = "") -> Resolved:
    place = ZoneInfo(seen.zone)
    at = wall.replace(tzinfo=place).astimezone(UTC)
    shifted = at.astimezone(place).replace(tzinfo=None) != wall
    has_clock = bool(said.clocks) or (said.each is not None and said.each.freq in {"HOURLY", "MINUTELY"})
    resolved = Resolved(at, seen.zone, shifted, date_only=not has_clock and said.offset is None, wall=wall, rule=rule, has_clock=has_clock)
    return _filled(resolved, said)


def _filled(resolved: Resolved, said: Joined) -> Resolved:
    spans = tuple((piece.start, piece.end) for piece in said.used)
    has_day = said.day is not None or said.each is not None or said.start is not None
    assumed = f"{resolved.wall:%H:%M}" if resolved.date_only else ""
    weekly = said.day is not None and said.day.roll == calendar.WEEK and not said.day.dated
    return replace(resolved, spans=spans, has_day=has_day, weekly=weekly, assumed=assumed, end=_end(resolved, said))


def _end(resolved: Resolved, said: Joined) -> datetime | None:
    place = ZoneInfo(resolved.zone)
    if said.clocks and said.clocks[0].end is not None:
        end = said.clocks[0].end
        wall = datetime.combine(resolved.wall.date(), time(end.hour % 24, end.minute))
        if not end.sure and wall <= resolved.wall and end.hour <= 12:
            wall += timedelta(hours=12)
        wall += timedelta(days=1) if wall <= resolved.wall else timedelta()
        return wall.replace(tzinfo=place).astimezone(UTC)
    if said.lasting is not None and said.each is None:
        return resolved.at + said.lasting
    if said.day is not None and said.day.kind in {"range", "weekdays"}:
        return datetime.combine(said.day.end, time(), place).astimezone(UTC)
    return None


def _moment(said: Joined, seen: Seen, *, waking: bool) -> datetime:
    """Return the wall time of a day, a clock time, a part of the day, or several of them."""
    clock = said.clocks[0] if said.clocks else None
    if said.day is None:
        part = said.part
        if part is not None and part.which in {"this", "next", "last", "coming"}:
            moved = {"last": -1, "next": 1}.get(part.which, 0)
            return _on(replace(calendar.one(seen.today + timedelta(days=moved)), dated=True), clock, part, seen, waking=waking)
        return _next(clock, part, seen, waking=waking)
    return _on(said.day, clock, said.part, seen, waking=waking)


def _on(day: Day, clock: Clock | None, part: Part | None, seen: Seen, *, waking: bool) -> datetime:
    wall = _wall(day, clock, part, seen, waking=waking)
    if wall > seen.now or day.dated or day.which not in {"", "coming"}:
        return wall
    if day.roll == calendar.WEEK:
        return wall + timedelta(days=7)
    if day.roll is not None and day.of_month is not None and (clock or part) and day.begin == seen.today:
        return datetime.combine((day.begin + day.roll), wall.time())
    return wall


def _wall(day: Day, clock: Clock | None, part: Part | None, seen: Seen, *, waking: bool) -> datetime:
    today = day.pick == seen.today
    if clock is not None:
        times = list(readings(day.pick, clock, part, waking=waking, today=today))
        if today and day.roll == calendar.WEEK and not day.dated and part is None:  # Nobody calls late tonight "Friday" on a Friday.
            times = [found for found in times if found.time() < LATE_TONIGHT or found == times[0]]
        return next((found for found in times if found > seen.now), times[0]) if today else times[0]
    if part is not None:
        _, end, usual = (timedelta(hours=hour) for hour in PARTS[part.name])
        midnight = datetime.combine(day.pick, time())
        return _still(midnight + usual, midnight + end, seen) if today else midnight + usual
    usual_wall = datetime.combine(day.pick, LATE if day.late else USUAL)
    if not today or day.roll == calendar.WEEK:
        return (
            usual_wall
            if usual_wall > seen.now or day.which in {"", "coming"} or not today
            else _still(usual_wall, _midnight(day.pick), seen)
        )
    return _still(usual_wall, _midnight(day.pick), seen, later=day.which == "later")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()) + timedelta(days=1)


def _still(usual: datetime, end: datetime, seen: Seen, *, later: bool = False) -> datetime:
    """Return the usual time; once it has passed, the next full hour while the span lasts, or its last minute."""
    if usual > seen.now and not later:
        return usual
    hour = (seen.now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    hour += timedelta(hours=1) if later and hour - seen.now < timedelta(minutes=45) else timedelta()
    if hour < end:
        return max(hour, usual) if later else hour
    last = end - timedelta(minutes=1)
    return last if last > seen.now else usual


def _next(clock: Clock | None, part: Part | None, seen: Seen, *, waking: bool) -> datetime:
    """Return the next such time of day."""
    if clock is None:
        begin, end, usual = (timedelta(hours=hour) for hour in PARTS[part.name if part else "morning"])
        midnight = datetime.combine(seen.today, time())
        if midnight + usual > seen.now:
            return midnight + usual
        if (part is None or part.name not in MORNINGS) and midnight + begin < seen.now < midnight + end - timedelta(hours=1):
            return _still(midnight + usual, midnight + end, seen)
        return midnight + usual + timedelta(days=1)
    ahead = sorted(
        found
        for moved in (-1, 0, 1)
        for found in readings(seen.today + timedelta(days=moved), clock, part, waking=waking, today=True)
        if found > seen.now
    )
    return ahead[0] if ahead else datetime.combine(seen.today, time(clock.hour % 24, clock.minute)) + timedelta(days=1)


def _repeating(said: Joined, each: Each, seen: Seen, *, waking: bool) -> Resolved:
    each, begin, until = _narrowed(said, each, seen)
    part = said.part or (Part(each.part) if each.part in PARTS else None)
    clocks = said.clocks or ([Clock(int(each.part[:2]), int(each.part[3:]), sure=True)] if ":" in each.part else [])
    if each.freq in {"HOURLY", "MINUTELY"}:
        return _by_the_clock(said, each, seen, begin)
    if said.until_clock is not None:
        raise Contradiction("days that end at an hour")
    times = sorted({_time(clock, part, waking=waking) for clock in clocks})
    if not times:
        times = [time(PARTS[part.name][2] % 24) if part else USUAL]
    if len(times) > 1 and len({found.minute for found in times}) > 1:
        raise Contradiction("several times that no one rule can say")
    each, first = _first(each, begin, times, seen)
    hours = [(found.hour, found.minute) for found in times]
    last = None
    if until is not None:
        last = datetime.combine(until, time(23, 59, 59), ZoneInfo(seen.zone))
        if said.until and said.until.roll and last <= first.replace(tzinfo=ZoneInfo(seen.zone)):
            last += said.until.roll
    elif said.lasting is not None:
        last = (first + said.lasting - timedelta(seconds=1)).replace(tzinfo=ZoneInfo(seen.zone))
    if last is not None and last <= first.replace(tzinfo=ZoneInfo(seen.zone)):
        raise Contradiction("it ends before it begins")
    rule = repeating.ended(repeating.rule(each, hours), until=last, count=said.count)
    return _at(first, replace(said, clocks=list(clocks)), seen, rule)


def _by_the_clock(said: Joined, each: Each, seen: Seen, begin: date | None) -> Resolved:
    if said.part or each.days or (said.clocks and said.clocks[0].end) or (said.day and said.day.kind != "day") or len(said.clocks) > 1:
        raise Contradiction("hours that are narrowed")
    step = timedelta(hours=each.interval) if each.freq == "HOURLY" else timedelta(minutes=each.interval)
    first = (seen.now + step).replace(microsecond=0)
    if said.clocks:
        first = _next(said.clocks[0], None, seen, waking=False)
    if begin is not None:
        first = datetime.combine(begin, first.time() if said.clocks else USUAL)
        first = first if first > seen.now else (seen.now + step).replace(microsecond=0)
    until = None
    if said.until_clock is not None:
        until = _next(said.until_clock, None, replace(seen, now=first), waking=False).replace(tzinfo=ZoneInfo(seen.zone))
    elif said.until is not None:
        until = datetime.combine(said.until.end, time(), ZoneInfo(seen.zone)) - timedelta(seconds=1)
    elif said.lasting is not None:
        until = (first + said.lasting).replace(tzinfo=ZoneInfo(seen.zone))
    return _at(first, said, seen, repeating.ended(repeating.rule(each), until=until, count=said.count))


def _time(clock: Clock, part: Part | None, *, waking: bool) -> time:
    return next(readings(date(2000, 1, 1), clock, part, waking=waking, today=False)).time()


def _narrowed(said: Joined, each: Each, seen: Seen) -> tuple[Each, date | None, date | None]:
    """Return a repetition narrowed by the day beside it, the day that it begins on, and its last."""
    begin = said.start.begin if said.start else None
    until = said.until.end - timedelta(days=1) if said.until else None
    day = said.day
    if day is None:
        return each, begin, until
    if day.kind in {"week", "month", "year", "range", "weekend", "season"}:
        if each.freq in {"MONTHLY", "YEARLY"} and each.of_month is None and day.kind == "month" and day.month:
            raise Contradiction("a month of a month")
        return each, begin or day.begin, until or day.end - timedelta(days=1)
    if day.kind == "weekdays" and each.freq in {"DAILY", "WEEKLY"} and not each.days:
        listed = tuple(sorted({(day.begin + timedelta(days=step)).weekday() for step in range((day.end - day.begin).days)}))
        return replace(each, freq="WEEKLY", days=listed), begin, until
    if day.kind != "day" or day.of_month == 0 or (day.moves and (day.nth is None or each.freq != "YEARLY")):
        raise Contradiction("a repetition, and what is no one date")
    if each.freq == "WEEKLY" and day.weekday is not None and not each.days and day.nth is None:
        return replace(each, days=(day.weekday,)), begin, until
    if each.freq == "MONTHLY" and not each.of_month and not each.days:
        if day.nth is not None and day.weekday is not None:
            return replace(each, days=(day.weekday,), nth=day.nth), begin, until
        if day.of_month is not None and day.month is None:
            return replace(each, of_month=day.of_month), begin, until
    if each.freq == "YEARLY" and not each.of_month and day.month:
        if day.nth is not None and day.weekday is not None:
            return replace(each, days=(day.weekday,), nth=day.nth, month=day.month), begin, until
        return replace(each, month=day.month, of_month=day.of_month), day.begin if day.dated else begin, until
    if (day.dated or day.month) and not (each.days and day.weekday is not None):
        return each, begin or day.begin, until
    raise Contradiction("a repetition and another day")


def _first(each: Each, begin: date | None, times: Sequence[time], seen: Seen) -> tuple[Each, datetime]:
    """Return the repetition and the first wall time of it that is still ahead."""
    day = max(begin or seen.today, seen.today)
    candidates = [
        found for clock in times if (found := repeating.starting(each, datetime.combine(day, clock), seen.now)) is not None
    ]  # fmt: skip
    if not candidates:
        raise Contradiction("it never comes")
    first = min(candidates)
    if each.freq == "MONTHLY" and not (each.of_month or each.days) and first.day > 28:
        each = replace(each, of_month=first.day)
    return each, first
