"""Show and change settings: language, time zone, and whether the cloud model may be asked."""

import re
from zoneinfo import available_timezones

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.wording import listed, quoted

OFF = ("off", "disable", "don't", "not", "never", "stop", "only", "local", "pois", "älä", "kiellä", "vain")


def run(request: Request, tools: Tools) -> Answer:
    if request.has("cloud", "pilv") or request.has("local", "paikalli"):
        value = "off" if request.has(*OFF) else "on"
        tools.archive.set_setting("cloud", value)
        if value == "off":
            return Answer(
                request.say(
                    "The cloud model is off: nothing of your requests goes to it.", "Pilvimalli on pois: pyynnöistäsi ei mene sinne mitään."
                )
            )
        return Answer(
            request.say("The cloud model may be asked, with masked words only.", "Pilvimallilta saa kysyä, vain peitetyin sanoin.")
        )
    if request.has("english", "englan"):
        tools.archive.set_setting("language", "en")
        return Answer("I'll answer in English.")
    if request.has("finnish", "suom"):
        tools.archive.set_setting("language", "fi")
        return Answer("Vastaan suomeksi.")
    zone = _zone(request.text)
    if zone:
        tools.archive.set_setting("zone", zone)
        return Answer(request.say(f"Your time zone is {zone}.", f"Aikavyöhykkeesi on {zone}."))
    return Answer(_shown(request), follow_ups=(request.say("Turn off the cloud", "Pilvi pois"),))


def _zone(text: str) -> str | None:
    words = {word.lower() for word in re.findall(r"[\w/+-]+", text)}
    return next((zone for zone in sorted(available_timezones()) if zone.lower() in words or zone.rsplit("/", 1)[-1].lower() in words), None)


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
