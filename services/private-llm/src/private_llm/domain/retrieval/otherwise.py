"""What says otherwise: the same words with another value. What was written later counts."""

import re
from collections.abc import Sequence
from functools import lru_cache

from private_llm.domain import times
from private_llm.domain.understanding import told
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.openers import NEVER
from shared.schemas.archive import Hit
from shared.stopwords import WORD, telling

NAMES = re.compile(r"(?P<of>(?:(?i:the|my|our)|[^\W\d_]+['’]s) .{2,80}?) (?:is|are|was|on|oli) (?P<name>(?:[A-ZÅÄÖ][\w-]+ ?){1,3})[.!]?")
"""One thing has one name: "the treasurer is Liisa Aalto"."""
TOLD = frozenset({"note", "conversation"})
"""What the person told, kept as a note or not."""


def newest_first(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits with the newest of those that contradict the first in front."""
    if not hits:
        return []
    newest = max([hits[0], *contradicting(hits[0], hits)], key=lambda hit: hit.at)
    return [newest, *(hit for hit in hits if hit is not newest)]


def without_offers(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits without what was said in the conversation and then put into the calendar in the same words."""
    made = [set(telling(hit.text.casefold())) for hit in hits if hit.kind == "event"]
    return [hit for hit in hits if hit.kind != "conversation" or not any(_but_of_time(hit.text) <= words for words in made)]


def _but_of_time(text: str) -> set[str]:
    return set(telling(times.without(text, now=NEVER, zone="UTC").casefold()))


def contradicting(best: Hit, hits: Sequence[Hit]) -> list[Hit]:
    """Return those of some hits that say otherwise than one does."""
    return [hit for hit in hits if hit is not best and _are_alike(hit, best) and _otherwise(best.text, hit.text)]


def _are_alike(one: Hit, two: Hit) -> bool:
    """Tell whether two hits are of one kind and writer; what is kept as a note and what was said in the conversation is the person's."""
    return one.sender == two.sender and (one.kind == two.kind or {one.kind, two.kind} <= TOLD)


def _otherwise(one: str, two: str) -> bool:
    first, second = NAMES.fullmatch(one.strip()), NAMES.fullmatch(two.strip())
    if first and second:
        return first["of"].casefold() == second["of"].casefold() and first["name"].casefold() != second["name"].casefold()
    if (fact := told.fact(one)) and (old := told.fact(two)):
        return _thing(fact.what) == _thing(old.what) and _is_another(plain(fact.value), plain(old.value))
    (said, value), (other, another) = _parted(one), _parted(two)
    return bool(said and value and another) and said == other and value != another


def _thing(what: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in telling(what) if word.casefold() != "actually")


def _is_another(one: str, two: str) -> bool:
    """Tell whether a value takes the place of another: of words that can both be, none does."""
    alike = all(any(map(str.isdigit, value)) for value in (one, two)) or max(len(one.split()), len(two.split())) == 1
    return alike and one != two


@lru_cache(maxsize=100)
def _parted(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return what a text is about, and the numbers and days that it gives."""
    covered = [(found.start, found.end) for found in times.find(text)]
    days = tuple(" ".join(WORD.findall(text[start:end].casefold())) for start, end in covered)
    for start, end in reversed(covered):
        text = f"{text[:start]} {text[end:]}"
    words = [word.casefold() for word in telling(text)]
    numbers = tuple(word for word in words if any(map(str.isdigit, word)))
    return frozenset(word for word in words if word not in numbers), (*days, *numbers)
