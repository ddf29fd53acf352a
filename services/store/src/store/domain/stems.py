"""Stems of words, by Snowball (Porter, 2001): what is asked and what was written have other endings.

The same person writes in several languages, and stemmed by a language that they are not in words fall together that have nothing to do
with each other. So words are stemmed by the language of the question, as its little words tell it, or by each where they don't."""

from functools import cache, lru_cache
from itertools import takewhile

import Stemmer

from shared import stopwords

LANGUAGES = {"en": "english", "fi": "finnish", "sv": "swedish"}
WITHOUT_COMPOUNDS = ("en",)
"""In the others one word is made of several, and what it begins with is asked for."""
LONG = 4
"""Of a stem, in letters."""


def languages(text: str) -> tuple[str, ...]:
    """Return the languages that a question may be in."""
    often = stopwords.often(text)
    return tuple(language for language in often if often[language] == max(often.values())) if any(often.values()) else tuple(LANGUAGES)


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word."""
    return str(_stemmer(language).stemWord(word))


def begun(word: str, stem: str, language: str) -> str:
    """Return what a word and its stem begin with alike, without the e that English ones lose: others of the stem begin so too."""
    alike = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, stem, strict=False)))
    return alike[:-1] if language == "en" and alike.endswith("e") and len(alike) >= LONG else alike


def alike(wanted: str, word: str, language: str) -> bool:
    """Tell whether a folded word has a stem; of Finnish ones the last letter may change."""
    found = stem(word, language)
    if found == wanted:
        return True
    short, long = sorted((found, wanted), key=len)
    return language == "fi" and len(short) >= LONG and len(long) == len(short) + 1 and long.startswith(short)


def begins(wanted: str, word: str, language: str) -> bool:
    """Tell whether a folded word begins with a stem and goes on with another word: "saunasta" asks for a "saunavuoro" too."""
    return language not in WITHOUT_COMPOUNDS and len(wanted) > LONG and word.startswith(wanted)


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(LANGUAGES[language])
