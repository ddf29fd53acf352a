"""What is on its way to which host, so that one that does not answer holds up nobody but those who are reached through it."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import Unavailable

AT_ONCE = 4
SLOW_SECONDS = 2.0
"""After so long without an answer from a host nothing more waits for a place: it is tried again later."""


class Hosts:
    """Places among what goes to a host: a few, and one alone where the last found it away."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._begun: dict[str, list[float]] = defaultdict(list)
        self._away: set[str] = set()

    @contextmanager
    def place(self, host: str) -> Iterator[None]:
        """Hold a place while something is sent; raises Unavailable where there is none, and nobody is to wait for one."""
        with self._changed:
            self._changed.wait_for(lambda: self._has_room(host) or self._is_slow(host), SLOW_SECONDS)
            if not self._has_room(host):
                raise Unavailable("the host is slow, and enough waits for it")
            began = time.monotonic()
            self._begun[host].append(began)
        away = False
        try:
            yield
        except Unavailable:
            away = True
            raise
        finally:
            with self._changed:
                (self._away.add if away else self._away.discard)(host)
                self._begun[host].remove(began)
                if not self._begun[host]:
                    del self._begun[host]
                self._changed.notify_all()

    def _has_room(self, host: str) -> bool:
        return len(self._begun.get(host, ())) < (1 if host in self._away else AT_ONCE)

    def _is_slow(self, host: str) -> bool:
        return host in self._away or min(self._begun.get(host, (time.monotonic(),))) + SLOW_SECONDS < time.monotonic()
