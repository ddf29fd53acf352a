"""The gate at the exit of the private zone: it trusts no layer, and refuses whatever is not a listed word or a placeholder."""

from collections.abc import Sequence

from shared.schemas.interpretation import Kind, Placeholder, Word
from shared.vocabulary import Vocabulary


class NotClean(Exception):
    """Raised when an item is neither a listed word nor a well-formed placeholder. Nothing is sent."""


def check(items: Sequence[object], vocabulary: Vocabulary) -> None:
    """Raise NotClean unless every item may leave."""
    for item in items:
        if isinstance(item, Word) and type(item.id) is int and 0 <= item.id < len(vocabulary.words):
            continue
        if isinstance(item, Placeholder) and type(item.kind) is Kind and type(item.n) is int and item.n > 0:
            continue
        raise NotClean("an item is neither a listed word nor a placeholder")
