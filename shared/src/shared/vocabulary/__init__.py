"""The published word list: all that may leave in words.

One file per language, one word a line, sorted. The list of a version is the words of all languages in the order of
`LANGUAGES`, and a word id is an index into it. Both sides of the wall hold it; the version is a number made from its bytes.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

LANGUAGES = ("en", "fi")


@dataclass(frozen=True)
class Vocabulary:
    """Words by id and ids by word, language by language."""

    version: int
    words: tuple[str, ...]
    ids: dict[str, dict[str, int]] = field(repr=False)

    def id_of(self, word: str, language: str) -> int | None:
        """Return the id of a lower-case word in a language, or None when it is not on the list."""
        return self.ids[language].get(word)

    def languages_of(self, word: str) -> set[str]:
        """Return the languages that have a word."""
        return {language for language, words in self.ids.items() if word in words}


@cache
def load() -> Vocabulary:
    """Read the lists that ship with this package."""
    texts = {language: resources.files(__name__).joinpath(f"{language}.txt").read_text(encoding="utf-8") for language in LANGUAGES}
    words: list[str] = []
    ids: dict[str, dict[str, int]] = {}
    for language, text in texts.items():
        entries = [line for line in text.splitlines() if line and not line.startswith("#")]
        ids[language] = {word: len(words) + index for index, word in enumerate(entries)}
        words.extend(entries)
    digest = hashlib.sha256("\n".join(words).encode()).digest()
    return Vocabulary(int.from_bytes(digest[:4]), tuple(words), ids)
