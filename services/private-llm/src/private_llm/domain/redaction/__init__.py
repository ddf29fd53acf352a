"""The redactor: a pure function of a text and the published lists of words and frames.

It reads neither the store nor the history, so the same request leaves as the same bytes whatever is kept. One layer a file,
in this order; each may only add masks to what the ones before left open. There are two storeys: `items` are for the local
classifier, `framed` is all that a cloud model may read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple, Protocol

from private_llm.domain.redaction import content, framing, gate, patterns, words
from private_llm.domain.redaction.cleanup import Cleaned, clean
from private_llm.domain.redaction.masks import Mask, Masks
from private_llm.domain.redaction.words import UNLISTED, Token
from shared.schemas.interpretation import ITEM_LIMIT, Item, Kind, Placeholder, Word, encode_items
from shared.vocabulary import Vocabulary

TEXT_LIMIT = 4000
"""A longer request is planned without the interpreter, in characters."""
FAILED = "the redactor failed"


class Layer(Protocol):
    """Adds masks."""

    def __call__(self, text: str, masks: Masks) -> None: ...


LAYERS: tuple[Layer, ...] = (patterns.mask, content.mask)


class RedactedItem(NamedTuple):
    """An item, and the half-open span of the original text that it stands for. `home` is the kind of a framed placeholder on this
    side of the wall: there PERSON, PLACE and ORG are told apart."""

    item: Item
    start: int
    end: int
    home: Kind | None = None

    @property
    def kind(self) -> Kind | None:
        """What kind of thing is hidden; None for a word that is shown."""
        return self.home or (self.item.kind if isinstance(self.item, Placeholder) else None)


class Framed(NamedTuple):
    """What a cloud model may read, and why it may not after all; empty when it may."""

    items: tuple[RedactedItem, ...]
    reason: str


@dataclass(frozen=True, repr=False)
class Redaction:
    """A request without its private words. `interpretable` says whether it fits on the wire at all; what a cloud model may read is
    found out when it is asked for."""

    items: tuple[RedactedItem, ...]
    language: str
    interpretable: bool
    frame: Callable[[], Framed] = field(compare=False)

    @cached_property
    def _framed(self) -> Framed:
        return self.frame()

    @property
    def framed(self) -> tuple[RedactedItem, ...]:
        """What a cloud model would read."""
        return self._framed.items

    @property
    def leaves(self) -> bool:
        """Whether it may go to a cloud model."""
        return not self._framed.reason

    @property
    def reason(self) -> str:
        """Why it may not."""
        return self._framed.reason

    def text(self, vocabulary: Vocabulary) -> str:
        """Return what would leave, as text with placeholders."""
        return rendered(tuple(entry.item for entry in self.framed), vocabulary)


def rendered(items: tuple[Item, ...], vocabulary: Vocabulary) -> str:
    """Return items as text with placeholders."""
    return " ".join(vocabulary.words[item.id] if isinstance(item, Word) else f"<{item.kind.name}_{item.n}>" for item in items)


def unread(language: str, reason: str) -> Redaction:
    """Return the redaction of a request that nobody is shown anything of."""
    return Redaction((), language, interpretable=False, frame=lambda: Framed((), reason))


def redact(text: str, vocabulary: Vocabulary, languages: tuple[str, ...]) -> Redaction:
    """Mask a request."""
    if len(text) > TEXT_LIMIT:
        return unread(languages[0], "it is too long")
    cleaned = clean(text)
    masks = Masks(cleaned.text)
    for layer in LAYERS:
        layer(cleaned.text, masks)
    found = words.itemise(cleaned.text, masks, vocabulary, languages)
    items = _number(found.items, cleaned)
    if interpretable := 0 < len(items) <= ITEM_LIMIT:
        gate.check([entry.item for entry in items], vocabulary)
    return Redaction(items, found.language, interpretable, lambda: _frame(cleaned, len(items), vocabulary, languages))


def _frame(cleaned: Cleaned, count: int, vocabulary: Vocabulary, languages: tuple[str, ...]) -> Framed:
    found = framing.frame(cleaned.text, vocabulary, languages)
    items = _number_for_the_cloud(found.items, cleaned)
    reason = found.reason or ("it is too long" if count > ITEM_LIMIT else "")
    try:
        if not reason:
            gate.check_framed(encode_items(tuple(entry.item for entry in items)), vocabulary)
    except gate.NotClean:
        return Framed((), FAILED)
    return Framed(items, reason)


def _number(found: list[Mask | Token], cleaned: Cleaned) -> tuple[RedactedItem, ...]:
    counts: dict[int, int] = {}
    items: list[RedactedItem] = []
    for entry in found:
        if isinstance(entry, Mask):
            counts[entry.kind] = counts.get(entry.kind, 0) + 1
            items.append(RedactedItem(_placeholder(entry.kind, counts[entry.kind]), *cleaned.original(entry.start, entry.end)))
        else:
            items.append(RedactedItem(_word(entry[0]), *cleaned.original(entry[1], entry[2])))
    return tuple(items)


def _number_for_the_cloud(found: list[Mask | Token], cleaned: Cleaned) -> tuple[RedactedItem, ...]:
    """Number placeholders of one kind for words and names of all sorts: which names are on a public list tells of origin."""
    told = [Mask(Kind.WORD, entry.start, entry.end) if isinstance(entry, Mask) and entry.kind in UNLISTED else entry for entry in found]
    return tuple(
        item._replace(home=entry.kind) if isinstance(entry, Mask) else item
        for entry, item in zip(found, _number(told, cleaned), strict=True)
    )


_word, _placeholder = cache(Word), cache(Placeholder)
