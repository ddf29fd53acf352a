"""Small talk and general questions: the local model answers; without one, only courtesies are."""

from private_llm.domain.conversation import Answer, Request, Tools

SYSTEM = "You are Sihteeri, a private assistant on its owner's own server. Answer in {language}, briefly and kindly. You have no tools."
TURNS = 6


def run(request: Request, tools: Tools) -> Answer:
    writer = tools.writer.name()
    courtesy = _courtesy(request)
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
    if request.has("thank", "kiito", "kiitti"):
        return Answer(request.say("You're welcome.", "Ole hyvä."))
    if request.has("bye", "goodbye", "näkemiin", "heippa"):
        return Answer(request.say("Goodbye.", "Näkemiin."))
    if request.has("hello", "hi", "hey", "good", "moi", "hei", "terve", "moikka", "huomenta", "hyvää"):
        return Answer(
            request.say("Hello. What can I do for you?", "Hei. Mitä voin tehdä puolestasi?"),
            follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
        )
    return None
