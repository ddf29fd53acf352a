"""Whether something is on a list: "is milk on the list already?", "onko maito listalla"."""

import re

from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import things
from private_llm.domain.understanding import lexicon

ASKS = re.compile(
    r"(?:is|are|do (?:we|i) have|have (?:we|i) got)(?: there)?(?: any| some| the)? (?P<en>\S.*?)(?: already| still)? (?:on|in) (?:(?:my|the|our|a|any) )?(?:\S+ )?lists?(?: already| yet| still)?"
    r"|(?:onko|onks|oliko)(?: se| ne)? (?P<fi>\S.*?)(?: jo| vielä| viel)? (?:\S*listal(?:la|le)|\S+ listal(?:la|le))(?: jo| vielä| viel)?",
    re.IGNORECASE,
)
NOTHING = re.compile(
    r"(?:any|every|some)(?:thing|body|one)?\b|there\b|you\b|i\b|we\b|room\b|mitään\b|jotain\b|kaikki\b|tilaa\b", re.IGNORECASE
)
LIMIT = 500


def answer(request: Request, tools: Tools) -> Answer | None:
    """Return whether what is asked about is on a list, and on which; None for any other request."""
    match = ASKS.fullmatch(request.text.strip(" .!?"))
    what = match and (match["en"] or match["fi"])
    if not what or NOTHING.match(what):
        return None
    there = [one for one in tools.archive.records("item", limit=LIMIT) if not one.fields["done"]]
    wanted = lexicon.stems(what)
    found = [one for one in things.matching(there, what) if wanted <= lexicon.stems(str(one.fields["text"]))]
    if not found:
        return Answer(request.say(f"No, {quoted(what)} is on no list.", f"Ei, {quoted(what)} ei ole listalla."))
    said = ", ".join(quoted(str(one.fields["text"])) for one in found)
    return Answer(request.say(f"Yes: {said}", f"Kyllä: {said}"), tuple(source(one) for one in found))
