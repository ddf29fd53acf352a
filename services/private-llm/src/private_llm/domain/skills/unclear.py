"""Ask back; but a question about something that was told is answered all the same."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.retrieval import question
from private_llm.domain.saying.wording import quoted
from private_llm.domain.skills import find, recall
from private_llm.domain.understanding import forms
from shared.schemas.conversation import Asked


def run(request: Request, tools: Tools) -> Answer:
    return told(request, tools) or offered(request) or asked(request)


def told(request: Request, tools: Tools) -> Answer | None:
    """Answer a question about something that was told."""
    read = question.read(request.text)
    if read.whole and question.SHOW.match(request.text):  # As every shortened quote says, in whatever mixture of languages.
        return find.run(request, tools)
    return recall.if_told(request, tools)


def offered(request: Request) -> Answer | None:
    """Offer to keep what is told, where nothing is asked."""
    if not forms.is_statement(request.text):
        return None
    put = request.say(f"Shall I remember that: {quoted(request.text)}?", f"Muistanko tämän: {quoted(request.text)}?")
    return Answer(
        put,
        follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")),
        asked=Asked("yes", "remember", {"text": request.text}),
    )


def asked(request: Request) -> Answer:
    """Ask what is wanted."""
    return Answer(
        request.say(
            "I'm not sure what you would like. Shall I remember it, find it, or remind you of it?",
            "En ole varma mitä haluaisit. Muistanko sen, etsinkö sen vai muistutanko siitä?",
        ),
        follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
    )
