"""One order for hits of every kind, best first: BM25 (Robertson and Zaragoza, 2009) over all that is kept, with what has every word in
front. The scores of FTS5 itself can't be compared between two indexes.

Of what fits equally well the newest comes first, and what was told to the assistant before what others wrote."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.schemas.archive import Hit
from store.domain.query import EXACT, Term, words_of
from store.domain.wanted import Wanted

K, B, USUAL_WORDS = 1.2, 0.4, 15
ELSEWHERE = 0.5
"""So much a word counts that is not in a message but in its sender's or its chat's name."""
EQUAL = 0.75
"""Hits that have the same words fit equally well while their scores differ by no more."""
CONTACT = "contact contacts details yhteystieto yhteystiedot".split()
PHONE = "number numero puhelin puhelinnumero phone telephone".split()
MAIL = "email mail address sahkoposti sahkopostiosoite osoite".split()
BESIDE = {1: 0.4, 2: 0.2}
"""So much of a term counts that a message lacks and one so far from it has: whoever answers does not repeat the question."""
FAR = max(BESIDE)
ANYTHING = Wanted()
TALK = timedelta(hours=1)
"""Messages that are further apart have nothing to do with each other."""
ANSWERING = 0.8
"""So much of a term counts that stands in somebody else's question right before: what follows it answers."""
ASKING = 0.7
"""So much what asks itself counts: it tells nothing."""
BY_OTHERS = 0.5
"""So much what others wrote counts where somebody who wrote is named."""


@dataclass(frozen=True)
class Judged:
    """A hit, and how much of each term it has."""

    hit: Hit
    parts: tuple[float, ...]
    near: float = 0.0
    """What counts of what stands beside it."""
    share: float = 1.0
    """So much of all that counts."""

    @property
    def fits(self) -> tuple[bool, ...]:
        return tuple(part > 0 for part in self.parts)

    @property
    def score(self) -> float:
        return self.share * (sum(self.parts) + self.near)


class Fits(dict[str, tuple[tuple[int, float], ...]]):
    """Which terms a word fits, by their places, and how well; each word is looked at once."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = [(place, term) for place, term in enumerate(terms) if term.number is None]

    def __missing__(self, word: str) -> tuple[tuple[int, float], ...]:
        self[word] = tuple((place, fit) for place, term in self._terms if (fit := term.fit(word)))
        return self[word]


def ranked(
    hits: Sequence[Hit],
    terms: Sequence[Term],
    found: Mapping[Term, int],
    total: int,
    *,
    beside: Sequence[Hit] = (),
    wanted: Wanted = ANYTHING,
) -> list[Hit]:
    """Return hits in order, with their scores. `found` says how many texts, of `total`, have a term; `beside` are messages that stand
    beside the hits and count for them, no hits themselves. What fits no term is left out, unless nothing does (FTS5 has rules of its own
    about what a word is), and so is what has not the telephone number that is looked for."""
    weights = [math.log(1 + (total - min(found[term], total) + 0.5) / (min(found[term], total) + 0.5)) for term in terms]
    fits = Fits(terms)
    judged = _in_talk([_judged(hit, terms, weights, fits) for hit in (*hits, *beside)])[: len(hits)]
    judged = [
        replace(one, share=one.share * wanted.share(one.hit.text) * (ASKING if _asks(one.hit.text) else 1))
        for one in _by_whom(judged, fits)
    ]
    numbers = [place for place, term in enumerate(terms) if term.number]
    sure = numbers or any(term.stems for term in terms)
    judged = [one for one in judged if (any(one.fits[place] for place in numbers) if numbers else one.score)] or ([] if sure else judged)
    known = tuple(any(one.fits[place] for one in judged) for place in range(len(terms)))
    order = _newest_of_equals(sorted(judged, key=lambda one: (one.fits != known, -one.score, -one.hit.at.timestamp())))
    whole = 2 * sum(weights) * (K + 1)  # What has some of the words has less than half of what has every one.
    scores = sorted((one.score + whole * (one.fits == known) for one in judged), reverse=True)
    return [replace(one.hit, score=score) for one, score in zip(order, scores, strict=True)]


def _judged(hit: Hit, terms: Sequence[Term], weights: Sequence[float], fits: Fits) -> Judged:
    words = words_of(hit.text)
    aside = [*words_of(f"{hit.sender} {hit.chat_name}"), *(_meant(hit.text) if hit.kind == "contact" else ())]
    often = [0.0] * len(terms)
    for word in words:
        for place, fit in fits[word]:
            often[place] += fit
    for word in aside:
        for place, fit in fits[word]:
            often[place] = often[place] or ELSEWHERE * fit
    for place, term in enumerate(terms):
        if term.number is not None:
            often[place] = float(term.number.stands_in(words) or term.number.stands_in(aside))
    norm = K * (1 - B + B * len(words) / USUAL_WORDS)
    return Judged(hit, tuple(weight * each * (K + 1) / (each + norm) for each, weight in zip(often, weights, strict=True)))


def _in_talk(judged: Sequence[Judged]) -> list[Judged]:
    """Let what stands beside a message count for what it lacks. The messages of a chat are numbered about as they were written."""
    places = {(one.hit.chat, int(one.hit.id)): one for one in judged if one.hit.kind == "message"}
    return [replace(one, near=_beside(one, places)) if one.hit.kind == "message" else one for one in judged]


def _beside(one: Judged, places: Mapping[tuple[str, int], Judged]) -> float:
    best = [0.0] * len(one.parts)
    for far, share in BESIDE.items():
        for step in (-far, far):
            other = places.get((one.hit.chat, int(one.hit.id) + step))
            if other is not None and abs(other.hit.at - one.hit.at) <= TALK:
                answers = step == -1 and "?" in other.hit.text and other.hit.sender != one.hit.sender
                part_of = max(share, ANSWERING) if answers else share
                best = [max(so_far, part_of * part) for so_far, part in zip(best, other.parts, strict=True)]
    return sum(more for part, more in zip(one.parts, best, strict=True) if not part)


def _by_whom(judged: Sequence[Judged], fits: Fits) -> list[Judged]:
    """Let what others wrote count less where somebody who wrote is named."""
    senders = {one.hit.sender for one in judged if one.hit.sender}
    named = {sender for sender in senders if any(fit == EXACT for word in words_of(sender) for _, fit in fits[word])}
    if not named:
        return list(judged)
    return [one if one.hit.kind != "message" or one.hit.sender in named else replace(one, share=BY_OTHERS) for one in judged]


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
