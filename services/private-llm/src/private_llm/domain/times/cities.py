"""Which time zone a city is in."""

import tomllib
from functools import cache
from importlib import resources
from zoneinfo import available_timezones

CASES = ("ssa", "ssä", "lla", "llä", "n")
WEAK = {"helsingi": "helsinki", "lontoo": "london", "turu": "turku", "englanni": "england", "islanni": "islanti"}
"""What stands before an ending where the letters change."""


def zone_of(place: str) -> str | None:
    """Return the zone that a city names; in Finnish a case ending may follow."""
    wanted = " ".join(place.lower().strip(" ?.!").split()).removeprefix("the ")
    for name in (wanted, *_without_case(wanted)):
        known = _same().get(name, name).replace(" ", "_")
        if known in _cities():
            return _cities()[known]
    return None


def _without_case(said: str) -> list[str]:
    stem = next((said.removesuffix(case) for case in CASES if said.endswith(case)), "")
    if not stem:
        return []
    return [stem, stem[:-1], stem.replace("i", "y"), f"{stem[:-1]}i", WEAK.get(stem, stem)]


@cache
def _cities() -> dict[str, str]:
    return {zone.rsplit("/", 1)[-1].lower(): zone for zone in sorted(available_timezones(), reverse=True)}


@cache
def _same() -> dict[str, str]:
    read: dict[str, str] = tomllib.loads(resources.files(__package__).joinpath("cities.toml").read_text(encoding="utf-8"))["same"]
    return read
