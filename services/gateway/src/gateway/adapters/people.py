"""Who is calling: asked of the store, and believed for a little while."""

import hashlib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from gateway.adapters.tries import Tries
from gateway.lanes import Places
from shared.bus import Bus
from shared.schemas import archive as ask
from shared.schemas.message import Message

KNOWN_SECONDS = 5.0
"""What is taken away by another gateway, or on the machine, opens something for so long at most."""
UNKNOWN_SECONDS = 2.0
REMEMBERED = 10_000
ADMIT_SECONDS = 10
CALENDAR = "calendar"
NOBODY = ask.Identified(None)


class People:
    """Resolves tokens and addresses. Only the SHA-256 of a token leaves the gateway's memory."""

    def __init__(self, bus: Bus, tries: Tries) -> None:
        self.tries = tries
        self.places = Places()
        self._bus = bus
        self._lock = threading.Lock()
        self._known: dict[Any, tuple[float, ask.Identified]] = {}
        self._forgot = 0

    def by_token(self, token: str, source: str, *, seen: bool = True) -> ask.Identified:
        """Tell whose a bearer token is, and have it noted as seen; raises Unavailable when the store does not answer, TooManyTries before it is asked. One that has
        ended is no guess: it counts as none."""
        digest = sha256(token)
        self.tries.check(source, digest)
        found = self._cached(("token", digest, seen), ask.Authenticate(digest, seen))
        if found.person is not None:
            self.tries.right(source, digest)
        elif not found.ended:
            self.tries.wrong(source)
        return found

    def admit(self, by: str, source: str, request: Callable[[str], ask.Admit]) -> ask.Admitted:
        """Sign a browser in by a secret: a token, a link or a passphrase. `request` makes the message of the secret's SHA-256."""
        digest = sha256(by)
        self.tries.check(source, digest)
        admitted = self._bus.request(request(digest), ask.Admitted, timeout_seconds=ADMIT_SECONDS)
        if admitted.person is not None:
            self.tries.right(source, digest)
        elif admitted.why == "unknown":
            self.tries.wrong(source)
        self.forget()
        return admitted

    def by_calendar(self, secret: str, source: str) -> str | None:
        """Return whose calendar a secret reads. It is asked for each time, so that one that was revoked reads nothing any more; wrong
        ones count as wrong tokens do."""
        digest = sha256(secret)
        self.tries.check(source, digest)
        found = self._bus.request(ask.Identify(CALENDAR, CALENDAR, digest), ask.Identified, timeout_seconds=3).person
        if found is None:
            self.tries.wrong(source)
        else:
            self.tries.right(source, digest)
        return found

    def by_address(self, address: str) -> str | None:
        """Return the person who writes from a WhatsApp address."""
        return self._cached(("whatsapp", address), ask.Identify("whatsapp", "twilio", address)).person

    def owner(self) -> str | None:
        """Return the owner of this machine, on whose record goes what is sent to strangers."""
        return self._cached(("owner",), ask.AskOwner()).person

    def forget(self) -> None:
        """Ask the store anew for everybody."""
        with self._lock:
            self._forgot += 1
            self._known.clear()

    def link(self, code: str, address: str) -> str | None:
        """Use a linking code up; return whom the address now belongs to."""
        person = self._bus.request(ask.Link(code, "whatsapp", "twilio", address), ask.Identified).person
        with self._lock:
            self._known.pop(("whatsapp", address), None)
        return person

    def _cached(self, key: Any, question: Message) -> ask.Identified:
        with self._lock:
            (until, found), forgot = self._known.get(key, (0.0, NOBODY)), self._forgot
        if time.monotonic() < until:
            return found
        found = self._bus.request(question, ask.Identified, timeout_seconds=3)
        seconds = KNOWN_SECONDS if found.person else UNKNOWN_SECONDS
        if found.expires_at is not None:
            seconds = min(seconds, (found.expires_at - datetime.now(UTC)).total_seconds())
        with self._lock:
            if len(self._known) > REMEMBERED:
                self._known.clear()
            if forgot == self._forgot:  # Else it may have been taken away since it was asked about.
                self._known[key] = (time.monotonic() + seconds, found)
        return found


def sha256(secret: str) -> str:
    """Return as what a secret travels."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
