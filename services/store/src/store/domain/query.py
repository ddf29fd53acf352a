"""A person's words as an FTS5 query: each word quoted, so that nothing they write is syntax."""

import re
import unicodedata
from collections.abc import Sequence

WORD = re.compile(r"\w+", re.UNICODE)
WORD_LIMIT = 24
MARK = ("⟦", "⟧")
SNIPPET_WORDS, SNIPPET_CHARACTERS = 24, 400
PREFIX_CHARACTERS = 3
"""Shorter words match whole: a prefix of two letters is in nearly every message."""


def words(text: str, *, match: str) -> list[str]:
    """Return the words of a text as FTS5 strings, each quoted; a word of three letters or more matches by prefix.

    In questions (`match="any"`) a long word also loses its ending, since Finnish inflects."""
    found = [word for word in WORD.findall(text.replace("\0", " ")) if word.strip("_")][:WORD_LIMIT]
    return [_prefix(_stem(word) if match == "any" else word) for word in found]


def joined(found: list[str], *, match: str) -> str:
    """Return an FTS5 expression of quoted words, empty for none."""
    return (" OR " if match == "any" else " ").join(found)


def snippet(text: str, looked_for: Sequence[str]) -> str:
    """Return the part of a text where most of the words (as `words` returns them) are, each between MARK."""
    found = list(WORD.finditer(text))
    hits = [number for number, match in enumerate(found) if _fits(match[0], looked_for)]
    first = max(hits, key=lambda start: (sum(start <= hit < start + SNIPPET_WORDS for hit in hits), -start), default=0)
    begin = max(0, min(first - SNIPPET_WORDS // 4, len(found) - SNIPPET_WORDS))
    shown = found[begin : begin + SNIPPET_WORDS]
    if not shown:
        return text[:SNIPPET_CHARACTERS]
    start = 0 if begin == 0 else shown[0].start()
    end = len(text) if shown[-1] is found[-1] else shown[-1].end()
    pieces, place = [], start
    for number in hits:
        if begin <= number < begin + SNIPPET_WORDS:
            pieces += [text[place : found[number].start()], MARK[0], found[number][0], MARK[1]]
            place = found[number].end()
    whole = "".join([*pieces, text[place:end]])
    return f"{'… ' if start else ''}{whole[:SNIPPET_CHARACTERS]}{' …' if end < len(text) or len(whole) > SNIPPET_CHARACTERS else ''}"


def _fits(word: str, looked_for: Sequence[str]) -> bool:
    folded = _folded(word)
    return any(folded.startswith(_folded(one[1:-2])) if one.endswith("*") else folded == _folded(one[1:-1]) for one in looked_for)


def _folded(word: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKD", word) if not unicodedata.combining(character)).casefold()


def _prefix(word: str) -> str:
    return f'"{word}"*' if len(word) >= PREFIX_CHARACTERS else f'"{word}"'


def _stem(word: str) -> str:
    return word[:-2] if len(word) > 6 else word
