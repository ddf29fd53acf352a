"""Dates, times and repetitions in English and Finnish: where they stand in a text, and which moment they mean.

Rules: a weekday is the next such day, today included while its time is still ahead; "next Friday" is Friday of next week; a time
without a date is the next such time; a date without a time is nine in the morning. Whoever uses a result says it back with weekday
and date. A wall time that a clock change skips fires when the clock has gone on by as much; one that comes twice fires the first
time (PEP 495, fold=0). What is seen and not understood is told, and never becomes another time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from private_llm.domain.times import amending, finding
from private_llm.domain.times.elsewhere import Elsewhere, elsewhere, may_be
from private_llm.domain.times.hours import Contradiction, is_awake
from private_llm.domain.times.joining import Joined, joined
from private_llm.domain.times.repeating import moments
from private_llm.domain.times.resolving import Resolved
from private_llm.domain.times.resolving import resolve as _resolve
from private_llm.domain.times.saying import repeats
from private_llm.domain.times.tokens import OTHER, Token
from private_llm.domain.times.values import PARTS, Closest, Count, Day, Each, Lasting, Length, Link, Offset, Piece, Seen, Until, WeekOf
from private_llm.domain.times.vocabulary import lexicon

__all__ = [
    "Found",
    "Reading",
    "Resolved",
    "day_span",
    "find",
    "hours",
    "is_awake",
    "latest",
    "may_begin",
    "moments",
    "read",
    "repeats",
    "resolve",
    "triggers",
    "without",
]

MONTH_FIRST = ("America/", "US/", "Pacific/Honolulu", "Pacific/Guam")
"""Zones where 5/12 is the twelfth of May."""
NOT_MONTH_FIRST = ("America/Argentina/", "America/Sao_Paulo", "America/Mexico_City", "America/Bogota", "America/Lima", "America/Santiago")

OF_A_DAY = re.compile(r"\b(today|tonight|tomorrow|yesterday|week|weekend|month|year)['’]s\b", re.IGNORECASE)
"""Days and spans that something belongs to: "today's alarms"."""
WITHIN = re.compile(r"\b(?:within|sisällä|sisään|kuluessa|aikana)\b", re.IGNORECASE)
"""What means all days of a length."""


@dataclass(frozen=True)
class Found:
    """A date or time in a text: half-open span of characters, and whether it is a `DATE` or a `TIME`."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, repr=False)
class Reading:
    """All that a text says of time."""

    resolved: Resolved | None = None
    """The moment; None when none was named, or when it can't be told."""
    unread: tuple[str, ...] = ()
    """Words of time, as they were written, that were seen and not understood: ask about them."""
    before: Length | None = None
    """So long before (negative) or after an event that is to be found: "an hour before it starts"."""
    spans: tuple[tuple[int, int], ...] = ()
    """The characters that were understood."""


