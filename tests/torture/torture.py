"""`make torture`: the long form of the store's fault tests. Prints what was tried, what held and what was lost, and a seed.

`SEED` repeats a run; `SHARE` (1 is whole, 0.1 a tenth) makes it shorter.
"""

import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rich.console import Console

from shared import logs
from shared.repetition.series import following
from tests.torture import clocks, crowd, disk, kills, power

SEED = int(os.environ.get("SEED") or secrets.randbelow(2**31))
SHARE = float(os.environ.get("SHARE") or 1)
Told = Callable[[int], None]
KILLS_A_ROUND = 20


def scenarios(folder: Path) -> dict[str, tuple[str, Callable[[Told], tuple[int, list[str]]], Callable[[], list[str]]]]:
    """Return, by name, what is counted, the scenario, and its control, which must lose something."""

    def place(name: str) -> Path:
        return folder / name

    def eio(told: Told) -> tuple[int, list[str]]:
        counted, tried, lost = disk.calls(place("eio")), 0, []
        for call, count in counted.items():
            step = max(1, int(count / (40 * SHARE)))
            for when in range(1, count, step):
                lost += [f"{call} {when}: {what}" for what in disk.failing(place(f"eio-{call}-{when}"), call, when)]
                tried += 1
                told(tried)
        return tried, lost

    def killed(told: Told) -> tuple[int, list[str]]:
        lost = []
        for round_number in range(_some(1000) // KILLS_A_ROUND or 1):  # A store that grows is looked at ever more slowly.
            lost += kills.run(place(f"kills-{round_number}"), KILLS_A_ROUND, SEED + round_number, told=told)[1]
        return (_some(1000) // KILLS_A_ROUND or 1) * KILLS_A_ROUND, lost

    return {
        "kill -9": (
            "kills",
            killed,
            lambda: kills.run(place("kills-control"), 20, SEED, early=True)[1],
        ),
        "power cut": (
            "crash states",
            lambda told: power.run(place("power"), _some(10_000), SEED, told=told, steps=400),
            lambda: power.run(place("power-control"), 100, SEED, synchronous="NORMAL")[1],
        ),
        "disk full": ("disks", lambda _told: (1, disk.full(place("full"))), lambda: disk.full(place("full-control"), ballast=0)),
        "EIO at fsync and write": ("calls that fail", eio, lambda: disk.failing(place("blind"), "pwrite64", 345, blind=True)),
        "bit rot in files": (
            "flips",
            lambda told: disk.rotting(place("rot"), _some(2000), SEED, told=told),
            lambda: _unchecked(lambda: disk.rotting(place("rot-control"), 200, SEED)[1]),
        ),
        "bit rot in the write-ahead log": (
            "flips",
            lambda told: disk.rotting(place("log"), _some(1000), SEED, in_log=True, told=told),
            lambda: _unanchored(lambda: disk.rotting(place("log-control"), 60, SEED, in_log=True)[1]),
        ),
        "a crowd": (
            "visits",
            lambda told: crowd.run(place("crowd"), _some(1000), 60 * SHARE, SEED, told=told),
            lambda: _mixed_up(lambda: crowd.run(place("crowd-control"), 20, 3, SEED)[1]),
        ),
        "clocks that change": (
            "changes of every zone up to 2100",
            lambda told: clocks.run(_some(len(clocks.changes())), SEED, told=told),
            lambda: clocks.run(50, SEED, then=lambda _rule, *rest: following("FREQ=HOURLY;INTERVAL=24", *rest))[1],
        ),
    }


def _some(count: int) -> int:
    return max(5, int(count * SHARE))


def _unchecked(run: Callable[[], list[str]]) -> list[str]:
    """The control of bit rot: nobody looks at the pages' HMAC."""
    real = disk.damaged
    disk.damaged = lambda *_: None  # type: ignore[assignment]
    try:
        return run()
    finally:
        disk.damaged = real


def _unanchored(run: Callable[[], list[str]]) -> list[str]:
    """The control of bit rot in the log: nobody compares with what was written down elsewhere."""
    from store.adapters.anchors import Anchors

    real = Anchors.missing
    Anchors.missing = lambda *_: None  # type: ignore[method-assign]
    try:
        return run()
    finally:
        Anchors.missing = real  # type: ignore[method-assign]


def _mixed_up(run: Callable[[], list[str]]) -> list[str]:
    """The control of a crowd: now and then somebody gets the file that was open before."""
    from store.adapters.vault import Vault

    real, last = Vault._opened, []

    def opened(self: Vault, person: str) -> object:
        last.append(real(self, person))
        return last[-1] if len(last) % 50 else last[-2]

    Vault._opened, same = opened, Vault._same_file  # type: ignore[assignment,method-assign]
    Vault._same_file = lambda *_: None  # type: ignore[method-assign]
    try:
        return run()
    finally:
        Vault._opened, Vault._same_file = real, same  # type: ignore[method-assign]


def main() -> int:
    logs.configure("torture", level="CRITICAL")
    console, held, began = Console(highlight=False, soft_wrap=True), 0, time.monotonic()
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    console.print(f"Hurting the store. Seed {SEED}; a quarter of an hour for the whole of it …")
    with tempfile.TemporaryDirectory(prefix="sihteeri-torture-", dir=memory, ignore_cleanup_errors=True) as folder:
        every = scenarios(Path(folder))
        for name, (what, run, control) in every.items():
            at = time.monotonic()

            def told(number: int, name: str = name) -> None:
                if console.is_terminal and number % 20 == 0:
                    console.print(f"   {name}: {number} …   ", end="\r")

            tried, lost = run(told)
            bites = bool(control())
            good = not lost and bites
            held += good
            console.print(
                f"{'held' if not lost else 'LOST'}  {name:<32} {tried:>6} {what} tried, {tried - len(lost) if lost else tried} held, {len(lost)} lost"
                f"; the control {'lost something, as it must' if bites else 'LOST NOTHING: this shows nothing'} ({time.monotonic() - at:.0f} s)",
                style=None if good else "bold red",
            )
            for reason in lost[:5]:
                console.print(f"        {reason}", style="red")
    console.print(
        f"{held} of {len(every)} held. {(time.monotonic() - began) / 60:.1f} minutes, SEED={SEED}",
        style="bold green" if held == len(every) else "bold red",
    )
    return 0 if held == len(every) else 1


if __name__ == "__main__":
    sys.exit(main())
