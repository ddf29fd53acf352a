"""A service that runs: started, asked whether it is ready, started again, stopped; and its log."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

from launching.environment import ROOT

STOP_SECONDS = 9
LOG_BYTES = 10 * 1024 * 1024
BACK_OFF_SECONDS = (0, 1, 2, 5, 10)
QUICK_SECONDS = 60
HOPELESS_DEATHS = 5
"""A service that ends so often within QUICK_SECONDS before it was ever ready is given up."""
CANNOT_START = 4
"""The status of a service that has said what its user must mend: trying again is no use."""


@dataclass
class Process:
    """One service and how often it had to be restarted."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    reasons: str = ""
    """Why it says that it is not ready."""
    sealed: bool = False

    def start(self) -> None:
        """Start it; if the machine can't now, that counts as a death, and it is tried again."""
        try:
            with self.log.open("ab") as log:
                self.running = subprocess.Popen(
                    self.command,
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    preexec_fn=_die_with_parent,
                )
        except OSError as error:
            self.running = None
            print(f"sihteeri: {self.name} can't be started now ({error.strerror})", file=sys.stderr, flush=True)

    @property
    def status(self) -> int | None:
        """Return None while it runs, else how it ended."""
        return self.running.poll() if self.running else -1

    def is_ready(self, port: int) -> bool:
        try:
            answer = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=3)
        except requests.RequestException:
            self.reasons = "no answer yet"
            return False
        self.sealed = self.name == "store" and "sealed" in answer.text
        self.reasons = "" if answer.status_code == 200 else _reasons(answer)
        return not self.reasons

    def restart_if_dead(self) -> None:
        """Start it again, later and later if it keeps ending."""
        if self.status is None:
            return
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if at > now - QUICK_SECONDS]
        if self.deaths and now - self.deaths[-1] < BACK_OFF_SECONDS[min(len(self.deaths), len(BACK_OFF_SECONDS) - 1)]:
            return
        self.deaths.append(now)
        print(f"\n{self.name} ended (status {self.status}) and is started again; see {self.log}", flush=True)
        self.start()

    def is_hopeless(self) -> bool:
        """Tell whether starting it once more is no use."""
        return self.status is not None and (self.status == CANNOT_START or len(self.deaths) >= HOPELESS_DEATHS)


def _reasons(answer: requests.Response) -> str:
    try:
        return ", ".join(f"{part}: {reason}" for part, reason in answer.json()["reasons"].items())
    except (ValueError, KeyError, AttributeError):
        return f"status {answer.status_code}"


def trim(log: Path) -> None:
    """Set a log aside when it is long. The service goes on writing into the file that it has open, so that one is emptied."""
    try:
        if log.stat().st_size > LOG_BYTES:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)
    except OSError:
        return  # A full disk, or a log that somebody took away, is no reason to stop.


def last_words(log: Path) -> str:
    """Return the end of a log, without our own events."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "(its log can't be read)"
    return "\n".join(line for line in lines[-12:] if not line.startswith(("[", "{"))) or (lines[-1] if lines else "nothing")


def stop(processes: list[Process]) -> None:
    """Stop all, and kill what takes too long."""
    alive = [process.running for process in processes if process.running and process.running.poll() is None]
    for running in alive:
        running.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for running in alive:
        try:
            running.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _die_with_parent() -> None:
    os.setpgrp()  # Ctrl-C goes to this program alone, which then stops the others in order.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
