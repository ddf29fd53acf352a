"""Clean-up: NFKC, and nothing invisible. Every cleaned character knows where it came from."""

import re
import unicodedata
from dataclasses import dataclass

INVISIBLE = frozenset({"Cf", "Co", "Cs", "Cn"})
"""Format characters (zero-width, bidirectional, tags), private use, surrogates, unassigned."""
QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
CLEAN = re.compile(r"[ -~\nÀ-ÿ]*")
"""Texts of these characters alone are clean as they are: printable ASCII and the letters of Latin-1 are their own NFKC form."""


@dataclass(frozen=True, repr=False)
class Cleaned:
    """A cleaned text, and for each of its characters the span of the original; None where the text was clean already."""

    text: str
    spans: tuple[tuple[int, int], ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of a cleaned span."""
        return (start, end) if self.spans is None else (self.spans[start][0], self.spans[end - 1][1])


def clean(text: str) -> Cleaned:
    """Normalise cluster by cluster (a base and its combining marks), dropping format, private-use and surrogate characters."""
    if CLEAN.fullmatch(text):
        return Cleaned(text, None)
    characters: list[str] = []
    spans: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        end = position + 1
        while end < len(text) and (unicodedata.combining(text[end]) or unicodedata.category(text[end]) in INVISIBLE):
            end += 1
        cluster = "".join(part for part in text[position:end] if unicodedata.category(part) not in INVISIBLE)
        for character in unicodedata.normalize("NFKC", cluster).translate(QUOTES):
            characters.append(" " if character.isspace() and character != "\n" else character)
            spans.append((position, end))
        position = end
    return Cleaned("".join(characters), tuple(spans))
