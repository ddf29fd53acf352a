"""One order for hits of every kind, best first: BM25 (Robertson and Zaragoza, 2009) over all that is kept, with what has every word in
front. The scores of FTS5 itself can't be compared between two indexes.

Of what fits equally well the newest comes first, and what was told to the assistant before what others wrote."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.schemas.archive import Hit
from store.domain.query import ALIKE, EXACT, Term, words_of
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
STEPS = [(step, share) for far, share in BESIDE.items() for step in (-far, far)]
TALKING = 60
"""Of so many messages, the best by their own words, what stands beside them counts too."""
ANYTHING = Wanted()
TALK = timedelta(hours=1)
"""Messages that are further apart have nothing to do with each other."""
ANSWERING = 0.8
"""So much of a term counts that stands in somebody else's question right before: what follows it answers."""
ASKING = 0.7
"""So much what asks itself counts: it tells nothing."""
BY_OTHERS = 0.5
"""So much what others wrote counts where somebody who wrote is named."""


@dataclass(eq=False)
class Judged:
    """A hit, and how much of each term it has."""

    hit: Hit
    parts: tuple[float, ...]
    fits: tuple[bool, ...]
    share: float
    """So much of all that counts."""
    near: float = 0.0
    """What counts of what stands beside it."""
    by: float = 1.0
    """So much of it counts for whom it is by."""

    @property
    def score(self) -> float:
        return self.share * self.by * (sum(self.parts) + self.near)


@dataclass(frozen=True)
class Reach:
    """Which messages have a term, by their numbers, and below which number any may have it."""

    seqs: frozenset[int]
    below: int

    def has(self, seq: int) -> bool:
        return seq in self.seqs or seq < self.below


