"""The gate at the exit of the private zone: it trusts no layer, and refuses whatever is not a listed word or a placeholder.

The interpreter has a gate of its own at its entry, written apart from this one (`interpreter.domain.entry`).
"""

from collections.abc import Sequence
from functools import cache

from shared.schemas.interpretation import ITEM_LIMIT, Kind, Placeholder, Word
from shared.vocabulary import Vocabulary

AT_HOME = {Kind.PERSON, Kind.PLACE, Kind.ORG}
"""Kinds that no cloud model is told apart: which names are on a public list tells of origin."""


class NotClean(Exception):
    """Raised when an item is neither a listed word nor the next placeholder of its kind, or stands in no frame. Nothing is sent."""


def check(items: Sequence[object], vocabulary: Vocabulary) -> None:
    """Raise NotClean unless every item may leave. Placeholders of a kind are numbered 1, 2, 3 …, so a number says nothing."""
    if not 0 < len(items) <= ITEM_LIMIT:
        raise NotClean("a request has 1 to 40 items")
    counts: dict[Kind, int] = {}
    for item in items:
        if type(item) is Word and type(item.id) is int and 0 <= item.id < len(vocabulary.words):
            continue
        if type(item) is Placeholder and type(item.kind) is Kind and type(item.n) is int and item.n == counts.get(item.kind, 0) + 1:
            counts[item.kind] = item.n
            continue
        raise NotClean("an item is neither a listed word nor the next placeholder of its kind")


def check_framed(encoded: Sequence[tuple[int, ...]], vocabulary: Vocabulary) -> None:
    """Raise NotClean unless items, as they travel, may go to a cloud model: runs of words that are frames, one of them a command,
    and placeholders of one kind for names and words."""
    check([_decoded(numbers) for numbers in encoded], vocabulary)
    asked, start = False, 0
    for position in range(len(encoded) + 1):
        if position < len(encoded) and len(encoded[position]) == 1:
            continue
        run = [number for (number,) in encoded[start:position]]
        asked |= _read(run, vocabulary, opening=start == 0)
        if position < len(encoded) and encoded[position][0] in AT_HOME:
            raise NotClean("a name's kind stays at home")
        start = position + 1
    if not asked:
        raise NotClean("there is no command in it")


def _decoded(numbers: tuple[int, ...]) -> object:
    if len(numbers) == 1:
        return Word(numbers[0])
    return Placeholder(Kind(numbers[0]), numbers[1]) if len(numbers) == 2 and numbers[0] in set(Kind) else None


def _read(run: list[int], vocabulary: Vocabulary, *, opening: bool) -> bool:
    """Read a run of words frame by frame, the longest first; return whether one of them is a command."""
    asked, start = False, 0
    while start < len(run):
        end = min(start + _longest(vocabulary), len(run))
        while (frame := tuple(run[start:end])) not in vocabulary.frames:
            end -= 1
            if end == start:
                raise NotClean("a run of words is not made of frames")
        asked |= vocabulary.frames[frame] and (opening or len(frame) > 1)
        start = end
    return asked


@cache
def _longest(vocabulary: Vocabulary) -> int:
    return max(map(len, vocabulary.frames), default=1)
