"""What is on: events of the calendar and reminders to come, by day and by words."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import day, moment, quoted
from private_llm.domain.settling import things
from private_llm.domain.settling.moments import due
from private_llm.domain.settling.things import STEM
from private_llm.domain.understanding import lexicon
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import Occurrence, RecordView
from shared.schemas.conversation import Source
from shared.stopwords import telling

AHEAD = timedelta(days=7)
FAR = timedelta(days=732)
LIMIT = 200


@dataclass(frozen=True, repr=False)
class Entry:
    """Something that is on, or comes due."""

    at: datetime
    until: datetime
    text: str
    source: Source
    all_day: bool = False
    place: str = ""

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
        return f"{self.text}{f', {self.place}' if self.place else ''} – {when}"


def coming(request: Request, tools: Tools, *, words: str = "", span: tuple[datetime, datetime] | None = None) -> list[Entry]:
    """Return what is on in a span (else from now on), soonest first; with words, only what has them all."""
    since, until = span or (request.now, request.now + (FAR if words else AHEAD))
    events = [entry(one) for one in tools.archive.events(since, until, limit=LIMIT)]
    reminders = [one for one in tools.archive.records("reminder", limit=LIMIT) if one.fields["state"] == "pending"]
    due_then = [
        Entry(due(one), due(one), str(one.fields["text"]), Source("reminder", one.id, str(one.fields["text"]), one.created_at))
        for one in reminders
        if since <= due(one) < until
    ]
    wanted = about(words, request)
    return sorted((one for one in (*events, *due_then) if _has(one.text, wanted)), key=lambda one: one.at)


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


def not_to_change(reminders: Sequence[RecordView], request: Request, tools: Tools) -> Answer | None:
    """Say that an entry of the calendar is not changed here, when the request names one by more words than any reminder."""
    if request.meant.things or lexicon.names_reminder(request.text):
        return None
    events = [entry(one) for one in tools.archive.events(request.now, request.now + FAR, limit=LIMIT)]

    def named(text: str) -> int:
        return things.held(request.text, text)

    best = max(events, key=lambda one: named(one.text), default=None)
    of_reminders = max((named(str(one.fields["text"])) for one in reminders), default=0)
    if best is None or named(best.text) < max(1, of_reminders):
        return None
    said = best.said(request)
    alike = things.matching(reminders, request.text) if named(best.text) == of_reminders else []
    if alike and not lexicon.names_calendar(request.text):
        lead = request.say(
            f"In your calendar, which I can't change, is: {said}. Of the reminders:\n",
            f"Kalenterissasi, jota en voi muuttaa, on: {said}. Muistutuksista:\n",
        )
        return things.which(
            alike,
            request,
            lambda some, _: [quoted(str(one.fields["text"]), 160) for one in some],
            lead=lead,
            when=request.said("when") or request.text,
        )
    return Answer(
        request.say(
            f"That is in your calendar, and I can't change it there; nothing has changed: {said}",
            f"Se on kalenterissasi, jota en voi muuttaa; mitään ei muutettu: {said}",
        ),
        (best.source,),
    )


def about(words: str, request: Request) -> list[str]:
    """Return the words that say what is asked about: not those of time, nor of calendars."""
    left = times.without(words, now=request.now, zone=request.zone)
    return [word for word in map(str.lower, telling(left)) if not word.startswith(tuple(_words()["calendar"]))]


def entry(one: Occurrence) -> Entry:
    """Return one time of an event."""
    return Entry(one.start_at, one.end_at, one.text, Source("event", one.event, one.text, one.start_at), one.all_day, one.place)


def _has(text: str, wanted: Sequence[str]) -> bool:
    spoken = [part for word in plain(text).split() for part in {word, *word.split("-")}]
    return all(any(word.startswith(beginnings) for word in spoken) for beginnings in map(_beginnings, wanted))


def _beginnings(word: str) -> tuple[str, ...]:
    same = next((names for names in _words()["same"] if word.startswith(tuple(names))), None)
    return tuple(same) if same else (word[:STEM],)


@cache
def _words() -> dict[str, list]:  # type: ignore[type-arg]
    return tomllib.loads(resources.files(__package__).joinpath("agenda.toml").read_text(encoding="utf-8"))
