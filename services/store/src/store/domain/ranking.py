"""One order for hits of every kind, best first: BM25 (Robertson and Zaragoza, 2009) over all that is kept, with what has every word in
front. The scores of FTS5 itself can't be compared between two indexes.

Of what fits equally well the newest comes first, and what was told to the assistant before what others wrote."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shared.schemas.archive import Hit
from store.domain.query import Term, words_of

K, B, USUAL_WORDS = 1.2, 0.4, 15
ELSEWHERE = 0.5
"""So much a word counts that is not in a message but in its sender's or its chat's name."""
EQUAL = 0.75
"""Hits that have the same words fit equally well while their scores differ by no more."""
CONTACT = "contact contacts details yhteystieto yhteystiedot".split()
PHONE = "number numero puhelin puhelinnumero phone telephone".split()
MAIL = "email mail address sahkoposti sahkopostiosoite osoite".split()


@dataclass(frozen=True)
class Judged:
    """A hit, and how much of each term it has."""

    hit: Hit
    parts: tuple[float, ...]

    @property
    def fits(self) -> tuple[bool, ...]:
        return tuple(part > 0 for part in self.parts)

    @property
    def score(self) -> float:
        return sum(self.parts)


def ranked(hits: Sequence[Hit], terms: Sequence[Term], found: Mapping[Term, int], total: int) -> list[Hit]:
    """Return hits in order, with their scores. `found` says how many texts, of `total`, have a term. What fits no term is left out, unless
    nothing does (FTS5 has rules of its own about what a word is), and so is what has not the telephone number that is looked for."""
    weights = [math.log(1 + (total - min(found[term], total) + 0.5) / (min(found[term], total) + 0.5)) for term in terms]
    judged = [_judged(hit, terms, weights) for hit in hits]
    numbers = [place for place, term in enumerate(terms) if term.number]
    judged = [one for one in judged if (any(one.fits[place] for place in numbers) if numbers else one.score)] or ([] if numbers else judged)
    known = tuple(any(one.fits[place] for one in judged) for place in range(len(terms)))
    order = _newest_of_equals(sorted(judged, key=lambda one: (one.fits != known, -one.score, -one.hit.at.timestamp())))
    whole = 2 * sum(weights) * (K + 1)  # What has some of the words has less than half of what has every one.
    scores = sorted((one.score + whole * (one.fits == known) for one in judged), reverse=True)
    return [replace(one.hit, score=score) for one, score in zip(order, scores, strict=True)]


def _judged(hit: Hit, terms: Sequence[Term], weights: Sequence[float]) -> Judged:
    words = words_of(hit.text)
    counted = Counter(words)
    aside = [*words_of(f"{hit.sender} {hit.chat_name}"), *(_meant(hit.text) if hit.kind == "contact" else ())]
    norm = K * (1 - B + B * len(words) / USUAL_WORDS)
    parts = []
    for term, weight in zip(terms, weights, strict=True):
        if term.number is not None:
            often = float(term.number.stands_in(words) or term.number.stands_in(aside))
        else:
            often = sum(times * term.fit(word) for word, times in counted.items())
            often = often or ELSEWHERE * max((term.fit(word) for word in aside), default=0.0)
        parts.append(weight * often * (K + 1) / (often + norm))
    return Judged(hit, tuple(parts))


def _meant(details: str) -> list[str]:
    """Return what a contact has without saying so."""
    return CONTACT + (PHONE if sum(map(str.isdigit, details)) >= 6 else []) + (MAIL if "@" in details else [])


def _newest_of_equals(order: Sequence[Judged]) -> list[Judged]:
    """Put, among neighbours that have the same words and fit about as well, statements before questions and the newest in front."""
    made: list[Judged] = []
    while len(made) < len(order):
        first = order[len(made)]
        alike = len(made)
        while alike < len(order) and order[alike].fits == first.fits and order[alike].score >= EQUAL * first.score:
            alike += 1
        made += sorted(order[len(made) : alike], key=lambda one: (_asks(one.hit.text), one.hit.kind == "message", -one.hit.at.timestamp()))
    return made


def _asks(text: str) -> bool:
    return text.rstrip().endswith("?")
