"""The process that reads strangers' files: what it can't do, and what it may not say."""

import io
import json
import os
import subprocess
import sys
import zipfile
from encodings.aliases import aliases
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

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
        Message(1, "Anna", "hei ⟦\n", "image", "a.jpg", True, True, False, "Family", "group 7"),
        Message(1, "Anna", "hei", edited=False, earlier=True),
        Message(-5, "", "x"),
        Entry("contact", {"name": "Anna", "names": []}),
        Entry("event", {"text": "Rowing"}, "a" * 64),
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
        [True, "a", "b", "text", None, False, False, False, "", ""],
        [1, "a", "b", "planet", None, False, False, False, "", ""],
        [1, "a" * 300, "b", "text", None, False, False, False, "", ""],
        [1, "a", "b" * 60_001, "text", None, False, False, False, "", ""],
        [1, "a", "b", "text", None, False, False, False, "", None],
        [1, "a", "b", "text", None, False, False, False, "", "x" * 300],
        [1 << 60, "a", "b", "text", None, False, False, False, "", ""],
        [1, "a", {"x": 1}, "text", None, False, False, False, "", ""],
        [1, "a", "b", "text", None, False, "", ""],
        [1, "a", "b", "text", None, False, False, False, False, "", ""],
        [1, "a", "b", "text", None, False, 1, False, "", ""],
        [1, "a", "b", "text", None, False, False, None, "", ""],
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
        ('print(\'{"source": "whatsapp"}\', flush=True); import os; os.kill(os.getpid(), 9)', "an unexpected reason (SIGKILL)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "more time"),
        ("print('no JSON')", "an unexpected reason (status 0)"),
        ("print('[1]')", "an unexpected reason (status 0)"),
        ("print('{\"found\": [[1, 2]]}')", "could not be read"),
        ('print(\'{"failed": "because"}\')', "because"),
        ("pass", "an unexpected reason (status 0)"),
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


LATE = """
import sys
from store import reader
from store.domain import importers
before = reader.confine
def confine(seconds):
    before(seconds)
    sys.addaudithook(lambda event, arguments: tried.append(str(arguments[0])) if event == "open" else None)
tried = []
reader.confine = confine
reader.main()
print("tried", [one for one in tried if one != "3"], file=sys.stderr)
"""
"""The reading process, which tells what it tried to open, as loading code or data does, after it gave up its rights."""
CHARSETS = sorted(
    set(aliases.values()) - {"base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec", "mbcs", "tactis"}
)


def card_in_every_character_set() -> bytes:
    cards = [
        f"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{quoted('Anna'.encode(charset))}\r\nEND:VCARD\r\n"
        for charset in CHARSETS
    ]
    return "".join(cards).encode()


def quoted(data: bytes) -> str:
    return "".join(f"={byte:02X}" for byte in data)


def calendar_in_every_zone() -> bytes:
    names = [*sorted(available_timezones()), *WINDOWS_TO_OLSON, "(UTC+02:00) Helsinki, Kyiv", "Mars/Phobos", "x" * 300]
    events = [
        f"BEGIN:VEVENT\r\nSUMMARY:{number}\r\nDTSTART;TZID={name}:20261208T100000\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT\r\n"
        for number, name in enumerate(names)
    ]
    return ("BEGIN:VCALENDAR\r\n" + "".join(events) + "END:VCALENDAR\r\n").encode()


def compressed() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("päivä.ics", calendar_in_every_zone())
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "kind", "least"),
    [
        (card_in_every_character_set(), "contact", len(CHARSETS)),
        (calendar_in_every_zone(), "event", 700),
        (compressed(), "event", 700),
        ("BEGIN:VCARD\nFN:Päivi\nEND:VCARD\n".encode("utf-16"), "contact", 1),
        (b"BEGIN:VCARD\nFN;CHARSET=no-such-set:Anna\nEND:VCARD\n", "contact", 1),
    ],
    ids=["character sets", "zones", "lzma", "utf-16", "no character set"],
)
def test_confined_it_reads_any_character_set_and_zone_and_tries_to_open_nothing(tmp_path: Path, data: bytes, kind: str, least: int) -> None:
    key, path = os.urandom(32), tmp_path / "i1.part"
    for number in range(-(-len(data) // ask.PART_BYTES)):
        spool.append(path, key, number, data[number * ask.PART_BYTES : (number + 1) * ask.PART_BYTES])
    spool.finish(path)

    with path.open("rb") as file:
        asked = {"upload": file.fileno(), "key": key.hex(), "zone": "Europe/Helsinki", "skip": 0}
        done = subprocess.run(
            [sys.executable, "-c", LATE],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
            pass_fds=[file.fileno()],
        )

    frames = [json.loads(line) for line in done.stdout.splitlines()]
    found = [one for frame in frames for one in frame.get("found", ()) if one.get("kind") == kind]
    assert frames[-1] == {"end": True}
    assert len(found) >= least
    assert done.stderr == "tried []\n"


@pytest.mark.parametrize(
    ("raised", "why"),
    [
        ("MemoryError()", "takes more memory"),
        ("RuntimeError('the neighbour owes me money')", "an unexpected reason (RuntimeError)"),
        ("UnicodeDecodeError('x', b'secret', 0, 1, 'secret')", "an unexpected reason (UnicodeDecodeError)"),
    ],
)
def test_it_says_why_it_stopped_and_nothing_of_what_it_read(
    importer: Importing,  # noqa: F811
    person: str,
    monkeypatch: pytest.MonkeyPatch,
    raised: str,
    why: str,
) -> None:
    program = f"from store import reader\ndef frames(*_):\n    raise {raised}\n    yield\nreader.frames = frames\nreader.main()"
    monkeypatch.setattr(reading, "PROGRAM", (sys.executable, "-c", program))

    view = bring(importer, person, "i1", export(5))

    assert view.state == "failed"
    assert why in view.reason
    assert "money" not in view.reason
    assert "secret" not in view.reason


def test_it_is_told_when_its_time_is_over(importer: Importing, person: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    program = (
        "from store import reader\nreader.LEAST_SECONDS = 1\ndef frames(*_):\n    while True:\n        pass\n    yield\n"
        "reader.frames = frames\nreader.main()"
    )
    monkeypatch.setattr(reading, "PROGRAM", (sys.executable, "-c", program))

    assert "takes more time" in bring(importer, person, "i1", export(5)).reason


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
