"""Telephone numbers as numbers: +358 50 100 2001, 0501002001 and (050) 100-2001 are one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import phonenumbers

SPAN = re.compile(r"(?<![\w.,:/-])(?:\+|00)?\(?\d(?:[\s().\-/]{0,3}\d){5,}(?!\w)")
DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
DIGITS = range(7, 16)
BARE_DIGITS = 9
"""A number that begins neither with + nor with 0 has so many digits at least."""
LONGEST_CODE = 5
"""What may stand before the part that everyone writes: 0, 00358, 358."""
GROUPS = 5


@dataclass(frozen=True)
class Number:
    """A number: the digits that everyone writes, and the country's code if it was said."""

    digits: str
    country: str = ""

    def ways(self) -> list[str]:
        """Return how the digits may lie in a text, in one piece or with blanks between groups."""
        codes = [self.country, f"00{self.country}"] if self.country else _countries()
        whole = [f"{code}{self.digits}" for code in ("", "0", *codes)]
        apart = [f"{trunk}{' '.join(groups)}" for groups in _groups(self.digits, GROUPS) for trunk in ("", "0", self.country)]
        return list(dict.fromkeys(whole + apart))

    def stands_in(self, words: Sequence[str]) -> bool:
        """Tell whether some words of a text, one after the other, are this number."""
        return any(self._ends(words, end) for end in range(len(words)))

    def _ends(self, words: Sequence[str], end: int) -> bool:
        there = ""
        while end >= 0 and words[end].isdigit() and len(there) < len(self.digits):
            there = words[end] + there
            end -= 1
        return there.endswith(self.digits) and len(there) <= len(self.digits) + LONGEST_CODE


def find(text: str) -> Iterator[tuple[int, int, Number]]:
    """Yield where a text has a telephone number, and the number."""
    for span in SPAN.finditer(text):
        written, digits = span[0], re.sub(r"\D", "", span[0])
        told = written.lstrip("(").startswith(("+", "0"))
        if len(digits) in DIGITS and not DATE.match(written) and (told or len(digits) >= BARE_DIGITS):
            yield *span.span(), _read(written, digits)


def _read(written: str, digits: str) -> Number:
    international = digits.removeprefix("00") if written.startswith("00") else digits if written.startswith("+") else ""
    if international:
        try:
            parsed = phonenumbers.parse(f"+{international}")
            return Number(str(parsed.national_number), str(parsed.country_code))
        except phonenumbers.NumberParseException:
            return Number(international)
    return Number(digits.lstrip("0"))


@cache
def _countries() -> list[str]:
    return [str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE]


def _groups(digits: str, most: int) -> Iterator[list[str]]:
    """Yield the digits cut into groups of two or more."""
    yield [digits]
    if most > 1:
        for size in range(2, len(digits) - 1):
            for rest in _groups(digits[size:], most - 1):
                yield [digits[:size], *rest]
