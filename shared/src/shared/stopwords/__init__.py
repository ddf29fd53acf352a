"""Words that only ask or join: what is left of a question without them is what it is about. One file per language, words as spoken."""

import re
import unicodedata
from functools import cache
from importlib import resources

LANGUAGES = ("en", "fi")
WRITTEN = (*LANGUAGES, "sv")
"""In which chats are written, too: words of another language than one asks in are left out of no question."""
WORD = re.compile(r"[^\W_]+")


@cache
def load() -> frozenset[str]:
    """Return the stop words of all languages, lower-case: the same assistant is asked in any of them."""
    return frozenset().union(*map(_of, LANGUAGES))


@cache
def written() -> frozenset[str]:
    """Return the stop words of what people write to each other."""
    return frozenset().union(*map(_of, WRITTEN))


def often(text: str) -> dict[str, int]:
    """Count the stop words of each language in a text."""
    words = WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return {language: sum(map(_of(language).__contains__, words)) for language in LANGUAGES}


def telling(text: str) -> list[str]:
    """Return the words of a text, as written, that are no stop words."""
    return [word for word in WORD.findall(unicodedata.normalize("NFC", text)) if word.casefold() not in load()]


@cache
def _of(language: str) -> frozenset[str]:
    lines = resources.files(__name__).joinpath(f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
