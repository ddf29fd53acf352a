"""Ask back."""

from private_llm.domain.conversation import Answer, Request, Tools


def run(request: Request, tools: Tools) -> Answer:
    return Answer(
        request.say(
            "I'm not sure what you would like. Shall I remember it, find it, or remind you of it?",
            "En ole varma mitä haluaisit. Muistanko sen, etsinkö sen vai muistutanko siitä?",
        ),
        follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
    )
