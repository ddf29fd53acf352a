"""A few threads that go on with what another began. They stay, since each has connections of its own."""

import threading
from collections.abc import Callable
from queue import SimpleQueue


class Hands:
    """At most `count` threads, begun when they are needed; who finds none free waits its turn."""

    def __init__(self, name: str, count: int) -> None:
        self._name = name
        self._count = count
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self.busy = 0
        """How much is being done or waits."""

    def take(self, work: Callable[[], None]) -> None:
        """Do this on another thread. It must not raise."""
        with self._lock:
            self.busy += 1
            if self.busy > self._threads and self._threads < self._count:
                self._threads += 1
                threading.Thread(target=self._run, name=f"{self._name}-{self._threads}", daemon=True).start()
        self._work.put(work)

    def _run(self) -> None:
        while True:
            work = self._work.get()
            try:
                work()
            finally:
                with self._lock:
                    self.busy -= 1
