"""What this process knows of the browsers that are signed in: what each keeps here, and which open page is whose. Whether one is signed in
the gateway is asked now and then, so that a restart of this process signs nobody out. A browser's secret is its cookie, and lies nowhere."""

import re
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import HTTPConnection

from ui.client import GatewayError
from ui.line import Line

CHECKED_SECONDS = 5.0
"""So long it is believed that a browser is signed in; what a page shows is the gateway's, which is asked each time."""
IDLE_SECONDS = 12 * 3600
"""So long after it was last seen what a browser keeps here is dropped."""
UNKNOWN = 10_000
"""So many secrets are known to be nobody's: none ever becomes somebody's, so the gateway need not count them as guesses again."""
SECRET = re.compile(r"[\w-]{43}", re.ASCII)
PAGES = 100
"""So many open pages of a session are known; the one that was silent for longest gives way."""
LINES = 20
"""So many conversations of a session in which nothing waits for an answer are known."""
KEPT = 50
"""So many searches of a session can be gone back to."""


class Memory:
    """Values under names that say nothing, so that these may stand in an address."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def keep(self, value: Any) -> str:
        """Keep a value and return its name; the oldest gives way."""
        name = secrets.token_hex(16)
        self._values[name] = value
        for old in list(self._values)[:-KEPT]:
            self._values.pop(old, None)
        return name

    def kept(self, name: str) -> Any:
        """Return the value of a name, or None."""
        return self._values.get(name)

    def give_back(self, name: str, value: Any) -> None:
        """Keep a value under the name that it had."""
        self._values[name] = value

    def clear(self) -> None:
        """Forget all of them: none may bring back what was just forgotten for good."""
        self._values.clear()

    def taken(self, name: str) -> Any:
        """Return the value of a name, or None, and forget it."""
        return self._values.pop(name, None)


Role = Literal["", "person", "owner"]
Look = Callable[[str, HTTPConnection], Role]
"""Asks as whom a browser is signed in, if it is, by its secret; raises GatewayError where nobody can tell."""


Ask = Callable[[str, HTTPConnection], dict[str, str]]
"""Asks for what a person set, by a browser's secret; raises GatewayError where nobody can tell."""


@dataclass(repr=False)
class _Session:
    checked_at: float
    role: Role = ""
    pages: dict[str, None] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    lines: dict[str, Line] = field(default_factory=dict)


class Sessions:
    """Browsers by their secret, and which of them each open page belongs to."""

    def __init__(self, look: Look, ask: Ask = lambda _secret, _request: {}) -> None:
        self._look = look
        self._ask = ask
        self._lock = threading.Lock()
        self._sessions: dict[str, _Session] = {}
        self._pages: dict[str, str] = {}
        self._unknown: dict[str, None] = {}
        self._doubted_at = 0.0

    def is_fresh(self, secret: str | None) -> bool:
        """Tell whether a browser was signed in a moment ago."""
        with self._lock:
            found = self._sessions.get(secret or "")
            return found is not None and found.checked_at > max(self._doubted_at, time.monotonic() - CHECKED_SECONDS)

    def check(self, secret: str | None, request: HTTPConnection) -> bool:
        """Tell whether a browser is signed in. Where nobody can tell, one that was stays so, and for another GatewayError is raised."""
        if not secret or not SECRET.fullmatch(secret) or secret in self._unknown:
            return False
        if self.is_fresh(secret):
            return True
        asked_at = time.monotonic()
        try:
            role = self._look(secret, request)
        except GatewayError:
            if self.knows(secret):
                return True
            raise
        with self._lock:
            self._note(secret, asked_at, role)
        return bool(role)

    def knows(self, secret: str | None) -> bool:
        """Tell whether a browser was signed in when it was last asked."""
        with self._lock:
            return (secret or "") in self._sessions

    def is_owner(self, secret: str | None) -> bool:
        """Tell whether a browser was the owner's when it was last asked."""
        with self._lock:
            found = self._sessions.get(secret or "")
            return found is not None and found.role == "owner"

    def settings(self, secret: str | None) -> dict[str, str]:
        """Return what a browser's person had set when they last looked at a page."""
        with self._lock:
            found = self._sessions.get(secret or "")
            return found.settings if found else {}

    def ask_settings(self, secret: str | None, request: HTTPConnection) -> None:
        """Ask for that anew; where nobody can tell it stays as it is."""
        with suppress(GatewayError):
            settings = self._ask(secret or "", request)
            with self._lock:
                if found := self._sessions.get(secret or ""):
                    found.settings = settings

    def memory(self, secret: str | None) -> Memory:
        """Return what is kept while a browser is signed in."""
        with self._lock:
            found = self._sessions.get(secret or "")
            return found.memory if found else Memory()

    def line(self, secret: str | None, thread: str = "") -> Line:
        """Return what a browser has said in a conversation and is not answered yet."""
        with self._lock:
            found = self._sessions.get(secret or "")
            if found is None:
                return Line(thread)
            line = found.lines.pop(thread, None) or Line(thread)
            found.lines[thread] = line
            for one in found.lines.values():
                one.linger()
            for old in [name for name, one in found.lines.items() if not one.now().entries][:-LINES]:
                del found.lines[old]
            return line

    def claim(self, secret: str | None, page: str) -> bool:
        """Tell whether an open page is a browser's; the first to use its name is who it belongs to."""
        with self._lock:
            found = self._sessions.get(secret or "")
            if found is None or self._pages.setdefault(page, secret or "") != secret:
                return False
            found.pages.pop(page, None)
            found.pages[page] = None
            if len(found.pages) > PAGES:
                silent = next(iter(found.pages))
                del found.pages[silent], self._pages[silent]
            return True

    def end(self, secret: str | None) -> None:
        """Forget a browser here: it is asked about anew, and nothing of what it kept is left."""
        with self._lock:
            self._drop(secret or "")

    def doubt(self) -> None:
        """Ask about everybody anew: somebody may have been signed out."""
        with self._lock:
            self._doubted_at = time.monotonic()

    def _note(self, secret: str, asked_at: float, role: Role) -> None:
        for old in [name for name, entry in self._sessions.items() if entry.checked_at + IDLE_SECONDS < asked_at]:
            self._drop(old)
        if role:
            found = self._sessions.setdefault(secret, _Session(asked_at))
            found.checked_at, found.role = asked_at, role
            return
        self._drop(secret)
        self._unknown[secret] = None
        if len(self._unknown) > UNKNOWN:
            del self._unknown[next(iter(self._unknown))]

    def _drop(self, secret: str) -> None:
        found = self._sessions.pop(secret, None)
        if found is None:
            return
        for line in found.lines.values():
            line.end()
        for page in found.pages:
            self._pages.pop(page, None)
