"""iCalendar (RFC 5545): each event, or series of events, is kept as one; what has moved out of a series stands by itself. Tasks
become things to do, journals notes."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from shared.repetition import settled
from shared.repetition.lines import moment
from store.domain.importers.components import CALENDAR, Component, components
from store.domain.importers.contentlines import Line
from store.domain.importers.parsed import KNOWN, Entry, Found, Unread
from store.domain.importers.source import Source
from store.domain.importers.timezones import Zones, named
from store.domain.zones import zones

NAME = "icalendar"
TITLE_CHARACTERS, PLACE_CHARACTERS, DETAILS_CHARACTERS, NOTE_CHARACTERS, GUESTS, GUEST_CHARACTERS = 500, 500, 4_000, 4_000, 20, 200
YEARS = (1900, 9997)
UNTITLED = "untitled"
OWN = re.compile(r"([0-9A-Za-z_-]{1,64})@sihteeri")
"""What this assistant calls in its own calendars what it keeps: it is the same thing when it comes back."""
NOTES = {"VJOURNAL": "journal"}
STATES = {"CANCELLED": "cancelled", "TENTATIVE": "tentative"}
DURATION = re.compile(r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?", re.ASCII)
UNITS = ((timedelta(weeks=1), "week"), (timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))
LAST_TIME = re.compile(r";?\bUNTIL=([^;\s]*)")
ONE_DAY = re.compile(r";BYDAY=[^;,\s]*(?=;|$)", re.MULTILINE)


class When(NamedTuple):
    """A time of a calendar: its instant and its zone; of a whole day its midnight in UTC."""

    at: datetime
    zone: str
    all_day: bool

    @property
    def wall(self) -> datetime:
        return self.at.astimezone(zones()[self.zone]).replace(tzinfo=None)


def accepts(head: str) -> bool:
    """Tell whether it begins with a calendar."""
    return head.lstrip("\ufeff \r\n\t")[:15].upper() == "BEGIN:VCALENDAR"


def read(source: Source, zone: str) -> Iterator[Found]:
    """Yield what a calendar holds; what can't be read is reported, and the next read."""
    calendar = _Calendar(source, zone)
    for part in components(source):
        if part.kind in (CALENDAR, "VTIMEZONE"):
            continue
        try:
            yield from calendar.found(part)
        except MemoryError:
            raise
        except Exception:  # Whatever is odd about one, the others are read.
            yield Unread(part.number, "an event that can't be read")
        if part.every(""):
            yield Unread(part.every("")[0].number, "a line that can't be read")
        if not part.ended:
            yield Unread(part.number, "an event without an end")


