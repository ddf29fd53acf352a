"""What sort of answer a question wants, and which texts show one: who asks when wants a time, who asks how many a number."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

SHOWN = 1.4
"""So many times more a text counts that shows one."""


class Showing(dict[str, bool]):
    """Which folded words show what is wanted; each is looked at once."""

    def __init__(self, words: frozenset[str], beginnings: tuple[str, ...]) -> None:
        self._words, self._beginnings = words, beginnings

    def __missing__(self, word: str) -> bool:
        self[word] = word in self._words or word.startswith(self._beginnings) or any(map(str.isdigit, word))
        return self[word]


@dataclass(frozen=True)
class Wanted:
    """What shows an answer, and how many times more it counts."""

    shown: Showing | None = None
    times: float = 1.0

    def share(self, words: Iterable[str]) -> float:
        """Return so many times a text counts that has some folded words."""
        return self.times if self.shown is not None and any(map(self.shown.__getitem__, words)) else 1.0


def read(question: str) -> Wanted:
    """Return what sort of answer a question wants."""
    return next((Wanted(Showing(words, beginnings), SHOWN) for asked, words, beginnings in _sorts() if asked.match(question)), Wanted())


@cache
def _sorts() -> list[tuple[re.Pattern[str], frozenset[str], tuple[str, ...]]]:
    """Return how questions begin, and the words, and beginnings of words, that show what they want."""
    table = tomllib.loads(resources.files(__package__).joinpath("wanted.toml").read_text(encoding="utf-8"))
    return [
        (
            re.compile(rf"\W*(?:(?:and|so|ja|no) )?(?:{'|'.join(sort['asked'])})\b", re.IGNORECASE),
            frozenset(word for word in sort["shown"] if not word.endswith("*")),
            tuple(word[:-1] for word in sort["shown"] if word.endswith("*")),
        )
        for sort in table.values()
    ]
