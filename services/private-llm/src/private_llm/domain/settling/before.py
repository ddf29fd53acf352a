"""Reminders so long before something: of the calendar, told in the same breath, or told when it was asked for."""

import re
from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, source
from private_llm.domain.saying.wording import day, moment
from private_llm.domain.settling import agenda, earlier, eve, things
from private_llm.domain.settling.reminding import put, there_already, told_back
from private_llm.domain.understanding import lexicon, openers
from private_llm.domain.understanding.lexicon import plain

STARTING = re.compile(
    r",?\s*(?:before |after )?(?:it|that|the event|se|sen) (?:starts?|begins?|alkaa|alkamista|alkua)\b.*|,?\s*(?:ennen|jälkeen)$|,? (?:lähtöä|lähtemistä|alkua|alkamista)$",
    re.IGNORECASE,
)
CLOCK = re.compile(r"\b(?:at|klo|kello) \d{1,2}(?:[.:]\d\d)?(?: ?[ap]m)?\b", re.IGNORECASE)
EVENT_TO = re.compile(r"(?P<event>.+?) (?:to|että|that i should|and) (?P<what>.+)", re.IGNORECASE)
"""An event, and what is to be done before it."""
BEFORE_MEAL = re.compile(
    r"(?P<length>(?:\d+|an?|half an|two|five|ten|fifteen|twenty|thirty) ?(?:min(?:ute)?s?|m|h|hours?|hrs?|days?)) (?P<before>before) (?:my |the |our )?(?P<what>(?:breakfast|brunch|lunch|dinner|supper) (?:with|at) [^,.!?]+)",
    re.IGNORECASE,
)
IS = re.compile(r" (?:is|are|on|starts|alkaa)$|'s$", re.IGNORECASE)
"""What only joined a time that is left out."""


def before_meal(request: Request) -> tuple[times.Reading, str] | None:
    """Return how long before a meal with somebody, which is an event and no hour, and what it is called."""
    named = BEFORE_MEAL.search(request.text)
    reading = times.read(f"{named['length']} {named['before']}", now=request.now, zone=request.zone) if named else None
    return (reading, named["what"]) if named and reading and reading.before is not None else None


def before_event(reading: times.Reading, text: str, request: Request, tools: Tools, *, named: str = "") -> Answer:
    """Set a reminder so long before (or after) an event that the words and the day name; ask when none or several fit."""
    if len(picked := request.things("event")) > 1:
        return _before_each(reading, text, request, tools, named=named)
    words, what = (named, "") if named else _of_event(text, request)
    span = times.day_span(request.text, now=request.now, zone=request.zone, ahead=True)
    found = agenda.coming(request, tools, words=words, span=span) if agenda.about(words, request) else []
    if not found and eve.is_pointed(words):
        found = eve.told(request, tools)
        words = found[0].text if len(found) == 1 else words
    found = [one for one in found if one.source.kind == "event"] or found
    if picked:
        found = [one for one in agenda.coming(request, tools, span=(request.now, request.now + agenda.FAR)) if one.source.id in picked][:1]
    elif not found and (near := [one for one in agenda.like(request, tools, words) if one.source.kind == "event"]):
        return things.is_it(near, request, text=text or words)
    at = (found[0].at.astimezone(ZoneInfo(request.zone)) + reading.before) if found and reading.before else None
    clock = CLOCK.search(request.said("when") or request.text)
    own = times.resolve(clock[0], now=request.now, zone=request.zone) if clock else None
    if at is not None and own is not None and reading.before and not (reading.before.hours or reading.before.minutes):
        at = at.replace(hour=own.at.astimezone(ZoneInfo(request.zone)).hour, minute=own.at.astimezone(ZoneInfo(request.zone)).minute)
    if len({one.source.id for one in found}) > 1 and len({one.at for one in found}) > 1:
        question = request.say(
            "Before which of these? A number is enough; nothing is set yet.",
            "Mitä näistä ennen? Numero riittää; mitään ei ole vielä asetettu.",
        )
        return things.one_of(found, request, question, text=text or words)
    if at is None or at <= request.now:
        shown = "".join(f"\n• {one.said(request)}" for one in found[:5])
        question = request.say(
            f"I can't tell when that is, so nothing is set yet. Which day, and what time?{shown}",
            f"En tiedä, milloin se on, joten mitään ei ole vielä asetettu. Mikä päivä ja mihin aikaan?{shown}",
        )
        return things.asked_for("when", request, question, text=what or words or text, before=request.text)
    resolved = times.Resolved(at.astimezone(UTC), request.zone, wall=at.replace(tzinfo=None))
    if there := there_already(what or found[0].text, resolved, request, tools):
        return there
    reminder = put(request, tools, what or found[0].text, resolved)
    return Answer(
        told_back(reminder, request), (source(reminder), found[0].source), (request.say("Undo", "Kumoa"),), effects=(added(reminder),)
    )


