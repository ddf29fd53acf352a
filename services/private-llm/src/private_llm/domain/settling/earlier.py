"""The moment so long before another, of what comes once and of what comes again."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from private_llm.domain.times import Resolved, repeating
from private_llm.domain.times.values import Length

ALL_HAVE = 28
"""The last day that every month has."""


def than(at: Resolved, length: Length, *, now: datetime) -> Resolved | None:
    """Return the moment, or the next of the series, that is a length (negative: before) away; None where a series so moved has no rule, or where a
    length of hours is counted from a day whose hour was not said."""
    short = Length(hours=length.hours, minutes=length.minutes, seconds=length.seconds)
    if at.date_only and short != Length():
        return None
    place = ZoneInfo(at.zone)
    wall = at.wall + length
    rule = _moved(at.rule, (wall.date() - at.wall.date()).days) if at.rule else ""
    if rule is None:
        return None
    moment = wall.replace(tzinfo=place).astimezone(UTC) if rule else (wall - short).replace(tzinfo=place).astimezone(UTC) + short
    if rule and moment <= now:
        moment = next(repeating.moments(rule, wall, at.zone, after=now))
    wall = moment.astimezone(place).replace(tzinfo=None)
    return replace(at, at=moment, wall=wall, rule=rule, end=None, weekly=False, from_now=False)


def _moved(rule: str, days: int) -> str | None:
    """Return a rule whose every day is so many days later (negative: earlier)."""
    fields = dict(field.partition("=")[::2] for field in rule.split(";"))
    if not days or (fields["FREQ"] == "DAILY" and "BYDAY" not in fields):
        return rule if "UNTIL" not in fields else None
    if fields["FREQ"] == "WEEKLY" and set(fields) <= {"FREQ", "INTERVAL", "BYDAY"}:
        names = list(repeating.NAMES)
        moved = sorted((names.index(day) + days) % 7 for day in fields["BYDAY"].split(",")) if "BYDAY" in fields else []
        return _written(fields | ({"BYDAY": ",".join(names[day] for day in moved)} if moved else {}))
    if fields["FREQ"] == "MONTHLY" and set(fields) <= {"FREQ", "INTERVAL", "BYMONTHDAY"} and fields.get("BYMONTHDAY", "").isdigit():
        day = int(fields["BYMONTHDAY"]) + days
        return _written(fields | {"BYMONTHDAY": str(day or -1)}) if 0 <= day <= ALL_HAVE else None
    return None


def _written(fields: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in fields.items())
