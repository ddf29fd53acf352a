"""Times as the front ends show them: in the zone that answers are in, as far as the environment says it, else in this machine's."""

import os
from datetime import datetime
from zoneinfo import ZoneInfo


def when(at: str) -> str:
    """Return an instant in wall time."""
    return f"{local(at):%a %d %b %Y %H:%M}"


def local(at: str, zone: str = "") -> datetime:
    """Return an instant in a zone, else in that of the environment."""
    name = zone or os.environ.get("SIHTEERI_TIME_ZONE", "").strip()
    try:
        found = ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # Whatever counts in it does not start, and says so.
        found = None
    return datetime.fromisoformat(at).astimezone(found)
