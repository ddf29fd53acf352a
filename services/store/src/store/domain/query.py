"""A person's words as an FTS5 query: each word quoted, so that nothing they write is syntax."""

import re

WORD = re.compile(r"\w+", re.UNICODE)
WORD_LIMIT = 24


def fts_query(text: str, *, match: str) -> str:
    """Return an FTS5 expression, or an empty string when there is no word to look for.

    Words match by prefix. In questions (`match="any"`) a long word also loses its ending, since Finnish inflects.
    """
    words = [word for word in WORD.findall(text.replace("\0", " ")) if word.strip("_")][:WORD_LIMIT]
    if match == "all":
        return " ".join(f'"{word}"*' for word in words)
    return " OR ".join(f'"{_stem(word)}"*' if len(word) > 2 else f'"{word}"' for word in words)


def _stem(word: str) -> str:
    return word[:-2] if len(word) > 6 else word
