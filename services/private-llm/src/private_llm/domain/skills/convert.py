"""Sums, units, and how long it is until a day: done in code, and said with what was counted."""

from fractions import Fraction
from zoneinfo import ZoneInfo

from private_llm.domain import sums, times
from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import day
from private_llm.domain.sums import reading

WEEK = 7


def run(request: Request, tools: Tools) -> Answer:
    def said(number: Fraction, unit: sums.Unit) -> str:
        return f"{sums.short(number, request.language)} {unit.sign}"

    match reading.read(request.text):
        case reading.Until(named):
            return _until(named, request)
        case reading.Since(named):
            return _since(named, request)
        case reading.Value(value):
            return Answer(sums.short(value, request.language))
        case reading.Converted(amount, given, result, wanted):
            return Answer(f"{said(amount, given)} = {said(result, wanted)}")
    return Answer(
        request.say(
            "I can do sums (“17 × 23”, “15 % of 240”), units (“26.2 miles in km”) and days (“how many days until 19 December?”). I could not read that one.",
            "Osaan laskuja (”17 × 23”, ”15 % 240:stä”), yksiköitä (”26,2 mailia kilometreinä”) ja päiviä (”montako päivää on 19.12. asti?”). Tuota en osannut lukea.",
        )
    )


def _since(named: str, request: Request) -> Answer:
    span = times.day_span(named, now=request.now, zone=request.zone)
    zone = ZoneInfo(request.zone)
    days = (request.now.astimezone(zone).date() - span[0].astimezone(zone).date()).days if span else -1
    if span is None or days < 0:
        return Answer(request.say("Since which day? Name it, for example 1 November.", "Mistä päivästä? Sano se, esimerkiksi 1.11."))
    when, one = day(span[0], request.zone, request.language), days == 1
    return Answer(request.say(f"{days} day{'' if one else 's'} since {when}.", f"{days} päivä{'' if one else 'ä'}: {when} alkaen."))


def _until(named: str, request: Request) -> Answer:
    resolved = times.resolve(named, now=request.now, zone=request.zone)
    if resolved is None:
        return Answer(request.say("Until which day? Name it, for example 19 December.", "Mihin päivään? Sano se, esimerkiksi 19.12."))
    zone = ZoneInfo(request.zone)
    days = (resolved.at.astimezone(zone).date() - request.now.astimezone(zone).date()).days
    when = day(resolved.at, request.zone, request.language)
    count = request.say(f"{days} day{'' if days == 1 else 's'}", "1 päivä" if days == 1 else f"{days} päivää")
    if request.has("week", "viikko"):
        weeks, rest = divmod(days, WEEK)
        count += request.say(f" ({weeks} weeks and {rest} days)", f" ({weeks} viikkoa ja {rest} päivää)")
    return Answer(request.say(f"{count} until {when}.", f"{count}: {when}."))
