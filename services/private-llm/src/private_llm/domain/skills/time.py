"""The time and the date where the person is, or elsewhere; and which weekday a date is."""

import re
from datetime import UTC
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import day, moment, quoted
from private_llm.domain.skills import recall
from private_llm.domain.times.cities import zone_of

NOW = re.compile(r"(?: (?:right now|now|at the moment|currently|today|nyt|please|kiitos))+$", re.IGNORECASE)
THERE = re.compile(r"(?P<at>.+) @ (?P<place>.*?)(?: ?> (?P<wanted>.+))?")
OF_TIME = re.compile(
    r"\b(?:times?|clock|date|day|days|today|tomorrow|hour|year|month|week\w*|o'?clock|kell\w*|klo|aika\w*|päiv\w*|pvm|tänään|huomenna|kuukau\w*|vuo[sn]\w*|viikko\w*|viikon\w*)\b|\d",
    re.IGNORECASE,
)
OF_A_THING = re.compile(
    r"\bwhat time (?:is|are|was|were|does|do|did|will|should|can|could|shall|must)\b(?! it\b| now\b| the time\b| right\b|n't)(?= \w)"
    r"|\b(?:mihin aikaan|moneltako?)\b",
    re.IGNORECASE,
)
"""What asks when something is, and not how late it is."""


def run(request: Request, tools: Tools) -> Answer:
    if request.said("when"):
        return _weekday(request)
    if request.said("query") == "week":
        week, today = request.now.astimezone(ZoneInfo(request.zone)).isocalendar().week, day(request.now, request.zone, request.language)
        return Answer(request.say(f"It is week {week}: {today}.", f"Nyt on viikko {week}: {today}."))
    if (there := THERE.fullmatch(request.said("query"))) is not None:
        return _there(there, request) if there["wanted"] else _here(there["at"], there["place"], request)
    if not OF_TIME.search(request.text) or (OF_A_THING.search(request.text) and not request.said("query")):
        return recall.run(request, tools)
    other = None if request.said("query") else times.resolve(request.text, now=request.now, zone=request.zone)
    if (
        other is not None
        and other.has_day
        and not other.has_clock
        and other.wall.date() != request.now.astimezone(ZoneInfo(request.zone)).date()
    ):
        return _on(other, request)
    zone = zone_of(_place(request.said("query"))) if request.said("query") else request.zone
    if zone is None:
        return Answer(
            request.say(
                f"I don't know the time zone of {quoted(request.said('query'))}.",
                f"En tunne aikavyöhykettä: {quoted(request.said('query'))}.",
            )
        )
    said = moment(request.now, zone, request.language)
    return Answer(request.say(f"It is {said} ({zone}).", f"Nyt on {said} ({zone})."))


def _weekday(request: Request) -> Answer:
    named = request.said("when").removeprefix("it ")
    resolved = next((found for one in (named, f"{named}.") if (found := times.resolve(one, now=request.now, zone=request.zone))), None)
    if resolved is None:
        return Answer(request.say("Which date? For example 24 December.", "Mikä päivä? Esimerkiksi 24.12."))
    return _on(resolved, request)


def _on(resolved: times.Resolved, request: Request) -> Answer:
    return Answer(request.say(f"It is {day(resolved.at, request.zone, 'en')}.", f"Se on {day(resolved.at, request.zone, 'fi')}."))


def _place(said: str) -> str:
    return NOW.sub("", said).strip()


def _here(at: str, place: str, request: Request) -> Answer:
    """Return what time it is here when it is some time elsewhere."""
    zone = zone_of(_place(place))
    resolved = times.resolve(f"at {at}", now=request.now, zone=zone) if zone else None
    if zone is None or resolved is None:
        return Answer(
            request.say(
                f"I don't know what {quoted(at)} in {quoted(place)} is here.", f"En tiedä, mitä {quoted(at)}, {quoted(place)} on täällä."
            )
        )
    said = moment(resolved.at.astimezone(UTC), request.zone, request.language)
    return Answer(request.say(f"Then it is {said} here ({request.zone}).", f"Silloin täällä on {said} ({request.zone})."))


def _there(said: re.Match[str], request: Request) -> Answer:
    """Return what time it is in one place when it is some time in another, or here."""
    zone, wanted = zone_of(_place(said["place"])) if said["place"] else request.zone, zone_of(_place(said["wanted"]))
    unknown = quoted(said["place"] if zone is None else said["wanted"])
    resolved = times.resolve(f"at {said['at']}", now=request.now, zone=zone) if zone else None
    if zone is None or wanted is None or resolved is None:
        return Answer(request.say(f"I don't know the time zone of {unknown}.", f"En tunne aikavyöhykettä: {unknown}."))
    at = moment(resolved.at.astimezone(UTC), wanted, request.language)
    return Answer(request.say(f"Then it is {at} there ({wanted}).", f"Silloin siellä on {at} ({wanted})."))
