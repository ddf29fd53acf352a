"""By how much something is moved from where it is: "a day earlier", "by an hour", "kahdella tunnilla", "päivällä". A length that is not
understood whole, and a way that can be either, are told as such, and never become another length."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from private_llm.domain.times import finding, lengths
from private_llm.domain.times.tokens import Token, tokens
from private_llm.domain.times.values import Length
from private_llm.domain.times.vocabulary import lexicon, numbers

WORD = re.compile(r"\w+")
MORE = re.compile(r"(?<=\w) (?:more|extra|additional)(?= \w)", re.IGNORECASE)
COUNTING = ("num", "dec", "half", "half_to", "quarter", "and", "dash", "bad", "hmdot", "hm", "symbol")
"""What right before a length has been left over of it."""
DAILY = {"päivän", "viikon"}
"""Lengths that are also when something is, without a count: "päivällä" is in the daytime."""
WHICH = ("which", "every", "last", "edge")


@dataclass(frozen=True)
class Moving:
    """How something is to be moved."""

    length: Length | None
    """By how much; None when that was not understood."""
    way: int | None
    """1 for later, -1 for earlier, None when it can be either."""
    rest: str
    """What else was said."""
    plain: bool
    """True when only a length was said, which may as well belong to a name."""

    def of(self, at: datetime, zone: str) -> datetime | None:
        """Return a moment moved; days and months keep the wall time. None beyond the calendar."""
        if self.length is None or self.way is None:
            return None
        long = self.way * relativedelta(years=self.length.years, months=self.length.months, days=self.length.days)
        short = self.way * relativedelta(hours=self.length.hours, minutes=self.length.minutes, seconds=self.length.seconds)
        try:
            wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + long
            return (wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) + short).astimezone(ZoneInfo(zone))
        except (ValueError, OverflowError):
            return None


def by(said: str, *, name: str = "") -> Moving | None:
    """Return how a request moves what has a name; None when it says no such thing."""
    text = _without_case(said)
    known = {word.lower() for word in re.findall(r"\w+", name)}
    found = tokens(text, lexicon())
    runs = [_Run(text, found, first, last, known) for first, last in _runs(found)]
    run = next((run for run in runs if run.moves), None) or next((run for run in reversed(runs) if run.plain), None)
    if run is None:
        return None
    return Moving(run.length(), run.way(), run.rest(), run.plain and not run.moves)


def only(said: str) -> bool:
    """Tell whether something said is nothing but by how much something is moved."""
    moving = by(said)
    words = re.findall(r"\w+", moving.rest.lower()) if moving else []
    return moving is not None and all(_is(word, "small", "courtesies", "more", "verbs", "unclear") for word in words)


def is_length(said: str) -> bool:
    """Tell whether something said is a length of time and no more, not even a way."""
    found = tokens(said, lexicon())
    runs = list(_runs(found))
    outside = [said[token.start : token.end].lower() for n, token in enumerate(found) if runs and not runs[0][0] <= n < runs[0][1]]
    return len(runs) == 1 and all(_is(word, "small") for word in outside) and lengths.length(found[slice(*runs[0])]) is not None


def instead(said: str, length: str) -> str | None:
    """Return a text with another length in place of the one that it says; None when it says none, or several."""
    found = tokens(said, lexicon())
    runs = list(_runs(found))
    return f"{said[: found[runs[0][0]].start]}{length}{said[found[runs[0][1] - 1].end :]}" if len(runs) == 1 else None


def is_way(said: str) -> bool:
    """Tell whether something said is nothing but a way."""
    return _is(said.strip(" .!").lower(), "earlier", "later") and not _is(said.lower(), "verbs")


class _Run:
    """A length among tokens, and the words around it."""

    def __init__(self, text: str, found: Sequence[Token], first: int, last: int, known: set[str]) -> None:
        self._text, self._found, self._known = text, found, known
        self._words = [text[token.start : token.end].lower() for token in found]
        self._first, self._last = first, last
        while self._word(self._first - 1) and _is(self._word(self._first - 1), "by", "small", "more"):
            self._first -= 1
        while _is(self._word(self._last), "more"):
            self._last += 1
        self._inner = (first, last)
        self._bare = found[first].has("unit") and not found[first].has("num")
        self._cased = any(word in _cased() for word in self._words[first:last]) and not (self._bare and self._words[first] in DAILY)

    def _word(self, number: int) -> str:
        return self._words[number] if 0 <= number < len(self._words) else ""

    @property
    def _is_other(self) -> bool:
        """Tell whether it is a day of the calendar, or so long from now."""
        first, last = self._inner
        before = self._found[first - 1] if first else None
        named = before is not None and (before.has(*WHICH) or (before.has("in") and self._word(first - 1) != "by"))
        numbered = self._bare and last < len(self._found) and self._found[last].has("num", "weekday", "day", "year")
        return named or numbered or _is(self._word(last).partition(" ")[0], "from_now")

    @property
    def _beside(self) -> list[str]:
        """Return the words of a way right before and right behind."""
        return [word for word in (self._word(self._first - 1), self._word(self._last)) if _is(word, "earlier", "later", "unclear")]

    @property
    def moves(self) -> bool:
        """Tell whether it surely says by how much."""
        if self._is_other:
            return False
        by_it = any(_is(word, "by") for word in self._words[self._first : self._inner[0]])
        directed = any(not _is(word, "verbs") for word in self._beside) or any(map(self._idiom, self._words))
        return by_it or directed or (self._cased and self._ends)

    @property
    def plain(self) -> bool:
        """Tell whether it stands where by how much is said."""
        counted = not self._bare or _is(self._word(self._inner[0]), "alone")
        return counted and not self._is_other and (self._ends or self._word(self._inner[0] - 1) == "for")

    @property
    def _ends(self) -> bool:
        return all(_is(word, "courtesies") or not word.isalnum() for word in self._words[self._last :])

    def length(self) -> Length | None:
        """Return the length when all of it was understood."""
        first, last = self._inner
        before, word = (self._found[first - 1] if first else None), self._word(first - 1)
        left_over = before is not None and (before.has(*COUNTING) or word in {"minus", "plus"})
        if left_over or _is(self._word(self._last), "compared") or _is(self._word(self._last + 1), "compared"):
            return None
        if self._last < len(self._found) and self._found[self._last].has("and"):
            after = self._found[self._last + 1 : self._last + 3]
            if any(token.has("num", "half", "a", "unit", "dec", "quarter") for token in after):
                return None
        unnamed = word not in self._known and not any(word[:4] == one[:4] for one in self._known) and not _is(word, "reminder")
        if self._bare and (not _is(self._word(first), "alone") or (unnamed and word.endswith(("n", "lla", "llä", "ta", "tä")))):
            return None
        found = lengths.length(self._found[first:last])
        return found if found and found.normalized() != relativedelta() else None

    def way(self) -> int | None:
        """Return whether it is moved on or back; a word of it elsewhere than beside the length may be of a name."""
        words = [word for word in self._words if word not in self._known and _is(word, "earlier", "later", "unclear")]
        near = [word for word in words if word in self._beside or _is(word, "verbs") or self._idiom(word)]
        told = {self._sign(word) for word in words if word in near or self._sign(word) == 0}
        far = [word for word in words if word not in near]
        if {1, -1} <= told or any(self._sign(word) for word in far):
            return None
        if told - {0}:
            return max(told - {0}, key=abs)
        return None if told else 1

    def _idiom(self, word: str) -> int:
        """Return the way that a verb at the beginning and a word together say: "bring … forward", "push … back"."""
        begun = self._words[: self._first]
        if _is(word, "forward") and any(_is(one, "bring") for one in begun):
            return -1
        return 1 if _is(word, "back") and any(_is(one, "push") for one in begun) else 0

    def _sign(self, word: str) -> int:
        if self._idiom(word):
            return self._idiom(word)
        return 0 if _is(word, "unclear") else -1 if _is(word, "earlier") else 1

    def rest(self) -> str:
        """Return what was said before and behind."""
        last = self._last + (self._last < len(self._found) and self._word(self._last) in self._beside)
        first = self._first - (self._first > 0 and self._word(self._first - 1) in self._beside)
        begin = self._found[first].start
        end = self._found[last].start if last < len(self._found) else len(self._text)
        return f"{self._text[:begin]} … {self._text[end:]}"


def _runs(found: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield where lengths stand, the longest at each place."""
    pattern, written, at = finding.compiled(lengths.DUR), finding.grammar().write(found), 0
    while at < len(found):
        match = pattern.match(written, at)
        if match is not None and match.end() > at:
            yield at, match.end()
        at = match.end() if match is not None and match.end() > at else at + 1


def _without_case(said: str) -> str:
    """Return a text with the Finnish words that say "by so much" as those of the length itself."""
    return WORD.sub(lambda match: _cases().get(match[0].lower(), match[0]), MORE.sub("", said))


def _is(word: str, *kinds: str) -> bool:
    return any(_pattern(kind).fullmatch(word) is not None for kind in kinds)


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(_words()[kind]), re.IGNORECASE)


@cache
def _cases() -> dict[str, str]:
    counted = {word: str(number) for number, word in numbers(_words()["by_case"])}
    return counted | _words()["by_case_words"]


@cache
def _cased() -> frozenset[str]:
    """Return the units that have been said with that ending, as they stand without it."""
    return frozenset(word.split()[-1] for word in _words()["by_case_words"].values() if not word.isdigit())


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("shifting.toml").read_text(encoding="utf-8"))
