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
MONTHS = (
    "january tammiku, february helmiku, march maalisku, april huhtiku, may toukoku, june kesäku, july heinäku, august elok, "
    "september syysku, october lokak, november marrask, december jouluk"
).split(", ")
DAYS = "monday maananta, tuesday tiista, wednesday keskivii, thursday torsta, friday perjanta, saturday lauanta, sunday sunnunta".split(
    ", "
)
OF_TIME = {stem: name for name in (*MONTHS, *DAYS) for stem in name.split()}
"""Months and days of the week by how they begin, in English and Finnish; what is one of them is of one name."""
ALSO_WORDS = re.compile(r"\b(?:may|march)(?!\w)")
NUMERIC = re.compile(r"\d{1,4}[./-]\d{1,2}\b")
LEANING = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|ago|last|next|eilen|tänään|huomenna|ylihuomenna|toissapäivänä|sitten|viime|ensi)\b",
    re.IGNORECASE,
)
"""What a day and a month can be reckoned from."""


class Unfounded(WriterFailed):
    """Raised before something is told that is not in what was found."""


class Grounds:
    """What may be said: the numbers and words of some texts."""

    def __init__(self, *texts: str) -> None:
        self._numbers = {int(number) for text in texts for number in NUMBER.findall(text)}
        self._words = {word.casefold() for text in texts for word in NAME.findall(text)}
        self._times = _reckoned("\n".join(texts))

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
        if (
            not _times(word) <= self._times
            or any(int(number) not in self._numbers for number in counted)
            or not all(map(self._is_known, named))
        ):
            raise Unfounded("the model says what was not found")

    def _is_known(self, name: str) -> bool:
        spoken = name.casefold()
        stem = spoken[:STEM]
        return bool(_times(name)) or any(word.startswith(stem) for word in self._words)


def _reckoned(text: str) -> set[str]:
    """Return the months and days of the week that follow from a text: those that it names and writes in digits; where it leans on a day,
    any day, and the months beside its own."""
    found = _times(text) | {
        MONTHS[int(part) - 1] for date in NUMERIC.findall(text) for part in re.findall(r"\d+", date) if 0 < int(part) <= 12
    }
    leans = LEANING.search(text) is not None
    beside = {MONTHS[(MONTHS.index(one) + step) % 12] for one in found & set(MONTHS) for step in (-1, 1)} if leans else set()
    return found | beside | (set(DAYS) if leans or NUMERIC.search(text) else set())


def _times(text: str) -> set[str]:
    """Return the months and days of the week that a text names."""
    words = NAME.findall(ALSO_WORDS.sub("", text).casefold())
    return {name for word in words for stem, name in OF_TIME.items() if word.startswith(stem) and (stem != "may" or word == stem)}
