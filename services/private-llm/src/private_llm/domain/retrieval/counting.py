"""How many messages there are: of somebody, in a chat, of a span, or in all."""

import re
from dataclasses import replace

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.ports import EVERYTHING
from private_llm.domain.retrieval import narrowing, question

COUNT = re.compile(
    r"\b(?:how many|(?:total )?number of|montako|kuinka (?:monta|paljon)|paljonko) (?:\w+ )?(?:messages?|texts?|viesti\w*|viestejä)\b", re.I
)
ASKING = frozenset(
    "many total number messages message texts text altogether sent write wrote written viestiä viestejä viesti yhteensä kaikkiaan".split()
)
"""What is left of such a question where nothing but whose they are and where is named."""
MOST = 1000
"""So many of a span are counted."""


def answer(request: Request, tools: Tools) -> Answer | None:
    """Return how many messages there are of what is named; None where something else is asked, or of words that are no place."""
    if not COUNT.search(request.text):
        return None
    narrowed = narrowing.read(request, tools)
    if any(word.casefold() not in ASKING for word in question.read(narrowed.words).about) or narrowed.kinds:
        return None
    among = narrowed.among
    if among == replace(EVERYTHING, chat=among.chat, sender=among.sender):
        count = tools.archive.count(chat=among.chat, sender=among.sender)
    else:
        count = len(tools.archive.search("", kinds=("message",), limit=MOST, among=among))
        if count == MOST:
            return None
    where = f" ({narrowed.where})" if narrowed.where else request.say(" in all your chats", " kaikissa keskusteluissasi")
    return Answer(request.say(f"{count} message{'' if count == 1 else 's'}{where}.", f"{count} viesti{'' if count == 1 else 'ä'}{where}."))
