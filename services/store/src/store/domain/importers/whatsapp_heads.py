"""The heads of a WhatsApp export's messages: how a file writes date and time, and which of its numbers is the day.

The format is not documented by its maker; it follows the phone's language. The first line that looks like a head sets the style
for the whole file; its commonest form is made into one pattern; whether 3/4 is in March or in April is told by all dates together.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from store.domain.importers import whatsapp_words as words
from store.domain.importers.parsed import NotReadable
from store.domain.importers.whatsapp_words import MARKS

MARK = f"[{MARKS}\u200b]*"
BLANK = "[ \u00a0\u202f\u2009]"
NAMES = ("a", "b", "c"), ("h", "m", "s")
DATE = r"(?P<a>\d{1,4}) ?(?P<one>[./\-年년]) ?(?P<b>\d{1,4}) ?(?P<two>[./\-月월]) ?(?P<c>\d{1,4})"
CLOCK = r"(?P<h>\d{1,2}) ?[:.h] ?(?P<m>\d{2})(?: ?(?:[:.]|min) ?(?P<s>\d{2}) ?s?)?"
DATE_FIRST = re.compile(rf"{DATE}(?P<before>\D{{1,24}}?){CLOCK}(?P<after>\D{{0,20}})")
TIME_FIRST = re.compile(rf"(?P<before>\D{{0,12}}?){CLOCK}(?P<after>\D{{1,20}}?){DATE}[.日일]?")
BETWEEN = re.compile(r"[^\d:/\[\]()<>\-]{0,20}")
STYLES = {
    "brackets": (re.compile(rf"{MARK}\[([^\]\n]{{6,70}})\]{BLANK}?(?:- )?(.*)", re.DOTALL), r"\[{}\][ \u00a0\u202f]?(?:- )?(?P<rest>.*)"),
    "dash": (re.compile(rf"{MARK}(\d[^\n]{{5,70}}?){BLANK}+[-–—]{BLANK}(.*)", re.DOTALL), r"{} +[-–—] (?P<rest>.*)"),
    "tab": (re.compile(rf"{MARK}(\d[^\n\t]{{5,70}})\t(.*)", re.DOTALL), r"{}\t(?P<rest>.*)"),
    "colon": (re.compile(rf"{MARK}(\d[^\n]{{5,40}}?): (.*)", re.DOTALL), r"{}: (?P<rest>.*)"),
    "blank": (re.compile(r"(\d[\d. ]{5,12} \d{1,2}:\d{2}:\d{2}) ([^:\n]{1,60}: .*)", re.DOTALL), r"{} (?P<rest>.*)"),
}  # fmt: skip
"""How the head is told from what follows: loosely, and with a pattern of the file's own in place of the braces."""
SAMPLE_LINES = 400
FIRST_YEAR = 2009
MOST_PEOPLE = 1000
OFTEN = 5
"""So many lines make a name one of the two of a chat."""
QUOTES = (("“", "”"), ("«", "»"), ("„", "“”"), ("「", "」"))
UNLIKELY, IMPOSSIBLE = 8.0, 1000.0
PRIORS = {"dmy": 0.0, "mdy": 4.0, "ymd": 6.0, "ydm": 14.0, "myd": 14.0, "dym": 14.0}
"""How many bits of surprise each order of day, month and year is before any date was seen."""
AMERICAN = PRIORS | {"mdy": 0.0, "dmy": 2.0}
EASTERN = PRIORS | {"ymd": 0.0, "dmy": 6.0}


class Head(NamedTuple):
    """The head of a message as it is written, and what follows it."""

    date: str
    hour: str
    minute: str
    second: str | None
    before: str
    after: str
    rest: str
    style: str
    form: str
    """A pattern for heads that are written alike."""


def head(line: str, style: str | None = None) -> Head | None:
    """Read the head of a line in any form of a style (None: of any), or return None for a line that has none."""
    begin = line.lstrip(f"{MARKS}\u200b")[:1]
    if begin != "[" and not begin.isdigit():
        return None
    for name in (style.partition(",")[0],) if style else STYLES:
        match = STYLES[name][0].match(line)
        stamp = match and _stamp(match[1])
        log = stamp and name in ("colon", "blank") and (stamp["one"] == "-" or len(stamp["a"]) > 2)
        if match and stamp and not log:
            found = name if stamp.re is DATE_FIRST else f"{name}, time first"
            form = STYLES[name][1].format(_form(match[1], stamp))
            date = stamp.string[stamp.start("a") : stamp.end("c")]
            made = Head(date, stamp["h"], stamp["m"], stamp["s"], stamp["before"], stamp["after"], match[2], found, form)
            return made if style in (None, found) else None
    return None


