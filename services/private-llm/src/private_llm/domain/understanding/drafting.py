"""Requests to draft a message to somebody, by their form, and what is asked of the last draft: "a bit more casual", "in Finnish"."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Literal

from private_llm.domain.understanding import openers
from private_llm.domain.understanding.focus import PASSING, Earlier, Focus
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import LANGUAGES, Language

How = Literal["casual", "formal", "shorter", "longer", "friendlier", "finnish", "english", "other"]
NAME = (
    r"[^\W\d]\S*?(?: (?!(?:that|saying|telling|asking|about|with|thanking|regarding|which|and|to|for|on|että|jossa|missä|ja)\b)\S+?){0,3}"
)
"""Somebody's name, or who they are: "Anna Kallio", "my landlord"."""
OF_MAIL = re.compile(
    r"(?:^(?:the|that|this|her|his|their)(?: (?:last|latest|new))?|['’]?s)? ?\b(?:e-?mails?|mails?|messages?|texts?|viesti\w*|meili\w*)\b.*",
    re.IGNORECASE,
)
"""What is answered, where not only whom is named: "John's mail"."""
NOBODY = frozenset("me myself it this that them all you who what when where why how which be do".split())
MORE = re.compile(
    r"(?:(?:can you|could you|please|now|and|also|ok|ja|voitko|vielä|viel) )*(?:add|mention|say|tell (?:him|her|them)|lisää|lisätä|mainitse|sano|kerro)(?: (?:also|too|there|to it|in it|vielä|viel|myös|siihen|sinne))* (?:that|et|että) (?P<more>.+)",
    re.IGNORECASE,
)
"""What is to be said besides: "add that I bring cake", "lisää et tuon kakun"."""
LEFT_OPEN = re.compile(
    r"(?:,? (?:(?:that says|which says|saying|and say|to say)(?: that)?|(?:telling|to tell|and tell) (?:him|her|them)(?: that)?|että|et|(?:jossa|missä) (?:sanon|kerron)(?: että)?|ja (?:sano|kerro)(?: että)?))? ?:?$",
    re.IGNORECASE,
)
"""What announces words that then don't come."""
TURNS = 6
MOST_WORDS = 10


def read(text: str) -> Meant | None:
    """Return the draft that a request asks for: to whom, by which link, and what it is to say; None when it asks for none."""
    said = LEFT_OPEN.sub("", openers.without_politeness(text.replace("’", "'")).strip())
    for language in LANGUAGES:
        for form in _forms()[language]["ask"]:
            match = form.fullmatch(said)
            if match and (match["person"] or match["text"] or match["colon"] or _names_a_draft(said)):
                return _meant(text, language, match.groupdict())
    return None


def _names_a_draft(said: str) -> bool:
    return re.match(r"(?:draft|luonnostele)", said, re.IGNORECASE) is not None


def _meant(text: str, language: Language, found: Mapping[str, str | None]) -> Meant | None:
    person = OF_MAIL.sub("", (found.get("person") or "").strip(" ,.:")).strip()
    if person and person.casefold().split()[0] in NOBODY:
        return None
    what = (found.get("text") or found.get("colon") or "").strip()
    if openers.without_politeness(text) != text and not re.match(
        "ask|to ask|and ask|jossa kysyn|missä kysyn|ja kysy", found.get("link") or ""
    ):
        what = what.rstrip(" ?")  # The question mark is the request's.
    words = {"person": person, "text": what, "when": (found.get("link") or "").strip(), "query": (found.get("tone") or "").strip()}
    return Meant("draft_reply", text, language, {name: value for name, value in words.items() if value})


def changed(text: str, focus: Focus) -> Meant | None:
    """Return the last draft with what is asked of it now; None when nothing is, or there is none."""
    how, language = _how(text)
    drafts = _drafts(focus.earlier)
    if (how is None and _more(text) is None) or not drafts:
        return None
    asked = next((meant for turn in drafts if (meant := read(turn.said)) is not None), None)
    before = [one for turn in reversed(drafts) if (one := _how(turn.said)[0])]
    answer = next((turn.said for turn in drafts if not (read(turn.said) or _how(turn.said)[0] or _more(turn.said))), "")
    words = dict(asked.words) if asked else {}
    words.setdefault("text", answer if asked else "")
    if not asked:
        words["text"] = ""
    more = [one for turn in (*(turn.said for turn in reversed(drafts)), text) if (one := _more(turn))]
    tone = " ".join([words.get("query", ""), *before, how or ""]).strip()
    made = next((source.id for source in drafts[0].reply.sources if source.kind == "draft"), "")
    latest = asked.language if asked and language is None else language or drafts_language(drafts)
    words["text"] = (" ja " if latest == "fi" else " and ").join([one for one in (words["text"], *more) if one])
    return Meant(
        "draft_reply", text, latest, {**{name: value for name, value in words.items() if value}, "query": tone}, (f"draft:{made}",)
    )


def _more(text: str) -> str | None:
    """Return what is to be said in a draft besides, if a message asks for that."""
    match = MORE.fullmatch(text.strip(" .!"))
    return match["more"] if match else None


def drafts_language(drafts: Sequence[Earlier]) -> Language:
    """Return the language in which a draft was asked for last."""
    return next((meant.language for turn in drafts if (meant := read(turn.said)) is not None), "en")


def _drafts(earlier: Sequence[Earlier]) -> list[Earlier]:
    """Return the last turns that made or changed one draft, newest first."""
    found: list[Earlier] = []
    for turn in earlier[:TURNS]:
        if turn.reply.steps[-1:] == ("draft_reply",):
            found.append(turn)
            if read(turn.said):
                break
        elif found or turn.reply.effects or not PASSING.issuperset(turn.reply.steps):
            break
    return found


def _how(text: str) -> tuple[str | None, Language | None]:
    said = plain(openers.without_politeness(text))
    if len(said.split()) > MOST_WORDS:
        return None, None
    for language in LANGUAGES:
        match = _forms()[language]["change"].fullmatch(said)
        if match:
            return match["how"], language
    return None, None


def tones(words: str) -> list[How]:
    """Return how a message is to be, in the order in which it was asked."""
    known = _forms()["how"]
    return [known[word] for word in plain(words).replace("-", " ").split() if word in known]


@cache
def _forms() -> dict[str, Any]:
    read = tomllib.loads(resources.files(__package__).joinpath("words/drafting.toml").read_text(encoding="utf-8"))
    made: dict[str, Any] = {"how": {word: how for how, words in read["how"].items() for word in words.split()}}
    for language in LANGUAGES:
        link = f"(?:{read[language]['link']})?"
        asks = [one.replace("{name}", NAME).replace("{link}", link).replace("\\\\", "\\") for one in read[language]["ask"]]
        made[language] = {
            "ask": [re.compile(one, re.IGNORECASE | re.DOTALL) for one in asks],
            "change": re.compile(read[language]["change"]),
        }
    return made
