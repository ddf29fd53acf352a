"""What a model writes about what was found, word by word as it comes: no number and no name that is not there gets through."""

import re
from collections.abc import Iterator

from private_llm.domain.ports import WriterFailed

WORD = re.compile(r"\s*\S+(?=\s)")
NUMBER = re.compile(r"\d+")
COUNTING = re.compile(r"\s*\d{1,2}[.)]")
NAME = re.compile(r"[^\W\d_]{3,}")
SENTENCE_END = ".!?:\n•-–(“\"'*"
STEM = 4
"""Names are known by so many letters: what follows may be an ending, and in Finnish the letters before it change with it."""
OF_TIME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december".split()
)


class Unfounded(WriterFailed):
    """Raised before something is told that is not in what was found."""


class Grounds:
    """What may be said: the numbers and words of some texts."""

    def __init__(self, *texts: str) -> None:
        self._numbers = {int(number) for text in texts for number in NUMBER.findall(text)}
        self._words = {word.casefold() for text in texts for word in NAME.findall(text)}

    def guarded(self, pieces: Iterator[str]) -> Iterator[str]:
        """Yield pieces in whole words; raises Unfounded at the first that has no ground."""
        said, held = "", ""
        for piece in pieces:
            held += piece
            while match := WORD.match(held):
                self._check(match[0], said)
                yield match[0]
                said, held = said + match[0], held[match.end() :]
        self._check(held, said)
        if held:
            yield held

    def _check(self, word: str, said: str) -> None:
        begins = not said.strip() or "\n" in word or said.rstrip()[-1] in SENTENCE_END
        counted = NUMBER.findall(COUNTING.sub("", word, count=1) if begins else word)
        named = [] if begins else [name for name in NAME.findall(word) if name[0].isupper()]
        if any(int(number) not in self._numbers for number in counted) or not all(map(self._is_known, named)):
            raise Unfounded("the model says what was not found")

    def _is_known(self, name: str) -> bool:
        spoken = name.casefold()
        stem = spoken[:STEM]
        return spoken in OF_TIME or any(word.startswith(stem) for word in self._words)
