"""The gate at the exit of the private zone: it trusts no layer, and refuses whatever is not a placeholder or part of a frame.

The interpreter has a gate of its own at its entry, written apart from this one (`interpreter.domain.entry`).
"""

from collections.abc import Sequence
from functools import cache

from shared.schemas.interpretation import ITEM_LIMIT, Kind, Placeholder, Word
from shared.vocabulary import Vocabulary

AT_HOME = {Kind.PERSON, Kind.PLACE, Kind.ORG}
"""Kinds that are told apart in the private zone only: which names are on a public list tells of origin."""


class NotClean(Exception):
    """Raised when an item is neither part of a frame nor the next placeholder of its kind. Nothing is sent."""


def check(items: Sequence[object], vocabulary: Vocabulary, *, cloud: bool = False) -> None:
    """Raise NotClean unless every item may leave, and for the cloud unless a command is among them. Placeholders of a kind are
    numbered 1, 2, 3 …, so a number says nothing."""
    if not 0 < len(items) <= ITEM_LIMIT:
        raise NotClean("a request has 1 to 40 items")
    counts: dict[Kind, int] = {}
    run: list[int] = []
    asked, first = False, True
    for item in (*items, None):
        if type(item) is Word and type(item.id) is int and 0 <= item.id < len(vocabulary.words):
            run.append(item.id)
            continue
        if run:
            asked |= _read(run, vocabulary, opening=first)
        run, first = [], False
        if (
            type(item) is Placeholder
            and type(item.kind) is Kind
            and item.kind not in AT_HOME
            and type(item.n) is int
            and item.n == counts.get(item.kind, 0) + 1
        ):
            counts[item.kind] = item.n
        elif item is not None or None in items:
            raise NotClean("an item is neither a listed word nor the next placeholder of its kind")
    if cloud and not asked:
        raise NotClean("there is no command in it")


def _read(run: list[int], vocabulary: Vocabulary, *, opening: bool) -> bool:
    """Read a run of words frame by frame, the longest first; return whether one of them is a command."""
    asked, longest = False, _longest(vocabulary)
    start = 0
    while start < len(run):
        end = min(start + longest, len(run))
        while (frame := tuple(run[start:end])) not in vocabulary.frames:
            end -= 1
            if end == start:
                raise NotClean("a run of words is not made of frames")
        asked |= vocabulary.frames[frame] and (opening or len(frame) > 1)
        start = end
    return asked


@cache
def _longest(vocabulary: Vocabulary) -> int:
    return max(map(len, vocabulary.frames), default=0)
