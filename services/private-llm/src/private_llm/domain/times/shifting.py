"""By how much something is moved from where it is: "a day earlier", "by an hour", "kahdella tunnilla", "päivällä"."""

import re
import tomllib
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo


def by(said: str) -> timedelta | None:
    """Return by how much a request moves something, negative for earlier; None when it says no such thing."""
    words = _words()
    match = next((one for one in _pattern().finditer(said) if one["by"] or one["way"] or one["finnish"]), None)
    if match is None:
        return None
    unit = (match["unit"] or match["finnish"]).lower()
    count = (match["count"] or match["luku"] or "1").lower().strip()
    minutes = words["units"][unit] * float(words["counts"].get(count, count.replace(",", ".")))
    earlier = re.search(rf"\b(?:{'|'.join(words['earlier'])})", said, re.IGNORECASE)
    return timedelta(minutes=-minutes if earlier else minutes)


def later(at: datetime, shift: timedelta, zone: str) -> datetime:
    """Return a moment moved on: days keep the wall time."""
    local = at.astimezone(ZoneInfo(zone))
    if shift % timedelta(days=1):
        return (at + shift).astimezone(ZoneInfo(zone))
    return (local.replace(tzinfo=None) + shift).replace(tzinfo=ZoneInfo(zone))


@cache
def _pattern() -> re.Pattern[str]:
    words = _words()
    counts = "|".join(map(re.escape, sorted(words["counts"], key=len, reverse=True)))
    moved = "|".join(one for one in words["units"] if one.endswith(("lla", "llä")))
    units = "|".join(one for one in sorted(words["units"], key=len, reverse=True) if not one.endswith(("lla", "llä")))
    ways = rf"(?: (?:{'|'.join(words['ways'])})\w*)"
    return re.compile(
        rf"\b(?P<by>by )?(?P<count>(?:{counts}|\d+(?:[.,]\d+)?) )?(?P<unit>{units})\b(?P<way>{ways}(?!\w))?"
        rf"|(?<!ensi )(?<!tällä )\b(?P<luku>(?:{counts}|\d+(?:,\d+)?) )?(?P<finnish>{moved})(?={ways}?[.!]*$)",
        re.IGNORECASE,
    )


@cache
def _words() -> dict[str, dict]:  # type: ignore[type-arg]
    return tomllib.loads(resources.files(__package__).joinpath("shifting.toml").read_text(encoding="utf-8"))
