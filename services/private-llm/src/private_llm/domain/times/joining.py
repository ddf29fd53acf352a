"""Pieces that belong together become one: "a week from" and "Tuesday", "Friday" and "next week", "9:30" to "11"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from private_llm.domain.times import calendar, parts
from private_llm.domain.times.merging import both_of, day_range, each_of, later, moved, moved_clock, weekday_after
from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import (
    Clock,
    Closest,
    Count,
    Day,
    Each,
    Lasting,
    Length,
    Link,
    Meaning,
    Offset,
    Part,
    Piece,
    Seen,
    Shift,
    Unsure,
    Until,
    WeekOf,
)

SKIPPED = ("the", "on", "of", "about", "in", "a", "at", "past", "by", "for", "comma")
"""What may stand between two pieces of one time."""


@dataclass
class Joined:
    """One time as it was said, before it is seen from now."""

    day: Day | None = None
    clocks: list[Clock] = field(default_factory=list)
    part: Part | None = None
    offset: Length | None = None
    each: Each | None = None
    start: Day | None = None
    until: Day | None = None
    until_clock: Clock | None = None
    count: int | None = None
    lasting: Length | None = None
    shift: Length | None = None
    unsure: list[Piece] = field(default_factory=list)
    used: list[Piece] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Tell whether nothing of it names a moment."""
        return not (self.day or self.clocks or self.until_clock or self.part or self.offset or self.each)


def joined(found: Sequence[Token], pieces: Sequence[Piece], seen: Seen) -> Joined:
    """Return what the pieces say together. What can't be put beside the rest is taken for content when it stands apart, and for
    something not understood when it stands beside."""
    result, doubtful = Joined(), []
    rest = parts.as_hours(found, _pairs(found, list(pieces), seen))
    for number, piece in enumerate(rest):
        beside = _beside(found, rest, number, result)
        if isinstance(piece.value, Link):
            continue
        if isinstance(piece.value, Part) and not beside and _bare(found, piece):
            doubtful.append(piece)
        elif _taken(result, piece, seen, beside=beside):
            result.used.append(piece)
        elif beside or isinstance(piece.value, Unsure):
            result.unsure.append(piece)
    for piece in doubtful:
        beside = any(adjacent(found, used, piece) or adjacent(found, piece, used) for used in result.used[:20])
        if (beside or result.empty) and _taken(result, piece, seen, beside=beside):
            result.used.append(piece)
    since = next((piece for piece in result.used if piece.value is result.day and _since(found, piece)), None)
    if since and result.each and result.day and result.day.kind in {"week", "month", "year", "season"}:
        result.day, result.start = None, result.day
    if result.each and result.day and result.day.which == "until" and result.until is None:  # It was said first.
        result.day, result.until = None, result.day
    if result.until_clock and result.each is None:
        result.clocks.append(result.until_clock)
    if len(result.clocks) > 1 and result.each is None:
        result.unsure += [piece for piece in result.used if isinstance(piece.value, Clock)][1:]
    return result


def _since(found: Sequence[Token], piece: Piece) -> bool:
    """Tell whether "from" stands before a piece."""
    return any(token.has("from") for token in found[max(0, piece.first - 1) : piece.first + 1])


def adjacent(found: Sequence[Token], left: Piece, right: Piece) -> bool:
    """Tell whether nothing but small words stands between two pieces."""
    return 0 <= right.first - left.last <= len(SKIPPED) and all(token.has(*SKIPPED) for token in found[left.last : right.first])


def _beside(found: Sequence[Token], rest: Sequence[Piece], number: int, result: Joined) -> bool:
    """Tell whether a piece stands right behind one that is used, or behind a link that does."""
    piece, near = rest[number], result.used[-3:]
    if any(adjacent(found, used, piece) for used in near):
        return True
    before = rest[number - 1] if number else None
    return (
        before is not None
        and isinstance(before.value, Link)
        and adjacent(found, before, piece)
        and any(adjacent(found, used, before) for used in near)
    )


