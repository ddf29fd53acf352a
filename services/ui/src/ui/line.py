"""What a session says, one thing after another, and the answer that is coming. Pages may be loaded anew meanwhile and find it here; when
all have gone, whatever writes the answer is stopped."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ui.client import Gateway, GatewayError

GRACE_SECONDS = 4.0
"""So long after its last page went somebody may come back to an answer: a page that is loaded anew is away for a moment."""
LINGER_SECONDS = 2.0
"""So much longer than that it is waited for somebody who looks at another conversation: an idle page asks for news every four seconds."""
FRAME_SECONDS, BEAT_SECONDS = 0.06, 1.0
AT_ONCE_SECONDS = 0.5


@dataclass
class Entry:
    """Something that was said and is not answered yet."""

    text: str
    key: str
    """The same for each try to send it, so that it is done once."""
    after: str
    """The newest message when it was said."""
    turn: str = ""
    asked: bool = False
    spoken: str = ""
    began_at: float = 0.0
    progress: dict[str, Any] = field(default_factory=dict)
    problem: GatewayError | None = None

    @property
    def is_written(self) -> bool:
        """Tell whether a model writes it: an answer without one is there at once."""
        return bool(self.began_at) and time.monotonic() - self.began_at > AT_ONCE_SECONDS


class State(NamedTuple):
    """What is open, in the order in which it was said, how many were answered, and the last answer."""

    entries: tuple[Entry, ...]
    answered: int
    last: dict[str, Any]
    over: bool


class Line:
    """All that one session has said in one conversation and that is not answered."""

    def __init__(self, thread: str = "") -> None:
        self._thread = thread
        self._changed = threading.Condition()
        self._entries: list[Entry] = []
        self._gateways: dict[str, Gateway] = {}
        self._pages: set[str] = set()
        self._left_at = time.monotonic()
        self._running = False
        self._answered = 0
        self._last: dict[str, Any] = {}
        self.version = 0
        """Another one after each change."""

    @property
    def busy(self) -> bool:
        """Tell whether an answer is coming."""
        return self._running

    def say(self, gateway: Gateway, text: str, *, key: str = "", after: str = "") -> None:
        """Put something at the end of the line. What could not be sent before is the same thing again."""
        with self._changed:
            failed = next((entry for entry in self._entries if entry.problem and entry.text == text), None)
            key = failed.key if failed else key or secrets.token_hex(16)
            if failed:
                self._entries.remove(failed)
            elif any(entry.key == key for entry in self._entries):
                return
            self._entries.append(Entry(text, key, after))
            self._gateways[key] = gateway
            self._left_at = time.monotonic()
            if not self._running:
                self._running = True
                threading.Thread(target=self._work, name="line", daemon=True).start()
            self._tell()

    def drop(self, key: str) -> None:
        """Give up what is not being asked."""
        with self._changed:
            self._entries = [entry for entry in self._entries if entry.key != key or (entry.asked and not entry.problem)]
            self._tell()

    def end(self) -> None:
        """Give up what is not answered: whoever said it is signed out, and shown no more."""
        with self._changed:
            self._entries.clear()
            self._tell()

    def linger(self) -> None:
        """Somebody is there, in this conversation or another, and may come back to its answer."""
        with self._changed:
            self._left_at = max(self._left_at, time.monotonic() + LINGER_SECONDS)

    def now(self) -> State:
        """Return what is open."""
        with self._changed:
            entries = tuple(replace(entry) for entry in self._entries)
            return State(entries, self._answered, self._last, not self._running)

    def is_followed(self, page: str) -> bool:
        """Tell whether a page is shown what changes."""
        with self._changed:
            return page in self._pages

    def states(self, page: str) -> Iterator[State | None]:
        """Yield what is open whenever it changes, until nothing is asked any more, and None now and then. One at a time for a page."""
        with self._changed:
            if page in self._pages:
                return
            self._pages.add(page)
        version = -1
        try:
            while True:
                with self._changed:
                    fresh = self._changed.wait_for(lambda: self.version != version, BEAT_SECONDS)  # noqa: B023
                    version, state = self.version, self.now()
                    if state.over:
                        self._pages.discard(page)
                yield state if fresh or state.over else None
                if state.over:
                    return
                if any(entry.spoken for entry in state.entries):  # Nothing that comes before the first word makes it wait.
                    time.sleep(FRAME_SECONDS)
        finally:
            with self._changed:
                self._pages.discard(page)
                self._left_at = time.monotonic()

    def _work(self) -> None:
        while (entry := self._next()) is not None:
            try:
                self._ask(entry)
            except GatewayError as error:
                self._fail(entry, error)
            except Exception:
                self._fail(entry, GatewayError(500, "Something went wrong here. Try again."))

    def _next(self) -> Entry | None:
        with self._changed:
            entry = next((entry for entry in self._entries if not entry.asked), None)
            if entry is None:
                self._running = False
            else:
                entry.asked = True
            self._tell()
            return entry

    def _ask(self, entry: Entry) -> None:
        with closing(self._gateways[entry.key].ask(entry.text, key=entry.key, thread=self._thread)) as events:
            for name, data in events:
                with self._changed:
                    self._hear(entry, name, data)
                    if name == "reply" or self._is_deserted() or not any(one is entry for one in self._entries):
                        self._remove(entry)
                        return

    def _hear(self, entry: Entry, name: str, data: dict[str, Any]) -> None:
        if name == "accepted":
            entry.turn = str(data.get("id", ""))
        elif name == "token":
            entry.began_at = entry.began_at or time.monotonic()
            entry.spoken += data.get("text", "")
        elif name == "progress":
            entry.progress = data
        elif name == "reply":
            self._answered, self._last = self._answered + 1, data
        self._tell()

    def _fail(self, entry: Entry, problem: GatewayError) -> None:
        with self._changed:
            entry.problem = problem
            self._tell()

    def _remove(self, entry: Entry) -> None:
        self._gateways.pop(entry.key, None)
        self._entries = [one for one in self._entries if one is not entry]
        self._tell()

    def _is_deserted(self) -> bool:
        return not self._pages and time.monotonic() - self._left_at > GRACE_SECONDS

    def _tell(self) -> None:
        self.version += 1
        self._changed.notify_all()
