"""Sending to other people: not something this assistant does yet, and it says so."""

import re

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import quoted
from private_llm.domain.understanding import drafting, openers

SENDS = re.compile(r"\b(?:send|text|lähetä(?:tkö)?|laita(?:tko)?|pistä(?:tkö)?)\b", re.IGNORECASE)
WHO = r"(?:(?:my|our|the|mun|minun) |(?!(?:my|our|the|mun|minun) ))[^\W\d]\S*?"
TOLD = re.compile(
    rf"(?:text|message|msg|whatsapp|sms|ping|tell|viestitä|tekstaa|kerro|sano) {WHO}(?: (?:that|saying|to say|että|et))?:? (?P<text>(?!(?:at|on|in|by|tomorrow|tonight|klo|huomenna)\b|about\b|if\b|whether\b)\S.*)",
    re.IGNORECASE,
)
"""A message by the verb alone: to whom, and what it says."""
WHOM = re.compile(rf"(?:text|message|msg|whatsapp|sms|ping) {WHO}", re.IGNORECASE)


SAYING = re.compile(r"(?:\b(?:saying|says|say|that|että|et)|:)$", re.IGNORECASE)


def _said(request: Request) -> str:
    """Return what the plan takes for the text, where words that quote stand before it; else it is rather whom, or what, is sent."""
    text = request.said("text")
    before = request.text[: request.text.find(text)] if text in request.text else ""
    return text if SAYING.search(before.rstrip(" \"'“”,")) else ""


def run(request: Request, tools: Tools) -> Answer:
    drafted = drafting.read(
        SENDS.sub(lambda verb: "write" if verb[0].isascii() and verb[0][0] in "sStT" else "kirjoita", request.text, count=1)
    )
    told = TOLD.fullmatch(openers.without_politeness(request.text).strip(" .!")) if drafted is None else None
    text = drafted.words.get("text", "") if drafted else told["text"] if told else "" if WHOM.fullmatch(request.text) else _said(request)
    shown = f"\n{quoted(text)}" if text else ""
    return Answer(
        request.say(
            f"I don't send messages to other people. Here is the text for you to send yourself:{shown}"
            if text
            else "I don't send messages to other people. I can draft one for you to send yourself: say “draft a message saying …”.",
            f"En lähetä viestejä muille. Tässä on teksti, jonka voit lähettää itse:{shown}"
            if text
            else "En lähetä viestejä muille. Voin luonnostella viestin, jonka lähetät itse: sano ”luonnostele viesti …”.",
        )
    )
