"""Tell whether an hour is free, and what is on then."""

import re
from datetime import timedelta

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import listed, moment
from private_llm.domain.settling import agenda

ASKED = re.compile(
    r"\W*(?:so |and |hey |no )*(?:(?:am i|are we|will i be) .*\b(?:free|available|busy|booked)|(?:do|have) (?:i|we) (?:have |got )?(?:\S+ )?(?:time|anything|something)|"
    r"(?:olenko|oonko|ollaanko|olenks) (?:\S+ )*?(?:vapaa|varattu|kiire)|(?:onko|olisiko|oisko) (?:mulla|minulla|meillä) (?:\S+ )*?(?:aikaa|vapaa|mitään|jotain|menoa|kiire)|(?:ehdinkö|ehtisinkö|pääsenkö))",
    re.IGNORECASE,
)
TAKEN = re.compile(r"\b(?:busy|booked|varattu\w*|kiire\w*|anything|something|mitään|jotain|menoa)\b", re.IGNORECASE)
"""What asks whether an hour is taken rather than free."""
HOUR = timedelta(hours=1)


def at_an_hour(request: Request, tools: Tools) -> Answer | None:
    """Answer yes or no when a time of day is asked about; None when it is not."""
    at = times.read(request.text, now=request.now, zone=request.zone).resolved
    if at is None or not at.has_clock or at.rule or request.meant.span or not ASKED.match(request.text):
        return None
    found = agenda.coming(request, tools, span=(at.at, at.end or at.at + HOUR))
    taken = [one for one in found if one.source.kind == "event" and not one.all_day]
    when = moment(at.at, request.zone, request.language)
    yes = bool(taken) == bool(TAKEN.search(request.text))
    lead = request.say("Yes" if yes else "No", "Kyllä" if yes else "Ei")
    said = (
        request.say(f"{lead}, on {when} there is:", f"{lead}, {when} on:")
        if taken
        else request.say(f"{lead}, on {when} you are free.", f"{lead}, {when} olet vapaa.")
    )
    beside = request.say(" Besides, there is:", " Lisäksi on:") if found and not taken else ""
    lines = "\n" + listed(one.said(request) for one in found) if found else ""
    return Answer(f"{said}{beside}{lines}", tuple(one.source for one in found))
