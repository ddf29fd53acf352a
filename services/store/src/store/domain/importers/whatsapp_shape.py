"""A first reading of a WhatsApp export: what holds for the whole file.

The format is not documented by its maker; it follows the phone's language. The first line that looks like a head sets the style
for the whole file, and its commonest form is made into one pattern.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from store.domain.importers import whatsapp_words as words
from store.domain.importers.parsed import NotReadable
from store.domain.importers.whatsapp_dates import Order, priors_of
from store.domain.importers.whatsapp_heads import Head, form_of, head, name_of

SAMPLE_LINES = 400
MOST_PEOPLE, MOST_FORMS = 1000, 50
OFTEN = 5
"""So many lines make a name one of the two of a chat."""


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
        if found.form in self._forms or len(self._forms) < MOST_FORMS:
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
