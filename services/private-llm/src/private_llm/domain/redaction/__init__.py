"""The redactor: a pure function of a text and the published lists of words and frames.

It reads neither the store nor the history, so the same request leaves as the same bytes whatever is kept. One layer a file,
in this order; each may only add masks to what the ones before left open.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Protocol

from private_llm.domain.redaction import content, gate, patterns, words
from private_llm.domain.redaction.cleanup import Cleaned, clean
from private_llm.domain.redaction.masks import Mask, Masks
from shared.schemas.interpretation import ITEM_LIMIT, Item, Kind, Placeholder, Word
from shared.vocabulary import Vocabulary

TEXT_LIMIT = 4000
"""A longer request is planned without the interpreter, in characters."""
MOSTLY_MASKED = 0.75
MOSTLY_HIDDEN = 0.5
"""With more of its words in no frame, a request stays here: a cloud model would see no more in it than the local one."""
BARE_WORDS = 5
"""With nothing masked, only a request of so few words leaves: a bare command."""
ON_THE_WIRE = {Kind.PERSON: Kind.WORD, Kind.PLACE: Kind.WORD, Kind.ORG: Kind.WORD}
"""Kinds that differ at home only: which names are on a public list tells of origin."""


class Layer(Protocol):
    """Adds masks."""

    def __call__(self, text: str, masks: Masks) -> None: ...


LAYERS: tuple[Layer, ...] = (patterns.mask, content.mask)


class RedactedItem(NamedTuple):
    """An item, and the half-open span of the original text that it stands for; for a placeholder also its kind at home, which may
    be finer than on the wire."""

    item: Item
    start: int
    end: int
    home: Kind | None = None


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
            kind = ON_THE_WIRE.get(entry.kind, entry.kind)
            counts[kind] = counts.get(kind, 0) + 1
            items.append(RedactedItem(_placeholder(kind, counts[kind]), *cleaned.original(entry.start, entry.end), entry.kind))
        else:
            items.append(RedactedItem(_word(entry[0]), *cleaned.original(entry[1], entry[2])))
    return tuple(items)


_word, _placeholder = cache(Word), cache(Placeholder)


def _judge(items: tuple[RedactedItem, ...], found: words.Itemised) -> Redaction:
    interpretable = 0 < len(items) <= ITEM_LIMIT
    reason = _why_it_stays(items, found)
    return Redaction(items, found.language, interpretable, leaves=not reason, reason=reason)


def _why_it_stays(items: tuple[RedactedItem, ...], found: words.Itemised) -> str:
    if not items:
        return "there are no words in it"
    if len(items) > ITEM_LIMIT:
        return "it is too long"
    masked = sum(type(entry.item) is Placeholder for entry in items)
    if masked / len(items) > MOSTLY_MASKED:
        return "nearly all of it is private"
    if not found.asks:
        return "there is no command in it"
    if found.hidden > MOSTLY_HIDDEN:
        return "most of it fits no command"
    if not masked and len(items) > BARE_WORDS:
        return "it says all in everyday words"
    return ""


def _shown(item: Item, vocabulary: Vocabulary) -> str:
    return vocabulary.words[item.id] if isinstance(item, Word) else f"<{item.kind.name}_{item.n}>"
