"""The answers that models are writing: of each person one at a time, in the order in which they were asked for."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Literal

from private_llm.domain.writing import Why, Writing
from shared import logs
from shared.schemas.conversation import IncomingMessage, Reply

BEAT_SECONDS = 5.0
"""How often it is said that an answer is worked on."""
LOOK_SECONDS = 0.25
REMEMBERED = 1000
IN_LINE = 3
"""So many answers of one person are written or wait."""
ROOM = IncomingMessage.in_hand - 2
"""So many of all people, so that who asks for something quick waits for none of them."""
log = logs.get_logger()


class Held(Writing):
    """An answer with its place in the line. Inside its context it is its turn."""

    def __init__(self, before: "Held | None", pulse: "Callable[[Held], None]", leave: "Callable[[Held], None]", thread: str = "") -> None:
        super().__init__()
        self.thread = thread
        self.over = threading.Event()
        self.doing: Literal["waiting", "reading", "writing"] = "waiting"
        self.waited = self.told = False
        self.reply: Reply | None = None
        self.pulse = pulse
        self.began = self.beaten = time.monotonic()
        self._before = before
        self._leave = leave

    @property
    def seconds(self) -> int:
        """Return for how long it has been wanted."""
        return int(time.monotonic() - self.began)

    def __enter__(self) -> "Held":
        self.waited = self._before is not None and not self._before.over.is_set()
        while self._before is not None and not self.why and not self._before.over.wait(LOOK_SECONDS):
            pass
        self._before = None
        self.doing = "reading"
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._leave(self)


class Writings:
    """All of a process. While it runs, whoever waits hears now and then that an answer is worked on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[str, dict[str, Held]] = {}
        self._unwanted: dict[str, Why] = {}
        """Turns that were stopped before they were begun."""
        self._stopping = threading.Event()

    def begin(self, person: str, turn: str, pulse: Callable[[Held], None], *, thread: str = "") -> Held:
        """Put an answer of a conversation into the person's line; `pulse` is called every few seconds until it is over. Where no room is left it gets no
        place: it is not to be written, and waits for none."""
        with self._lock:
            line = self._lines.setdefault(person, {})
            crowded = turn not in line and (len(line) >= IN_LINE or sum(map(len, self._lines.values())) >= ROOM)
            before = None if crowded else next(reversed(line.values()), None)
            held = Held(before, pulse, lambda left: self._left(person, turn, left), thread)
            held.why = self._unwanted.pop(turn, "crowded" if crowded else "")
            if not crowded:
                line[turn] = held
        return held

    def stop(self, person: str, turn: str, why: Why, *, thread: str | None = None) -> bool:
        """Stop a person's answer, or, if no turn is named, all that are being written for them, or all of a conversation; tell whether
        there was any. A turn that is named and has not come yet is not written when it comes."""
        with self._lock:
            line = self._lines.get(person, {})
            found = [held for name, held in line.items() if turn in ("", name) and thread in (None, held.thread)]
            if turn and not found:
                self._unwanted[turn] = why
                for oldest in list(self._unwanted)[:-REMEMBERED]:
                    del self._unwanted[oldest]
        for held in found:
            held.stop(why)
        return bool(found)

    def _left(self, person: str, turn: str, held: Held) -> None:
        with self._lock:
            line = self._lines.get(person, {})
            if line.get(turn) is held:  # A message that came again has the place now.
                del line[turn]
            if not line:
                self._lines.pop(person, None)

    def __enter__(self) -> "Writings":
        threading.Thread(target=self._run, name="writings", daemon=True).start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(BEAT_SECONDS / 10):
            with self._lock:
                due = [held for line in self._lines.values() for held in line.values()]
            for held in due:
                if time.monotonic() - held.beaten >= BEAT_SECONDS:
                    held.beaten = time.monotonic()
                    self._beat(held)

    def _beat(self, held: Held) -> None:
        try:
            held.pulse(held)
        except Exception as error:
            log.warning("pulse.failed", error=error)
