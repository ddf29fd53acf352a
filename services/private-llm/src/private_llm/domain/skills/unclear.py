"""Ask back; but a question about something that was told is answered all the same."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.retrieval import looking, question
from private_llm.domain.skills import find, recall


def run(request: Request, tools: Tools) -> Answer:
    asked = question.read(request.text)
    if asked.whole and question.SHOW.match(request.text):  # As every shortened quote says, in whatever mixture of languages.
        return find.run(request, tools)
    hits = looking.answers(request, tools) if request.text.rstrip().endswith("?") else ()
    if hits and asked.is_met_by(hits[0].text, hits[0].sender, hits[0].chat_name):
        return recall.answer(hits, request, tools)
    return Answer(
        request.say(
            "I'm not sure what you would like. Shall I remember it, find it, or remind you of it?",
            "En ole varma mitä haluaisit. Muistanko sen, etsinkö sen vai muistutanko siitä?",
        ),
        follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
    )
