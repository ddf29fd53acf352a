"""Times as the front ends show them: in the zone that answers are in, as far as the environment says it, else in this machine's."""

import os
from datetime import datetime
from zoneinfo import ZoneInfo


def when(at: str) -> str:
    """Return an instant in wall time."""
    name = os.environ.get("SIHTEERI_TIME_ZONE", "").strip()
    try:
        zone = ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # Whatever counts in it does not start, and says so.
        zone = None
    return f"{datetime.fromisoformat(at).astimezone(zone):%a %d %b %Y %H:%M}"
