"""Who is signed in, in this process's memory: a random id in the browser's cookie, the token only here."""

import secrets
import threading
import time

COOKIE = "sihteeri_session"
IDLE_SECONDS = 12 * 3600
TRIES, TRIES_SECONDS = 10, 300


class Sessions:
    """Sessions by id."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: dict[str, tuple[str, float]] = {}
        self._failures: list[float] = []

    def begin(self, token: str) -> str:
        """Start a session under a new id."""
        session = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens = {name: entry for name, entry in self._tokens.items() if entry[1] > time.monotonic()}
            self._tokens[session] = (token, time.monotonic() + IDLE_SECONDS)
        return session

    def token(self, session: str | None) -> str | None:
        """Return a session's token while it lasts; using it keeps it alive."""
        with self._lock:
            token, until = self._tokens.get(session or "", (None, 0.0))
            if token is None or until < time.monotonic():
                return None
            self._tokens[session or ""] = (token, time.monotonic() + IDLE_SECONDS)
            return token

    def end(self, session: str | None) -> None:
        """End a session on this side; its cookie is worth nothing any more."""
        with self._lock:
            self._tokens.pop(session or "", None)

    def may_try(self) -> bool:
        """Tell whether another sign-in may be tried: ten failures in five minutes, from anywhere, are enough."""
        with self._lock:
            self._failures = [at for at in self._failures if at > time.monotonic() - TRIES_SECONDS]
            return len(self._failures) < TRIES

    def failed(self) -> None:
        """Note a sign-in that failed."""
        with self._lock:
            self._failures.append(time.monotonic())
