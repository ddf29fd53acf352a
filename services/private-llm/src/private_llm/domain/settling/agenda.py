"""What is on: events of the calendar and reminders to come, by day and by words."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Request, Tools
from private_llm.domain.retrieval import question
from private_llm.domain.saying.wording import day, moment
from private_llm.domain.settling import things
from private_llm.domain.settling.dues import due
from private_llm.domain.settling.things import STEM
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import Occurrence
from shared.schemas.conversation import Source
from shared.stopwords import telling

AHEAD = timedelta(days=7)
FAR = timedelta(days=732)
LIMIT, MOST = 200, 1000
LEAST = 2
"""Longer are the other names by which something is found."""


@dataclass(frozen=True, repr=False)
class Entry:
    """Something that is on, or comes due."""

    at: datetime
    until: datetime
    text: str
    source: Source
    all_day: bool = False
    place: str = ""
    guests: tuple[str, ...] = ()
    rule: str = ""

    @property
    def words(self) -> str:
        """What it is found by."""
        return " ".join((self.text, self.place, *self.guests))

    def overlaps(self, since: datetime, until: datetime) -> bool:
        """Tell whether it is on at some time of a span."""
        return self.at < until and (self.until > since or self.at >= since)

    def said(self, request: Request) -> str:
        """Return it with its day and time."""
        if self.all_day:
            last = self.until - timedelta(seconds=1)
            first, end = (day(at, request.zone, request.language) for at in (self.at, last))
            when = first if first == end else f"{first} – {end}"
        else:
            when = moment(self.at, request.zone, request.language)
            if self.until > self.at:
                when += f"–{self.until.astimezone(ZoneInfo(request.zone)):{request.say('%H:%M', '%H.%M')}}"
        whom = request.say(f", with {', '.join(self.guests)}", f", mukana {', '.join(self.guests)}") if self.guests else ""
        return f"{self.text}{f', {self.place}' if self.place else ''}{whom} – {when}"


def coming(request: Request, tools: Tools, *, words: str = "", span: tuple[datetime, datetime] | None = None) -> list[Entry]:
    """Return what is on in a span (else from now on), soonest first; with words, only what has them all."""
    since, until = span or (request.now, request.now + (FAR if words else AHEAD))
    events = [entry(one) for one in tools.archive.events(since, until, limit=MOST if words else LIMIT)]
    reminders = [one for one in tools.archive.records("reminder", limit=LIMIT) if one.fields["state"] == "pending"]
    due_then = [
        Entry(due(one), due(one), str(one.fields["text"]), Source("reminder", one.id, str(one.fields["text"]), one.created_at))
        for one in reminders
        if since <= due(one) < until
    ]
    wanted = about(words, request)
    return sorted((one for one in (*events, *due_then) if _has(one.words, wanted)), key=lambda one: one.at)


def part_of(request: Request, days: tuple[datetime, datetime] | None) -> tuple[datetime, datetime] | None:
    """Return the part of a day that a request names ("Thursday evening"), or None; without a day it is today's."""
    part = times.hours(request.text, now=request.now, zone=request.zone)
    if part is None or (days is not None and days[1] - days[0] > timedelta(hours=25)):
        return None
    zone = ZoneInfo(request.zone)
    first = (days[0] if days else request.now).astimezone(zone).date()
    begin, end = (datetime.combine(first, time(), zone) + timedelta(hours=hour) for hour in part)
    return begin, end


def like(request: Request, tools: Tools, words: str, *, span: tuple[datetime, datetime] | None = None) -> list[Entry]:
    """Return what is on, next time only, that holds the names or other telling words among some, if not all: "Dinner with Liisa" for
    "the meeting with Liisa". Those that hold the most come first."""
    generic = {name for names in _words()["same"] for name in names} | set(_words()["generic"])
    named = [word for word in about(words, request) if not word.startswith(tuple(generic))]
    found: dict[str, Entry] = {}
    for one in coming(request, tools, span=span or (request.now, request.now + FAR)):
        if named and things.held(" ".join(named), one.text):
            found.setdefault(one.text, one)
    return list(found.values())


def about(words: str, request: Request) -> list[str]:
    """Return the words that say what is asked about: not those of time, nor of calendars."""
    left = times.without(words, now=request.now, zone=request.zone)
    return [word for word in map(str.lower, telling(left)) if not word.startswith(tuple(_words()["calendar"]))]


def entry(one: Occurrence) -> Entry:
    """Return one time of an event."""
    return Entry(
        one.start_at, one.end_at, one.text, Source("event", one.event, one.text, one.start_at), one.all_day, one.place, one.guests, one.rule
    )


def _has(text: str, wanted: Sequence[str]) -> bool:
    spoken = [part for word in plain(text).split() for part in {word, *word.split("-")}]
    return all(any(word.startswith(beginnings) for word in spoken) for beginnings in map(_beginnings, wanted))


def _beginnings(word: str) -> tuple[str, ...]:
    same = next((names for names in _words()["same"] if word.startswith(tuple(names))), None)
    ways = [one[:STEM] for one in question.same(word) if len(one) > LEAST]
    return (*same, *ways) if same else (word[:STEM], *ways)


@cache
def _words() -> dict[str, list]:  # type: ignore[type-arg]
    return tomllib.loads(resources.files(__package__).joinpath("agenda.toml").read_text(encoding="utf-8"))
