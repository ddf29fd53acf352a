"""What a request puts into the calendar: its title, place, beginning and end, and how it comes again."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request
from private_llm.domain.saying.wording import moment
from private_llm.domain.settling import moments, things
from private_llm.domain.understanding import asked as asked_for
from private_llm.domain.understanding import openers
from private_llm.domain.understanding.lexicon import plain

HOUR = timedelta(hours=1)
"""How long something takes of which that was not said."""
HOURS = re.compile(
    r"(?<![\w.:,–-])(?<!at )(?<!klo )(?<!from )(\d{1,2}(?:[.:]\d\d)?) ?[–-] ?(\d{1,2}(?:[.:]\d\d)?)(?![\w.:–-])(?! ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    re.IGNORECASE,
)
"""From one hour to another, behind a date too."""
MOST_WORDS = 10
"""So many words a time at the end may have."""
ADDING = re.compile(
    rf"\s*{openers.POLITE}(?:i (?:want|need) to )?(?:schedule|arrange|organi[sz]e|plan|{openers.PLAN}) (?:(?:me|us|minulle|mulle) )?(?:an? |the )?(?:new )?",
    re.IGNORECASE,
)
OWN = re.compile(r"^(?:my|our|mun|minun|meidän) ", re.IGNORECASE)
PLACE = re.compile(
    r"\s+(?:(?:in|at|@)\s+(?:room |hall )?(?P<en>(?!(?:English|Finnish|Swedish|French|German|Spanish|Russian|Italian|I|My|The|Person)\b)[A-ZÅÄÖ0-9][\w.&'’/-]*(?: (?:[A-ZÅÄÖ0-9][\w.&'’/-]*|of|and))*)"
    r"|(?:sali|luokka|luokkahuonee|huonee|paika|talo|rakennukse|auditorio)ss[aä]\s+(?P<fi>[\w./-]+)|(?P<case>[A-ZÅÄÖ]+\d[\w./-]*):(?:ss[aä]|ll[aä]|n))\s*$"
)
"""Where something is, at the end of what it is called: a name or a number."""


def asked(request: Request) -> tuple[times.Reading, str]:
    """Return when something is on, and what it is called."""
    request = replace(request, meant=replace(request.meant, text=hours(request.text), words=dict(_spaced(request.meant.words))))
    begins = ADDING.match(request.text) if openers.to_plan(request.text) is None and not request.meant.confirmed else None
    if begins is not None and request.said("text") in request.text:
        request = replace(request, meant=replace(request.meant, words={"text": request.text[begins.end() :]}))
    reading, text = moments.asked(request)
    if moments.MEAL.search(request.text) and (reading.resolved is None or not reading.resolved.has_clock):
        hidden = times.read(moments.MEAL.sub("x", request.said("when") or request.text), now=request.now, zone=request.zone)
        if hidden.resolved is not None or not reading.unread:
            opened = openers.to_plan(request.text)
            return hidden, _title(opened[1] if opened else text or request.said("text"), request)
    return _by_the_end(reading, text.strip(" ,:"), request)


def _by_the_end(reading: times.Reading, text: str, request: Request) -> tuple[times.Reading, str]:
    """Return what the last words say of time, where what something is called seems to say a day too: "weekend planning on Tuesday"."""
    if not text or request.meant.confirmed or times.day_span(text, now=request.now, zone=request.zone, ahead=True) is None:
        return reading, text
    opened = openers.to_plan(request.text)
    whole = opened[1] if opened else request.text
    words = whole.split()
    ends = (at for at in range(max(1, len(words) - MOST_WORDS), len(words)) if asked_for.is_time(plain(" ".join(words[at:]))))
    begin = next(ends, len(words))
    tail = times.read(" ".join(words[begin:]), now=request.now, zone=request.zone)
    if tail.resolved is None or not tail.resolved.has_day:
        return times.Reading(None, (text,)), text
    return tail, moments.PREPOSITION.sub("", " ".join(words[:begin])).strip(" ,:")


def _spaced(words: Mapping[str, str]) -> Mapping[str, str]:
    return {name: hours(said) for name, said in words.items()}


def hours(text: str) -> str:
    """Return a text whose bare hours from one to another are told as such: "9-12" is "at 9-12"."""
    return HOURS.sub(r"at \1-\2", text) if all(_is_hour(one) for found in HOURS.finditer(text) for one in found.groups()) else text


def _is_hour(text: str) -> bool:
    return int(re.split(r"[.:]", text)[0]) <= 24


def _title(text: str, request: Request) -> str:
    """Return what something is called without its time, the meal that it is kept."""
    meals = moments.MEAL.findall(text)
    kept = times.without(moments.MEAL.sub("\ufffc", text), now=request.now, zone=request.zone)
    for meal in meals:
        kept = kept.replace("\ufffc", meal, 1)
    return kept.strip(" ,:")


def unsure(request: Request, reading: times.Reading, text: str) -> Answer | None:
    """Return the question back when it can't be told what is on, or when."""
    if not set(plain(text).split()) - {"it", "that", "this", "se", "tämä", "in", "at", "on"}:
        said = request.say(
            "What shall I put in your calendar? Nothing is there yet.", "Mitä merkitsen kalenteriisi? Mitään ei ole vielä merkitty."
        )
        return things.asked_for("text", request, said, when=request.text)
    if reading.unread:
        return moments.unsure(request, reading, text)
    if reading.before is not None or reading.resolved is None:
        return things.asked_for("when", request, request.say(f"When is that: “{text}”?", f"Milloin se on: “{text}”?"), text=text)
    if reading.resolved.at <= request.now and reading.resolved.has_clock and not reading.resolved.rule:
        said = moment(reading.resolved.at, request.zone, request.language)
        question = request.say(f"{said} has passed already. When is it?", f"{said} on jo mennyt. Milloin se on?")
        return things.asked_for("when", request, question, text=text)
    return None


def fields(text: str, resolved: times.Resolved) -> dict[str, Any]:
    """Return how it is kept: at its hours; where none was said, in its part of the day, or on the whole of its days."""
    text = OWN.sub("", text)
    found = PLACE.search(text)
    title = text[: found.start()].strip(" ,") if found and found.start() else text
    place = next(filter(None, found.groups()), "") if found and title != text else ""
    rule = f"RRULE:{resolved.rule}" if resolved.rule else ""
    return {"text": title, "place": place, "zone": resolved.zone, "rule": rule, **span(resolved)}


def span(resolved: times.Resolved) -> dict[str, Any]:
    """Return when it begins and ends."""
    if resolved.has_clock or (resolved.assumed not in {"", "09:00"} and resolved.end is None):
        end = resolved.end if resolved.end and resolved.end > resolved.at else resolved.at + HOUR
        return {"all_day": False, "start_at": resolved.at.isoformat(), "end_at": end.isoformat()}
    first = resolved.at.astimezone(ZoneInfo(resolved.zone)).date()
    last = resolved.end.astimezone(ZoneInfo(resolved.zone)).date() if resolved.end else first + timedelta(days=1)
    begin, end = (datetime.combine(day, time(), UTC) for day in (first, max(last, first + timedelta(days=1))))
    return {"all_day": True, "start_at": begin.isoformat(), "end_at": end.isoformat()}