class Fits(dict[str, tuple[tuple[int, float], ...]]):
    """Which terms a word fits, by their places, and how well; each word is looked at once."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._beginning: dict[str, list[tuple[int, Term]]] = {}
        """The terms by what a word must begin with to fit: nothing, for those that may be written in another way."""
        for place, term in enumerate(terms):
            if term.number is None:
                self._beginning.setdefault("" if term.others else term.word[:ALIKE], []).append((place, term))

    def __missing__(self, word: str) -> tuple[tuple[int, float], ...]:
        there = self._beginning
        found: tuple[tuple[int, float], ...] = ()
        if "" in there or word[:1] in there or word[:ALIKE] in there:  # Most words of a text fit nothing that is looked for.
            may = [one for begun in {"", word[:1], word[:ALIKE]} if begun in there for one in there[begun]]
            found = tuple((place, fit) for place, term in may if (fit := term.fit(word)))
        self[word] = found
        return found


class Ranking:
    """Judges hits by the same terms, and puts them in order. `found` says how many texts, of `total`, have a term."""

    def __init__(self, terms: Sequence[Term], found: Mapping[Term, int], total: int, *, wanted: Wanted = ANYTHING) -> None:
        self._terms, self._wanted = terms, wanted
        self._weights = [math.log(1 + (total - min(found[term], total) + 0.5) / (min(found[term], total) + 0.5)) for term in terms]
        self._fits = Fits(terms)
        self._names: dict[tuple[str, str], list[str]] = {}
        self._none = (0.0,) * len(terms), (False,) * len(terms)
        self._numbers = [(place, term.number) for place, term in enumerate(terms) if term.number is not None]

    def judged(self, hits: Sequence[Hit]) -> list[Judged]:
        """Return how much of each term hits have."""
        return [self._judged(hit) for hit in hits]

    def best(self, judged: Sequence[Judged]) -> dict[int, Judged]:
        """Return the best messages by their numbers; where somebody who wrote is named, by whom they are counts."""
        _let_count_by_whom(judged, self._fits)
        messages = (one for one in judged if one.hit.kind == "message")
        return {int(one.hit.id): one for one in sorted(messages, key=lambda one: -one.score)[:TALKING]}

    def called(self, name: str) -> set[int]:
        """Return the places of the terms that somebody is called by."""
        return {place for word in words_of(name) for place, _ in self._fits[word]}

    def beside(self, judged: Sequence[Judged], reaches: Sequence[Reach], limit: int) -> set[int]:
        """Return the numbers of the messages beside the best that may change which are the first so many: by a term that one of these lacks,
        or as the answer to one. `reaches` says which messages may have each term."""
        best, scores = self.best(judged), sorted((one.score for one in judged), reverse=True)
        least = scores[limit - 1] if len(scores) >= limit else 0.0
        found, nears = set[int](), dict[int, float]()
        for seq, one in best.items():
            lacking = [place for place, reach in enumerate(reaches) if reach.seqs and not one.fits[place]]
            gains = one.score + one.share * ANSWERING * sum(map(self._most, lacking)) >= EQUAL * least
            for step, share in STEPS:
                if gains and any(reaches[place].has(seq + step) for place in lacking):
                    found.add(seq + step)
                part_of = ANSWERING if step == 1 and "?" in one.hit.text else share
                nears[seq + step] = nears.get(seq + step, 0.0) + part_of * sum(one.parts)
        for seq, near in nears.items():
            own = sum(self._most(place) for place, reach in enumerate(reaches) if reach.has(seq))
            if self._wanted.times * (near + own) >= least:
                found.add(seq)
        return found

    def _most(self, place: int) -> float:
        """Return how much of a term a message has at most."""
        return self._weights[place] * (K + 1)

    def ordered(self, judged: Sequence[Judged], beside: Sequence[Judged] = (), *, limit: int | None = None) -> list[Hit]:
        """Return hits, the first so many, in order, with their scores. `beside` are messages that stand beside the hits and count for them, no hits
        themselves. What fits no term is left out, unless nothing does (FTS5 has rules of its own about what a word is), and so is what has
        not the telephone number that is looked for."""
        _let_count_beside(judged, beside)
        _let_count_by_whom(judged, self._fits)
        numbers = [place for place, _ in self._numbers]
        sure = numbers or any(term.stems for term in self._terms)
        judged = [one for one in judged if (any(one.fits[place] for place in numbers) if numbers else one.score)] or (
            [] if sure else judged
        )
        known = tuple(any(one.fits[place] for one in judged) for place in range(len(self._terms)))
        order = _newest_of_equals(sorted(judged, key=lambda one: (one.fits != known, -one.score, -one.hit.at.timestamp())))
        whole = 2 * sum(self._weights) * (K + 1)  # What has some of the words has less than half of what has every one.
        scores = sorted((one.score + whole * (one.fits == known) for one in judged), reverse=True)
        return [replace(one.hit, score=score) for one, score in zip(order[:limit], scores[:limit], strict=True)]

    def _judged(self, hit: Hit) -> Judged:
        words, aside = words_of(hit.text), self._aside(hit)
        share = self._wanted.share(words) * (ASKING if _asks(hit.text) else 1)
        inside, beside = ([fit for fits in map(self._fits.__getitem__, there) for fit in fits] for there in (words, aside))
        if not (inside or beside or self._numbers):
            return Judged(hit, *self._none, share)
        often = [0.0] * len(self._terms)
        for place, fit in inside:
            often[place] += fit
        for place, fit in beside:
            often[place] = often[place] or ELSEWHERE * fit
        for place, number in self._numbers:
            often[place] = float(number.stands_in(words) or number.stands_in(aside))
        norm = K * (1 - B + B * len(words) / USUAL_WORDS)
        parts = tuple(weight * each * (K + 1) / (each + norm) if each else 0.0 for each, weight in zip(often, self._weights, strict=True))
        return Judged(hit, parts, tuple(part > 0 for part in parts), share)

    def _aside(self, hit: Hit) -> list[str]:
        """Return the words that count for a hit and are not in its text."""
        key = hit.sender, hit.chat_name
        if key not in self._names:
            self._names[key] = words_of(f"{hit.sender} {hit.chat_name}")
        return [*self._names[key], *_meant(hit.text)] if hit.kind == "contact" else self._names[key]


def _let_count_beside(judged: Sequence[Judged], beside: Sequence[Judged]) -> None:
    """Let what stands beside a message count for what it lacks. The messages of a chat are numbered about as they were written."""
    places = {(one.hit.chat, int(one.hit.id)): one for one in (*judged, *beside) if one.hit.kind == "message" and any(one.fits)}
    for one in judged:
        if one.hit.kind == "message" and not all(one.fits):
            one.near = _near(one, places)


def _near(one: Judged, places: Mapping[tuple[str, int], Judged]) -> float:
    best, seq = [0.0] * len(one.parts), int(one.hit.id)
    for step, share in STEPS:
        other = places.get((one.hit.chat, seq + step))
        if other is not None and abs(other.hit.at - one.hit.at) <= TALK:
            answers = step == -1 and "?" in other.hit.text and other.hit.sender != one.hit.sender
            part_of = max(share, ANSWERING) if answers else share
            best = [max(so_far, part_of * part) for so_far, part in zip(best, other.parts, strict=True)]
    return sum(more for part, more in zip(one.parts, best, strict=True) if not part)


def _let_count_by_whom(judged: Sequence[Judged], fits: Fits) -> None:
    """Let what others wrote count less where somebody who wrote is named."""
    senders = {one.hit.sender for one in judged if one.hit.sender}
    named = {sender for sender in senders if any(fit == EXACT for word in words_of(sender) for _, fit in fits[word])}
    for one in judged:
        if named and one.hit.kind == "message" and one.hit.sender not in named:
            one.by = BY_OTHERS


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
