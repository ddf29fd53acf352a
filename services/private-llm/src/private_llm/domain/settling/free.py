"""Tell whether a time is free: an hour, a part of a day, or whole days, and when there is room in a day. What is on takes time; a
reminder does not, and is told beside."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import day, listed, moment
from private_llm.domain.settling import agenda
from private_llm.domain.settling.agenda import Entry

FREE = re.compile(
    r"\W*(?:so |and |hey |no )*(?:(?:am i|are we|will i be|would i be) .*\b(?:free|available)|(?:do|will) (?:i|we) have (?:\S+ )?time\b|is there (?:any |still |enough )*(?:room|time|space|a (?:free )?slot)\b|onko (?:vielä )?tilaa\b|when (?:am|are|will|would|do) (?:i|we) (?:be |have )?.*\b(?:free|available|time)\b|"
    r"(?:olenko|oonko|ollaanko|olenks|oonks) (?:\S+ )*?vapaa|(?:onko|olisiko|oisko|onks) (?:mulla|minulla|meillä) (?:\S+ )*?(?:aikaa|vapaa)|(?:ehdinkö|ehtisinkö|pääsenkö)|(?:koska|milloin|millon|mihin aikaan) (?:\S+ )*?(?:vapaa|aikaa))",
    re.IGNORECASE,
)
TAKEN = re.compile(
    r"\W*(?:so |and |hey |no )*(?:(?:am i|are we|will i be) .*\b(?:busy|booked)|(?:do|have) (?:i|we) (?:have |got )?(?:\S+ )?(?:anything|something|plans)\b|"
    r"(?:olenko|oonko|ollaanko|olenks) (?:\S+ )*?(?:varattu|kiire)|(?:onko|olisiko|oisko|onks) (?:mulla|minulla|meillä) (?:\S+ )*?(?:mitään|jotain|menoa|kiire))",
    re.IGNORECASE,
)
"""What asks whether a time is taken rather than free."""
BETWEEN = re.compile(r"\b(?:between|from) (\d{1,2}(?:[.:]\d\d)?) (?:and|to|till|until) (\d{1,2}(?:[.:]\d\d)?)\b", re.IGNORECASE)
WHEN = re.compile(r"\W*(?:when|what time|koska|milloin|millon|mihin aikaan)\b", re.IGNORECASE)
HOUR = timedelta(hours=1)
WAKING = (time(8), time(22))
"""Between these hours of a day room is looked for."""
DAYS = 7


def answered(request: Request, tools: Tools) -> Answer | None:
    """Answer whether there is time; None when that is not asked, or of nothing more than a day."""
    asks_taken = TAKEN.match(request.text) is not None
    if request.meant.span or not (asks_taken or FREE.match(request.text)):
        return None
    at = times.read(BETWEEN.sub(r"\1-\2", request.text), now=request.now, zone=request.zone).resolved
    if at is not None and at.has_clock and not at.rule:
        return _yes_or_no(moment(at.at, request.zone, request.language), (at.at, at.end or at.at + HOUR), request, tools, asks_taken)
    days = times.day_span(request.text, now=request.now, zone=request.zone, ahead=True)
    part = agenda.part_of(request, days)
    if part is not None and not (asks_taken and agenda.about(request.text, request)):
        return _yes_or_no(_said(part, request), part, request, tools, asks_taken)
    if asks_taken or days is None or days[1] - days[0] > timedelta(days=DAYS, hours=1):
        return None
    return _room(days, request, tools)


def _yes_or_no(when: str, span: tuple[datetime, datetime], request: Request, tools: Tools, asks_taken: bool) -> Answer:
    found = [one for one in agenda.coming(request, tools, span=span) if one.overlaps(*span)]
    taken = [one for one in found if _takes_time(one)]
    yes = bool(taken) == asks_taken
    lead = request.say("Yes" if yes else "No", "Kyllä" if yes else "Ei")
    said = request.say(f"{lead}, on {when} there is:", f"{lead}, {when} on:") if taken else _free(when, lead, found, request)
    lines = "\n" + listed(one.said(request) for one in taken) if taken else ""
    return Answer(f"{said}{lines}{_beside(found, request)}", tuple(one.source for one in (taken or found)))


def _said(part: tuple[datetime, datetime], request: Request) -> str:
    begin, end = (at.astimezone(ZoneInfo(request.zone)) for at in part)
    over = "24:00" if end.time() == time() else f"{end:%H:%M}"
    when = day(begin, request.zone, request.language)
    return request.say(f"{when} between {begin:%H:%M} and {over}", f"{when} klo {begin:%H.%M}–{over.replace(':', '.')}")


def _room(days: tuple[datetime, datetime], request: Request, tools: Tools) -> Answer:
    """Say of each day what is on and when there is room."""
    found = [one for one in agenda.coming(request, tools, span=(max(days[0], request.now), days[1])) if one.overlaps(*days)]
    taken = [one for one in found if _takes_time(one)]
    zone, count = ZoneInfo(request.zone), (days[1] - days[0] + HOUR).days
    dates = [days[0].astimezone(zone).date() + timedelta(days=number) for number in range(count)]
    if not taken:
        when = day(days[0], request.zone, request.language)
        last = day(days[1] - HOUR, request.zone, request.language)
        when = when if count == 1 else request.say(f"{when} to {last}", f"{when} – {last}")
        said = _free(when, request.say("Yes", "Kyllä"), found, request)
        return Answer(f"{said}{_beside(found, request)}", tuple(one.source for one in found))
    lead = "" if WHEN.match(request.text) else request.say("Not all the time. ", "Et koko aikaa. ")
    lines = []
    for date in dates:
        begin, end = (datetime.combine(date, hour, zone) for hour in WAKING)
        gaps = list(_gaps(taken, max(begin, request.now), end))
        said = ", ".join(f"{one.astimezone(zone):%H:%M}–{other.astimezone(zone):%H:%M}" for one, other in gaps)
        said = said.replace(":", request.say(":", "."))
        free = request.say(f"free {said}", f"vapaata {said}") if gaps else request.say("no room", "ei tilaa")
        lines.append(f"{day(begin, request.zone, request.language)}: {free}")
    on = request.say("This is on:", "Tiedossa:")
    what = listed(one.said(request) for one in taken)
    return Answer(f"{lead}{on}\n{what}\n" + "\n".join(lines) + _beside(found, request), tuple(one.source for one in taken))


def _gaps(taken: Sequence[Entry], begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    gaps: list[tuple[datetime, datetime]] = []
    for one in taken:
        if begin < min(one.at, end):
            gaps.append((begin, min(one.at, end)))
        begin = max(begin, one.until)
    return [*gaps, (begin, end)] if begin < end else gaps


def _takes_time(one: Entry) -> bool:
    return one.source.kind == "event" and not one.all_day


def _free(when: str, lead: str, found: Sequence[Entry], request: Request) -> str:
    """Say that nothing is on; what is on all day may take the time or not."""
    if any(one.all_day for one in found):
        return request.say(f"On {when} there is only something that is on all day.", f"Silloin ({when}) on vain koko päivän merkintä.")
    return request.say(f"{lead}, on {when} you are free.", f"{lead}, {when} olet vapaa.")


def _beside(found: Sequence[Entry], request: Request) -> str:
    """Tell what takes no time: whole days, and reminders that come then."""
    whole = [one for one in found if one.all_day]
    reminders = [one for one in found if one.source.kind == "reminder"]
    said = request.say("\nAll day:", "\nKoko päivän:") + "\n" + listed(one.said(request) for one in whole) if whole else ""
    if reminders:
        said += request.say("\nReminders come then:", "\nMuistutuksia silloin:") + "\n" + listed(one.said(request) for one in reminders)
    return said
