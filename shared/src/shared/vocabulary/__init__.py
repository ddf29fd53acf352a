"""The published lists: all that may leave in words, and the frames that they may leave in.

One word list per language, one word a line, sorted. The list of a version is the words of all languages in the order of
`LANGUAGES`, and a word id is an index into it. One list of frames per language: runs of listed words that stand around what is
private; those under `[commands]` ask for something. Both sides of the wall hold the lists; the version is made from their bytes.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

LANGUAGES = ("en", "fi")
Run = tuple[int, ...]
"""Word ids."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Words by id and ids by word, language by language; and the frames, with whether each is a command."""

    version: int
    words: tuple[str, ...]
    ids: dict[str, dict[str, int]] = field(repr=False)
    frames: dict[Run, bool] = field(default_factory=dict, repr=False)

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
    frames: dict[Run, bool] = {}
    digest = hashlib.sha256()
    for language, listed in lists.items():
        ids[language] = {word: len(words) + index for index, word in enumerate(listed)}
        words.extend(listed)
        published = _lines(f"frames_{language}.txt")
        frames.update(read_frames(published, ids[language]))
        digest.update("\n".join((*listed, *published)).encode())
    return Vocabulary(int.from_bytes(digest.digest()[:4]), tuple(words), ids, frames)


def read_frames(lines: list[str], ids: dict[str, int]) -> dict[Run, bool]:
    """Return the frames of a list that consist of listed words."""
    command = False
    frames: dict[Run, bool] = {}
    for line in lines:
        if line.startswith("["):
            command = line == "[commands]"
        elif all(word in ids for word in line.split()):
            frames[tuple(ids[word] for word in line.split())] = command
    return frames


def _lines(name: str) -> list[str]:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8").splitlines()
