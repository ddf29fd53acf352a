"""Things for a shopping list that are said one after another: "milk bread eggs". They are told apart only where each is known."""

import re
import tomllib
from functools import cache
from importlib import resources

FEWEST = {"en": 3, "fi": 2}
"""Two English nouns may be one thing ("rice milk"); Finnish writes those as one word."""
SHORTEST = 4
LONGEST_PHRASE = 3
ALIKE = 3
"""So many letters stay the same in the forms of a Finnish word."""


def apart(said: str, *, beside_others: bool = False) -> list[str]:
    """Return the things that some words are, which may stand beside others of a list; the words as they are when it can't be told."""
    for language, least in FEWEST.items():
        fewest = 2 if beside_others else least
        found = _things(said.split(), language)
        if len(found) >= fewest or (len(found) > 1 and any(" " in one for one in found)):
            return found
    return [said]


def is_known(thing: str) -> bool:
    """Tell whether something is known to be bought, also as it is spoken: "maitoo", "2 litres of milk"."""
    said = without_amount(thing)
    forms = (said, said[:-1], f"{said[:-1]}a", f"{said[:-1]}ä")
    return any(_is_known(one, language) for language in FEWEST for one in forms) or _is_owned(said)


def without_amount(thing: str) -> str:
    """Return a thing without how much of it there is to be."""
    return _amount().sub("", thing.lower().strip())


def _is_owned(said: str) -> bool:
    """Tell whether a Finnish word is what is known, as what is done to it is called: "maidon", "leivän"."""
    alike = (one for one in _known()["fi"]["one"] if one[:ALIKE] == said[:ALIKE] and abs(len(one) - len(said)) <= 1)
    return said.endswith("n") and len(said) > SHORTEST and any(alike)


def is_finnish(thing: str) -> bool:
    """Tell whether something is known to be bought by its Finnish name alone."""
    return _is_known(thing.lower(), "fi") and not _is_known(thing.lower(), "en")


def _things(words: list[str], language: str) -> list[str]:
    """Return the known things that words are made of, the longest first; none when a word is left over."""
    if not words:
        return []
    for length in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        first, rest = " ".join(words[:length]), words[length:]
        if _is_known(first.lower(), language) and (not rest or _things(rest, language)):
            return [first, *_things(rest, language)]
    return []


def _is_known(thing: str, language: str) -> bool:
    known = _known()[language]
    if thing in known["one"] or thing in known["together"]:
        return True
    return language == "fi" and " " not in thing and any(len(one) >= SHORTEST and thing.endswith(one) for one in known["one"])


@cache
def _amount() -> re.Pattern[str]:
    """Return what says how much of a thing there is to be."""
    read = tomllib.loads(resources.files(__package__).joinpath("words/groceries.toml").read_text(encoding="utf-8"))["amounts"]
    many, measures = ("|".join(map(re.escape, read[name])) for name in ("many", "measures"))
    return re.compile(rf"^(?:(?:{many}) |\d+(?:[.,]\d+)? ?(?:x )?)*(?:(?:{measures})(?: of)? )?(?:the |some |more )*")


@cache
def _known() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("words/groceries.toml").read_text(encoding="utf-8"))
