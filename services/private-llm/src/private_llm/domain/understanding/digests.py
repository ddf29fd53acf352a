"""Requests for a summary of chats: by their form, before anybody plans. Which chat, which days and what of it is read where it is done."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Literal

from private_llm.domain.understanding import openers
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import LANGUAGES

Form = Literal["sum", "missed", "happened", "mine"]
FORMS: tuple[Form, ...] = ("sum", "missed", "mine", "happened")
LONGEST = 160


def read(text: str) -> Meant | None:
    """Return the request, with its form in the text, or None."""
    said = plain(openers.without_politeness(text))
    if len(said) > LONGEST or "\n" in text.strip() or ":" in text:
        return None
    for language in LANGUAGES:
        for form in FORMS:
            if forms()[language][form].fullmatch(said) and _is_of_chats(form, said):
                return Meant("summarise", text, language, {"text": form, "query": said, "when": text})
    return None


def _is_of_chats(form: Form, said: str) -> bool:
    """Tell whether chats can be meant: what only asks what happened must name one, or it is a question like others."""
    if forms()["elsewhere"].search(said):
        return False
    return form != "happened" or (len(said.split()) > 2 and not forms()["one"].search(said))


def is_loose(meant: Meant) -> bool:
    """Tell whether a request of one of these forms is one only if it names a chat: "what's new in X?" may ask for anything."""
    said = meant.words.get("query", "")
    return (
        meant.intent == "summarise"
        and meant.words.get("text") in ("sum", "happened")
        and not (forms()["sure"].search(said) or names_a_chat(said))
    )


def names_a_chat(said: str) -> bool:
    """Tell whether a chat is spoken of by that word."""
    return bool(forms()["chat"].search(said))


def is_of_decisions(said: str) -> bool:
    """Tell whether what was decided is asked for."""
    return bool(forms()["decided"].search(said))


@cache
def forms() -> dict[str, Any]:
    """Read the words."""
    read = tomllib.loads(resources.files(__package__).joinpath("words/digests.toml").read_text(encoding="utf-8"))
    made: dict[str, Any] = {
        name: re.compile(read[name], re.IGNORECASE) for name in ("chat", "elsewhere", "decided", "since", "begun", "sure", "one")
    }
    for language in LANGUAGES:
        made[language] = {form: re.compile(read[language][form]) for form in FORMS}
    made["form"] = frozenset(word for language in LANGUAGES for word in read[language]["form"].split())
    made["same"] = read["same"]["groups"]
    return made
