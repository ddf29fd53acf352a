"""A disk that is full, that fails, or that rots: refused or noticed, nothing acknowledged is lost, and nobody else is touched."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from shared.errors import DISK_FULL, ServiceError, Unavailable
from shared.schemas import archive as ask
from store.adapters import ballast as ballasts
from store.adapters.backups import Backups, restore
from store.adapters.pages import damaged
from tests.torture.subject import MASTER, Expected, losses, opened, prepare

TMPFS_BYTES = 3 << 20
TRIES = 60
PROGRAM = """
import os, sys
from pathlib import Path
from shared.errors import ServiceError
from shared.schemas import archive as ask
from tests.torture.subject import opened
vault, handlers = opened(Path(sys.argv[1]))
handlers.put_record(ask.PutRecord(sys.argv[2], "note", "warm", {"text": "note warm x"}))
os.write(1, b"n warm\\n")
for number in range(int(sys.argv[3])):
    try:
        handlers.put_record(ask.PutRecord(sys.argv[2], "note", str(number), {"text": f"note {number} x"}))
        os.write(1, f"n {number}\\n".encode())
    except ServiceError as error:
        os.write(1, f"! {error.reason}\\n".encode())
"""


@contextmanager
def small_disk(folder: Path, size: int = TMPFS_BYTES) -> Iterator[Path]:
    """A file system of a few megabytes; raises OSError where it can't be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False)
    if done.returncode:
        raise OSError("a small disk can't be mounted here; that takes root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def full(folder: Path, *, ballast: int = 1 << 19) -> list[str]:
    """Fill the disk; return what was lost, or not refused, or could not be forgotten, or did not go on when there was space again."""
    found = []
    ballasts.BALLAST_BYTES, before = ballast, ballasts.BALLAST_BYTES
    try:
        with small_disk(folder) as home:
            (person,) = prepare(home)
            vault, handlers = opened(home)
            if ballast:
                ballasts.keep(vault.folder)
            expected, refused = Expected(), 0
            filler = (home / "filler").open("wb", buffering=0)
            filler.write(b"x" * (TMPFS_BYTES - _used(home) - (600 << 10)))
            for number in range(400):
                try:
                    handlers.put_record(ask.PutRecord(person, "note", str(number), {"text": f"note {number} {'x' * 3000}"}))
                    expected.take(f"n {number}")
                except Unavailable as error:
                    refused += error.reason == DISK_FULL
            if not refused:
                found.append("nothing was refused")
            try:
                handlers.forget(ask.Forget(person, "note", "0"))
                expected.take("f 0")
            except ServiceError as error:
                found.append(f"forgetting was refused: {error.reason}")
            filler.truncate(0)
            handlers.put_record(ask.PutRecord(person, "note", "after", {"text": "note after x"}))
            expected.take("n after")
            vault.close()
            found += losses(home, person, expected)
    finally:
        ballasts.BALLAST_BYTES = before
    return found


def _used(home: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in home.rglob("*") if path.is_file())


def failing(folder: Path, call: str, when: int, *, blind: bool = False) -> list[str]:
    """Let one system call fail with EIO (`when`: the first that does, of those on the file system); return what was lost. `blind`, the
    planted defect, takes every error for a success."""
    home = folder / "home"
    (person,) = prepare(home)
    program = PROGRAM.replace("except ServiceError as error:", "except ServiceError as error:\n        os.write(1, f'n {number}\\n'.encode())") if blind else PROGRAM  # fmt: skip
    traced = [
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        f"trace={call}",
        "-e",
        f"inject={call}:error=EIO:when={when}+3",
        sys.executable,
        "-c",
        program,
    ]
    done = subprocess.run([*traced, str(home), person, "40"], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    expected = Expected()
    for said in done.stdout.splitlines():
        if said.startswith("n "):
            expected.take(said)
    if done.returncode and not done.stdout:
        return []  # It failed before it acknowledged anything.
    return losses(home, person, expected)


def rotting(
    folder: Path, flips: int, seed: int, *, in_log: bool = False, told: Callable[[int], None] = lambda _: None
) -> tuple[int, list[str]]:
    """Flip a bit anywhere in the store (`in_log`: in a person's write-ahead log), again and again; each must be noticed, touch nobody
    else, and be mended by the backup."""
    made = random.Random(seed)
    home = folder / "home"
    people = prepare(home, people=2)
    vault, handlers = opened(home)
    for person in people:
        for number in range(30):
            handlers.put_record(ask.PutRecord(person, "note", str(number), {"text": f"note {number} {'x' * 300}"}))
    backup = Backups(vault, folder).make(datetime.now(UTC), keep=1)
    master = vault.master
    for person in people if not in_log else []:
        vault.searched(person, [])
    live = {path: path.read_bytes() for path in sorted((home / "store").rglob("*")) if path.is_file() and not path.name.endswith("-shm")}
    vault.close()
    if in_log:
        _put(home, live)
    files = [path for path in live if path.exists() and path.stat().st_size and (not in_log or path.name.endswith("-wal"))]
    files = [path for path in files if path.suffix != ".head" and (not in_log or path.parent.name == "people")]  # A head holds no data.
    whole = {path: path.read_bytes() for path in live if path.exists()}
    found = []
    for number in range(flips):
        path = made.choice(files)
        place, bit = made.randrange(len(whole[path])), 1 << made.randrange(8)
        path.write_bytes(whole[path][:place] + bytes([whole[path][place] ^ bit]) + whole[path][place + 1 :])
        found += [f"flip {number} at {path.name}:{place}: {what}" for what in _unnoticed(home, people, path)]
        _put(home, whole)
        told(number)
    shutil.rmtree(home / "store")
    restore(backup.path, home / "store", master)
    found += losses(home, people[0], _thirty(), MASTER)
    return flips, found


def _put(home: Path, files: dict[Path, bytes]) -> None:
    """Put files back as they were, and nothing else: no log that was not there."""
    for stray in (home / "store").rglob("*.db-*"):
        stray.unlink()
    for path, data in files.items():
        path.write_bytes(data)


def _thirty() -> Expected:
    expected = Expected()
    for number in range(30):
        expected.take(f"n {number}")
    return expected


def _unnoticed(home: Path, people: list[str], path: Path) -> list[str]:
    """Open everything and read it whole; return what is wrong with how the damage is met."""
    hurt = [person for person in people if person in path.name]
    try:
        vault, handlers = opened(home)
    except ServiceError:
        return [] if not hurt else ["one person's damage keeps everybody out"]
    found, noticed = [], False
    try:
        for person in people:
            try:
                handlers.list_records(ask.ListRecords(person, "note", limit=100))
                handlers.search(ask.Search(person, "note"))
                bad = damaged(home / "store" / "people" / f"{person}.db", vault.keys_of(person)[0]) is not None
            except ServiceError:
                bad = True
            noticed |= bad
            if bad and hurt and person not in hurt:
                found.append("another person is touched")
        if not hurt:  # The directory: every page of it, or its key.
            noticed |= damaged(home / "store" / "directory.db", vault._directory.keys[0]) is not None
    finally:
        vault.close()
    return found if noticed else [*found, "it was not noticed"]


def calls(folder: Path) -> dict[str, int]:
    """Count the system calls that a writer makes on the disk, so that each can be made to fail."""
    home = folder / "count"
    (person,) = prepare(home)
    traced = [
        "strace",
        "-f",
        "-c",
        "-e",
        "trace=fsync,pwrite64",
        "-o",
        str(folder / "counts"),
        sys.executable,
        "-c",
        PROGRAM,
        str(home),
        person,
        "40",
    ]
    subprocess.run(traced, capture_output=True, cwd=Path(__file__).parents[2], check=True)
    lines = [line.split() for line in (folder / "counts").read_text().splitlines()]
    return {line[-1]: int(line[3]) for line in lines if line and line[-1] in ("fsync", "pwrite64")}