def _bare(found: Sequence[Token], piece: Piece) -> bool:
    """Tell whether a part of the day stands before a noun and behind no preposition: the morning in "morning meeting"."""
    follows = piece.last < len(found) and found[piece.last].has("other", "label")
    return follows and piece.last - piece.first == 1 and not found[piece.first].has("parts")


def _pairs(found: Sequence[Token], pieces: list[Piece], seen: Seen) -> list[Piece]:
    """Join neighbours until there are no more that belong together."""
    for join in (_links, _untils, _prefixes, _offsets):
        kept: list[Piece] = []
        at = 0
        while at < len(pieces):
            width, value = join(found, pieces, at, seen)
            if value is None:
                kept.append(pieces[at])
                at += 1
                continue
            first, last = pieces[at], pieces[at + width - 1]
            at += width - 1
            pieces[at] = Piece(value, first.first, last.last, first.start, last.end)
        pieces = kept
    return pieces


Join = Callable[[Sequence[Token], list[Piece], int, Seen], tuple[int, Meaning | None]]


def _next(found: Sequence[Token], pieces: Sequence[Piece], at: int) -> Meaning | None:
    """Return the meaning of the next piece when it stands right behind."""
    if at + 1 < len(pieces) and adjacent(found, pieces[at], pieces[at + 1]):
        return pieces[at + 1].value
    return None


def _links(found: Sequence[Token], pieces: list[Piece], at: int, seen: Seen) -> tuple[int, Meaning | None]:
    """Join the ends of a range."""
    first, second = pieces[at].value, _next(found, pieces, at)
    if isinstance(first, Day) and isinstance(second, Day) and first.case == "from" and second.case == "to":
        return 2, day_range(first, second)
    third = _next(found, pieces, at + 1) if second is not None else None
    opener = pieces[at - 1].value if at > 0 else None
    opened = isinstance(opener, Link) and opener.kind == "between"
    to = (isinstance(second, Link) and (second.kind == "to" or (second.kind == "and" and opened))) or isinstance(second, Until)
    if to and isinstance(first, Day) and isinstance(third, Day):
        return 3, day_range(first, third)
    if to and isinstance(first, Clock) and isinstance(third, Clock) and first.end is None:
        return 3, replace(first, end=third)
    return 1, None


def _untils(found: Sequence[Token], pieces: list[Piece], at: int, seen: Seen) -> tuple[int, Meaning | None]:
    """Mark the day that a repetition ends on."""
    first, second = pieces[at].value, _next(found, pieces, at)
    if isinstance(first, Until) and isinstance(second, Day):
        return 2, replace(second, which="until")
    if isinstance(first, Until) and isinstance(second, Clock):
        return 2, replace(second, until=True)
    if isinstance(first, Clock) and isinstance(second, Until) and found[pieces[at + 1].first].has("until_post"):
        return 2, replace(first, until=True)
    if isinstance(first, Day) and isinstance(second, Until) and found[pieces[at + 1].first].has("until_post"):
        return 2, replace(first, which="until")
    if isinstance(first, Link) and first.kind == "to" and isinstance(second, Day) and at and isinstance(pieces[at - 1].value, Clock):
        return 2, replace(second, which="until")
    if isinstance(first, Link) and first.kind == "start" and isinstance(second, Day):
        return 2, replace(second, which="start")
    if isinstance(first, Day) and isinstance(second, Link) and second.kind == "start" and first.case == "from":
        return 2, replace(first, which="start")
    if isinstance(first, Link) and first.kind == "except" and isinstance(second, Day | Each):
        out = second.days if isinstance(second, Each) else _weekdays(second)
        return 2, Each("EXCEPT", days=tuple(day for day in out if day is not None)) if out else Unsure()
    if isinstance(first, Link) and first.kind == "later" and isinstance(second, Day):
        return 2, later(second, seen)
    return 1, None


def _weekdays(day: Day) -> tuple[int, ...]:
    """Return the days of the week that a day or a weekend is; none of what is longer."""
    return (5, 6) if day.kind == "weekend" else (day.weekday,) if day.weekday is not None else ()


