"""An answer that a model is writing, as those around it see it: whoever waits may stop it and hear how far it is; who writes says so."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

from private_llm.domain.ports import WriterFailed

Why = Literal["", "stopped", "gone", "crowded"]
"""Why an answer is not to be written on: the person said so, nobody listens any more, or too many others are being written."""


class Stopped(WriterFailed):
    """Raised where an answer is written that is not wanted any more."""


class Writing:
    """One answer. It may be stopped from any thread, before it is begun too."""

    def __init__(self) -> None:
        self.why: Why = ""
        self.share: float | None = None
        """How much of the prompt the model has read, by its own account; None as long as it has not said."""
        self.left_out = 0
        """How many lines of what was found did not fit into the model's context."""
        self._cut: Callable[[], None] | None = None
        self._lock = threading.Lock()

    def stop(self, why: Why) -> None:
        """Have the model stop, wherever it is."""
        with self._lock:
            self.why = self.why or why
            cut = self._cut
        if cut is not None:
            cut()

    def check(self) -> None:
        """Raise Stopped if this is not wanted any more."""
        if self.why:
            raise Stopped(self.why)

    @contextmanager
    def stopped_by(self, cut: Callable[[], None]) -> Iterator[None]:
        """Say what makes the model stop while it is at work."""
        self.check()
        with self._lock:
            self._cut = cut
        if self.why:
            cut()
        try:
            yield
        finally:
            with self._lock:
                self._cut = None


_current: ContextVar[Writing | None] = ContextVar("writing", default=None)


@contextmanager
def under_way(writing: Writing) -> Iterator[None]:
    """Make this the answer that is being written on this thread."""
    token = _current.set(writing)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Writing:
    """Return the answer that is being written on this thread: what stands between it and a model need not know of it."""
    return _current.get() or Writing()
