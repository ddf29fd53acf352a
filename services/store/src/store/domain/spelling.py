"""Which word is nearest in spelling to one that nobody wrote: by trigrams (Angell, Freund, Willett, 1983), and no more than a slip or
two away (optimal string alignment: a letter that is missing, too much, another, or changed places with the next)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, permutations
from string import ascii_lowercase

from store.domain.query import Term

SHORTEST, MIDDLING, LONG = 4, 7, 9
"""Words, in letters: what is shorter is never taken for another; from MIDDLING on a letter may be another that is like it, or a word
may go on, and from LONG on there may be as many as SLIPS."""
SLIPS = 2
LIKE = "aeiouy qwertyuiop asdfghjkl zxcvbnm qaz wsx edc rfv tgb yhn ujm ik ol ck sz sc dt bp vw fv gk xs"
"""Letters that are taken for each other: the vowels, what is side by side or one above the other on a keyboard, what sounds alike."""
ENDING = 2
"""So many letters a word may go on with."""
ALIKE = 1 / 3
"""So much of their trigrams two words have in common, at least."""
BEGINNING = 2
"""So many letters at the beginning of a word are right, most of the time."""
BEGUN = 4
"""By so many letters words are looked for that begin otherwise."""


@dataclass(frozen=True)
class Near:
    """A word that somebody wrote, and how far it is from the one that is looked for."""

    word: str
    slips: int
    ending: int
    alike: float
    often: int

    def far(self) -> tuple[float, ...]:
        """Return how far it is: less is nearer."""
        return (self.slips, -self.alike, self.ending)


def may_be_misspelt(term: Term) -> bool:
    """Tell whether a term is a word that may be written wrongly; nothing with a digit is."""
    return term.word.isalpha() and len(term.word) >= SHORTEST


def beginnings(word: str) -> Iterator[list[str]]:
    """Yield how words may begin that are near: first as this one does, then with a slip in its first letters."""
    right = [word[:BEGINNING]]
    if _most(word) == 1:  # A slip in the next letter, or behind it: by two letters alone a language has many words.
        right = [word[: BEGINNING + 1], *(one for one in _with_a_slip(word, BEGINNING) if not one.startswith(word[: BEGINNING + 1]))]
    yield right
    yield sorted({one for place in range(BEGINNING) for one in _with_a_slip(word, place)})


def _with_a_slip(word: str, place: int) -> list[str]:
    """Return how words begin of which one is written with a slip in one place: with another letter, one too much, one too few, or two
    that changed places."""
    before, here, behind = word[:place], word[place], word[place + 1 :]
    others = ascii_lowercase if _most(word) > 1 else _alike_to(here) if place and len(word) >= MIDDLING else ""
    made = {before + behind, before + behind[0] + here + behind[1:], *(before + other + behind for other in others)}
    return sorted(one[:BEGUN] for one in made | {before + letter + here + behind for letter in ascii_lowercase})


def nearest(term: Term, words: Iterable[tuple[str, int]]) -> list[Near]:
    """Return those of some folded words, each with how many texts have it, that a term may be a slip for, nearest first."""
    ways = {term.word, *(stem for _, stem in term.stems if len(stem) >= SHORTEST)}
    near = [one for word, often in words if word.isalpha() and (one := _near(term.word, ways, word, often))]
    return sorted(near, key=lambda one: (one.far(), -one.often))


def _near(written: str, ways: Iterable[str], word: str, often: int) -> Near | None:
    if len(word) < SHORTEST or abs(len(word) - len(written)) > ENDING + SLIPS:
        return None
    ways = [way for way in ways if len(set(way).difference(word)) <= _most(way)]  # Each letter that is not there is a slip.
    if not ways:
        return None
    alike = max(_alike(written, word), _alike(written, word[: len(written)]))
    if alike < ALIKE:
        return None
    found = [near for way in ways if (near := _fewest(way, word, whole=way == written))[0] <= _most(way)]
    return Near(word, *min(found), alike, often) if found else None


def _most(way: str) -> int:
    return 1 if len(way) < LONG else SLIPS


def _fewest(way: str, word: str, *, whole: bool) -> tuple[int, int]:
    """Return how many slips lie between a word, or its stem, and another, and how many letters that one goes on with behind them: what
    goes on, or is a stem, ends in the right letter."""
    goes_on = len(way) >= MIDDLING
    return min(
        (max(1, many), len(word) - end)
        for end, many in enumerate(_slips(way, word))
        if end == 0 or (whole and end == len(word)) or (goes_on and len(word) - end <= ENDING and word[end - 1] == way[-1])
    )


def _alike(one: str, two: str) -> float:
    """Return the share of their trigrams that two words have in common (Dice)."""
    first, second = _trigrams(one), _trigrams(two)
    return 2 * len(first & second) / (len(first) + len(second))


def _trigrams(word: str) -> set[str]:
    padded = f"  {word}  "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def _slips(one: str, two: str) -> list[int]:
    """Return how many slips lie between a word and each beginning of another."""
    before, last = [0] * (len(two) + 1), list(range(len(two) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, other in enumerate(two, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + _other(letter, other, sure=row == 1 or len(one) < MIDDLING))
            if row > 1 and column > 1 and letter == two[column - 2] and one[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last


def _other(letter: str, other: str, *, sure: bool) -> int:
    """Return how many slips it is to write another letter; where one is `sure`, or they are not alike, it is another word."""
    return 0 if letter == other else 1 if not sure and letter + other in _alike_letters() else SLIPS


@cache
def _alike_to(letter: str) -> str:
    return "".join(other for other in ascii_lowercase if letter + other in _alike_letters())


@cache
def _alike_letters() -> frozenset[str]:
    vowels, *rest = LIKE.split()
    side_by_side = [one + two for run in rest for one, two in pairwise(run)]
    return frozenset(way for pair in (*side_by_side, *map("".join, permutations(vowels, 2))) for way in (pair, pair[::-1]))
