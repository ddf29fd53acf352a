"""Who is signed in, in this process's memory: a random id in the browser's cookie, the token only here."""

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from ui.line import Line

IDLE_SECONDS = 12 * 3600
PAGES = 100
"""So many open pages of a session are known; the one that was silent for longest gives way."""
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

    def taken(self, name: str) -> Any:
        """Return the value of a name, or None, and forget it."""
        return self._values.pop(name, None)


@dataclass(repr=False)
class _Session:
    token: str
    until: float
    pages: dict[str, None] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    line: Line = field(default_factory=Line)


class Sessions:
    """Sessions by id, and which of them each open page belongs to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[str, _Session] = {}
        self._pages: dict[str, str] = {}

    def begin(self, token: str, *, instead_of: str | None = None) -> str:
        """Start a session under a new id; the one that the browser had before ends."""
        session, now = secrets.token_urlsafe(32), time.monotonic()
        with self._lock:
            for old in [name for name, entry in self._sessions.items() if entry.until < now or name == instead_of]:
                self._drop(old)
            self._sessions[session] = _Session(token, now + IDLE_SECONDS)
        return session

    def token(self, session: str | None) -> str | None:
        """Return a session's token while it lasts; using it keeps it alive."""
        with self._lock:
            found = self._sessions.get(session or "")
            if found is None or found.until < time.monotonic():
                return None
            found.until = time.monotonic() + IDLE_SECONDS
            return found.token

    def memory(self, session: str | None) -> Memory:
        """Return what is kept while a session lasts."""
        with self._lock:
            found = self._sessions.get(session or "")
            return found.memory if found else Memory()

    def line(self, session: str | None) -> Line:
        """Return what a session has said and is not answered yet."""
        with self._lock:
            found = self._sessions.get(session or "")
            return found.line if found else Line()

    def claim(self, session: str | None, page: str) -> bool:
        """Tell whether an open page is a session's; the first to use its name is who it belongs to."""
        with self._lock:
            found = self._sessions.get(session or "")
            if found is None or self._pages.setdefault(page, session or "") != session:
                return False
            found.pages.pop(page, None)
            found.pages[page] = None
            if len(found.pages) > PAGES:
                silent = next(iter(found.pages))
                del found.pages[silent], self._pages[silent]
            return True

    def end(self, session: str | None) -> None:
        """End a session on this side; its cookie is worth nothing any more."""
        with self._lock:
            self._drop(session or "")

    def _drop(self, session: str) -> None:
        found = self._sessions.pop(session, None)
        for page in found.pages if found else ():
            self._pages.pop(page, None)
