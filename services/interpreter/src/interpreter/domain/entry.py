"""The gate at the entry of the interpreter: numbers off the wire become items, or the message is refused.

It is written apart from the gate at the private zone's exit, so that no one defect opens both.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from shared.errors import BadMessage
from shared.schemas.interpretation import ITEM_LIMIT, Item, Kind, Placeholder, Word
from shared.vocabulary import Run, Vocabulary

NAMES = {Kind.PERSON, Kind.PLACE, Kind.ORG}
"""Kinds that the cloud model is never told of: it reads WORD for names of all sorts."""


def admit(version: int, encoded: tuple[tuple[int, ...], ...], vocabulary: Vocabulary) -> tuple[Item, ...]:
    """Read items off the wire; raises BadMessage for anything but listed words and placeholders in their order."""
    if version != vocabulary.version:
        raise BadMessage("Interpret: another version of the word list")
    if len(encoded) not in range(1, ITEM_LIMIT + 1):
        raise BadMessage("Interpret: between 1 and 40 items")
    seen: Counter[int] = Counter()
    return tuple(_item(numbers, seen, vocabulary) for numbers in encoded)


def admit_for_cloud(version: int, encoded: tuple[tuple[int, ...], ...], vocabulary: Vocabulary) -> tuple[Item, ...]:
    """Read what the cloud model may be told; raises BadMessage unless its words stand in frames, one of them a command."""
    items = admit(version, encoded, vocabulary)
    if any(isinstance(item, Placeholder) and item.kind in NAMES for item in items):
        raise BadMessage("Interpret: the cloud model is not told what kind a name is")
    runs = list(_runs(items))
    if not all(_is_framed(run, vocabulary) for _, run in runs):
        raise BadMessage("Interpret: a run of words for the cloud model is not made of frames")
    if not any(_asks(run, vocabulary, opens=opens) for opens, run in runs):
        raise BadMessage("Interpret: there is no command in what the cloud model would be told")
    return items


def _runs(items: tuple[Item, ...]) -> Iterator[tuple[bool, Run]]:
    """Yield the runs of words between placeholders, and whether each begins the request."""
    for number, (is_word, group) in enumerate(groupby(items, key=lambda item: isinstance(item, Word))):
        if is_word:
            yield number == 0, tuple(item.id for item in group if isinstance(item, Word))


def _is_framed(run: Run, vocabulary: Vocabulary) -> bool:
    """Tell whether frames can be put side by side so that they are the run."""
    reached = {0}
    for end in range(1, len(run) + 1):
        if any(run[start:end] in vocabulary.frames for start in reached):
            reached.add(end)
    return len(run) in reached


def _asks(run: Run, vocabulary: Vocabulary, *, opens: bool) -> bool:
    """Tell whether a run holds a command; one of a single word counts only where the request begins."""
    spans = ((start, end) for start in range(len(run)) for end in range(start + 1, len(run) + 1))
    return any(vocabulary.frames.get(run[start:end], False) and (end - start > 1 or opens) for start, end in spans)


def _item(numbers: tuple[int, ...], seen: Counter[int], vocabulary: Vocabulary) -> Item:
    match numbers:
        case (int(word),) if word in range(len(vocabulary.words)):
            return Word(word)
        case (int(kind), int(n)) if kind in Kind.__members__.values():
            seen[kind] += 1
            if n == seen[kind]:
                return Placeholder(Kind(kind), n)
    raise BadMessage("Interpret: an item is neither a word of the list nor the next placeholder of its kind")