def _prefixes(found: Sequence[Token], pieces: list[Piece], at: int, seen: Seen) -> tuple[int, Meaning | None]:
    """Apply "a week from", "the closest Monday to", "the week of", "every" to what follows."""
    first, second = pieces[at].value, _next(found, pieces, at)
    if isinstance(first, Shift) and isinstance(second, Day):
        return 2, moved(second, first.length)
    if isinstance(first, Shift) and isinstance(second, Clock) and not first.length.days:
        return 2, moved_clock(second, first.length)
    if isinstance(first, Closest) and isinstance(second, Day):
        back = (second.begin.weekday() - first.weekday) % 7
        return 2, calendar.one(second.begin - timedelta(days=back if back < 4 else back - 7), weekday=first.weekday, dated=True)
    if isinstance(first, WeekOf) and isinstance(second, Day):
        monday = second.begin - timedelta(days=second.begin.weekday())
        return 2, Day(monday, monday + timedelta(days=7), max(monday, min(seen.today, second.begin)), "week", dated=True)
    if isinstance(first, Each) and first.open and isinstance(second, Day):
        return 2, each_of(second)
    return 1, None


def _offsets(found: Sequence[Token], pieces: list[Piece], at: int, seen: Seen) -> tuple[int, Meaning | None]:
    """Join "in two weeks" and "on Tuesday"; "viikon päästä" and "tiistaista"."""
    first, second = pieces[at].value, _next(found, pieces, at)
    for offset, day in ((first, second), (second, first)):
        if not isinstance(offset, Offset) or not isinstance(day, Day):
            continue
        long = not (offset.length.hours or offset.length.minutes or offset.length.seconds)
        if long and day.case == "from" and day is second:
            return 2, moved(day, offset.length)
        if long and day.weekday is not None and day.nth is None:
            return 2, weekday_after(day.weekday, offset.length, seen)
    return 1, None


def _taken(result: Joined, piece: Piece, seen: Seen, *, beside: bool) -> bool:
    """Put a piece where it belongs; False when its place is taken."""
    value = piece.value
    if isinstance(value, Day):
        return _take_day(result, value, seen, beside=beside)
    if isinstance(value, Clock) and value.until and result.until_clock is None:
        result.until_clock = value
        return True
    if isinstance(value, Clock):
        if result.clocks and not (beside and not value.end):
            return value in result.clocks
        result.clocks.append(value)
        return True
    if isinstance(value, Part):
        if result.part or (result.each and result.each.part):  # "Every morning … about the evening class".
            return result.part == value or (result.each is not None and result.each.part == value.name)
        result.part = value
        return True
    if isinstance(value, Each):
        return _take_each(result, value)
    if isinstance(value, Offset | Lasting | Shift):
        name = {Offset: "offset", Lasting: "lasting", Shift: "shift"}[type(value)]
        if getattr(result, name) is not None:
            return False
        setattr(result, name, value.length)
        return True
    if isinstance(value, Count):
        result.count = value.number
        return True
    return isinstance(value, Until)


def _take_day(result: Joined, day: Day, seen: Seen, *, beside: bool) -> bool:
    if day.which in {"until", "start"} and (result.each or day.which == "start"):
        if day.which == "until":
            result.until = day
        else:
            result.start = day
        return True
    if result.day is None:
        result.day = day
        return True
    both = both_of(result.day, day, seen) or both_of(day, result.day, seen)
    if both is None or not beside:
        return result.day == day
    result.day = both
    return True


def _take_each(result: Joined, each: Each) -> bool:
    before = result.each
    if each.freq == "EXCEPT":
        if before is None or before.freq not in {"DAILY", "WEEKLY"} or before.interval > 1:
            return False
        left = tuple(day for day in (before.days or range(7)) if day not in each.days)
        result.each = replace(before, freq="WEEKLY", days=left)
        return bool(left)
    if before is None:
        result.each = each
        return True
    if {before.freq, each.freq} <= {"DAILY", "WEEKLY"} and not (before.days and each.days):
        result.each = replace(
            before, freq="WEEKLY" if before.days or each.days or "WEEKLY" in {before.freq, each.freq} else "DAILY",
            interval=max(before.interval, each.interval), days=before.days or each.days, part=before.part or each.part,
        )  # fmt: skip
        return True
    return False