def _stamp(text: str) -> re.Match[str] | None:
    """Read a date and a time in either order."""
    clean = " ".join(words.unmarked(unicodedata.normalize("NFKC", text)).casefold().split())
    match = DATE_FIRST.fullmatch(clean) or TIME_FIRST.fullmatch(clean)
    if match is None or max(map(len, match.group("a", "b", "c"))) == 3 or (match["one"] != match["two"] and match["one"] not in "年년"):
        return None
    whole = len(re.findall(r"\d+", text)) == 5 + (match["s"] is not None)
    return match if whole and words.is_clock_word(words.clock_word(match["after"])) and BETWEEN.fullmatch(match["before"]) else None


def _form(stamp: str, read: re.Match[str]) -> str:
    """Return a pattern for stamps that are written like this one: the same digits, blanks and signs, any words."""
    numbers = NAMES if read.re is DATE_FIRST else NAMES[::-1]
    names = [name for group in numbers for name in group if read[name] is not None]
    signs = re.split(r"\d+", stamp.replace("\ufeff", ""))
    digits = re.findall(r"\d+", stamp)
    groups = {names.index("h"): "before", names.index("s" if "s" in names else "m") + 1: "after"}
    made = ""
    for place, sign in enumerate(signs):
        made += ")" if place and names[place - 1] == "c" else ""
        blanks = sign[: len(sign) - len(sign.lstrip())]
        pattern = rf"{re.escape(blanks)}\D{{1,24}}?" if any(map(str.isalpha, sign)) else re.escape(sign)
        made += f"(?P<{groups[place]}>{pattern})" if place in groups else pattern
        if place < len(names):
            number = r"\d{4}" if len(digits[place]) == 4 else r"\d{1,2}"
            made += "(?P<date>" if names[place] == "a" else ""
            made += number if names[place] in NAMES[0] else f"(?P<{names[place]}>{number})"
    return made if "s" in names else f"{made}(?P<s>)"


@lru_cache(4096)
def word_of(before: str, after: str) -> str | None:
    """Return the word that says which half of the day a time is in, an empty one, or None for a word that is no clock's."""
    last = _clock_word(after)
    if not words.is_clock_word(last):
        return None
    found = (word for word in (last, _clock_word(before.lstrip("日일 ")), _clock_word(before.split()[-1:])) if words.is_half(word))
    return next(found, "")


def _clock_word(said: str | list[str]) -> str:
    return words.clock_word(words.unmarked(unicodedata.normalize("NFKC", "".join(said))))


def day(numbers: tuple[int, ...], order: str) -> tuple[int, int, int] | None:
    """Return (year, month, day), or None where it can't be one. Thailand counts 543 years more."""
    parts = dict(zip(order, numbers, strict=True))
    year = parts["y"]
    if year < 100:
        year += 2000 if year < 52 else 2500
    if year > 2550:
        year -= 543
    possible = 1 <= parts["m"] <= 12 and 1 <= parts["d"] <= 31 and 2000 <= year <= 2100
    return (year, parts["m"], parts["d"]) if possible else None


@lru_cache(4096)
def name_of(written: str) -> str:
    """Return a sender's name, or an empty one for the beginning of a notice that quotes something with a colon in it."""
    name = words.unmarked(written).strip(" ~\u202f\u00a0")
    name = name.removeprefix("- ") or name
    open_quote = any(name.count(begin) > sum(map(name.count, ends)) for begin, ends in QUOTES)
    return "" if open_quote or name.count('"') % 2 else name


class Order:
    """Adds up how surprising the dates of a file are in each order of day, month and year: long gaps, steps back, the future."""

    def __init__(self, today: tuple[int, int, int]) -> None:
        self._today = _number(today)
        self._bits = dict.fromkeys(PRIORS, 0.0)
        self._last: dict[str, int] = {}

    def see(self, date: str) -> None:
        """Take one date into account that is not the one before."""
        numbers = numbers_of(date)
        for order in self._bits:
            read = day(numbers, order)
            self._bits[order] += IMPOSSIBLE if read is None else self._surprise(order, read)

    def _surprise(self, order: str, read: tuple[int, int, int]) -> float:
        at = _number(read)
        gap = at - self._last.get(order, at)
        self._last[order] = at
        unlikely = UNLIKELY if read[0] < FIRST_YEAR or at > self._today + 1 else 0.0
        return math.log2(1 + abs(gap)) + (5.0 if gap < 0 else 0.0) + unlikely

    def best(self, priors: dict[str, float]) -> str:
        """Return the least surprising order."""
        return min(priors, key=lambda order: priors[order] + self._bits[order])


