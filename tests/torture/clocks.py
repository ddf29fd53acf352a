"""A simulated clock over every zone and each of its changes up to 2100: what is set once comes at the wall time that was meant, and what
repeats comes once a day, none left out and none twice."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from private_llm.domain import times
from shared.repetition.series import following

FIRST, LAST = date(2027, 1, 1), date(2100, 12, 31)
WALLS = (time(0, 0), time(0, 30), time(2, 0), time(2, 30), time(9, 0), time(23, 45))
DAYS = 5
"""From two days before a change to two after it."""
Next = Callable[[str, str, str, datetime], datetime | None]


def run(count: int, seed: int, *, told: Callable[[int], None] = lambda _: None, then: Next = following) -> tuple[int, list[str]]:
    """Look at some of the changes of all zones, or at all; return how many, and what went wrong."""
    every = changes()
    some = every if count >= len(every) else random.Random(seed).sample(every, count)
    found: list[str] = []
    for number, (zone, day) in enumerate(some, 1):
        for wall in WALLS:
            found += [f"{zone}, {day}, {wall}: {what}" for what in (*_once(zone, day, wall), *_daily(zone, day, wall, then))]
        told(number)
    return len(some), found


@cache
def changes() -> Sequence[tuple[str, date]]:
    """Return each zone and day on which its clock changes; of zones that are always alike one stands for all."""
    distinct = {_data(zone): zone for zone in sorted(available_timezones(), reverse=True)}
    return [(zone, day) for zone in sorted(distinct.values()) for day in _changes(ZoneInfo(zone))]


def _data(zone: str) -> bytes:
    *folders, name = zone.split("/")
    try:
        return resources.files("tzdata.zoneinfo").joinpath(*folders, name).read_bytes()
    except OSError:
        return zone.encode()


def _changes(zone: ZoneInfo) -> Iterator[date]:
    before = _offset(zone, FIRST)
    for number in range(1, (LAST - FIRST).days):
        day = FIRST + timedelta(days=number)
        after = _offset(zone, day)
        if before != after:
            yield day - timedelta(days=1)
        before = after


def _offset(zone: ZoneInfo, day: date) -> timedelta | None:
    return datetime.combine(day, time(), zone).utcoffset()


def meant(zone: str, day: date, wall: time) -> datetime:
    """Return the instant of a wall time, found without Python's own rules for it: the first instant at which the clock shows it; where
    none does, the one at which it would, had the clock not changed yet."""
    there, naive = ZoneInfo(zone), datetime.combine(day, wall)
    around = (naive.replace(tzinfo=UTC) + timedelta(hours=hours) for hours in (-30, 30))
    before, after = (naive.replace(tzinfo=UTC) - (at.astimezone(there).utcoffset() or timedelta()) for at in around)
    shown = [at for at in (before, after) if at.astimezone(there).replace(tzinfo=None) == naive]
    return min(shown) if shown else before


def _once(zone: str, day: date, wall: time) -> Iterator[str]:
    now = datetime.combine(day, time(), UTC) - timedelta(days=3)
    for number in range(-1, 2):
        on = day + timedelta(days=number)
        found = times.resolve(f"{on} {wall:%H:%M}", now=now, zone=zone)
        if found is None or found.at != meant(zone, on, wall):
            yield f"set for {on}, comes at {found and found.at}"


def _daily(zone: str, day: date, wall: time, then: Next) -> Iterator[str]:
    first = day - timedelta(days=2)
    moment = meant(zone, first, wall) - timedelta(minutes=1)
    begin = datetime.combine(first, wall).isoformat()
    for number in range(DAYS):
        at, wanted = then("FREQ=DAILY", begin, zone, moment), meant(zone, first + timedelta(days=number), wall)
        if at != wanted:
            yield f"day {number} of a daily one comes at {at}, not {wanted}"
            return
        moment = wanted
