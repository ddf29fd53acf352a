"""An act that changes or removes something must be earned: by a word of the act and its object in the request, and by a plan that is
sure. What is not earned becomes what only reads, or a question."""

import re
from dataclasses import replace
from typing import Literal

from private_llm.domain.understanding import lexicon
from private_llm.domain.understanding.lexicon import Act, plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Intent

SURE = 0.9
NEEDS: dict[Intent, Act] = {"cancel": "remove", "forget": "remove", "snooze": "move", "mark_important": "star"}
ADDS: frozenset[Intent] = frozenset({"remember", "remind", "contact"})
WORDED: dict[Intent, re.Pattern[str]] = {
    "draft_reply": re.compile(
        r"\b(?:draft|writ|compos|repl|respon|messag|text|e-?mail|letter|answer|say|tell)|luonnost|kirjoit|vasta|viesti|sähköpost", re.I
    ),
    "event": re.compile(
        r"\b(?:schedul|book|calend|meeting|appointment|event|add|creat|put|plan|set|invit|arrang|i have|i've got)|kalent|tapaam|tapahtum|kokou|vara|lisä|merkit|laita|sovi",
        re.I,
    ),
    "contact": re.compile(
        r"\b(?:contact|phone|number|address|e-?mail|card|save|add)|yhteys|numero|osoite|tallen|lisä|puhelin|kuka|who", re.I
    ),
}
"""What makes something new needs a word of it too."""
QUESTION = re.compile(
    r"(?:what|when|where|who|whom|whose|which|why|how|is|are|was|were|do|does|did|have|has|am|mitä|mikä|mitkä|milloin|koska|missä|kuka|kenen|miksi|miten|kuinka|montako|paljonko|onko|oliko|olenko)\b",
    re.IGNORECASE,
)
ABOUT_SETTINGS = re.compile(
    r"\b(?:settings?|language|time ?zone|cloud model|openai)\b|\b(?:asetu|kiel[ie]|aikavyöhyk|pilvimal)", re.IGNORECASE
)
Object = Literal["reminder", "note", "rule", "calendar", "contact", "list", "message", ""]


def earned(meant: Meant) -> Meant:
    """Return what may be done of what was understood."""
    if meant.by == "context":
        return meant
    act, thing = act_of(meant), object_of(meant)
    if act == "remove" and _begins(meant, "remove"):
        return _removal(meant, thing)
    for words in map(lexicon.load, lexicon.LANGUAGES):
        if words.skip.search(meant.text) and words.objects["reminder"].search(meant.text):
            return replace(meant, intent="cancel", language=words.language)  # type: ignore[arg-type]
        if words.alone.match(words.without_fillers(plain(meant.text))):
            return replace(meant, intent="snooze", language=words.language)  # type: ignore[arg-type]
    if meant.intent == "settings" and not ABOUT_SETTINGS.search(meant.text):
        return replace(meant, intent="unclear")
    if meant.intent in ADDS and QUESTION.match(lexicon.load(meant.language).without_fillers(plain(meant.text))):
        return replace(meant, intent="reminders" if thing == "reminder" else "recall")
    if meant.intent == "event" and QUESTION.match(plain(meant.text)):
        return replace(meant, words={name: words for name, words in meant.words.items() if name != "text"})
    if meant.intent in WORDED and not WORDED[meant.intent].search(meant.text):
        return replace(meant, intent="unclear")
    if meant.intent not in NEEDS:
        return meant
    if act != NEEDS[meant.intent]:
        return replace(meant, intent="reminders" if thing == "reminder" and act is None else "unclear")
    if meant.confidence < SURE and not _begins(meant, act):
        return replace(meant, intent="unclear")
    if meant.intent == "snooze" and thing not in {"reminder", ""}:
        return replace(meant, intent="unclear")
    return meant


def act_of(meant: Meant) -> Act | None:
    """Return the act that a word of the request names, if one does."""
    acts = lexicon.load(meant.language).acts
    found = [(match.start(), act) for act, pattern in acts.items() if (match := pattern.search(meant.text))]
    return min(found)[1] if found else None  # type: ignore[return-value]


def object_of(meant: Meant) -> Object:
    """Return what sort of thing the request names, if it does; the sort that is named first."""
    objects = lexicon.load(meant.language).objects
    found = [(match.start(), name) for name, pattern in objects.items() if (match := pattern.search(meant.text))]
    return min(found)[1] if found else ""  # type: ignore[return-value]


def _begins(meant: Meant, act: Act) -> bool:
    """Tell whether the request is an order that begins with the act."""
    words = lexicon.load(meant.language)
    said = words.without_fillers(plain(meant.text))
    for polite in (
        "can you ",
        "could you ",
        "would you ",
        "will you ",
        "i want to ",
        "i'd like to ",
        "i want you to ",
        "voitko ",
        "voisitko ",
        "haluan ",
        "haluaisin ",
    ):
        said = said.removeprefix(polite)
    said = words.without_fillers(said)
    return bool(words.acts[act].match(said))


def _removal(meant: Meant, thing: Object) -> Meant:
    """A request that begins with a word of removal removes, or asks; it never adds."""
    match thing:
        case "reminder":
            return replace(meant, intent="cancel")
        case "note" | "rule":
            return replace(meant, intent="forget")
        case "list":
            return replace(meant, intent="lists")
        case "calendar" | "":
            return meant if meant.intent in {"cancel", "forget", "settings", "stop"} else replace(meant, intent="cancel")
        case _:
            return replace(meant, intent="unclear")
