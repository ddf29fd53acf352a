"""Kill -9 at any moment: nothing that was acknowledged is lost."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.torture.subject import Expected, forked, losses, prepare, work

LONGEST_SECONDS = 0.25
FEWEST, MOST, SOON_SECONDS = 10, 60, 0.02
"""Every other kill waits for so many commits, whatever the machine is at, and a moment more; the others may come before the first."""


def run(home: Path, kills: int, seed: int, *, early: bool = False, told: Callable[[int], None] = lambda _: None) -> tuple[int, list[str]]:
    """Kill a writer again and again, going on with what is left; return how many commits were acknowledged, and what was lost."""
    made, expected, lost, total = random.Random(seed), Expected(), [], 0
    (person,) = prepare(home)
    for number in range(kills):
        child_seed = seed * 100_000 + number
        pid, reading = forked(lambda say, child_seed=child_seed: work(home, person, say, child_seed, early=early))  # type: ignore[misc]
        heard = _some(reading, made.randint(FEWEST, MOST)) if number % 2 else b""
        time.sleep(made.uniform(0, SOON_SECONDS) if number % 2 else made.uniform(SOON_SECONDS, LONGEST_SECONDS))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        acknowledged = _all(reading, heard)
        total += len(acknowledged)
        for said in acknowledged:
            expected.take(said)
        lost += [f"kill {number}: {what}" for what in _looked_at(home, person, expected)]
        told(number)
        if lost:
            break
    return total, lost


def _looked_at(home: Path, person: str, expected: Expected) -> list[str]:
    """Look in a child of its own: a fork with an open database would be a fault of its own."""
    pid, reading = forked(lambda say: [say(what) for what in losses(home, person, expected)] and None)  # type: ignore[func-returns-value]
    found = _all(reading)
    _, status = os.waitpid(pid, 0)
    return found if status == 0 else [*found, "the look itself failed"]


def _some(reading: int, lines: int) -> bytes:
    """Read until so much is acknowledged, or nothing more can come."""
    heard = b""
    while heard.count(b"\n") < lines and (more := os.read(reading, 65536)):
        heard += more
    return heard


def _all(reading: int, heard: bytes = b"") -> list[str]:
    with os.fdopen(reading, "rb") as pipe:
        return [line.decode() for line in (heard + pipe.read()).split(b"\n")[:-1]]
