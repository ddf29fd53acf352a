"""The gate at the entry of the interpreter: numbers off the wire become items, or the message is refused.

It is written apart from the gate at the private zone's exit, so that no one defect opens both.
"""

from collections import Counter

from shared.errors import BadMessage
from shared.schemas.interpretation import ITEM_LIMIT, Item, Kind, Placeholder, Word
from shared.vocabulary import Vocabulary


def admit(version: int, encoded: tuple[tuple[int, ...], ...], vocabulary: Vocabulary) -> tuple[Item, ...]:
    """Read items off the wire; raises BadMessage for anything but listed words and placeholders in their order."""
    if version != vocabulary.version:
        raise BadMessage("Interpret: another version of the word list")
    if len(encoded) not in range(1, ITEM_LIMIT + 1):
        raise BadMessage("Interpret: between 1 and 40 items")
    seen: Counter[int] = Counter()
    return tuple(_item(numbers, seen, vocabulary) for numbers in encoded)


def _item(numbers: tuple[int, ...], seen: Counter[int], vocabulary: Vocabulary) -> Item:
    match numbers:
        case (int(word),) if word in range(len(vocabulary.words)):
            return Word(word)
        case (int(kind), int(n)) if kind in Kind.__members__.values():
            seen[kind] += 1
            if n == seen[kind]:
                return Placeholder(Kind(kind), n)
    raise BadMessage("Interpret: an item is neither a word of the list nor the next placeholder of its kind")
