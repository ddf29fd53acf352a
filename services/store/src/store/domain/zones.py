"""Time zones (IANA), all of them read once: where a calendar is read, no file can be opened."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@cache
def zones() -> dict[str, ZoneInfo]:
    """Return every time zone by its name."""
    return {name: ZoneInfo(name) for name in sorted(available_timezones())}
