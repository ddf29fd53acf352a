"""The file that is imported, as importers see it: text by lines, or bytes, from a plain file or from one document of a zip at a time.

A zip's own words about sizes are not believed: what is really read is counted, and nothing is ever unpacked to disk.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import PurePosixPath
from typing import IO

from store.domain.importers.parsed import Attachment, NotReadable, Unread

HEAD_BYTES = 65_536
LINE_BYTES = 1 << 20
PART_BYTES = 512 * 1024
ATTACHMENT_LIMIT_BYTES = 64 << 20
ENTRIES_LIMIT = 100_000
UNPACKED_LIMIT_BYTES = 4 << 30
RATIO_LIMIT = 200
"""Text shrinks to a tenth; what shrinks to a two-hundredth is made to fill memory."""
FREE_BYTES = 64 << 20
"""The ratio is looked at from here on."""
DOCUMENTS = (".txt", ".json", ".vcf", ".ics")
KNOWN = re.compile(r"(?:^|/)(?:_chat\.txt|conversations(?:-\d+)?\.json|result\.json)$")


class Source:
    """A file, opened anew for each reading. Positions are in the uploaded file, so that they tell how far a reading is."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self.size = size
        file.seek(0)
        self._zip = _opened(file) if file.read(4) == b"PK\x03\x04" else None
        self.documents = _documents(self._zip) if self._zip else []
        """What may hold data in a zip, the likeliest first."""
        self._entry = self._first = self.documents[0] if self.documents else None
        self._reading, self._passed = self._entry, 0

    @cached_property
    def others(self) -> dict[str, zipfile.ZipInfo]:
        """What else is in the zip, by name, seen from the folder of the document that is read first; of several with one name the first."""
        entries = reversed(self._zip.infolist()) if self._zip else ()
        return {self.seen(entry.filename): entry for entry in entries if entry is not self._first and not entry.is_dir()}

    def seen(self, name: str) -> str:
        """Return a name in the zip as `others` has it."""
        folder = self._first.filename.rpartition("/")[0] if self._first else ""
        return name.removeprefix(f"{folder}/")

    def turn_to(self, document: zipfile.ZipInfo, *, first: bool = False) -> None:
        """Read another document of the zip from now on. One is the first: the rest is seen from there."""
        self._passed += self._reading.compress_size if self._reading and not first else 0
        self._entry = self._reading = document
        self._first = document if first else self._first

    @property
    def position(self) -> int:
        """How many bytes of the upload have been read: of a zip, of the files that are read one after another."""
        if self._reading is None:
            return min(self._file.tell(), self.size)
        within = self._file.tell() - self._reading.header_offset
        return min(self._passed + max(0, min(within, self._reading.compress_size)), self.size)

    def head(self) -> str:
        """Return the beginning as text."""
        with self.binary() as stream:
            data = stream.read(HEAD_BYTES)
        return "".join(_decoded(line, _encoding(data)) for line in data.splitlines(keepends=True))

    def binary(self) -> IO[bytes]:
        """Open the document; raises NotReadable while reading one that unpacks to too much or is damaged."""
        self._file.seek(0)
        if self._zip is None or self._entry is None:
            return _Unclosed(self._file)
        return io.BufferedReader(_Unpacked(self._zip, self._entry), HEAD_BYTES)  # type: ignore[type-var]

    def lines(self) -> Iterator[str]:
        """Yield lines with their ends. A line that is no UTF-8 is read as Windows-1252; one over a mebibyte comes in pieces."""
        with self.binary() as stream:
            encoding = _encoding(stream.read(4))
        with self.binary() as stream:
            if encoding.startswith("utf-16"):
                with io.TextIOWrapper(stream, "utf-16", errors="replace", newline="") as text:
                    while line := text.readline(LINE_BYTES):
                        yield line
                return
            while raw := stream.readline(LINE_BYTES):
                yield _decoded(raw, encoding)

    def raw_lines(self) -> Iterator[bytes]:
        """Yield lines with their ends, as bytes of whatever character set; UTF-16 as UTF-8. One over a mebibyte comes in pieces."""
        with self.binary() as stream:
            wide = _encoding(stream.read(4)).startswith("utf-16")
        if wide:
            yield from (line.encode() for line in self.lines())
            return
        with self.binary() as stream:
            while raw := stream.readline(LINE_BYTES):
                yield raw

    def attachments(self, names: Collection[str]) -> Iterator[Attachment | Unread]:
        """Yield the contents of some of the other files, part by part, in the order of the zip. What can't be kept is told."""
        left = 2 * self.size + FREE_BYTES  # Photos and recordings hardly shrink: what unpacks to more is made to.
        for name, entry in reversed(self.others.items()):
            if name not in names or self._zip is None:
                continue
            if left <= 0:
                yield Unread(0, "the attachments unpack to far more than they could be; the others are kept by name only")
                return
            try:
                self._passed += self._reading.compress_size if self._reading else 0
                self._reading = entry
                parts = list(_parts(_Unpacked(self._zip, entry), min(ATTACHMENT_LIMIT_BYTES, left)))
            except NotReadable as error:
                yield Unread(0, f"an attachment is kept by name only: {error}")
                continue
            left -= sum(map(len, parts))
            yield from (Attachment(name, number, part) for number, part in enumerate(parts))


class _Unclosed(io.BufferedReader):
    """A reading of a file that stays open when the reading is closed."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, HEAD_BYTES)  # type: ignore[arg-type]

    def close(self) -> None:
        with suppress(ValueError):  # Closed twice.
            self.detach()


class _Unpacked(io.RawIOBase):
    """One entry of a zip, counted as it is unpacked."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        self._packed = max(entry.compress_size, 1)
        self._read = 0
        try:
            self._stream = archive.open(entry)
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile):
            raise NotReadable("the zip is encrypted, damaged, or packed in a way that can't be read") from None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
            raise NotReadable("the zip is damaged or cut off") from None
        self._read += len(data)
        if self._read > UNPACKED_LIMIT_BYTES or (self._read > FREE_BYTES and self._read > RATIO_LIMIT * self._packed):
            raise NotReadable("the zip unpacks to far more than a chat could be")
        buffer[: len(data)] = data
        return len(data)


def _parts(stream: "_Unpacked", limit: int) -> Iterator[bytes]:
    """Yield a file in parts of PART_BYTES; raises NotReadable when there is more of it than may be."""
    with io.BufferedReader(stream, PART_BYTES) as file:  # type: ignore[type-var]
        total = 0
        while part := file.read(PART_BYTES):
            total += len(part)
            if total > limit:
                raise NotReadable(f"it is larger than {limit >> 20} MiB")
            yield part


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError):
        raise NotReadable("the zip is damaged or cut off") from None
    if len(archive.infolist()) > ENTRIES_LIMIT:
        raise NotReadable("the zip holds more files than a chat could")
    return archive


def _documents(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the entries that may hold data, in the order in which they are asked: known names, then what lies at the top, then the largest;
    raises NotReadable for none."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and PurePosixPath(entry.filename).suffix.lower() in DOCUMENTS]
    if not entries:
        raise NotReadable("the zip holds no chat: no .txt, .json, .vcf or .ics file")
    return sorted(
        entries, key=lambda entry: (not KNOWN.search(entry.filename), entry.filename.count("/"), -entry.file_size, entry.filename)
    )


def _encoding(head: bytes) -> str:
    return "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"


def _decoded(raw: bytes, encoding: str) -> str:
    if encoding == "utf-16":
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
