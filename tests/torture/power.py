"""Power cuts: the file is rebuilt from a trace of system calls as a disk could hold it at any moment, and looked at.

At a cut a disk holds all that was written before the last fsync of a file, and of what was written since then any part, in any
order, the last piece perhaps torn. (`man 2 fsync`; Pillai et al., OSDI 2014.) That a new file has its name is taken for granted:
SQLite syncs the folder.
"""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.torture.subject import Expected, losses, prepare

SECTOR = 512
CALL = re.compile(rb"^(?:\d+ +)?(?P<name>pwrite64|write|fsync|fdatasync|ftruncate|unlink|rename)\((?P<rest>.*)\) += (?P<result>-?\d+)")
ON_FILE = re.compile(rb'^(?P<number>\d+)<(?P<path>[^>]*)>(?:, "(?P<data>(?:\\x[0-9a-f]{2})*)"(?:\.\.\.)?, (?P<size>\d+)(?:, (?P<offset>\d+))?|, (?P<length>\d+))?')  # fmt: skip
PROGRAM = """
import os, sys
from pathlib import Path
from store.adapters import sqlcipher
sqlcipher.PRAGMAS["synchronous"] = sys.argv[5]
sqlcipher.PRAGMAS["wal_autocheckpoint"] = "40"
from tests.torture.subject import work
os.write(1, b"begin\\n")
work(Path(sys.argv[1]), sys.argv[2], lambda said: os.write(1, (said + "\\n").encode()), int(sys.argv[3]), steps=int(sys.argv[4]))
"""


@dataclass
class Disk:
    """What is surely on the disk of each file, and what was written since."""

    synced: dict[str, bytearray] = field(default_factory=dict)
    since: dict[str, list[tuple[int, bytes | None]]] = field(default_factory=dict)
    """(offset, data), or (length, None) where a file was cut."""

    def wrote(self, path: str, offset: int, data: bytes | None) -> None:
        self.since.setdefault(path, []).append((offset, data))

    def sync(self, path: str) -> None:
        if path not in self.synced and path not in self.since:
            return  # A folder.
        content = self.synced.setdefault(path, bytearray())
        for entry in self.since.pop(path, []):
            apply(content, *entry)

    def remove(self, path: str) -> None:
        self.synced.pop(path, None)
        self.since.pop(path, None)

    def cut(self, made: random.Random) -> dict[str, bytes]:
        """Return what a disk could hold if the power went now."""
        found = {}
        for path in self.synced.keys() | self.since.keys():
            content = bytearray(self.synced.get(path, b""))
            for offset, data in self._survivors(self.since.get(path, []), made):
                apply(content, offset, data)
            found[path] = bytes(content)
        return found

    @staticmethod
    def _survivors(since: list[tuple[int, bytes | None]], made: random.Random) -> list[tuple[int, bytes | None]]:
        way = made.randrange(4)
        if way == 0 or not since:
            return []
        if way == 1:
            return since[: made.randint(0, len(since))]
        kept = [entry for entry in since if made.random() < 0.6]
        if way == 3 and kept and kept[-1][1]:
            offset, data = kept[-1]
            kept[-1] = (offset, (data or b"")[: SECTOR * made.randint(0, len(data or b"") // SECTOR)])
        return kept


def apply(content: bytearray, offset: int, data: bytes | None) -> None:
    """Write into a file's content, or cut it."""
    if data is None:
        del content[offset:]
        content.extend(bytes(max(0, offset - len(content))))
        return
    if data:
        content.extend(bytes(max(0, offset - len(content))))
        content[offset : offset + len(data)] = data


def run(folder: Path, states: int, seed: int, *, synchronous: str = "FULL", steps: int = 250, told: Callable[[int], None] = lambda _: None) -> tuple[int, list[str]]:  # fmt: skip
    """Trace a writer, cut the power at moments all over the trace; return how many states were looked at, and what was lost."""
    home = folder / "home"
    (person,) = prepare(home)
    begin = {str(path): path.read_bytes() for path in (home / "store").rglob("*") if path.is_file()}
    trace = folder / "trace"
    program = ["strace", "-f", "-y", "-xx", "-s", "70000", "-o", str(trace), "-e", "trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename", sys.executable, "-c", PROGRAM]  # fmt: skip
    subprocess.run([*program, str(home), person, str(seed), str(steps), synchronous], check=True, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])  # fmt: skip
    events = list(_events(trace, str(home)))
    made, lost = random.Random(seed), []
    chosen = sorted(made.choices(range(len(events)), k=states))
    disk, expected, place = Disk({path: bytearray(data) for path, data in begin.items()}), Expected(), 0
    for number, moment in enumerate(chosen):
        for event in events[place:moment]:
            event(disk, expected)
        place = moment
        after = folder / "after"
        shutil.rmtree(after, ignore_errors=True)
        for path, content in disk.cut(made).items():
            target = after / Path(path).relative_to(home)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        lost += [f"state {number}, after system call {moment}: {what}" for what in losses(after, person, expected)]
        told(number)
        if len(lost) > 20:
            break
    return len(chosen), lost


Event = Callable[[Disk, Expected], None]


def _events(trace: Path, home: str) -> Iterator[Event]:
    """Read a trace: writes and syncs of the store's files, and acknowledgements."""
    positions: dict[str, int] = {}
    with trace.open("rb") as lines:
        for line in lines:
            match = CALL.match(line)
            if match is None or int(match["result"]) < 0:
                continue
            name, rest = match["name"].decode(), match["rest"]
            if name in ("unlink", "rename"):
                paths = [bytes.fromhex(one.replace(b"\\x", b"").decode()).decode() for one in re.findall(rb'"((?:\\x[0-9a-f]{2})*)"', rest)]
                if name == "unlink" and paths[0].startswith(home):
                    yield lambda disk, _, path=paths[0]: disk.remove(path)  # type: ignore[misc]
                continue
            on = ON_FILE.match(rest)
            if on is None:
                continue
            path = (
                bytes.fromhex(on["path"].replace(b"\\x", b"").decode()).decode() if on["path"].startswith(b"\\x") else on["path"].decode()
            )
            data = bytes.fromhex(on["data"].replace(b"\\x", b"").decode()) if on["data"] is not None else None
            if name == "write" and on["number"] == b"1" and data is not None and b" " in data:
                said = data.decode().strip()
                yield lambda _, expected, said=said: expected.take(said)  # type: ignore[misc]
            elif not path.startswith(home) or path.endswith("-shm"):
                continue
            elif name in ("fsync", "fdatasync"):
                yield lambda disk, _, path=path: disk.sync(path)  # type: ignore[misc]
            elif name == "ftruncate":
                yield lambda disk, _, path=path, length=int(on["length"]): disk.wrote(path, length, None)  # type: ignore[misc]
            elif data is not None:
                offset = int(on["offset"]) if name == "pwrite64" else positions.get(path, 0)
                positions[path] = offset + len(data)
                yield lambda disk, _, path=path, offset=offset, data=data: disk.wrote(path, offset, data)  # type: ignore[misc]
