"""What pages need to know of what is kept: ids as addresses and forms name them, and the zone that times are shown in."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.lists import called, kept_as
from ui import words
from ui.client import Gateway, GatewayError

THING = re.compile(r"[0-9A-Za-z]{1,64}(?:[.-][0-9A-Za-z]{1,16}){0,3}")

CONVERSATION = "c"
"""In this parameter of the talk's address stands which conversation it shows."""
THREAD = re.compile(r"~?[a-z0-9]{8,64}")


def thread_of(name: str) -> str:
    """Return which conversation an address names; for what can be none, the one that all channels share."""
    return name if THREAD.fullmatch(name) else ""


def talk_at(found: Mapping[str, Any]) -> str:
    """Return the address of the conversation in which something was said."""
    thread = thread_of(found.get("thread") or "")
    return f"/?{CONVERSATION}={thread}" if thread else "/"


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


def list_name(kept: str) -> str:
    """Return what a list is called in the language of whoever reads; it begins as a name does."""
    name = called(kept, words.language())
    return name[:1].upper() + name[1:] if name != kept else name


def list_meant(said: str, there: Iterable[str]) -> str:
    """Return which of the lists that there are is called so, else under which name one is kept that is."""
    folded = " ".join(said.split()).casefold()
    return next((name for name in there if " ".join(name.split()).casefold() == folded), kept_as(said))
