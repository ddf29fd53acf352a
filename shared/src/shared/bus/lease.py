"""A process's proof of life for one bus file: an `flock` that the kernel frees the instant the process is gone."""

import fcntl
import os
import secrets
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from shared.bus.ledger import Ledger


class Lease:
    """A process's proof of life for one bus file, and the thread that cleans up after those who lost theirs."""

    _held: ClassVar[dict[tuple[int, Path], "Lease"]] = {}
    _lock = threading.Lock()

    @classmethod
    def held(cls, path: Path) -> "Lease":
        """Return this process's lease on a bus file. A forked child gets one of its own."""
        with cls._lock:
            key = (os.getpid(), path)
            if key not in cls._held:
                cls._held[key] = cls(path)
            return cls._held[key]

    def __init__(self, path: Path) -> None:
        self.name = secrets.token_hex(8)
        self._path = path
        self._folder = path.with_suffix(".leases")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = os.open(self._folder / self.name, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        threading.Thread(target=self._tend, name="bus-lease", daemon=True).start()

    def _tend(self) -> None:
        ledger = Ledger(self._path)
        while True:
            with suppress(sqlite3.Error, OSError):
                for name in self.lost():
                    ledger.release(name)
                    (self._folder / name).unlink(missing_ok=True)
                ledger.expire()
                ledger.checkpoint()
            time.sleep(0.5)

    def lost(self) -> list[str]:
        """Return the leases whose process is gone."""
        return [entry.name for entry in self._folder.iterdir() if entry.name != self.name and _is_free(entry)]


def _is_free(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