def _number(read: tuple[int, int, int]) -> int:
    return read[0] * 372 + read[1] * 31 + read[2]


def numbers_of(date: str) -> tuple[int, ...]:
    """Return the three numbers of a date as it is written."""
    return tuple(map(int, re.findall(r"\d+", date)))


def priors_of(first: Head) -> dict[str, float]:
    """Return what the way of writing says about the order, before any date was seen."""
    if word_of(first.before, first.after) in words.YEAR_FIRST or "年" in first.date:
        return EASTERN
    padded = any(number.startswith("0") for number in re.findall(r"\d+", first.date))
    plain = words.unmarked(unicodedata.normalize("NFKC", first.after)).strip(" ,").casefold()
    return AMERICAN if "/" in first.date and plain in ("am", "pm") and not padded else PRIORS


@dataclass
class Shape:
    """What a first reading of the file tells."""

    style: str
    order: str
    form: re.Pattern[str]
    wrapped: bool
    """Messages end in a carriage return and a line feed, and lines within them in a line feed alone."""
    pair: frozenset[str]
    """The names of the two in a chat of two; empty for any other."""


def form_of(pattern: str) -> re.Pattern[str]:
    """Return the pattern of heads that are written alike."""
    return re.compile(f"{MARK}{pattern}", re.DOTALL)


def shape(lines: Iterable[str], today: tuple[int, int, int] | None = None) -> Shape:
    """Read a file once to learn its shape; raises NotReadable for one without a single message."""
    now = datetime.now(UTC)
    survey = Survey(today or (now.year, now.month, now.day))
    for number, line in enumerate(lines):
        survey.see(line)
        if survey.first is None and number > SAMPLE_LINES:
            break
    return survey.shape()


class Survey:
    """What is counted while a file is read for the first time."""

    def __init__(self, today: tuple[int, int, int]) -> None:
        self.first: Head | None = None
        self._order = Order(today)
        self._forms = Counter[str]()
        self._form, self._pattern = "", re.compile(r"(?!)")
        self._date = ""
        self._people, self._notices = Counter[str](), 0
        self._returned = True
        self._bare = 0
        self._ends = {True: 0, False: 0}

    def see(self, line: str) -> None:
        """Take a line into account."""
        match = self._pattern.match(line)
        date, rest = match.group("date", "rest") if match else self._otherwise(line)
        if date:
            self._forms[self._form] += 1
            self._ends[self._returned] += 1
            self._count(rest)
            if date != self._date:
                self._date = date
                self._order.see(date)
        self._returned = line.endswith("\r\n")
        self._bare += not self._returned

    def _otherwise(self, line: str) -> tuple[str, str]:
        """Return the date of a head that is written otherwise than the one before, and look for its like from now on."""
        found = head(line, self.first and self.first.style)
        if found is None:
            return "", ""
        self.first = self.first or found
        self._form, self._pattern = found.form, form_of(found.form)
        return found.date, found.rest

    def _count(self, rest: str) -> None:
        name, colon, said = rest.partition(": ")
        if not colon:
            self._notices += 1
        elif said[:1] != words.OWN and (name in self._people or len(self._people) < MOST_PEOPLE):
            self._people[name] += 1

    def _pair(self) -> frozenset[str]:
        often = [name for name, count in self._people.items() if count >= OFTEN]
        return frozenset(map(name_of, often)) if len(often) == 2 and self._notices <= 1 else frozenset()

    def shape(self) -> Shape:
        """Return what the file tells; raises NotReadable for one without a head."""
        if self.first is None:
            raise NotReadable("this is not a WhatsApp export: no line begins with a date and a time")
        commonest = self._forms.most_common(1)[0][0]
        wrapped = self._bare > 1 and 1 < self._ends[True] >= 2 * self._ends[False]
        return Shape(self.first.style, self._order.best(priors_of(self.first)), form_of(commonest), wrapped, self._pair())
