"""Small talk and general questions: the local model answers; without one, only courtesies are."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.skills import recall
from private_llm.domain.understanding import courtesies
from private_llm.domain.understanding.lexicon import LANGUAGES, plain

SYSTEM = "You are Sihteeri, a private assistant on its owner's own server. Answer in {language}, briefly and kindly. You have no tools."
TURNS = 6


def run(request: Request, tools: Tools) -> Answer:
    writer = tools.writer.name()
    courtesy = _courtesy(request)
    if writer is None and courtesy is None and (found := recall.if_told(request, tools)):
        return found
    if writer is None:
        return courtesy or Answer(
            request.say(
                "There is no language model here to talk about this with. I can remember, find, remind and summarise for you.",
                "Täällä ei ole kielimallia, jonka kanssa jutella tästä. Voin muistaa, etsiä, muistuttaa ja tiivistää puolestasi.",
            ),
            follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
            model_missing=True,
        )
    stand_in = courtesy.text if courtesy else request.say("I can't answer that now.", "En osaa vastata siihen nyt.")
    said = [("assistant" if message.role == "assistant" else "user", message.text) for message in request.history[-TURNS:]]
    messages = said if said and said[-1] == ("user", request.text) else [*said, ("user", request.text)]
    system = request.told(SYSTEM)
    return Answer(stand_in, engine=writer, pieces=lambda: tools.writer.stream(system, messages))


def _courtesy(request: Request) -> Answer | None:
    said = plain(request.text)
    for language in (request.language, *LANGUAGES):
        line = courtesies.answer(said, language)
        if line is not None:
            return Answer(line, follow_ups=(request.say("What can you do?", "Mitä osaat?"),))
    return None
