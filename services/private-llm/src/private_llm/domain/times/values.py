"""What an expression of time can mean, before it is put together and seen from now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from dateutil.relativedelta import relativedelta

from private_llm.domain.times.tokens import Token

Length = relativedelta


@dataclass(frozen=True)
class Day:
    """A day, or a longer span of days (half-open). `pick` is the day that a reminder for it comes on."""

    begin: date
    end: date
    pick: date
    kind: str = "day"
    """day, week, weekend, month, year, season."""
    weekday: int | None = None
    nth: int | None = None
    """Which weekday of the month, -1 the last."""
    month: int | None = None
    of_month: int | None = None
    """Day of the month, -1 the last, 0 one that can't be told of every month."""
    dated: bool = False
    """True when the year was said: such a day is never moved."""
    roll: Length | None = None
    """What the day moves by when its time has passed today."""
    which: str = ""
    late: bool = False
    """True for the end of a day or a span."""
    case: str = ""
    """`from` or `to`, where the language says so by an ending."""
    plural: bool = False
    moves: bool = False
    """True for a feast that falls on another date each year."""


@dataclass(frozen=True)
class Clock:
    """A time of day. `sure` tells that the half of the day is known."""

    hour: int
    minute: int = 0
    second: int = 0
    sure: bool = False
    end: "Clock | None" = None
    until: bool = False
    """True when a repetition ends at it."""


@dataclass(frozen=True)
class Part:
    """A part of the day by its name in `PARTS`."""

    name: str
    which: str = ""
    plural: bool = False


@dataclass(frozen=True)
class Offset:
    """So long from now; `ago` backwards."""

    length: Length


@dataclass(frozen=True)
class Lasting:
    """A length of time: how long something takes, or how long a repetition goes on."""

    length: Length
    timer: bool = False


@dataclass(frozen=True)
class Shift:
    """So long before (or after) what is named next; before an event when nothing of time follows."""

    length: Length


@dataclass(frozen=True)
class Closest:
    """The weekday closest to the day named next."""

    weekday: int


@dataclass(frozen=True)
class WeekOf:
    """The week of the day named next."""


@dataclass(frozen=True)
class Each:
    """A repetition: its frequency, as RFC 5545 names them, and what narrows it."""

    freq: str
    interval: int = 1
    days: tuple[int, ...] = ()
    nth: int | None = None
    of_month: int | None = None
    month: int | None = None
    part: str = ""
    open: bool = False
    """True for a bare "every", which takes its frequency from the day named next."""


@dataclass(frozen=True)
class Until:
    """The day named next (or before) is the last one."""


@dataclass(frozen=True)
class Count:
    """So many times."""

    number: int


@dataclass(frozen=True)
class Link:
    """What joins two of a kind: `to` makes a range, `and` a list."""

    kind: Literal["to", "and", "except", "later", "start", "between"]


@dataclass(frozen=True)
class Unsure:
    """Seen, and not understood."""


Meaning = Day | Clock | Part | Offset | Lasting | Shift | Closest | WeekOf | Each | Until | Count | Link | Unsure


@dataclass(frozen=True)
class Piece:
    """A meaning and where it stands: half-open spans of tokens and of characters."""

    value: Meaning
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True)
class Seen:
    """The moment and place that a text is seen from. `now` is the wall time there."""

    now: datetime
    zone: str
    past: bool = False
    """True when days are looked for backwards: a filter of a list, no reminder."""

    @property
    def today(self) -> date:
        return self.now.date()


Reader = Callable[[Sequence[Token], Seen], Meaning | None]
"""Says what the tokens of a match mean; None when they mean nothing after all."""
Rules = tuple[tuple[str, Reader], ...]
"""Patterns over classes of tokens, and their readers."""

PARTS: dict[str, tuple[int, int, int]] = {
    "early": (5, 9, 7),
    "first": (5, 10, 8),
    "morning": (5, 12, 9),
    "breakfast": (5, 11, 8),
    "forenoon": (8, 12, 10),
    "before_lunch": (9, 12, 11),
    "day": (9, 17, 12),
    "lunch": (11, 14, 12),
    "after_lunch": (12, 15, 13),
    "afternoon": (12, 18, 15),
    "late_afternoon": (15, 18, 16),
    "after_work": (15, 20, 17),
    "evening": (17, 24, 19),
    "dinner": (17, 21, 18),
    "tonight": (18, 24, 20),
    "after_dinner": (18, 24, 20),
    "late_evening": (20, 24, 21),
    "night": (21, 30, 21),
    "bedtime": (20, 24, 22),
}
"""First hour, end and usual hour of each part of the day; an hour above 24 is the next day's."""
MORNINGS = frozenset({"early", "first", "morning", "breakfast", "forenoon"})
EVENINGS = frozenset(
    {"afternoon", "late_afternoon", "after_work", "evening", "dinner", "tonight", "after_dinner", "late_evening", "bedtime"}
)
