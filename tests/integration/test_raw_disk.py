"""The raw disk: every byte that the store ever writes to a file, also one that is deleted at once, while it takes in, forgets and backs up.

What was never written in clear can lie nowhere on the disk: not in a freed block, a journal or a file that is gone. So the system calls
are looked at, not the files that are left.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.standins.canaries import found_in

WORDS = ("xylophagous", "Pyhäselkäläinen", "quetzalcoatl")
WRITE = re.compile(rb"^(?:\d+ +)?p?write(?:64|v)?v?\(\d+<(?P<path>[^>]*)>, (?P<rest>.*)", re.DOTALL)
"""Also one that strace shows in two lines, since another thread came between."""
STRING = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')
PROGRAM = """
import io, sys, time, zipfile
from datetime import UTC, datetime
from pathlib import Path
from shared.metrics import Metrics
from shared.schemas import archive as ask
from store.adapters.backups import Backups
from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.importing import Importing
from store.keeping import Keeping

home, planted = Path(sys.argv[1]), sys.argv[2] == "planted"
vault = Vault(home, MasterKey.load(None, home))
directory, backups = Directory(vault), Backups(vault, home)
handlers, person = Handlers(vault, directory, backups), vault.create_person()
keeping = Keeping(vault, directory, backups, Metrics("test"), every_hours=24, keep=7)
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as archive:
    lines = "".join(f"1.3.2024 klo 10.{n % 60:02} - Pyhäselkäläinen: the xylophagous beetle {n}\\n" for n in range(3000))
    archive.writestr("_chat.txt", lines + "2.3.2024 klo 10.00 - Anna: IMG-1.txt (file attached)\\n")
    archive.writestr("IMG-1.txt", "quetzalcoatl " * 60_000)
with Importing(vault, directory) as importing:
    importing.begin(ask.BeginImport(person, "i1", "xylophagous"))
    data = packed.getvalue()
    for number in range(-(-len(data) // ask.PART_BYTES)):
        importing.part(ask.UploadPart(person, "i1", number, data[number * ask.PART_BYTES : (number + 1) * ask.PART_BYTES]))
    importing.start(ask.StartImport(person, "i1"))
    while importing.every(ask.ListImports(person, "i1")).imports[0].state not in ("done", "failed"):
        time.sleep(0.05)
assert importing.every(ask.ListImports(person, "i1")).imports[0].added == 3001
handlers.put_record(ask.PutRecord(person, "note", "n1", {"text": "the xylophagous beetle again"}))
backups.drill(backups.make(datetime.now(UTC), keep=7))
chat = handlers.list_records(ask.ListRecords(person, "chat")).records[0].id
assert handlers.search(ask.Search(person, "xylophagous")).hits
assert handlers.forget(ask.Forget(person, "note", "n1")).removed
assert handlers.forget(ask.Forget(person, "chat", chat)).clean
keeping.sweep()
vault.rekey_person(person)
if planted:
    with (home / "spool").open("w") as spool:
        spool.write("the xylophagous beetle")
    (home / "spool").unlink()
vault.close()
"""


def written(trace: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (path, bytes) of every write to a file, not to a pipe or a socket."""
    with trace.open("rb") as lines:
        for line in lines:
            match = WRITE.match(line)
            if match is None:
                continue
            path = match["path"].replace(b"\\x", b"")
            name = bytes.fromhex(path.decode()).decode() if match["path"].startswith(b"\\x") else match["path"].decode()
            if name.startswith("/") and not name.startswith("/dev/"):
                yield name, b"".join(bytes.fromhex(part.replace(b"\\x", b"").decode()) for part in STRING.findall(match["rest"]))


@pytest.mark.parametrize("how", ["clean", "planted"])
def test_nothing_is_ever_written_in_clear(tmp_path: Path, how: str) -> None:
    """The control is the same with a file in clear that is deleted at once: that is seen."""
    if shutil.which("strace") is None:
        missing("strace is not on this machine; on Debian or Ubuntu: apt-get install strace")
    home, trace = tmp_path / "home", tmp_path / "trace"
    program = ["strace", "-f", "-y", "-xx", "-s", "2000000", "-e", "trace=write,pwrite64,writev,pwritev", "-o", str(trace), sys.executable, "-c", PROGRAM]  # fmt: skip

    subprocess.run([*program, str(home), how], check=True, cwd=Path(__file__).parents[2], timeout=240, stdout=subprocess.DEVNULL)

    calls = [(path, data) for path, data in written(trace) if path.startswith(str(tmp_path))]
    assert sum(len(data) for _, data in calls) > 5_000_000
    assert {Path(path).suffix for path, _ in calls} >= {".part", ".db-wal", ".db", ".new", ".head"}
    clear = {(path, word) for path, data in calls for word in found_in(data, WORDS)}
    assert {word for _, word in clear} == ({"xylophagous"} if how == "planted" else set())
