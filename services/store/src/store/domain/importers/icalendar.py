"""iCalendar (RFC 5545): each event becomes a note that says what, when and where. Repetitions are told, never unrolled."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event

from store.domain.importers.parsed import Entry, Found, Unread
from store.domain.importers.source import Source

NAME = "icalendar"
EVENT_LINES = 5_000
LINE_CHARACTERS = 8192
"""Longer lines are left out; the parser takes time that grows with their square."""
TEXT_CHARACTERS = 4_000


def accepts(head: str) -> bool:
    """Tell whether it begins with a calendar."""
    return head.lstrip("\ufeff \r\n\t")[:15].upper() == "BEGIN:VCALENDAR"


def read(source: Source, zone: str) -> Iterator[Found]:
    """Yield a note per event; an event that can't be read is reported, and the next one read."""
    event: list[str] = []
    inside = False
    for number, line in enumerate(source.lines(), 1):
        word = line.strip().upper()
        if word == "BEGIN:VEVENT":
            event, inside = [], True
        if inside and len(event) < EVENT_LINES and len(line) < LINE_CHARACTERS:
            event.append(line)
        if word == "END:VEVENT" and inside:
            yield _note("".join(event), number, zone)
            inside = False
    if inside:
        yield Unread(number, "an event without an end")


def _note(text: str, number: int, zone: str) -> Found:
    try:
        event: Any = Event.from_ical(text)
        begin, end = event.get("DTSTART"), event.get("DTEND")
        when = _when(begin.dt, zone) if begin else ""
        until = _when(end.dt, zone) if end and isinstance(end.dt, datetime) else ""
        repeats = event.get("RRULE").to_ical().decode() if event.get("RRULE") else ""
        said = {name: " ".join(str(event.get(name) or "").split()) for name in ("SUMMARY", "LOCATION", "DESCRIPTION")}
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError):
        return Unread(number, "an event that can't be read")
    if not said["SUMMARY"] and not when:
        return Unread(number, "an event without a title and a time")
    parts = [
        said["SUMMARY"],
        f"{when} – {until}" if until else when,
        said["LOCATION"],
        said["DESCRIPTION"],
        f"repeats: {repeats}" if repeats else "",
    ]
    return Entry("note", {"text": ", ".join(part for part in parts if part).replace("\0", "")[:TEXT_CHARACTERS]})


def _when(moment: date, zone: str) -> str:
    if isinstance(moment, datetime):
        local = moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment
        return local.strftime("%a %d %b %Y %H:%M")
    return moment.strftime("%a %d %b %Y")
