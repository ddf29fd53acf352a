"""Who may use something next: whoever has waited longest."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import Unavailable
from store.adapters.faults import BUSY

PATIENCE_SECONDS = 30.0


class Turns:
    """A lock that is given in the order in which it was asked for. A pool of connections gives its one to whoever is quickest, and an
    import that takes it again and again would keep everybody else out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    def awaited(self) -> bool:
        """Tell whether somebody waits while it is held."""
        return len(self._waiting) > 1

    @contextmanager
    def taken(self, seconds: float = PATIENCE_SECONDS) -> Iterator[None]:
        """Wait for one's turn and hold it; raises Unavailable when it does not come in time."""
        turn = threading.Event()
        with self._lock:
            self._waiting.append(turn)
            self._waiting[0].set()
        try:
            if not turn.wait(seconds):
                raise Unavailable(BUSY)
            yield
        finally:
            with self._lock:
                self._waiting.remove(turn)
                if self._waiting:
                    self._waiting[0].set()
