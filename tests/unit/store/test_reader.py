"""The process that reads strangers' files: what it can't do, and what it may not say."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.schemas import archive as ask
from store.adapters import reading, spool
from store.adapters.reading import Reading
from store.adapters.vault import Vault
from store.domain.importers.parsed import Attachment, Entry, Message, NotReadable, Unread, decoded, encoded
from store.importing import Importing
from tests.unit.store.test_importing import bring, count, export, importer  # noqa: F401

TRIED = {
    "a file": "open('/etc/hostname')",
    "a new file": "open('written', 'w')",
    "a socket": "import socket; socket.socket()",
    "a process": "import subprocess; subprocess.Popen(['/bin/true'])",
    "a pipe": "import os; os.pipe()",
    "memory": "bytearray(2 << 30)",
}
PROBE = """
import os, subprocess, socket, sys
from store import reader
os.dup2(1, 3)
if sys.argv[1] == "confined":
    reader.confine(60)
try:
    exec(sys.argv[2])
except (OSError, MemoryError) as error:
    print("refused", type(error).__name__)
else:
    print("done")
"""


@pytest.mark.parametrize("what", TRIED)
@pytest.mark.parametrize(("how", "heard"), [("confined", "refused"), ("free", "done")])
def test_it_can_open_start_and_reach_nothing(tmp_path: Path, what: str, how: str, heard: str) -> None:
    """The control is the same program without the limits: it can do all of it."""
    program = [sys.executable, "-c", PROBE, how, TRIED[what]]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path)

    assert done.stdout.startswith(heard)


def test_a_gap_among_its_descriptors_is_noticed(tmp_path: Path) -> None:
    program = "import os; from store import reader; os.dup2(1, 3); os.close(2); reader.confine(60); print('confined')"
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, timeout=60, check=False)

    assert done.returncode != 0
    assert "confined" not in done.stdout


@pytest.mark.parametrize(
    "found",
    [
        Message(1, "Anna", "hei ⟦\n", "image", "a.jpg", True, "Family", "group 7"),
        Message(-5, "", "x"),
        Entry("contact", {"name": "Anna", "names": []}),
        Unread(7, "why"),
        Unread(0, "why", 12),
        Attachment("a.jpg", 2, bytes(range(256))),
    ],
)
def test_what_is_found_comes_through_as_it_is(found: Any) -> None:
    assert decoded(json.loads(json.dumps(encoded(found)))) == found


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "x",
        [],
        {},
        [1, 2, 3],
        [True, "a", "b", "text", None, False, "", ""],
        [1, "a", "b", "planet", None, False, "", ""],
        [1, "a" * 300, "b", "text", None, False, "", ""],
        [1, "a", "b" * 60_001, "text", None, False, "", ""],
        [1, "a", "b", "text", None, False, "", None],
        [1, "a", "b", "text", None, False, "", "x" * 300],
        [1 << 60, "a", "b", "text", None, False, "", ""],
        [1, "a", {"x": 1}, "text", None, False, "", ""],
        {"kind": "profile", "fields": {}},
        {"kind": "note", "fields": []},
        {"name": "a", "number": "x", "data": ""},
        {"name": "a", "number": 0, "data": "~"},
        {"line": "x", "why": "y", "count": 1},
        {"line": 1, "why": "y", "count": "x"},
    ],
)
def test_anything_else_is_not_taken(value: Any) -> None:
    with pytest.raises(NotReadable):
        decoded(value)


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ('print(\'{"source": "whatsapp"}\', flush=True); import os; os.kill(os.getpid(), 9)', "more time or memory"),
        ("print('no JSON')", "more time or memory"),
        ("print('[1]')", "more time or memory"),
        ("print('{\"found\": [[1, 2]]}')", "could not be read"),
        ('print(\'{"failed": "because"}\')', "because"),
        ("pass", "more time or memory"),
    ],
)
def test_whatever_becomes_of_it_the_import_ends_with_a_reason(
    importer: Importing,  # noqa: F811
    vault: Vault,
    person: str,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    why: str,
) -> None:
    monkeypatch.setattr(reading, "PROGRAM", (sys.executable, "-c", program))

    view = bring(importer, person, "i1", export(5))

    assert view.state == "failed"
    assert why in view.reason
    assert count(vault, person) == 0
    monkeypatch.undo()
    assert bring(importer, person, "i2", export(5)).state == "done"


def test_it_is_stopped_when_nobody_listens_any_more(tmp_path: Path) -> None:
    key, path = os.urandom(32), tmp_path / "i1.part"
    data = export(40_000)
    for number in range(-(-len(data) // ask.PART_BYTES)):
        spool.append(path, key, number, data[number * ask.PART_BYTES : (number + 1) * ask.PART_BYTES])

    with Reading(path, key, "UTC", skip=0) as opened:
        first = next(iter(opened.found()))
        process = opened._process

    assert isinstance(first, Message)
    assert opened.source == "whatsapp"
    assert process.returncode is not None
