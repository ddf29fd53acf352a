"""Show and change settings: language, time zone, and whether the cloud model may be asked. Only exact forms change any."""

from typing import Literal
from zoneinfo import available_timezones

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import listed, quoted
from shared.schemas.conversation import Effect

SETTING = "setting"
"""The kind of what a changed setting is, among effects."""

OFF = ("The cloud model is off: nothing of your requests goes to it.", "Pilvimalli on pois: pyynnöistäsi ei mene sinne mitään.")
ON = ("The cloud model may be asked, with masked words only.", "Pilvimallilta saa kysyä, vain peitetyin sanoin.")


def run(request: Request, tools: Tools) -> Answer:
    name, _, value = request.said("query").partition("=") if request.meant.by == "context" else ("", "", "")
    match name:
        case "cloud":
            return _set("cloud", value, request.say(*(OFF if value == "off" else ON)), request, tools)
        case "language":
            return _set("language", value, "Vastaan suomeksi." if value == "fi" else "I'll answer in English.", request, tools)
        case "zone":
            return _zone(value, request, tools)
        case "show":
            return Answer(_shown(request), follow_ups=(request.say("Turn off the cloud", "Pilvi pois"),))
    return Answer(
        request.say(
            "I change a setting only when it is said exactly: “Turn off the cloud”, “Answer in Finnish”, “Set my time zone to Helsinki”. Nothing has changed.",
            "Muutan asetusta vain, kun se sanotaan täsmällisesti: ”Pilvi pois”, ”Vastaa englanniksi”, ”Aikavyöhyke Helsinki”. Mitään ei muutettu.",
        ),
        follow_ups=(request.say("Show my settings", "Näytä asetukset"),),
    )


def _zone(said: str, request: Request, tools: Tools) -> Answer:
    wanted = said.strip().replace(" ", "_").lower()
    found = sorted(zone for zone in available_timezones() if wanted in {zone.lower(), zone.rsplit("/", 1)[-1].lower()})
    if not found:
        return Answer(
            request.say(
                f"I know no time zone {quoted(said)}. Name a city, such as Helsinki.",
                f"En tunne aikavyöhykettä {quoted(said)}. Sano kaupunki, esimerkiksi Helsinki.",
            )
        )
    return _set("zone", found[0], request.say(f"Your time zone is {found[0]}.", f"Aikavyöhykkeesi on {found[0]}."), request, tools)


def _set(name: Literal["language", "zone", "cloud"], value: str, said: str, request: Request, tools: Tools) -> Answer:
    """Change a setting so that it can be taken back."""
    tools.archive.set_setting(name, value)
    effect = Effect("changed", SETTING, name, {"value": request.settings.get(name, "")})
    return Answer(said, follow_ups=(request.say("Undo", "Kumoa"),), effects=(effect,))


def _shown(request: Request) -> str:
    language = request.settings.get("language", request.say("that of your message", "viestisi kieli"))
    cloud = request.settings.get("cloud", "on")
    return request.say("Your settings:\n", "Asetuksesi:\n") + listed(
        (
            request.say(f"language: {language}", f"kieli: {language}"),
            request.say(f"time zone: {request.zone}", f"aikavyöhyke: {request.zone}"),
            request.say(f"cloud model: {cloud}", f"pilvimalli: {cloud}"),
            *((request.say(f"name: {name}", f"nimi: {name}"),) if (name := request.manner.name) else ()),
            *(request.say(f"rule: {quoted(rule)}", f"sääntö: {quoted(rule)}") for rule in request.manner.rules),
        )
    )
