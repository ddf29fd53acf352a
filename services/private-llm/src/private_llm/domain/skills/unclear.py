"""Ask back; but a question about something that was told is answered all the same."""

import re

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.retrieval import question
from private_llm.domain.saying.wording import quoted
from private_llm.domain.skills import find, recall
from private_llm.domain.understanding.earned import QUESTION
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.conversation import Asked

STATES = re.compile(
    r"\b(?:is|are|was|were|has|have|costs?|expires?|lives?|works?|likes?|starts?|ends?|moved|weighs?|needs?|on|ovat|oli|asuu|maksaa|alkaa|päättyy|vanhenee|muutti|tykkää|pitää)\b"
)
ORDERS = re.compile(
    rf"{QUESTION.pattern}|(?:please|show|tell|give|make|put|set|turn|play|open|close|call|send|write|find|move|delete|cancel|remove|stop|start|star|mark|can|could|would|should|let|näytä|kerro|anna|laita|soita|avaa|sulje|poista|peru|siirrä|kirjoita|voitko)\b",
    re.IGNORECASE,
)


def run(request: Request, tools: Tools) -> Answer:
    asked = question.read(request.text)
    if asked.whole and question.SHOW.match(request.text):  # As every shortened quote says, in whatever mixture of languages.
        return find.run(request, tools)
    told = recall.if_told(request, tools)
    if told is not None:
        return told
    if _is_statement(request):
        put = request.say(f"Shall I remember that: {quoted(request.text)}?", f"Muistanko tämän: {quoted(request.text)}?")
        return Answer(
            put,
            follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")),
            asked=Asked("yes", "remember", {"text": request.text}),
        )
    return Answer(
        request.say(
            "I'm not sure what you would like. Shall I remember it, find it, or remind you of it?",
            "En ole varma mitä haluaisit. Muistanko sen, etsinkö sen vai muistutanko siitä?",
        ),
        follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
    )


def _is_statement(request: Request) -> bool:
    """Tell whether something is told and nothing asked: a few words with a verb of being or having, and no order before them."""
    said = plain(request.text)
    return (
        not request.text.rstrip().endswith("?")
        and 3 <= len(said.split()) <= 60
        and STATES.search(said) is not None
        and ORDERS.match(said) is None
    )
