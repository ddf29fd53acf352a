"""Small talk and general questions: the local model answers; without one, only courtesies are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from zlib import crc32

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying import orders, reckoning
from private_llm.domain.saying.grounded import Unknown
from private_llm.domain.skills import recall, unclear
from private_llm.domain.understanding import courtesies, forms
from private_llm.domain.understanding.lexicon import LANGUAGES, plain
from shared.schemas.archive import Utterance

SYSTEM = "Answer in {language}."
LEAST, ONE_IN = 4, 3
TRANSLATE = re.compile(r"\b(?:translat\w+|kään(?:nä|tää|täisitkö))\b", re.IGNORECASE)
NO_TRANSLATION = (
    "The language model here could not translate that so that I could rely on it.",
    "Kielimalli ei osannut kääntää tuota niin, että siihen voisi luottaa.",
)
HALF_A_DAY = 12
ROLES = ("assistant", "user")


def run(request: Request, tools: Tools) -> Answer:
    writer = tools.writer.name()
    courtesy = _courtesy(request)
    answered = unclear.done(request, tools) or (None if courtesy else unclear.told(request, tools))
    if answered:
        return answered
    if writer is None:
        return courtesy or _without_a_model(request, tools)
    if not courtesy and (found := recall.if_of_their_life(request, tools)):
        return found
    stand_in = courtesy.text if courtesy else request.say("I can't answer that now.", "En osaa vastata siihen nyt.")
    said = [(ROLES[message.role == "person"], message.text) for message in _lately(request.history) if not _quotes_orders(message)]
    messages = said if said and said[-1] == ("user", request.text) else [*said, ("user", request.text)]
    system = request.told(SYSTEM)
    if TRANSLATE.search(request.text):
        return Answer(
            request.say(*NO_TRANSLATION), engine=writer, pieces=lambda: _translated(request.text, tools.writer.stream(system, messages))
        )
    return Answer(stand_in, engine=writer, pieces=lambda: tools.writer.stream(system, messages))


def _translated(text: str, pieces: Iterator[str]) -> Iterator[str]:
    """Yield a translation once it is whole; raises Unknown where it is the same words again, or has other figures."""
    said = "".join(pieces)
    given = reckoning.numbers(text)
    hours = {number + HALF_A_DAY for number in given if number <= HALF_A_DAY} | {0}
    if plain(said) in plain(text) or not reckoning.numbers(said) <= given | hours:
        raise Unknown("that is no translation")
    yield said


def _quotes_orders(message: Utterance) -> bool:
    """Tell whether an answer quotes what somebody wrote that gives an assistant orders."""
    return message.role != "person" and orders.are_in(message.text)


def _lately(history: Sequence[Utterance]) -> Sequence[Utterance]:
    """Return the last messages, from a place that stays the same for some turns: a conversation that loses a message at its beginning with
    each that comes has the model read all of it each time."""
    starts = [n for n, one in enumerate(history) if one.role == "person" and crc32(one.turn.encode()) % ONE_IN == 0]
    return history[next((n for n in reversed(starts) if len(history) - n >= LEAST), 0) :]


def _without_a_model(request: Request, tools: Tools) -> Answer:
    """Return what is left without a model: the search for an answer, and a question back unless talk alone can be meant."""
    if forms.is_question(request.text):
        return replace(recall.run(request, tools), model_missing=True)
    if not forms.TO_WRITE.match(plain(request.text)):
        return unclear.offered(request) or unclear.asked(request)
    return Answer(
        request.say(
            "There is no language model here to talk about this with. I can remember, find, remind and summarise for you.",
            "Täällä ei ole kielimallia, jonka kanssa jutella tästä. Voin muistaa, etsiä, muistuttaa ja tiivistää puolestasi.",
        ),
        follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
        model_missing=True,
    )


def _courtesy(request: Request) -> Answer | None:
    said = plain(request.text)
    for language in (request.language, *LANGUAGES):
        line = courtesies.answer(said, language)
        if line is not None:
            return Answer(line, follow_ups=(request.say("What can you do?", "Mitä osaat?"),))
    return None
