"""Times as the front ends show them: in the zone that answers are in, as far as the person or the environment says it, else in this machine's."""

import os
import re
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

BACK = re.compile(r"([0-9]{1,4})([hdwmy])")
_here = ContextVar("zone", default="")
HOURS = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 30, "y": 24 * 365}


def be_in(zone: str) -> None:
    """Show every time that follows in this request in a zone; in the environment's where there is none."""
    _here.set(zone)


def own_zone(zone: str = "") -> tzinfo | None:
    """Return the zone to show times in: the one that is named, else that of the request, else the environment's; None is this machine's."""
    name = zone or _here.get() or os.environ.get("SIHTEERI_TIME_ZONE", "").strip()
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # Whatever counts in it does not start, and says so.
        return None


def when(at: str) -> str:
    """Return an instant in wall time."""
    return f"{local(at):%a %d %b %Y %H:%M}"


def local(at: str, zone: str = "") -> datetime:
    """Return an instant in a zone, else in that of the environment."""
    return datetime.fromisoformat(at).astimezone(own_zone(zone))


def day(at: date) -> str:
    """Return a day alike."""
    return f"{at:%a %d %b %Y}"


def moment(text: str, now: datetime) -> datetime:
    """Return the instant that `2026-01-31`, `2026-01`, `2026`, `2026-01-31 17:00`, `today`, `yesterday` or `30d` (h, d, w, m, y ago)
    says; raises ValueError."""
    said = text.strip().lower()
    here = now.astimezone(own_zone())
    if said in {"today", "yesterday"}:
        midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight - timedelta(days=said == "yesterday")).astimezone(UTC)
    if ago := BACK.fullmatch(said):
        return now - timedelta(hours=int(ago[1]) * HOURS[ago[2]])
    if re.fullmatch(r"\d{4}(-\d\d)?", said):
        said += "-01-01" if len(said) == 4 else "-01"
    found = datetime.fromisoformat(said)
    return (found if found.tzinfo else found.replace(tzinfo=own_zone())).astimezone(UTC)
