"""Items to text: words from the interpreter's own copy of the list, placeholders as `<KIND_n>`."""

from itertools import groupby

from shared.schemas.interpretation import Item, Word
from shared.vocabulary import LANGUAGES, Vocabulary

ALIKE = frozenset({"PERSON", "PLACE", "ORG"})
"""Names are words that are not listed; which of them is on a list of names says nothing of what is wanted."""


def render(items: tuple[Item, ...], vocabulary: Vocabulary) -> str:
    """Return the request as the cloud model would read it."""
    return " ".join(vocabulary.words[item.id] if isinstance(item, Word) else f"<{item.kind.name}_{item.n}>" for item in items)


def tokens(items: tuple[Item, ...], vocabulary: Vocabulary) -> list[str]:
    """Return the request as the classifier reads it: placeholders without their numbers, and of several alike in a row one."""
    return [token for token, run in groupby(_token(item, vocabulary) for item in items) for _ in (run if token[0] != "<" else "<")]


def language_of(items: tuple[Item, ...], vocabulary: Vocabulary) -> str:
    """Return the language whose list most of the words come from."""
    return max(LANGUAGES, key=lambda language: sum(isinstance(item, Word) and item.id in vocabulary.ranges[language] for item in items))


def _token(item: Item, vocabulary: Vocabulary) -> str:
    if isinstance(item, Word):
        return vocabulary.words[item.id]
    return "<WORD>" if item.kind.name in ALIKE else f"<{item.kind.name}>"
