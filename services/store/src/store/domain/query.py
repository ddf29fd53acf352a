"""A person's words as an FTS5 query: each word quoted, so that nothing they write is syntax."""

import re

WORD = re.compile(r"\w+", re.UNICODE)
WORD_LIMIT = 24
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


def _prefix(word: str) -> str:
    return f'"{word}"*' if len(word) >= PREFIX_CHARACTERS else f'"{word}"'


def _stem(word: str) -> str:
    return word[:-2] if len(word) > 6 else word
