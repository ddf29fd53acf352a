"""Events: put into the calendar, and what is on, of the calendar and reminders."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, source
from private_llm.domain.saying.wording import day, listed, moment, quoted
from private_llm.domain.settling import agenda, appointments, beside, called_off, details, diary, free, moments
from private_llm.domain.skills import recall
from private_llm.domain.understanding import called_off as telling
from private_llm.domain.understanding import details as more_of_it
from private_llm.domain.understanding import openers
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Asked

Span = tuple[datetime, datetime]
SHOWN = 20
FIRST = re.compile(r"\b(?:first|last|eka|ensimmäinen|viimeinen)\b", re.IGNORECASE)
"""What asks for one of a day, whenever it is."""
OFFER = "offer"
"""What the plan asks for when something was told, and nothing ordered."""


def run(request: Request, tools: Tools) -> Answer:
    if not request.meant.confirmed and not openers.to_plan(request.text) and telling.read(request.text):
        return called_off.asked(request, tools) or _offered(request, tools)
    if request.said("query") == more_of_it.DETAIL:
        return details.put(told[0], request, tools) if (told := request.things("event")) else details.placed(request, tools)
    if not request.said("text") or request.meant.span:
        return what_is_on(request, tools)
    if request.said("query") == OFFER and not request.meant.confirmed:
        return _offered(request, tools)
    reading, text = appointments.asked(request)
    question = appointments.unsure(request, reading, text)
    if question is not None or reading.resolved is None:
        return question or Answer("")
    place = {"place": request.said("place")} if request.said("place") else {}
    kept = tools.archive.put("event", request.id, appointments.fields(text, reading.resolved) | place)
    entry = diary.entry_of(kept, request)
    said = request.say(f"In your calendar: {entry.said(request)}", f"Kalenterissasi: {entry.said(request)}")
    follow_ups = (request.say("Undo", "Kumoa"), request.say("Remind me an hour before", "Muistuta tuntia ennen"))
    return Answer(
        f"{said}{_again(kept, request)}{diary.beside(entry, request, tools)}", (source(kept),), follow_ups, effects=(added(kept),)
    )


def _again(kept: RecordView, request: Request) -> str:
    """Say how it comes again."""
    rule = str(kept.fields["rule"]).removeprefix("RRULE:")
    if not rule:
        return ""
    first = datetime.fromisoformat(str(kept.fields["start_at"])).astimezone(ZoneInfo(request.zone)).replace(tzinfo=None)
    often = times.repeats(rule, first, request.zone, request.language)
    return request.say(f", then {often}", f", sitten {often}")


def _when(at: times.Resolved, request: Request) -> str:
    """Return when something would be on."""
    if at.rule:
        often = times.repeats(at.rule, at.wall, request.zone, request.language)
        return f"{often[:1].upper()}{often[1:]}"
    named = moment(at.at, request.zone, request.language) if at.has_clock else day(at.at, request.zone, request.language)
    return f"{named[:1].upper()}{named[1:]}"


def _day_of(at: times.Resolved, request: Request) -> Span:
    """Return the day of a moment."""
    first = at.at.astimezone(ZoneInfo(request.zone)).replace(hour=0, minute=0)
    return first, first + timedelta(days=1)


def _offered(request: Request, tools: Tools) -> Answer:
    """Offer to put down what was only told."""
    told = request.text
    request = replace(request, meant=replace(request.meant, text=appointments.hours(told)))
    what = openers.THERE_IS.sub("", moments.what(request))
    reading = times.read(request.text, now=request.now, zone=request.zone)
    if reading.unread and moments.HALF.search(" ".join(reading.unread)):
        return moments.unsure(replace(request, meant=replace(request.meant, words={"when": request.text})), reading, what) or Answer("")
    asked = Asked("yes", "event", {"text": openers.ARTICLE.sub("", what), "when": request.text})
    if reading.resolved and (there := agenda.coming(request, tools, words=what, span=_day_of(reading.resolved, request))):
        return _listed(request.say("This is on:", "Tiedossa:"), there, request)
    when = f" {_when(reading.resolved, request)}." if reading.resolved and reading.resolved.has_day else ""
    said = request.say(f"Shall I put that in your calendar: {quoted(told)}?{when}", f"Merkitsenkö sen kalenteriin: {quoted(told)}?{when}")
    return Answer(said, follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=asked)


def what_is_on(request: Request, tools: Tools) -> Answer:
    """List what is on: in the days that were named, else in the next seven; only what is asked about, if something is."""
    if (found_by := free.answered(request, tools) or beside.answered(request, tools)) is not None:
        return found_by
    span = request.meant.span or times.day_span(request.text, now=request.now, zone=request.zone, ahead=True)
    if not request.meant.span and span and not FIRST.search(request.text) and (part := agenda.part_of(request, span)):
        span = part
    words = "" if request.meant.span else request.text
    found = agenda.coming(request, tools, words=words if agenda.about(words, request) else "", span=span)
    about = bool(agenda.about(words, request))
    if not found:
        return _by_another_way(words, span, request, tools) if about else _nothing_then(span, request, tools)
    if request.has("next", "seuraav") and not span:
        found = [*found[:1], *[one for one in found if one.source.kind == "event" and found[0].source.kind != "event"][:1]]
    lines = listed(one.said(request) for one in found[:SHOWN])
    more = request.say(f"\n… and {len(found) - SHOWN} more.", f"\n… ja {len(found) - SHOWN} muuta.") if len(found) > SHOWN else ""
    head = request.say("This is on:", "Tiedossa:")
    more += "" if span or about else _later(request, tools)
    return Answer(f"{head}\n{lines}{more}", tuple(one.source for one in found[:SHOWN]))


def _by_another_way(words: str, span: Span | None, request: Request, tools: Tools) -> Answer:
    """Answer where nothing is on by the words that were asked about: by others, at another time, by what was told, or what else is on then."""
    if near := agenda.like(request, tools, words, span=span):
        lead = request.say("Nothing goes by that name. This does by another:", "Sillä nimellä ei ole mitään. Toisella nimellä on:")
        return _listed(lead, near[:SHOWN], request)
    if span and (once := agenda.coming(request, tools, words=words)):
        return _listed(request.say("Not then. It is on:", "Ei silloin. Se on:"), once[:1], request)
    if told := recall.if_told(request, tools, surely=True):
        return told
    nothing = request.say("I find no such thing in your calendar or reminders.", "En löydä sellaista kalenterista enkä muistutuksista.")
    others = agenda.coming(request, tools, span=span) if span else []
    if not any(one.source.kind == "event" for one in others) and (close := recall.if_near(request, tools, nothing)):
        return close
    if others:
        lead = request.say("Nothing goes by that name. This is on then:", "Sillä nimellä ei ole mitään. Silloin on:")
        return _listed(lead, others[:SHOWN], request)
    return _nothing_then(span, request, tools, about=True) if span else Answer(nothing)


def _nothing_then(span: Span | None, request: Request, tools: Tools, *, about: bool = False) -> Answer:
    """Say that nothing is on; what reads as a time may be what something is called, as in "when is the autumn dinner?"."""
    if free.WHEN.match(request.text) and (told := recall.if_told(request, tools, surely=True)):
        return told
    said = request.say(
        "There is nothing then, in your calendar or reminders.", "Silloin ei ole mitään, ei kalenterissa eikä muistutuksissa."
    )
    return Answer(said + ("" if span or about else _later(request, tools)))


def _listed(lead: str, found: Sequence[agenda.Entry], request: Request) -> Answer:
    return Answer(f"{lead}\n{listed(one.said(request) for one in found)}", tuple(one.source for one in found))


def _later(request: Request, tools: Tools) -> str:
    """Say what is the next of the calendar after the days that were shown, when no days were named."""
    after = agenda.coming(request, tools, span=(request.now + agenda.AHEAD, request.now + agenda.FAR))
    first = next((one for one in after if one.source.kind == "event"), None)
    return (
        request.say(f"\nAfter these seven days: {first.said(request)}", f"\nNäiden seitsemän päivän jälkeen: {first.said(request)}")
        if first
        else ""
    )
