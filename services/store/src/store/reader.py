"""The process in which files that came from outside are read: `python -I -m store.reader`, started by `store.adapters.reading`.

It parses what strangers may have written, so it can do next to nothing. Before the first byte it gives up the right to open anything:
with RLIMIT_NOFILE at the number of descriptors that it has, it can open no file and no socket, so it reaches no data, no key but that of
this one upload, and no network. Its memory and its time are bounded, and it can write no file. What it finds goes to standard output as
a JSON document a line: `{"source"}`, then `{"position", "found"}` again and again, at last `{"end"}` or `{"failed"}`, which says why.
"""

import encodings
import fcntl
import importlib
import json
import os
import pkgutil
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from shared.errors import Unavailable
from store.adapters.spool import Spool
from store.domain.importers import importer_for
from store.domain.importers.parsed import Attachment, Found, Message, NotReadable, encoded
from store.domain.importers.source import Source
from store.domain.zones import zones

UPLOAD = 3
"""The descriptor of the upload, the last that there may be."""
MEMORY_BYTES = 1 << 30
"""Of addresses; what is really used is a tenth."""
SECONDS_PER_MIB = 20
LEAST_SECONDS = 60
LAST_SECONDS = 5
"""After the first signal that its time is over, if that did not end it."""
LATE_MODULES = ("_strptime", "stringprep", "unicodedata")
"""What libraries load when they first need it."""
FRAME_ITEMS = 500
FRAME_CHARACTERS = 1 << 20


def main() -> None:
    """Read an upload, as a line on standard input says: {upload, a descriptor that is open; key; zone; skip}."""
    asked = json.loads(sys.stdin.readline())
    if asked["upload"] != UPLOAD:
        os.dup2(asked["upload"], UPLOAD)
        os.close(asked["upload"])
    size = os.fstat(UPLOAD).st_size
    confine(LEAST_SECONDS + SECONDS_PER_MIB * (size >> 20))
    try:
        with open(UPLOAD, "rb", buffering=0) as file:
            upload = Spool(file, bytes.fromhex(asked["key"]))
            for frame in frames(Source(upload, upload.size), asked["zone"], asked["skip"]):  # type: ignore[arg-type]
                _tell(frame)
        _tell({"end": True})
    except (NotReadable, Unavailable) as error:
        _tell({"failed": str(error)})
    except MemoryError:
        _tell({"failed": "reading the file takes more memory than a file of its size could need"})
    except Exception as error:  # Its words may be the file's: only its kind is told.
        _tell({"failed": f"reading the file stopped for an unexpected reason ({type(error).__name__})"})


def prepare() -> None:
    """Load what reading may need later: no file can be opened then, and any file may name any character set and any time zone."""
    zones()
    for module in (*LATE_MODULES, *(f"encodings.{found.name}" for found in pkgutil.iter_modules(encodings.__path__))):
        with suppress(ImportError):  # Two of them are for Windows alone.
            importlib.import_module(module)


def confine(seconds: int) -> None:
    """Give up what reading does not need: files, sockets, processes, memory and time beyond a measure."""
    prepare()
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + LAST_SECONDS))
    limits = {
        resource.RLIMIT_NOFILE: UPLOAD + 1,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_AS: MEMORY_BYTES,
    }
    for kind, limit in limits.items():
        resource.setrlimit(kind, (limit, limit))
    for descriptor in range(UPLOAD + 1):
        fcntl.fcntl(descriptor, fcntl.F_GETFD)  # A gap would be a place for a socket: raises OSError.


def frames(source: Source, zone: str, skip: int) -> Iterator[dict[str, object]]:
    """Yield what is in a file, from the `skip`th find on, in pieces that are small enough to be sent."""
    importer = importer_for(source)
    yield {"source": importer.NAME}
    found: list[object] = []
    characters = 0
    for entry in islice(_all(importer.read(source, zone), source), skip, None):
        found.append(encoded(entry))
        characters += len(entry.data) if isinstance(entry, Attachment) else len(getattr(entry, "text", ""))
        if len(found) >= FRAME_ITEMS or characters >= FRAME_CHARACTERS:
            yield {"position": source.position, "found": found}
            found, characters = [], 0
    yield {"position": source.position, "found": found}


def _all(found: Iterator[Found], source: Source) -> Iterator[Found]:
    """Yield the messages, then the contents of what is attached to them."""
    wanted: set[str] = set()
    for entry in found:
        if isinstance(entry, Message) and entry.media in source.others:
            wanted.add(entry.media)
        yield entry
    yield from source.attachments(wanted)


def _tell(frame: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(frame, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
