"""Which time zone a calendar means: by its name (IANA, Windows, Outlook's descriptions), by the calendar's own definition of it, or by
the zone of the world that behaves like that definition."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from shared.repetition import Rule, parsed, starts
from shared.repetition.lines import moment
from store.domain.importers.components import Component
from store.domain.zones import zones

DEFINITIONS = 200
OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?(\d\d))?", re.ASCII)
NAMED_OFFSET = re.compile(r"\(?(?:UTC|GMT) ?([+-])(\d{1,2})(?::?00)?\)?.*", re.ASCII)
CITY = re.compile(r"[^\W\d]+(?:[ -][^\W\d]+)*")


class NotDefined(ValueError):
    """Raised for a definition of a time zone that says nothing."""


class Zones:
    """The time zones of one calendar. `own` is the zone of times that name none."""

    def __init__(self, own: str) -> None:
        self.own = own
        self.strange: set[str] = set()
        """Names that are nobody's zone; their times are taken for times of the own one."""
        self._defined: dict[str, Definition] = {}
        self._found: dict[tuple[str, int], str | None] = {}

    def define(self, part: Component) -> None:
        """Take in a VTIMEZONE; one that says nothing is passed over."""
        if len(self._defined) < DEFINITIONS:
            try:
                self._defined[part.text("TZID")] = Definition(part)
            except ValueError:
                return

    def placed(self, wall: datetime, name: str) -> tuple[datetime, str]:
        """Return the instant of a wall time in a zone of the calendar, and the zone's name in the world: UTC if it has none there."""
        zone = self._zone(name, wall.year) if name else self.own
        if zone is not None:
            return wall.replace(tzinfo=zones()[zone]), zone
        if name in self._defined:
            return (wall - self._defined[name].offset(wall)).replace(tzinfo=UTC), "UTC"
        self.strange.add(name)
        return wall.replace(tzinfo=zones()[self.own]), self.own

    def _zone(self, name: str, year: int) -> str | None:
        if (name, year) not in self._found:
            self._found[name, year] = self._look(name, year)
        return self._found[name, year]

    def _look(self, name: str, year: int) -> str | None:
        guess, defined = named(name), self._defined.get(name)
        if defined is None or (guess is not None and "/" in name):
            return guess
        likely = [guess, named(defined.place), self.own, *WINDOWS_TO_OLSON.values(), *zones()]
        return next((one for one in dict.fromkeys(likely) if one in zones() and defined.is_like(one, year)), None)


class Definition:
    """A VTIMEZONE: since when which offset holds. Raises ValueError for one that can't be read."""

    def __init__(self, part: Component) -> None:
        self.place = part.text("X-LIC-LOCATION")
        self._changes = [_change(one) for one in part.inner if one.kind in ("STANDARD", "DAYLIGHT")]
        self._years: dict[int, list[tuple[datetime, timedelta]]] = {}
        if not self._changes:
            raise NotDefined("a time zone without an offset")

    def offset(self, wall: datetime) -> timedelta:
        """Return by how much a wall time is ahead of UTC."""
        if wall.year not in self._years:
            self._years[wall.year] = sorted(self._around(wall.year))
        before = [offset for since, offset in self._years[wall.year] if since <= wall]
        return before[-1] if before else min(self._changes, key=lambda change: change[0])[2]

    def is_like(self, zone: str, year: int) -> bool:
        """Tell whether it has the same offsets as a zone of the world, all through a year."""
        noons = [datetime(year, month, day, 12) for month in range(1, 13) for day in (1, 15)]  # noqa: DTZ001
        return all(noon.replace(tzinfo=zones()[zone]).utcoffset() == self.offset(noon) for noon in noons)

    def _around(self, year: int) -> Iterator[tuple[datetime, timedelta]]:
        since, until = datetime(year - 1, 1, 1), datetime(year + 1, 1, 1)  # noqa: DTZ001
        for first, offset, _, rule in self._changes:
            yield first, offset
            yield from ((again, offset) for again in starts(first, rule, since, until))


def _change(part: Component) -> tuple[datetime, timedelta, timedelta, Rule]:
    """Return since when an offset holds, the offset, the one before it, and when that comes again."""
    first = moment(part.text("DTSTART"), UTC)
    if not isinstance(first, datetime):
        raise NotDefined("no time")
    lines = [f"{line.name}:{line.value.strip()}" for name in ("RRULE", "RDATE") for line in part.every(name)]
    return first, _offset(part.text("TZOFFSETTO")), _offset(part.text("TZOFFSETFROM") or part.text("TZOFFSETTO")), parsed("\n".join(lines))


def _offset(text: str) -> timedelta:
    found = OFFSET.fullmatch(text)
    if found is None:
        raise NotDefined("no offset")
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    offset = ahead if found[1] == "+" else -ahead
    timezone(offset)  # Raises ValueError for a day or more.
    return offset


def named(name: str) -> str | None:
    """Return the zone of the world that a name means, or None."""
    plain, known = name.strip().strip('"').removeprefix("tzone://Microsoft/"), _known()
    pieces = plain.lower().split("/")
    for count in (len(pieces), 3, 2):
        if found := known.get("/".join(pieces[-count:])):
            return found
    if offset := NAMED_OFFSET.fullmatch(plain):
        cities = filter(None, (known.get(f"city {city.lower().replace(' ', '_')}") for city in CITY.findall(plain)))
        return next(cities, None) or known.get(f"etc/gmt{'-' if offset[1] == '+' else '+'}{int(offset[2])}")
    return None


@cache
def _known() -> dict[str, str]:
    """Return zones by what they may be called, in small letters."""
    cities = {f"city {zone.rpartition('/')[2].lower()}": zone for zone in zones() if "/" in zone and not zone.startswith("Etc/")}
    windows = {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items() if zone in zones()}
    return {**cities, **windows, **{zone.lower(): zone for zone in zones()}}
