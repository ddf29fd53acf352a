"""Instants as the tables hold them: ISO 8601, UTC, microseconds, so that text order is time order."""

from datetime import UTC, datetime


def stored(at: datetime) -> str:
    """Return an aware datetime as it is stored."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def instant(text: str) -> datetime:
    """Return a stored instant."""
    return datetime.fromisoformat(text)
