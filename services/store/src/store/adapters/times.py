"""Instants as the tables hold them: ISO 8601, UTC, microseconds, so that text order is time order. Messages of chats, of which
there may be a million, hold Unix time in seconds."""

from datetime import UTC, datetime
from typing import overload


def stored(at: datetime) -> str:
    """Return an aware datetime as it is stored."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def instant(text: str) -> datetime:
    """Return a stored instant."""
    return datetime.fromisoformat(text)


@overload
def unix(at: datetime) -> int: ...
@overload
def unix(at: datetime | None) -> int | None: ...
def unix(at: datetime | None) -> int | None:
    """Return Unix time in whole seconds."""
    return None if at is None else int(at.timestamp())


def from_unix(seconds: int) -> datetime:
    """Return the instant of a Unix time."""
    return datetime.fromtimestamp(seconds, UTC)
