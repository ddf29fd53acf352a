"""The gate at the exit of the private zone: it trusts no layer, and refuses whatever is not a listed word or a placeholder.

The interpreter has a gate of its own at its entry, written apart from this one (`interpreter.domain.entry`).
"""

from collections.abc import Sequence

from shared.schemas.interpretation import ITEM_LIMIT, Kind, Placeholder, Word
from shared.vocabulary import Vocabulary


class NotClean(Exception):
    """Raised when an item is neither a listed word nor the next placeholder of its kind. Nothing is sent."""


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
