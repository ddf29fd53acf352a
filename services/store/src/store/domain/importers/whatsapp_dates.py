"""Which number of a WhatsApp export's dates is the day: all dates of the file together tell whether 3/4 is in March or in April."""

import math
import re
import unicodedata

from store.domain.importers import whatsapp_words as words
from store.domain.importers.whatsapp_heads import Head, half_leads, word_of

FIRST_YEAR = 2009
ERAS = {"H": 1988, "R": 2018}
"""The years before the first of each Japanese era, by its letter."""
UNLIKELY, IMPOSSIBLE = 8.0, 40.0
"""Bits of surprise. A single date that can't be may have been written by somebody, so it does not decide alone."""
PRIORS = {"dmy": 0.0, "mdy": 4.0, "ymd": 6.0, "ydm": 14.0, "myd": 14.0, "dym": 14.0}
"""How many bits of surprise each order of day, month and year is before any date was seen."""
AMERICAN = PRIORS | {"mdy": 0.0, "dmy": 2.0}
EASTERN = PRIORS | {"ymd": 0.0, "dmy": 6.0}


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


def numbers_of(date: str) -> tuple[int, ...]:
    """Return the three numbers of a date as it is written."""
    return tuple(int(number) + ERAS.get(era.upper(), 0) for era, number in re.findall(r"([RHrh]?)(\d+)", date))


def priors_of(first: Head) -> dict[str, float]:
    """Return what the way of writing says about the order, before any date was seen."""
    word = word_of(first.before, first.after)
    if word in words.YEAR_FIRST or "年" in first.date or (word in ("am", "pm") and half_leads(first.before)):
        return EASTERN
    padded = any(number.startswith("0") for number in re.findall(r"\d+", first.date))
    plain = words.unmarked(unicodedata.normalize("NFKC", first.after)).strip(" ,").casefold()
    return AMERICAN if "/" in first.date and plain in ("am", "pm") and not padded else PRIORS


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
