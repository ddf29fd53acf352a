"""Ask back; but a question about something that was told is answered all the same."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.skills import recall


def run(request: Request, tools: Tools) -> Answer:
    words = request.own_words()
    hits = recall.find(words, request, tools) if words and request.text.rstrip().endswith("?") else ()
    if hits:
        return recall.answer(words, hits, request, tools)
    return Answer(
        request.say(
            "I'm not sure what you would like. Shall I remember it, find it, or remind you of it?",
            "En ole varma mitä haluaisit. Muistanko sen, etsinkö sen vai muistutanko siitä?",
        ),
        follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
    )
