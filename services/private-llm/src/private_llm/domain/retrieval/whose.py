"""Whom the sentences of a message are about. Who asks does not tell, "your" is of whoever is spoken to, and "my" of whoever writes: so
what Anna is asked about is not answered by what Bo did, nor by what Anna asks Bo."""

import re
from collections.abc import Collection

from private_llm.domain.redaction import names
from private_llm.domain.retrieval.vocabulary import words
from shared.schemas.archive import Hit

SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]*")
WORD = re.compile(r"[^\W_]+")


def about(hit: Hit, named: Collection[str]) -> str:
    """Return what a hit says of somebody who wrote, by the names of those who are named, or of anything where nobody is."""
    if hit.kind != "message":
        return hit.text
    if hit.sender in named:
        return own(hit)
    called = {word.casefold() for name in named for word in WORD.findall(name)}
    return " ".join(one for one in told(hit.text) if not named or not _of_me(one) or called & set(_words(one)))


def own(hit: Hit, named: Collection[str] = ()) -> str:
    """Return what somebody says that is not of whom they speak to alone, nor of others who are named and not of themselves."""
    called = {word.casefold() for name in named for word in WORD.findall(name)}
    return " ".join(one for one in told(hit.text) if _of_me(one) or not (_of_you(one) or (called and _names(called, one))))


def told(text: str) -> list[str]:
    """Return the sentences of a text that ask nothing."""
    return [one for one in sentences(text) if not one.rstrip().endswith("?")]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [one for one in SENTENCE.findall(text) if one.strip()]


def _names(called: Collection[str], sentence: str) -> bool:
    """Tell whether a sentence has one of some names, in whichever form."""
    return any(word in called or names.basic(word) in called for word in _words(sentence))


def _of_me(sentence: str) -> bool:
    return not words()["mine"].isdisjoint(_words(sentence))


def _of_you(sentence: str) -> bool:
    return not words()["yours"].isdisjoint(_words(sentence))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]
