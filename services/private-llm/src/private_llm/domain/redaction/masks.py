"""Masks over a text: spans with a kind, never overlapping; the first layer to cover a character keeps it."""

from dataclasses import dataclass

from shared.schemas.interpretation import Kind

MASKED = "\ufffc"
"""What a masked character looks like to later layers (OBJECT REPLACEMENT CHARACTER)."""


@dataclass(frozen=True)
class Mask:
    """A half-open span of the cleaned text."""

    kind: Kind
    start: int
    end: int


class Masks:
    """The masks so far."""

    def __init__(self, length: int) -> None:
        self._covered = bytearray(length)
        self._masks: list[Mask] = []

    def add(self, kind: Kind, start: int, end: int) -> bool:
        """Mask a span unless any of it is masked already; return whether it was done."""
        if start >= end or any(self._covered[start:end]):
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
        return sorted(self._masks, key=lambda mask: mask.start)

    def shadow(self, text: str) -> str:
        """Return the text with every masked character replaced, so that patterns can't see under a mask."""
        return "".join(MASKED if covered else character for character, covered in zip(text, self._covered, strict=True))

    def _put(self, mask: Mask) -> None:
        self._covered[mask.start : mask.end] = b"\1" * (mask.end - mask.start)
        self._masks.append(mask)