class _Calendar:
    """A file, of which is known before its first event what may stand behind it: its zones, and what moved out of which series."""

    def __init__(self, source: Source, zone: str) -> None:
        self._zones = Zones(zone)
        self._cancelled = False
        self._moved: dict[str, list[Line]] = {}
        self._series: dict[str, Component] = {}
        for part in components(source):
            self._note(part)

    def _note(self, part: Component) -> None:
        uid, moved = part.text("UID"), part.first("RECURRENCE-ID")
        if part.kind == "VTIMEZONE":
            self._zones.define(part)
        elif part.kind == CALENDAR:
            self._zones.own = named(part.text("X-WR-TIMEZONE")) or self._zones.own
            self._cancelled = self._cancelled or part.text("METHOD").upper() == "CANCEL"
        elif part.kind == "VEVENT" and uid and moved is not None:
            self._moved.setdefault(uid, []).append(moved)
        elif part.kind == "VEVENT" and uid and part.first("RRULE"):
            kept = {name: part.every(name) for name in ("DTSTART", "RRULE")}
            self._series[uid] = Component(part.kind, part.number, kept)

    def found(self, part: Component) -> Iterator[Found]:
        """Yield what a part is, and what of it could not be read."""
        if part.kind == "VTODO":
            yield self._task(part)
        elif part.kind in NOTES or (part.kind == "VEVENT" and part.first("DTSTART") is None and part.text("SUMMARY")):
            yield Entry("note", {"text": self._note_text(part)[:NOTE_CHARACTERS]})
        elif part.kind != "VEVENT":
            yield Unread(part.number, "a part of a calendar that is neither an event nor a task")
        elif part.first("DTSTART") is None:
            yield Unread(part.number, "an event without a title and a time")
        else:
            yield from self._event(part)

    def _event(self, part: Component) -> Iterator[Found]:
        uid = part.text("UID")
        self._zones.strange.clear()
        begin = self._when(_given(part.first("DTSTART")))
        end = self._end(part, begin)
        details = self._details(part)
        try:
            rule = settled(self._rule(part, begin), begin.wall, zones()[begin.zone])
        except ValueError:
            rule = ""
            yield Unread(part.number, "how an event comes again can't be read; it is kept once")
        if self._zones.strange:
            yield Unread(
                part.number, "an event in a time zone that is not known; its time is taken for one of your own zone, or the calendar's"
            )
        elif rule and begin.zone == "UTC" and not begin.all_day and part.first("DTSTART").parameter("TZID") not in ("", "UTC"):  # type: ignore[union-attr]
            yield Unread(part.number, "an event that comes again in a time zone of its own; its times after a clock change may be off")
        if len(details) > DETAILS_CHARACTERS:
            yield Unread(part.number, "what an event tells is longer than can be kept; its end is left out")
        moved = part.first("RECURRENCE-ID")
        fields = {
            "text": (part.text("SUMMARY") or UNTITLED)[:TITLE_CHARACTERS],
            "start_at": begin.at.astimezone(UTC).isoformat(),
            "end_at": end.astimezone(UTC).isoformat(),
            "all_day": begin.all_day,
            "zone": begin.zone,
            "rule": rule,
            "place": part.text("LOCATION")[:PLACE_CHARACTERS],
            "details": details[:DETAILS_CHARACTERS],
            "guests": self._guests(part),
            "state": "cancelled" if self._cancelled else STATES.get(part.text("STATUS").upper(), "confirmed"),
        }
        yield Entry("event", fields, _name(uid, self._key(moved) if moved else ""))

    def _when(self, line: Line, value: str = "") -> When:
        """Return the time that a property gives; raises ValueError for none, or one that no calendar could have."""
        text = (value or line.value).strip()
        given = moment(text, UTC)
        if not YEARS[0] <= given.year <= YEARS[1]:
            raise ValueError("a year that none can be")
        if not isinstance(given, datetime):
            return When(datetime(given.year, given.month, given.day, tzinfo=UTC), "UTC", all_day=True)
        if text.upper().endswith("Z"):
            return When(given.replace(tzinfo=UTC), "UTC", all_day=False)
        return When(*self._zones.placed(given, line.parameter("TZID")), all_day=False)

    def _end(self, part: Component, begin: When) -> datetime:
        """Return when the first time of an event is over; of whole days that is the next midnight."""
        last, lasts = part.first("DTEND"), part.first("DURATION")
        if last is not None:
            end = self._when(last).at
        elif lasts is not None:
            end = begin.at + _duration(lasts.value)
        else:
            end = begin.at + timedelta(days=1 if begin.all_day else 0)
        return max(end, begin.at + timedelta(days=1) if begin.all_day else begin.at)

    def _rule(self, part: Component, begin: When) -> str:
        """Return how an event comes again, without what moved out of it; raises ValueError if that can't be read."""
        uid, moved = part.text("UID"), part.first("RECURRENCE-ID")
        if part.first("EXRULE") is not None:
            raise ValueError("a rule that is not looked into")
        if moved is not None and not _goes_on(moved):
            return ""
        if moved is not None and part.first("RRULE") is None and uid in self._series:
            return self._inherited(self._series[uid], begin, moved)
        lines = [f"RRULE:{line.value.strip()}" for line in part.every("RRULE")]
        if uid in self._moved and moved is None:
            lines = self._until_moved(lines, begin, self._moved[uid])
        lines += self._dates("RDATE", part.every("RDATE"))
        never = [*part.every("EXDATE"), *(self._moved.get(uid, ()) if lines and moved is None else ())]
        return "\n".join([*lines, *self._dates("EXDATE", never)]) if lines else ""

    def _inherited(self, series: Component, begin: When, moved: Line) -> str:
        """Return the rule of a series as it goes on from a time that moved: its end moves along, and so does the day that it names."""
        first = self._when(_given(series.first("DTSTART")))
        later = begin.at - self._when(moved).at
        rules = settled("\n".join(f"RRULE:{line.value.strip()}" for line in series.every("RRULE")), first.wall, zones()[first.zone])
        if abs(later) >= timedelta(days=1):
            rules = ONE_DAY.sub("", rules)
        return LAST_TIME.sub(lambda found: f";UNTIL={self._last(found[1]) + later:%Y%m%dT%H%M%SZ}", rules)

    def _last(self, text: str) -> datetime:
        last = moment(text, UTC)
        return last.replace(tzinfo=UTC) if isinstance(last, datetime) else datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=UTC)

    def _until_moved(self, lines: list[str], begin: When, moved: list[Line]) -> list[str]:
        """A series that was changed from some time on ends before it."""
        ends = [self._when(line).at for line in moved if _goes_on(line)]
        if not ends:
            return lines
        last = f"{min(ends).astimezone(UTC) - timedelta(seconds=1):%Y%m%dT%H%M%SZ}"
        rules = settled("\n".join(lines), begin.wall, zones()[begin.zone]).splitlines()
        return [f"{LAST_TIME.sub('', rule)};UNTIL={last}" for rule in rules]

    def _dates(self, name: str, lines: list[Line]) -> list[str]:
        values = [(line, value.partition("/")[0]) for line in lines for value in line.value.split(",") if value.strip()]
        times = [self._when(line, value) for line, value in values]  # A span is told by its beginning.
        said = [f"{one.at:%Y%m%d}" if one.all_day else f"{one.at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for one in times]
        return [f"{name}:{','.join(dict.fromkeys(said))}"] if said else []

    def _key(self, moved: Line) -> str:
        return self._when(moved).at.astimezone(UTC).isoformat()

    def _details(self, part: Component) -> str:
        alarms = [_alarm(one) for one in part.inner if one.kind == "VALARM"]
        told = [
            part.text("DESCRIPTION"),
            part.text("URL"),
            *dict.fromkeys(filter(None, alarms)),
        ]
        return ", ".join(filter(None, told))

    def _guests(self, part: Component) -> list[str]:
        named = [line.parameter("CN") or line.value.partition(":")[2] for line in part.every("ATTENDEE")]
        return [name.strip()[:GUEST_CHARACTERS] for name in named if name.strip()][:GUESTS]

    def _task(self, part: Component) -> Entry:
        """Return something to be done, with the day by which; what was given up counts as done."""
        due = self._due(part)
        hour = f"by {due:%H:%M}" if due and due.time() != time() else ""
        again = "comes again" if part.first("RRULE") else ""
        told = (part.text("SUMMARY") or UNTITLED, hour, part.text("LOCATION"), part.text("DESCRIPTION"), again)
        closed = part.first("COMPLETED") is not None or part.text("STATUS").upper() in {"COMPLETED", "CANCELLED"}
        text, day = ", ".join(filter(None, told)), f"{due:%Y-%m-%d}" if due else ""
        fields = {"list": "todo", "text": text[:NOTE_CHARACTERS], "done": closed, "due": day}
        return Entry("item", fields, _name(part.text("UID"), "task"))

    def _due(self, part: Component) -> datetime | None:
        """Return by when something is to be done, where the person is; of a day its midnight."""
        line = part.first("DUE")
        when = self._when(line) if line else None
        return when and (when.at if when.all_day else when.at.astimezone(zones()[self._zones.own])).replace(tzinfo=None)

    def _note_text(self, part: Component) -> str:
        """Return a journal, or an event without a time, as a person would write it down."""
        due, begin = part.first("DUE"), part.first("DTSTART")
        done = part.first("COMPLETED") is not None or part.text("STATUS").upper() == "COMPLETED"
        what = [NOTES.get(part.kind, "event")]
        what += [f"due {self._said(due)}"] if due else [self._said(begin)] if begin else []
        what += ["done"] if done else ["cancelled"] if part.text("STATUS").upper() == "CANCELLED" else []
        what += ["comes again"] if part.first("RRULE") else []
        said = [f"{part.text('SUMMARY') or UNTITLED} ({', '.join(what)})", part.text("LOCATION"), part.text("DESCRIPTION")]
        return ", ".join(filter(None, said))

    def _said(self, line: Line) -> str:
        when = self._when(line)
        return f"{when.at:%a %d %b %Y}" if when.all_day else f"{when.at.astimezone(zones()[self._zones.own]):%a %d %b %Y %H:%M}"


def _name(uid: str, which: str) -> str:
    """Return what a thing is known by wherever it is written; what was written here keeps its id."""
    own = OWN.fullmatch(uid) if which in ("", "task") else None
    return f"{KNOWN}{own[1]}" if own else hashlib.sha256(f"{uid}\n{which}".encode()).hexdigest() if uid else ""


def _given(line: Line | None) -> Line:
    if line is None:
        raise ValueError("a time that is missing")
    return line


def _goes_on(moved: Line) -> bool:
    """Tell whether what moved are all times from this one on."""
    return moved.parameter("RANGE").upper() == "THISANDFUTURE"


def _duration(text: str) -> timedelta:
    found = DURATION.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError("no duration")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    return (-1 if found[1] == "-" else 1) * timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _alarm(part: Component) -> str:
    """Return when an alarm was meant to ring, in words."""
    trigger = part.text("TRIGGER")
    try:
        before = -_duration(trigger)
    except ValueError:
        return "alarm set" if trigger else ""
    if before <= timedelta(0):
        return "alarm at its time" if not before else "alarm after it"
    amount = next((before // size, word) for size, word in UNITS if not before % size or size == UNITS[-1][0])
    return f"alarm {amount[0]} {amount[1]}{'' if amount[0] == 1 else 's'} before"
