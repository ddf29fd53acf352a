"""Who is calling: asked of the store, and believed for a little while."""

import hashlib
import threading
import time
from collections.abc import Callable
from typing import Any

from gateway.adapters.tries import Tries
from gateway.lanes import Places
from shared.bus import Bus
from shared.schemas import archive as ask

KNOWN_SECONDS = 60.0
UNKNOWN_SECONDS = 2.0
REMEMBERED = 10_000
CALENDAR = "calendar"


class People:
    """Resolves tokens and addresses. Only the SHA-256 of a token leaves the gateway's memory."""

    def __init__(self, bus: Bus, tries: Tries) -> None:
        self.tries = tries
        self.places = Places()
        self._bus = bus
        self._lock = threading.Lock()
        self._known: dict[Any, tuple[float, str | None]] = {}

    def by_token(self, token: str, source: str) -> str | None:
        """Return the person of a bearer token; raises Unavailable when the store does not answer, TooManyTries before it is asked."""
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
        self.tries.check(source, digest)
        person = self._cached(
            ("token", digest), lambda: self._bus.request(ask.Authenticate(digest), ask.Identified, timeout_seconds=3).person
        )
        if person is None:
            self.tries.wrong(source)
        else:
            self.tries.right(source, digest)
        return person

    def by_calendar(self, secret: str, source: str) -> str | None:
        """Return whose calendar a secret reads. It is asked for each time, so that one that was revoked reads nothing any more; wrong
        ones count as wrong tokens do."""
        digest = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
        self.tries.check(source, digest)
        found = self._bus.request(ask.Identify(CALENDAR, CALENDAR, digest), ask.Identified, timeout_seconds=3).person
        if found is None:
            self.tries.wrong(source)
        else:
            self.tries.right(source, digest)
        return found

    def by_address(self, address: str) -> str | None:
        """Return the person who writes from a WhatsApp address."""
        request = ask.Identify("whatsapp", "twilio", address)
        return self._cached(("whatsapp", address), lambda: self._bus.request(request, ask.Identified, timeout_seconds=3).person)

    def owner(self) -> str | None:
        """Return the owner of this machine, on whose record goes what is sent to strangers."""
        return self._cached(("owner",), lambda: self._bus.request(ask.AskOwner(), ask.Identified, timeout_seconds=3).person)

    def forget(self) -> None:
        """Ask the store anew for everybody."""
        with self._lock:
            self._known.clear()

    def link(self, code: str, address: str) -> str | None:
        """Use a linking code up; return whom the address now belongs to."""
        person = self._bus.request(ask.Link(code, "whatsapp", "twilio", address), ask.Identified).person
        with self._lock:
            self._known.pop(("whatsapp", address), None)
        return person

    def _cached(self, key: Any, ask_store: Callable[[], str | None]) -> str | None:
        with self._lock:
            until, person = self._known.get(key, (0.0, None))
        if time.monotonic() < until:
            return person
        person = ask_store()
        with self._lock:
            if len(self._known) > REMEMBERED:
                self._known.clear()
            self._known[key] = (time.monotonic() + (KNOWN_SECONDS if person else UNKNOWN_SECONDS), person)
        return person