def read(text: str, *, now: datetime, zone: str) -> Reading:
    """Return all that a text says of time, seen from `now` (aware) in a zone; a clock time of another zone becomes one of this."""
    there = _there(text, now, zone)
    if there is None:
        return _read(text, now=now, zone=zone)
    found = _read(_blank(text, there), now=now, zone=there.zone or zone)
    named = (there.start, there.end)
    if there.zone is None or (found.resolved is not None and found.resolved.rule and there.zone != zone):
        return Reading(None, (*found.unread, text[slice(*named)].strip()), found.before, (*found.spans, named))
    local = found.resolved and replace(found.resolved, zone=zone, wall=found.resolved.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
    return replace(found, resolved=local, spans=(*found.spans, named))


def _there(text: str, now: datetime, zone: str) -> Elsewhere | None:
    return elsewhere(text, finding.pieces(text, _seen(now, zone), month_first=_month_first(zone))[1], zone) if may_be(text) else None


def _blank(text: str, there: Elsewhere) -> str:
    return text[: there.start] + " " * (there.end - there.start) + text[there.end :]


def _read(text: str, *, now: datetime, zone: str) -> Reading:
    seen = _seen(now, zone)
    tokens, pieces = finding.pieces(text, seen, month_first=_month_first(zone))
    said = joined(tokens, pieces, seen)
    spans = tuple((piece.start, piece.end) for piece in said.used)
    unread = _unread(text, tokens, pieces, said)
    try:
        resolved = _resolve(said, seen, now, waking=any(token.has("wake") for token in tokens))
    except (Contradiction, ValueError, OverflowError):
        resolved, unread = None, (*unread, *(text[start:end] for start, end in spans))
    if said.shift is not None:
        return Reading(None, unread, said.shift, spans)
    return Reading(None if unread else resolved, unread, None, spans)


def may_begin(text: str) -> bool:
    """Tell whether a text may begin with a time: whether its first word that is no small one may be of one."""
    tokens, _ = finding.pieces(text, NOWHERE)
    first = next((token for token in tokens if not token.has(*LEADING)), None)
    return first is not None and not first.has(OTHER)


def resolve(text: str, *, now: datetime, zone: str) -> Resolved | None:
    """Return the moment that a text means; None when it names none, or when anything of time in it was not understood."""
    return read(text, now=now, zone=zone).resolved


def day_span(text: str, *, now: datetime, zone: str, ahead: bool = False) -> tuple[datetime, datetime] | None:
    """Return the span (UTC, half-open) that a text such as "today" or "last week" means, or None. Days without a year or a week are
    looked for in the past, or `ahead`."""
    seen = replace(_seen(now, zone), past=not ahead)
    tokens, pieces = finding.pieces(OF_A_DAY.sub(r"\1", text), seen, month_first=_month_first(zone))
    try:
        said = joined(tokens, pieces, seen)
        day = said.day or _so_far_on(text, said, tokens, seen)
        if day is None:
            return None
        begin, end = (datetime.combine(edge, time(), ZoneInfo(zone)).astimezone(UTC) for edge in (day.begin, day.end))
    except (ValueError, OverflowError):
        return None
    return begin, end


def _so_far_on(text: str, said: Joined, tokens: Sequence[Token], seen: Seen) -> Day | None:
    """Return the day that is so many whole days from today ("in twelve days", "a week ago"); of "in the next three days" all of them."""
    piece = next((piece for piece in said.used if isinstance(piece.value, Offset)), None)
    if piece is None or said.offset is None or said.offset.seconds or said.offset.minutes or said.offset.hours or said.each:
        return None
    which = {token.classes["which"] for token in tokens[piece.first : piece.last] if token.has("which")}
    if "last" in which:
        return None
    far, day = seen.today + said.offset, relativedelta(days=1)
    whole = far > seen.today and (which or WITHIN.search(text))
    return Day(seen.today if whole else far, far + day, far, dated=True)


def hours(text: str, *, now: datetime, zone: str) -> tuple[int, int] | None:
    """Return the first hour and the end of the part of the day that a text names; an hour above 24 is the next day's."""
    seen = _seen(now, zone)
    tokens, pieces = finding.pieces(text, seen, month_first=_month_first(zone))
    part = joined(tokens, pieces, seen).part
    return PARTS[part.name][:2] if part else None


def latest(text: str, *, now: datetime, zone: str) -> str:
    """Return a text without the times that it takes back: "at 5, actually 6" is at 6."""
    if not any(form.search(text) for form in (amending.MARK, amending.NOT, amending.DENIED)):
        return text

    def kinds(said: str) -> list[tuple[int, int, str]]:
        spans = sorted(read(said, now=now, zone=zone).spans)
        return [(*span, _kind(said[slice(*span)], now, zone)) for span in spans]

    return amending.latest(text, kinds)


def _kind(said: str, now: datetime, zone: str) -> str:
    at = resolve(said, now=now, zone=zone)
    if at is not None and at.rule:
        return "series"
    return "clock" if day_span(said, now=now, zone=zone, ahead=True) is None else "day"


def without(text: str, *, now: datetime, zone: str) -> str:
    """Return a text without its time and without the words that ask for a reminder at its beginning."""
    seen = _seen(now, zone)
    if there := _there(text, now, zone):
        text = _blank(text, there)
    tokens, pieces = finding.pieces(text, seen, month_first=_month_first(zone))
    kept = text
    used = {piece.start: piece for piece in joined(tokens, pieces, seen).used}  # "Tonight" is a day and a part of it, and stands once.
    for piece in sorted(used.values(), key=lambda piece: piece.start, reverse=True):
        first = piece.first
        while first > 0 and tokens[first - 1].has(*LEADING) and not tokens[first - 1].has("until_post", "ish"):
            first -= 1
        kept = kept[: tokens[first].start] + "\0" + kept[piece.end :]
    kept = re.sub(r"[\s,]*\0[\s,\0]*", " ", kept).strip(" ,.;:-–")
    for opener in lexicon().openers:
        if kept.lower().startswith(opener) and not kept[len(opener) : len(opener) + 1].isalnum():
            return kept[len(opener) :].strip(" ,.;:-–")
    return kept


LEADING = ("the", "on", "at", "in", "about", "between", "beginning")
NOWHERE = Seen(datetime(2024, 1, 1), "UTC")  # noqa: DTZ001
"""Where a time stands in a text does not depend on now."""


def find(text: str) -> list[Found]:
    """Return the dates and times of a text, in order, without overlap: what a mask must cover."""
    tokens, pieces = finding.pieces(text, NOWHERE)
    found = [entry for piece in pieces if (entry := _masked(piece, tokens)) is not None]
    covered = {number for piece in pieces for number in range(piece.first, piece.last)}
    for number, token in enumerate(tokens):
        if number not in covered and token.has(*finding.TIMELY) and not token.has("every", "freq"):
            found.append(Found("DATE" if token.has("weekday", "month", "day", "special") else "TIME", token.start, token.end))
    return sorted(found, key=lambda entry: entry.start)


def _masked(piece: Piece, tokens: Sequence[Token]) -> Found | None:
    value = piece.value
    if isinstance(value, Link | Until | Count | Lasting):
        return None
    if isinstance(value, Each):
        inside = [
            token
            for token in tokens[piece.first : piece.last]
            if token.has("weekday", "short_weekday", "weekdays", "part", "parts", "named", "num", "ord")
        ]
        if not inside or value.open:
            return None
        return Found("DATE", inside[0].start, inside[-1].end)
    return Found("DATE" if isinstance(value, Day | WeekOf | Closest) else "TIME", piece.start, piece.end)


@cache
def triggers() -> frozenset[str]:
    """Return the words of which a text without a digit must have one to hold a date or time."""
    return lexicon().triggers()


def _seen(now: datetime, zone: str) -> Seen:
    return Seen(now.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone)


def _month_first(zone: str) -> bool:
    return zone.startswith(MONTH_FIRST) and not zone.startswith(NOT_MONTH_FIRST)


def _unread(text: str, tokens: Sequence[Token], pieces: Sequence[Piece], said: Joined) -> tuple[str, ...]:
    """Return the words of time that are in no piece, or in one that could not be understood."""
    found = [(piece.start, piece.end) for piece in said.unsure]
    covered = {number for piece in pieces if not isinstance(piece.value, Link) for number in range(piece.first, piece.last)}
    ends = {_behind(piece, tokens) for piece in said.used}
    begins = {piece.first for piece in said.used}
    for number, token in enumerate(tokens):
        if number in covered:
            continue
        following, end = tokens[number + 1] if number + 1 < len(tokens) else None, token.end
        if token.has("every"):
            before = next((one for one in (number + 2, number + 3) if one in begins), 0) if following and following.has(OTHER) else 0
            timely = before > 0 or (following is not None and following.has(*EVERY))
            end = tokens[before - 1].end if before else end
        elif token.has(*finding.TIMELY):
            timely = not (token.has("bare_season") and following is not None and following.has(OTHER))
        elif token.has("klo"):
            timely = any(piece.last == number for piece in said.used)  # "Huomenna kello", and then no hour that is known.
        elif token.has(*finding.MAYBE):
            timely = _left_beside(token, following, number, ends, begins)
        else:
            timely = False
        if timely:
            found.append((token.start, end))
    return tuple(text[start:end] for start, end in sorted(found))


def _behind(piece: Piece, tokens: Sequence[Token]) -> int:
    """Return the first token behind a piece that is no small word."""
    last = piece.last
    while last < len(tokens) and tokens[last].has("about", "the", "at"):
        last += 1
    return last


EVERY = ("unit", "weekday", "part", "num", "ord", "month", "quarter", "season", "vague", "half", "last", "special", "alt")
"""What after "every" tells of a repetition."""


def _left_beside(token: Token, following: Token | None, number: int, ends: set[int], begins: set[int]) -> bool:
    """Tell whether a number or a small word of time right beside what was understood has been left over."""
    if following is not None and following.has("measure", "unit") and token.has("num"):
        return False
    if token.has("short_weekday"):
        near = number in ends or number + 1 in begins or (following is not None and following.has("short_weekday"))
        return near and not token.has("to")
    if number in ends:
        return not token.has("half") or (following is not None and following.has("num"))
    if token.has("digits") and token.has("ord"):
        return bool({number + 1, number + 2} & begins)
    return number + 1 in begins and token.has("quarter", "hhmm", "hm", "bad")
