"""Sums, units, and how long it is until a day: done in code, and said with what was counted."""

import math
import re
from dataclasses import replace
from datetime import UTC
from fractions import Fraction
from zoneinfo import ZoneInfo

from private_llm.domain import sums, times
from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.retrieval import counting, looking, quoting
from private_llm.domain.saying import passages
from private_llm.domain.saying.wording import day, moment, quoted
from private_llm.domain.settling import agenda, things
from private_llm.domain.skills import recall
from private_llm.domain.sums import reading
from shared.stopwords import telling

LASTS = re.compile(r"\b(?:kestää|kestänyt|kesti|lasts?|takes?)\b", re.IGNORECASE)
WEEK = 7
HOUR, NIGHT_AND_DAY = 60, 24
DAYS = ("day", "week", "night", "sleep", "month", "päiv", "viikko", "yötä", "aamu")
MINUTES = ("minute", "mins", "minuut")
HOURS = ("hour", "tuntia", *MINUTES)
"""By what it is counted how long it is."""
LIMIT = 500


def run(request: Request, tools: Tools) -> Answer:
    def said(number: Fraction, unit: sums.Unit) -> str:
        return f"{sums.short(number, request.language)} {unit.sign}"

    if counted := counting.answer(request, tools):
        return counted
    match reading.read(request.text):
        case reading.Until(named):
            return _until(named, request, tools)
        case reading.Since(named):
            return _since(named, request)
        case reading.Exchanged():
            return Answer(
                request.say(
                    "I can't know exchange rates: they change every day, and I don't look on the internet. Tell me the rate, and I multiply: “20 × 0.92”.",
                    "En voi tietää valuuttakursseja: ne muuttuvat joka päivä, enkä katso netistä. Sano kurssi, niin kerron: ”20 × 0,92”.",
                )
            )
        case reading.Value(value):
            return Answer(sums.short(value, request.language))
        case reading.Converted(amount, given, result, wanted):
            return Answer(said(result, wanted) if given == wanted else f"{said(amount, given)} = {said(result, wanted)}")
    return Answer(
        request.say(
            "I can do sums (“17 × 23”, “15 % of 240”), units (“26.2 miles in km”) and days (“how many days until 19 December?”). I could not read that one.",
            "Osaan laskuja (”17 × 23”, ”15 % 240:stä”), yksiköitä (”26,2 mailia kilometreinä”) ja päiviä (”montako päivää on 19.12. asti?”). Tuota en osannut lukea.",
        )
    )


def _told(named: str, request: Request, tools: Tools) -> times.Resolved | None:
    """Return the one day that notes name for what is asked about: a birthday, say."""
    wanted = len(telling(named))
    notes = [str(one.fields["text"]) for one in tools.archive.records("note", limit=LIMIT)]
    found = [times.resolve(text, now=request.now, zone=request.zone) for text in notes if wanted and things.held(named, text) >= wanted]
    days = {one.wall.date(): one for one in found if one is not None and one.has_day and not one.rule}
    return next(iter(days.values())) if len(days) == 1 else None


def _since(named: str, request: Request) -> Answer:
    span = times.day_span(named, now=request.now, zone=request.zone)
    zone = ZoneInfo(request.zone)
    days = (request.now.astimezone(zone).date() - span[0].astimezone(zone).date()).days if span else -1
    if span is None or days < 0:
        return Answer(request.say("Since which day? Name it, for example 1 November.", "Mistä päivästä? Sano se, esimerkiksi 1.11."))
    when, one = day(span[0], request.zone, request.language), days == 1
    return Answer(request.say(f"{days} day{'' if one else 's'} since {when}.", f"{days} päivä{'' if one else 'ä'}: {when} alkaen."))


def _until_an_hour(resolved: times.Resolved, request: Request) -> Answer:
    """Say how many hours and minutes there are until then; to a day, until it begins."""
    at = resolved.at
    if not resolved.has_clock and not resolved.from_now:
        at = resolved.wall.replace(hour=0, minute=0, tzinfo=ZoneInfo(request.zone)).astimezone(UTC)
    minutes = max(0, math.ceil((at - request.now).total_seconds() / 60))
    hours, rest = divmod(minutes, HOUR)
    days, hours = divmod(hours, NIGHT_AND_DAY) if not request.has(*HOURS) else (0, hours)
    parts = ((days, request.say("d", "pv")), (hours, "h"), (rest, "min"))
    said = " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 min"
    said = f"{minutes} min" if request.has(*MINUTES) else said
    when = moment(at, request.zone, request.language)
    return Answer(request.say(f"{said} until {when}.", f"{said}: {when}."))


def _until(named: str, request: Request, tools: Tools) -> Answer:
    named = f"at {named}" if named.isdigit() else named
    resolved = times.resolve(named, now=request.now, zone=request.zone) or _told(named, request, tools)
    said: Answer | None = None
    if resolved is None:
        resolved, said = _on_or_written(named, request, tools)
    if resolved is None and LASTS.search(request.text):
        return recall.run(request, tools)
    if resolved is None:
        return Answer(request.say("Until which day? Name it, for example 19 December.", "Mihin päivään? Sano se, esimerkiksi 19.12."))
    zone = ZoneInfo(request.zone)
    days = (resolved.at.astimezone(zone).date() - request.now.astimezone(zone).date()).days
    if request.has(*HOURS) or (resolved.has_clock and not request.has(*DAYS)):
        return _until_an_hour(resolved, request)
    when = day(resolved.at, request.zone, request.language)
    count = request.say(f"{days} day{'' if days == 1 else 's'}", "1 päivä" if days == 1 else f"{days} päivää")
    if request.has("week", "viikko"):
        weeks, rest = divmod(days, WEEK)
        count += request.say(f" ({weeks} weeks and {rest} days)", f" ({weeks} viikkoa ja {rest} päivää)")
    more = f"\n{said.text}" if said else ""
    return Answer(request.say(f"{count} until {when}.", f"{count}: {when}.") + more, said.sources if said else ())


def _on_or_written(named: str, request: Request, tools: Tools) -> tuple[times.Resolved | None, Answer | None]:
    """Return the day of what is asked about by the calendar, or by what was told or written, and that."""
    found = (
        [one for one in agenda.coming(request, tools, words=named) if one.source.kind == "event"] if agenda.about(named, request) else []
    )
    if found:
        return times.Resolved(found[0].at, request.zone), Answer(found[0].said(request), (found[0].source,))
    about = replace(request, meant=replace(request.meant, text=f"{request.say('when is', 'milloin on')} {named}?"))
    looked = looking.answers(about, tools)
    if not looked.is_sure() or not looked.hits:
        return None, None
    best = looked.hits[0]
    at = times.resolve(best.text, now=best.at, zone=request.zone)
    if at is None or not at.has_day or at.rule or at.at < request.now:
        return None, None
    return at, Answer(passages.said(best, quoted(best.text, quoting.BESIDE), request), (source(best),))
