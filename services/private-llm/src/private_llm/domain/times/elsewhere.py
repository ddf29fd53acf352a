"""Clock times of another zone: "8:00 GMT", "5pm London time", "klo 15 Suomen aikaa". What names no one zone is not understood."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from private_llm.domain.times.cities import zone_of
from private_llm.domain.times.values import Clock, Part, Piece

BEHIND = re.compile(
    r"[ ,(]{0,3}(?:in )?(?:(?P<place>[^\W\d_]+(?: [^\W\d_]+)?)(?: local| standard)? (?:time|aikaa)\b|(?P<short>[A-Za-z]{2,4})\b(?P<offset>[+-]\d)?)",
    re.IGNORECASE,
)
OWN = frozenset({"local", "my", "our", "your", "the same", "same", "paikallista"})


@dataclass(frozen=True)
class Elsewhere:
    """Where a zone is named: half-open span of characters, and the zone; None when it can't be told."""

    start: int
    end: int
    zone: str | None


def may_be(text: str) -> bool:
    """Tell whether a text has a word that a zone may be named with."""
    return _words().search(text) is not None


def elsewhere(text: str, pieces: Sequence[Piece], zone: str) -> Elsewhere | None:
    """Return the zone that is named right behind a clock time or a part of the day."""
    for piece in pieces:
        named = BEHIND.match(text, piece.end) if isinstance(piece.value, Clock | Part) else None
        if named is None:
            continue
        span, short = (named.start(), named.end()), named["short"] or ""
        if short.lower() in _short() and (short.isupper() or len(short) > 2):
            return Elsewhere(*span, None if named["offset"] else _short()[short.lower()] or None)
        if found := next((there for name in _names(named) if (there := zone if name in OWN else zone_of(name))), None):
            return Elsewhere(*span, found)
    return None


def _names(named: re.Match[str]) -> list[str]:
    """Return what the place may be called: all words before "time", or the last."""
    place = (named["place"] or "").lower()
    return [place, place.rpartition(" ")[2]] if place else []


@cache
def _short() -> dict[str, str]:
    """Return zones by their short names; empty where several share one."""
    read: dict[str, str] = tomllib.loads(resources.files(__package__).joinpath("cities.toml").read_text(encoding="utf-8"))["short"]
    return read


@cache
def _words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:time|aikaa|{'|'.join(_short())})\b", re.IGNORECASE)