def _before_each(reading: times.Reading, text: str, request: Request, tools: Tools, *, named: str) -> Answer:
    """Set a reminder before each of several things that were picked."""
    answers = []
    for number, thing in enumerate(request.meant.things):
        one = replace(request, id=f"{request.id}.{number}", meant=replace(request.meant, things=(thing,)))
        answers.append(before_event(reading, text, one, tools, named=named))
    sources, effects = (tuple(one for answer in answers for one in getattr(answer, kind)) for kind in ("sources", "effects"))
    asked = next((answer.asked for answer in answers if answer.asked), None)
    return Answer("\n".join(answer.text for answer in answers), sources, (request.say("Undo", "Kumoa"),), effects=effects, asked=asked)


def told(request: Request, tools: Tools) -> Answer | None:
    """Set a reminder so long before something whose time was asked for and is told now; ask for its hour where that is missing."""
    at = times.resolve(request.said("when"), now=request.now, zone=request.zone)
    length = times.read(eve.said(request.said("before")), now=request.now, zone=request.zone).before
    if at is None or length is None:
        return None
    moved = earlier.than(at, length, now=request.now)
    if moved is None:
        question = request.say("At what time does it begin? Nothing is set yet.", "Mihin aikaan se alkaa? Mitään ei ole vielä asetettu.")
        return things.asked_for("when", request, question)
    if moved.at <= request.now:
        return None
    reminder = put(request, tools, request.said("text"), moved)
    return Answer(told_back(reminder, request), (source(reminder),), (request.say("Undo", "Kumoa"),), effects=(added(reminder),))


def ahead_of(request: Request, tools: Tools) -> Answer:
    """Set a reminder so long before what is told in the same breath, which it tells with its own time."""
    said, before = request.said("text"), eve.said(request.said("when"))
    order = before.split()[0]  # Who is to be woken rises in the morning.
    at = times.resolve(f"{order} {said}", now=request.now, zone=request.zone)
    length = times.read(before, now=request.now, zone=request.zone)
    moved = earlier.than(at, length.before, now=request.now) if at and length.before and not length.unread else None
    if moved and (clock := CLOCK.search(before)) and (own := times.resolve(clock[0], now=request.now, zone=request.zone)):
        wall = moved.wall.replace(hour=own.wall.hour, minute=own.wall.minute)
        moved = replace(moved, wall=wall, at=wall.replace(tzinfo=ZoneInfo(request.zone)).astimezone(UTC))
    what = IS.sub("", times.without(said, now=request.now, zone=request.zone))
    if at is None or moved is None or moved.at <= request.now:
        question = request.say(
            "I can't tell when that is, so nothing is set yet. When shall I remind you: which day, and what time?",
            "En tiedä, milloin se on, joten mitään ei ole vielä asetettu. Milloin muistutan: minä päivänä ja mihin aikaan?",
        )
        return things.asked_for("when", request, question, text=what or said)
    when = (moment if at.has_clock else day)(at.at, request.zone, request.language)
    reminder = put(request, tools, what if at.rule else f"{what} ({when})", moved)
    return Answer(told_back(reminder, request), (source(reminder),), (request.say("Undo", "Kumoa"),), effects=(added(reminder),))


def _of_event(text: str, request: Request) -> tuple[str, str]:
    """Return what a reminder is to come before, and what is to be done then, where that was said; "it" has no name."""
    opened = openers.to_remind(request.text)
    words = times.without(text or (opened[1] if opened else request.text), now=request.now, zone=request.zone)
    words = STARTING.sub("", " ".join(words.split())).strip(" ,.")
    if named := EVENT_TO.match(words):
        return named["event"], named["what"]
    if lexicon.is_to_do(plain(words).removeprefix("to ")):  # Before what was spoken of.
        return "", words.removeprefix("to ")
    return words, ""
