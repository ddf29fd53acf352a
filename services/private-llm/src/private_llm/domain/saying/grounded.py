"""What a model writes about what was found, word by word as it comes: no number and no name that is not there gets through."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

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
LEANS = {
    "today": 0,
    "tonight": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "tänään": 0,
    "eilen": -1,
    "huomenna": 1,
    "ylihuomenna": 2,
    "toissapäivänä": -2,
}
WROTE = re.compile(
    r"\b(?:wrote|written|writ(?:e|es|ing)|sa(?:y|id|ys)|told|tells?|mention\w*|ask(?:ed|s)?|posted|sent|messages?|notes?|noted"
    r"|kirjoit\w+|sano\w*|kerto\w*|maini\w+|kysy\w*|lähett\w+|viesti\w*|muistiinpano\w*)\b",
    re.IGNORECASE,
)
CITED = re.compile(r"\[\d{1,2}\]")


class Unfounded(WriterFailed):
    """Raised before something is told that is not in what was found."""


class Grounds:
    """What may be said: the numbers and words of some texts."""

    def __init__(self, *texts: str, written: str = "", of_writing: bool = False) -> None:
        """`written` are the days on which the texts were written: they are told of the writing alone, which may be what is asked of."""
        self._numbers, self._written_numbers = _numbers("\n".join(texts)), _numbers(written)
        self._words = {word.casefold() for text in texts for word in NAME.findall(text)}
        self._times, self._written_times = _reckoned("\n".join(texts)), _reckoned(written)
        self._of_writing = of_writing

    @classmethod
    def of_writings(cls, writings: Iterable[tuple[str, date]], asked: str, *others: str) -> "Grounds":
        """Return what may be said of texts that were written on some days, when a question is asked."""
        texts = [(text, written) for text, written in writings]
        said = [f"{text}\n{_said(_leant_on(text, written))}" for text, written in texts]
        return cls(*said, asked, *others, written=_said([written for _, written in texts]), of_writing=WROTE.search(asked) is not None)

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
        counted = _numbers(COUNTING.sub("", word, count=1) if begins else CITED.sub("", word))
        named = [] if begins else [name for name in NAME.findall(word) if name[0].isupper()]
        of_writing = self._of_writing or WROTE.search(re.split(r"[.!?]\s|\n", said)[-1] + word)
        numbers = self._numbers | self._written_numbers if of_writing else self._numbers
        moments = self._times | self._written_times if of_writing else self._times
        if not (_times(word) <= moments and counted <= numbers and all(map(self._is_known, named))):
            raise Unfounded("the model says what was not found")

    def _is_known(self, name: str) -> bool:
        spoken = name.casefold()
        stem = spoken[:STEM]
        return bool(_times(name)) or any(word.startswith(stem) for word in self._words)


def _leant_on(text: str, written: date) -> list[date]:
    """Return the days that a text of some day leans on: "tomorrow", and the nearest Tuesdays where it names that."""
    away = {LEANS[word] for word in re.findall(r"\w+", text.casefold()) if word in LEANS}
    ahead = [(DAYS.index(name) - written.weekday()) % 7 for name in _times(text) & set(DAYS)]
    return [written + timedelta(days=step) for step in sorted(away | {step + week for step in ahead for week in (-7, 0)})]


def _said(days: Sequence[date]) -> str:
    return ", ".join(f"{day.day} {day.month} {day.year} {DAYS[day.weekday()]} {MONTHS[day.month - 1]}" for day in days)


def _numbers(text: str) -> set[int]:
    return {int(number) for number in NUMBER.findall(text)}


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
