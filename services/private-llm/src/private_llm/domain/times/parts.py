"""Several parts of the day in what comes again: "every morning and evening", "at 8 in the morning and 8 in the evening every day". Each is
an hour of its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from private_llm.domain.times.hours import Contradiction, in_part
from private_llm.domain.times.tokens import Token
from private_llm.domain.times.values import PARTS, Clock, Each, Part, Piece

MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001  (any wall time)
BETWEEN = ("and", "the", "in", "at", "on", "comma", "every", "named")
"""What may stand between one part with its hour and the next."""


def as_hours(found: Sequence[Token], pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with an hour in the place of each part of the day, where something comes again in several; as they are
    where it does not, or where an hour and its part do not go together."""
    named = [piece for piece in pieces if _part(piece)]
    series = [replace(piece.value, part="") for piece in pieces if isinstance(piece.value, Each)]
    alone = len(named) == 1 and isinstance(named[0].value, Each) and _and_an_hour(named[0], pieces, found)
    if (len({_part(piece) for piece in named}) < 2 and not alone) or not series or any(one != series[0] for one in series):
        return list(pieces)
    hours = [(piece, _clock_of(piece, pieces, found)) for piece in named]
    taken = [clock for _, clock in hours if clock is not None]
    try:
        told = {(piece.first, piece.start): _hour(str(_part(piece)), clock) for piece, clock in hours}
    except Contradiction:
        return list(pieces)
    apart = [sorted((piece, *([clock] if clock else [])), key=lambda one: one.first) for piece, clock in hours]
    if not all(all(token.has(*BETWEEN) for token in found[before[-1].last : after[0].first]) for before, after in pairwise(apart)):
        return list(pieces)
    result: list[Piece] = []
    for piece in pieces:
        if any(piece is clock for clock in taken):
            continue
        if piece not in named:
            result.append(piece)
            continue
        if isinstance(piece.value, Each) and not any(isinstance(one.value, Each) for one in result):
            result.append(replace(piece, value=replace(piece.value, part="")))
        result.append(replace(piece, value=told[piece.first, piece.start]))
    return _spanned(result, hours)


def _part(piece: Piece) -> str:
    """Return the part of the day that a piece names; nothing when it names none."""
    if isinstance(piece.value, Part):
        return piece.value.name
    return piece.value.part if isinstance(piece.value, Each) and piece.value.part in PARTS else ""


def _and_an_hour(part: Piece, pieces: Sequence[Piece], found: Sequence[Token]) -> bool:
    """Tell whether an hour of its own is joined on to a part of the day: "every morning and at 5"."""
    hours = [piece for piece in pieces if isinstance(piece.value, Clock) and piece.first > part.last]
    between = found[part.last : hours[0].first] if hours else ()
    return any(token.has("and") for token in between) and all(token.has(*BETWEEN) for token in between)


def _clock_of(part: Piece, pieces: Sequence[Piece], found: Sequence[Token]) -> Piece | None:
    """Return the hour that stands beside a part of the day, or is one word with it."""
    clocks = [piece for piece in pieces if isinstance(piece.value, Clock) and not piece.value.end and not found[piece.first].has("named")]
    for clock in clocks:
        left, right = sorted((part, clock), key=lambda one: (one.first, one.last))
        if clock.first == part.first or all(token.has("in", "the", "at", "on") for token in found[left.last : right.first]):
            return clock
    return None


def _hour(part: str, clock: Piece | None) -> Clock:
    """Return the hour of the day that is meant by an hour in a part of it, else the usual one."""
    if clock is None or not isinstance(clock.value, Clock):
        return Clock(PARTS[part][2] % 24, sure=True)
    at = in_part(MIDNIGHT + timedelta(hours=clock.value.hour, minutes=clock.value.minute), MIDNIGHT, clock.value, Part(part))
    return Clock(at.hour, at.minute, sure=True)


def _spanned(pieces: Sequence[Piece], hours: Sequence[tuple[Piece, Piece | None]]) -> list[Piece]:
    """Return the pieces with each hour spanning its part of the day and the words of its own."""
    result = []
    for piece in pieces:
        part, clock = next((both for both in hours if both[0].first == piece.first and isinstance(piece.value, Clock)), (None, None))
        if part is None or clock is None:
            result.append(piece)
            continue
        left, right = sorted((part, clock), key=lambda one: (one.first, one.last))
        result.append(
            replace(
                piece, first=left.first, last=max(left.last, right.last), start=min(left.start, right.start), end=max(left.end, right.end)
            )
        )
    return result
