"""The published lists: all that may leave in words, and the frames that they may leave in.

One word list per language, one word a line, sorted. The list of a version is the words of all languages in the order of
`LANGUAGES`, and a word id is an index into it. One list of frames per language: runs of listed words that stand around what is
private; those under `[commands]` ask for something, and those under `[things]` are lone words that name what is asked for. Both sides of the wall hold the lists; the version is made from their bytes.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

LANGUAGES = ("en", "fi")
Run = tuple[int, ...]
"""Word ids."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Words by id and ids by word, language by language; the frames, with whether each is a command; and the words that are things."""

    version: int
    words: tuple[str, ...]
    ids: dict[str, dict[str, int]] = field(repr=False)
    frames: dict[Run, bool] = field(default_factory=dict, repr=False)
    things: frozenset[int] = field(default=frozenset(), repr=False)

    @cached_property
    def ranges(self) -> dict[str, range]:
        """The ids of each language, which follow one another."""
        firsts = {language: min(ids.values(), default=0) for language, ids in self.ids.items()}
        return {language: range(first, first + len(self.ids[language])) for language, first in firsts.items()}

    def id_of(self, word: str, language: str) -> int | None:
        """Return the id of a lower-case word in a language, or None when it is not on the list."""
        return self.ids[language].get(word)

    def languages_of(self, word: str) -> set[str]:
        """Return the languages that have a word."""
        return {language for language, words in self.ids.items() if word in words}


@cache
def load() -> Vocabulary:
    """Read the lists that ship with this package."""
    lists = {language: [line for line in _lines(f"{language}.txt") if line and not line.startswith("#")] for language in LANGUAGES}
    words: list[str] = []
    ids: dict[str, dict[str, int]] = {}
    sections: dict[str, set[Run]] = defaultdict(set)
    digest = hashlib.sha256()
    for language, listed in lists.items():
        ids[language] = {word: len(words) + index for index, word in enumerate(listed)}
        words.extend(listed)
        published = _lines(f"frames_{language}.txt")
        for section, frames in read_frames(published, ids[language]).items():
            sections[section] |= frames
        digest.update("\n".join((*listed, *published)).encode())
    asking = {frame: frame in sections["[commands]"] for frames in sections.values() for frame in frames}
    things = frozenset(word for (word,) in sections["[things]"])
    return Vocabulary(int.from_bytes(digest.digest()[:4]), tuple(words), ids, asking, things)


def read_frames(lines: list[str], ids: dict[str, int]) -> dict[str, set[Run]]:
    """Return the frames of a list that consist of listed words, section by section."""
    section = ""
    found: dict[str, set[Run]] = defaultdict(set)
    for line in lines:
        if line.startswith("["):
            section = line
        elif all(word in ids for word in line.split()):
            found[section].add(tuple(ids[word] for word in line.split()))
    return found


def _lines(name: str) -> list[str]:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines()
