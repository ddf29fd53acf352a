"""Mark a note as important: the one that is pointed at or named, or the newest when that is what was said."""

import re

from private_llm.domain.conversation import Answer, Request, Tools, changed, source
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import things
from private_llm.domain.skills.forget import each, named_notes

NOT = re.compile(
    r"\b(?:not|no longer|isn't|ei|ei enää) (?:as |so |that |very |niin |kovin )*(?:important|urgent|starred|tärke|kiire)|\b(?:unimportant|un-?(?:mark|star|flag|pin))\b",
    re.IGNORECASE,
)


def run(request: Request, tools: Tools) -> Answer:
    found = named_notes(request, tools)
    if not found:
        words = request.said("query") or request.said("text")
        if words:
            return Answer(
                request.say("I found no such note, so nothing is marked.", "En löytänyt sellaista muistiinpanoa, joten mitään ei merkitty.")
            )
        return things.asked_for(
            "query", request, request.say("Which note? Say some of its words.", "Mikä muistiinpano? Sano siitä jokin sana.")
        )
    if len(found) > 1:
        return things.which(found, request, each)
    important = NOT.search(request.text) is None
    note = tools.archive.put("note", found[0].id, {"important": important}, change=True)
    text = quoted(str(note.fields["text"]), 160)
    return Answer(
        request.say(f"Marked as important: {text}", f"Merkitty tärkeäksi: {text}")
        if important
        else request.say(f"Not marked as important: {text}", f"Ei merkitty tärkeäksi: {text}"),
        (source(note),),
        (request.say("Undo", "Kumoa"),),
        effects=(changed(found[0], important=important),),
    )
