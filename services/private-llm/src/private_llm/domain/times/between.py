"""Two bare numbers with "to" between them: "ten to five" is minutes before an hour, "monday 2 to 3" lasts from one hour to another, and
what can be either is asked about."""

from collections.abc import Sequence

from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import Clock, Meaning, Reader, Rules, Seen, Unsure

MINUTES = frozenset({5, 10, 20, 25})
"""What people say before "to" without the word minutes; other numbers there begin a range."""
LAST_HOUR, EVENING = 24, 7


def _numbers(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.has("num")]


def _reader(*, day: bool, at: bool = False) -> Reader:
    def read(tokens: Sequence[Token], _seen: Seen) -> Meaning | None:
        first, last = _numbers(tokens)
        begin, end = first.classes["num"], last.classes["num"]
        if begin != int(begin) or end != int(end) or not 0 < end <= LAST_HOUR or not 0 < begin < LAST_HOUR:
            return None
        until = any(token.has("until") and not token.has("either") for token in tokens)
        if until or begin not in MINUTES:
            return _lasting(int(begin), int(end)) if day or until else Unsure() if at else None
        written = first.has("digits")
        if begin < end:
            sure = day and not at and (written or end == begin + 1)
            return _lasting(int(begin), int(end)) if sure else None if at and not written else Unsure()
        return Unsure() if day and not at and written and begin <= LAST_HOUR // 2 and end < EVENING else None

    return read


def _lasting(begin: int, end: int) -> Clock:
    """Return a time that ends at another: the next such hour after it."""
    last = Clock(end % 24, sure=end > LAST_HOUR // 2)
    return Clock(begin, sure=begin > LAST_HOUR // 2 or (end == LAST_HOUR // 2 + 1 and begin == end - 1), end=last)


DAY = "{day}|{weekday}|{short_weekday}|{month}|{short_month}|{dm}|{iso}|{dmy}|{year}|{special}|{part}"
TO = "(?:{either}|{until})"
NUMBERS = f"{{num}}{TO}{{num}}"
NOT_COUNTED = "(?!{measure}|{unit}|{symbol}|{dayth}|{times}|{ampm}|{oclock}|{month}|{short_month}|{to}{num}|{dash})"
BEFORE_DAY = "(?!{either})(?={on}?{the}?{which}?(?:" + DAY + "))"
RULES: Rules = (
    (f"(?<={DAY})(?<!{{either}}){NUMBERS}{NOT_COUNTED}", _reader(day=True)),
    (f"{NUMBERS}{NOT_COUNTED}{BEFORE_DAY}", _reader(day=True)),
    (f"(?<={DAY})(?<!{{either}}){{at}}{NUMBERS}{NOT_COUNTED}", _reader(day=True, at=True)),
    (f"{{at}}{NUMBERS}{NOT_COUNTED}{BEFORE_DAY}", _reader(day=True, at=True)),
    (f"{{at}}{NUMBERS}{NOT_COUNTED}", _reader(day=False, at=True)),
    (f"{NUMBERS}{NOT_COUNTED}", _reader(day=False)),
)
