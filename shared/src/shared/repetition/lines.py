"""The lines of a rule, checked. A wall time without a zone is one of the series' own zone; one with a Z is UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Literal, get_args

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
"""What comes more often is nothing that a person has in a calendar."""
Moment = date | datetime
"""A day, or a wall time without a zone."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
RULE_CHARACTERS = 60_000
CLOCK_LIMIT = 24
"""So many times of a day a rule may name."""
MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z)?)?", re.ASCII)
DAY = re.compile(rf"([+-]?\d{{1,2}})?({'|'.join(DAYS)})", re.ASCII)
BOUNDS = {
    "INTERVAL": (1, 1000), "COUNT": (1, 1_000_000), "BYMONTH": (1, 12), "BYMONTHDAY": (-31, 31), "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53), "BYSETPOS": (-366, 366), "BYHOUR": (0, 23), "BYMINUTE": (0, 59), "BYSECOND": (0, 59),
}  # fmt: skip


@dataclass(frozen=True)
class Repeat:
    """One RRULE."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    days: tuple[tuple[int, int], ...] = ()
    """(which of the month or year, weekday); 0: each."""
    positions: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    week_start: int = 0


@dataclass(frozen=True)
class Rule:
    """How something comes again: by rules, also at some times, and never at others."""

    repeats: tuple[Repeat, ...] = ()
    also: tuple[Moment, ...] = ()
    never: tuple[Moment, ...] = ()


def parsed(text: str, zone: tzinfo = UTC) -> Rule:
    """Return a rule with its times as wall times of a zone; raises ValueError for what is none, or is not looked into."""
    if len(text) > RULE_CHARACTERS:
        raise ValueError("too long a rule")
    repeats: list[Repeat] = []
    moments: dict[str, list[Moment]] = {"RDATE": [], "EXDATE": []}
    for line in filter(None, map(str.strip, text.upper().splitlines())):
        name, _, value = line.partition(":")
        if name == "RRULE":
            repeats.append(repeat(value, zone))
        elif name in moments:
            moments[name].extend(moment(one, zone) for one in value.split(","))
        else:
            raise ValueError("no line of a rule")
    return Rule(tuple(repeats), tuple(moments["RDATE"]), tuple(moments["EXDATE"]))


def moment(text: str, zone: tzinfo) -> Moment:
    """Return a day, or a wall time of a zone; raises ValueError."""
    found = MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError("no time")
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if found[4] is None:
        return day
    at = datetime.combine(day, time(int(found[4]), int(found[5]), min(int(found[6] or 0), 59)))
    return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if found[7] else at


def repeat(text: str, zone: tzinfo) -> Repeat:
    """Return what an RRULE says; raises ValueError."""
    given = dict(_pair(part) for part in filter(None, text.replace(" ", "").split(";")))
    unknown = set(given) - {*BOUNDS, "FREQ", "UNTIL", "BYDAY", "WKST"}
    if unknown or given.get("FREQ") not in get_args(Frequency):
        raise ValueError("a rule that is not looked into")
    numbers = {name: _numbers(name, given[name]) for name in BOUNDS if name in given}
    clock = [numbers.get(name, ()) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")]
    if max(len(clock[0]), 1) * max(len(clock[1]), 1) * max(len(clock[2]), 1) > CLOCK_LIMIT:
        raise ValueError("a rule that is not looked into")
    return Repeat(
        frequency=given["FREQ"],  # type: ignore[arg-type]
        interval=numbers.get("INTERVAL", (1,))[0],
        count=numbers["COUNT"][0] if "COUNT" in numbers else None,
        until=_until(given["UNTIL"], zone) if "UNTIL" in given else None,
        months=numbers.get("BYMONTH", ()),
        month_days=numbers.get("BYMONTHDAY", ()),
        year_days=numbers.get("BYYEARDAY", ()),
        weeks=numbers.get("BYWEEKNO", ()),
        days=tuple(map(_day, given["BYDAY"].split(","))) if "BYDAY" in given else (),
        positions=numbers.get("BYSETPOS", ()),
        hours=clock[0],
        minutes=clock[1],
        seconds=clock[2],
        week_start=DAYS.index(given.get("WKST", "MO")),
    )


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name, value


def _numbers(name: str, text: str) -> tuple[int, ...]:
    least, most = BOUNDS[name]
    found = tuple(sorted({int(one) for one in text.split(",")}))
    if not all(least <= number <= most for number in found) or (least < 0 and 0 in found):
        raise ValueError("a number that none can be")
    return found


def _day(text: str) -> tuple[int, int]:
    found = DAY.fullmatch(text)
    if found is None:
        raise ValueError("no weekday")
    return int(found[1] or 0), DAYS.index(found[2])


def _until(text: str, zone: tzinfo) -> datetime:
    last = moment(text, zone)
    return last if isinstance(last, datetime) else datetime.combine(last, time.max)
