"""The redactor: a pure function of a text and the published word list.

It reads neither the store nor the history, so the same request leaves as the same bytes whatever is kept. One layer a file,
in this order; each may only add masks to what the ones before left open.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Protocol

from private_llm.domain.redaction import content, gate, patterns, words
from private_llm.domain.redaction.cleanup import Cleaned, clean
from private_llm.domain.redaction.masks import Mask, Masks
from shared.schemas.interpretation import ITEM_LIMIT, Item, Placeholder, Word
from shared.vocabulary import Vocabulary

TEXT_LIMIT = 4000
"""A longer request is planned without the interpreter, in characters."""
MOSTLY_MASKED = 0.75
MOSTLY_UNKNOWN = 0.4
"""With more of its words on no list, a request is taken to be of another language, and stays here."""


class Layer(Protocol):
    """Adds masks."""

    def __call__(self, text: str, masks: Masks) -> None: ...


LAYERS: tuple[Layer, ...] = (patterns.mask, content.mask)


class RedactedItem(NamedTuple):
    """An item, and the half-open span of the original text that it stands for."""

    item: Item
    start: int
    end: int


@dataclass(frozen=True, repr=False)
class Redaction:
    """A request without its private words. `interpretable` says whether it fits on the wire at all, `leaves` whether it may
    go on to a cloud model, and `reason` why not."""

    items: tuple[RedactedItem, ...]
    language: str
    interpretable: bool
    leaves: bool
    reason: str

    def text(self, vocabulary: Vocabulary) -> str:
        """Return what would leave, as text with placeholders."""
        return " ".join(_shown(entry.item, vocabulary) for entry in self.items)


def redact(text: str, vocabulary: Vocabulary, languages: tuple[str, ...]) -> Redaction:
    """Mask a request."""
    if len(text) > TEXT_LIMIT:
        return Redaction((), languages[0], interpretable=False, leaves=False, reason="it is too long")
    cleaned = clean(text)
    masks = Masks(cleaned.text)
    for layer in LAYERS:
        layer(cleaned.text, masks)
    found = words.itemise(cleaned.text, masks, vocabulary, languages)
    redaction = _judge(_number(found.items, cleaned), found)
    if redaction.interpretable:
        gate.check([entry.item for entry in redaction.items], vocabulary)
    return redaction


def _number(found: list[Mask | tuple[int, int, int]], cleaned: Cleaned) -> tuple[RedactedItem, ...]:
    counts: dict[int, int] = {}
    items: list[RedactedItem] = []
    for entry in found:
        if isinstance(entry, Mask):
            counts[entry.kind] = counts.get(entry.kind, 0) + 1
            items.append(RedactedItem(_placeholder(entry.kind, counts[entry.kind]), *cleaned.original(entry.start, entry.end)))
        else:
            items.append(RedactedItem(_word(entry[0]), *cleaned.original(entry[1], entry[2])))
    return tuple(items)


_word, _placeholder = cache(Word), cache(Placeholder)


def _judge(items: tuple[RedactedItem, ...], found: words.Itemised) -> Redaction:
    language = found.language
    masked = len([entry for entry in items if type(entry.item) is Placeholder])
    if not items:
        return Redaction(items, language, interpretable=False, leaves=False, reason="there are no words in it")
    if len(items) > ITEM_LIMIT:
        return Redaction(items, language, interpretable=False, leaves=False, reason="it is too long")
    if masked == len(items) or masked / len(items) > MOSTLY_MASKED:
        return Redaction(items, language, interpretable=True, leaves=False, reason="nearly all of it is private")
    if found.unknown > MOSTLY_UNKNOWN:
        return Redaction(items, language, interpretable=True, leaves=False, reason="most of its words are of no language that is set up")
    return Redaction(items, language, interpretable=True, leaves=True, reason="")


def _shown(item: Item, vocabulary: Vocabulary) -> str:
    return vocabulary.words[item.id] if isinstance(item, Word) else f"<{item.kind.name}_{item.n}>"
