"""Masks over a text: spans with a kind, never overlapping; the first layer to cover a character keeps it."""

import re
from operator import attrgetter
from typing import NamedTuple

from shared.schemas.interpretation import Kind

MASKED = "\ufffc"
"""What a masked character looks like to later layers (OBJECT REPLACEMENT CHARACTER)."""
LETTERS = re.compile(r"[^\W\d_]+")
_start = attrgetter("start")


class Mask(NamedTuple):
    """A half-open span of the cleaned text."""

    kind: Kind
    start: int
    end: int


class Masks:
    """The masks so far, over a text. `shadow` is the text with every masked character replaced, so that later patterns can't
    see under a mask; `words` are all its words in lower case, by which a layer can tell that it need not look."""

    def __init__(self, text: str) -> None:
        self._masks: list[Mask] = []
        self.shadow = text
        self.words = frozenset(LETTERS.findall(text.lower()))

    def add(self, kind: Kind, start: int, end: int) -> bool:
        """Mask a span unless any of it is masked already; return whether it was done."""
        if start >= end or MASKED in self.shadow[start:end]:
            return False
        self._put(Mask(kind, start, end))
        return True

    def swallow(self, kind: Kind, start: int, end: int) -> None:
        """Mask a span, taking in the masks that lie inside it."""
        inside = [mask for mask in self._masks if mask.start < end and start < mask.end]
        start, end = min([start, *(mask.start for mask in inside)]), max([end, *(mask.end for mask in inside)])
        self._masks = [mask for mask in self._masks if mask not in inside]
        self._put(Mask(kind, start, end))

    def in_order(self) -> list[Mask]:
        """Return the masks from left to right."""
        return sorted(self._masks, key=_start)

    def _put(self, mask: Mask) -> None:
        self.shadow = f"{self.shadow[: mask.start]}{MASKED * (mask.end - mask.start)}{self.shadow[mask.end :]}"
        self._masks.append(mask)
