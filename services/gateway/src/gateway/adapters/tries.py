"""Wrong tokens, counted by where they come from.

After ten from one place the next try waits, longer each time, and after fifty for a day; when many places try at once each has three.
Nobody else waits, and neither does a token that was right from there before: behind one address may be many. A try that has to wait is
answered at once and not looked at. The file holds a line for each wrong token (when, how many, from where), so a restart forgives
nothing.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil
from pathlib import Path

from prometheus_client import Counter

from shared import logs
from shared.metrics import Metrics

FREE_TRIES, FREE_IN_A_CROWD, MOST_TRIES = 10, 3, 50
LONGEST_SECONDS, STOP_SECONDS = 300, 24 * 3600
CROWD, CROWD_SECONDS = 200, 600
PLACES = 10_000
log = logs.get_logger()


class TooManyTries(Exception):
    """Raised when the next try from a place has to wait for so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too many wrong tokens from one place")
        self.seconds = seconds


class Tries:
    """Wrong tokens of the last day."""

    def __init__(self, metrics: Metrics, file: Path, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._file = file
        self._lock = threading.Lock()
        self._places: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._welcome: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._latest: deque[float] = deque(maxlen=CROWD)
        self._lines = 0
        self._counted = Counter(
            "sihteeri_sign_ins_failed_total", "Wrong tokens, and tries that had to wait.", ["outcome"], registry=metrics.registry
        )
        self._read()

    def check(self, source: str, digest: str = "") -> None:
        """Raise TooManyTries if a try has to wait. Of those that have waited one goes on, and the others wait again."""
        place = _place(source)
        with self._lock:
            if (place, digest) in self._welcome:
                return
            count, at = self._place(place)
            wait = self._wait(count)
            seconds = ceil(min(wait, at + wait - self._now()))
            if seconds <= 0:
                if wait:
                    self._places[place] = (count, self._now())
                return
        self._counted.labels("waits").inc()
        raise TooManyTries(seconds)

    def right(self, source: str, digest: str) -> None:
        """Note a right token. It takes no wrong one back, or who has a token could guess on and on."""
        with self._lock:
            self._welcome[_place(source), digest] = None
            self._welcome.move_to_end((_place(source), digest))
            if len(self._welcome) > PLACES:
                self._welcome.popitem(last=False)

    def wrong(self, source: str) -> None:
        """Count a wrong token."""
        place = _place(source)
        with self._lock:
            self._count(place, self._place(place)[0] + 1, self._now())
            self._write(place)
        self._counted.labels("wrong").inc()
        log.warning("sign_in.failed", source=source)

    def _place(self, place: str) -> tuple[int, float]:
        count, at = self._places.get(place, (0, 0.0))
        return (count, at) if self._now() < at + STOP_SECONDS else (0, 0.0)

    def _wait(self, count: int) -> int:
        if count >= MOST_TRIES:
            return STOP_SECONDS
        crowded = len(self._latest) == CROWD and self._now() < self._latest[0] + CROWD_SECONDS
        over = count - (FREE_IN_A_CROWD if crowded else FREE_TRIES)
        return min(2**over, LONGEST_SECONDS) if over >= 0 else 0

    def _count(self, place: str, count: int, at: float) -> None:
        self._latest.append(at)
        self._places[place] = (count, at)
        self._places.move_to_end(place)
        if len(self._places) > PLACES:
            self._places.popitem(last=False)

    def _read(self) -> None:
        try:
            lines = self._file.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            return
        for line in lines:
            at, _, rest = line.partition(" ")
            count, _, place = rest.partition(" ")
            if at.isdecimal() and count.isdecimal() and place and self._now() < int(at) + STOP_SECONDS:
                self._count(place, int(count), int(at))
        self._lines = len(lines)

    def _write(self, place: str) -> None:
        """Add a line, or write all anew when most are out of date. What can't be written is still counted here."""
        try:
            if self._lines < 2 * PLACES:
                self._append(self._file, [place])
                self._lines += 1
                return
            draft = self._file.with_name(f"{self._file.name}.new")
            draft.unlink(missing_ok=True)
            self._append(draft, list(self._places))
            draft.replace(self._file)
            self._lines = len(self._places)
        except OSError as error:
            log.warning("sign_in.not_noted", error=error)

    def _append(self, file: Path, places: list[str]) -> None:
        file.touch(mode=0o600)
        with file.open("a", encoding="ascii") as lines:
            lines.writelines(f"{ceil(at)} {count} {place}\n" for place in places for count, at in [self._places[place]])


def _place(source: str) -> str:
    """Return what is counted together: an IPv4 address, or an IPv6 network of 64 bits, which is what one house has."""
    try:
        address = ip_address(source)
    except ValueError:
        return "unknown"
    return str(IPv6Network((address.packed[:8] + bytes(8), 64))) if isinstance(address, IPv6Address) else str(address)
