"""The time and the date where the person is, or elsewhere; and which weekday a date is."""

from zoneinfo import available_timezones

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import day, moment, quoted


def run(request: Request, tools: Tools) -> Answer:
    if request.said("when"):
        return _weekday(request)
    zone = _zone(request.said("query")) if request.said("query") else request.zone
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
    return Answer(request.say(f"It is {day(resolved.at, request.zone, 'en')}.", f"Se on {day(resolved.at, request.zone, 'fi')}."))


def _zone(place: str) -> str | None:
    """Return the zone that a city names; in Finnish a case ending may follow."""
    wanted = place.strip().replace(" ", "_").lower()
    cities = {zone.rsplit("/", 1)[-1].lower(): zone for zone in sorted(available_timezones(), reverse=True)}
    if wanted in cities:
        return cities[wanted]
    stem = wanted.removesuffix("ssa").removesuffix("ssä")
    return next((zone for city, zone in cities.items() if stem != wanted and city in {stem, stem[:-1], stem.replace("i", "y")}), None)
