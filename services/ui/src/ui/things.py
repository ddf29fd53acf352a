"""What pages need to know of what is kept: ids as addresses and forms name them, and the zone that times are shown in."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ui.client import Gateway, GatewayError

THING = re.compile(r"[0-9A-Za-z]{1,64}(?:[.-][0-9A-Za-z]{1,16}){0,3}")


def thing_id(text: str) -> str:
    """Return an id that may stand in an address; raises GatewayError for anything else."""
    if not THING.fullmatch(text):
        raise GatewayError(404, "There is no such thing.")
    return text


def person_zone(gateway: Gateway) -> ZoneInfo:
    """Return the zone that the person's answers are in; raises GatewayError."""
    now = datetime.now(UTC)
    asked = gateway.get("calendar", since=now.isoformat(), until=(now + timedelta(minutes=1)).isoformat(), limit=1)
    return ZoneInfo(asked["zone"])
