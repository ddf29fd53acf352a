"""What an hour that is said can mean: which half of the day, in which part of it."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from private_llm.domain.times.values import EVENINGS, MORNINGS, Clock, Part

AWAKE = time(6, 30), time(23)
"""When somebody who does not say which half of the day means the other half."""


def is_awake(at: datetime) -> bool:
    """Tell whether a wall time is one at which people are up."""
    return AWAKE[0] <= at.time() < AWAKE[1]


class Contradiction(ValueError):
    """Two things were said that can't both be."""


def readings(day: date, clock: Clock, part: Part | None, *, waking: bool, today: bool) -> Iterator[datetime]:
    """Yield what a clock time can mean on a day, the likeliest first."""
    midnight = datetime.combine(day, time())
    plain = midnight + timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
    other = plain + timedelta(hours=12 if clock.hour < 12 else -12)
    if part is not None:
        yield in_part(plain, midnight, clock, part)
    elif clock.sure:
        yield plain
    elif waking:
        yield plain if clock.hour < 12 else other
    elif today:
        likely = [found for found in sorted((plain, other)) if is_awake(found)]
        yield from likely or [plain]
    else:
        yield plain if plain.time() >= AWAKE[0] or clock.hour == 0 else other


def in_part(plain: datetime, midnight: datetime, clock: Clock, part: Part) -> datetime:
    """Move an hour into the half of the day that is named beside it.

    Raises Contradiction when the two do not go together.
    """
    hour = clock.hour
    later = plain + timedelta(hours=12)
    if part.name in MORNINGS:
        if hour > 12:
            raise Contradiction("an afternoon hour in the morning")
        return plain - timedelta(hours=12) if hour == 12 and clock.minute >= 0 and part.name != "forenoon" else plain
    if part.name in {"day", "lunch", "after_lunch", "before_lunch"}:
        return later if hour < (7 if part.name == "day" else 8) else plain
    if part.name in {"night", "tonight"}:
        early = 5 if part.name == "tonight" else 6
        if hour in {12, 24} or hour < early:
            return midnight + timedelta(days=1, hours=hour % 12, minutes=clock.minute)
        return later if hour < 12 else plain
    if part.name in EVENINGS and hour < 12:
        return plain + timedelta(days=1) if hour == 0 else later
    if hour == 12 and part.name not in {"afternoon", "late_afternoon"}:
        return midnight + timedelta(days=1, minutes=clock.minute)
    return plain
