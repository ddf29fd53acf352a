"""What an export is made of: Markdown, CSV that no spreadsheet runs, and a zip that is written as it is read."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings of cells that spreadsheets take for a formula (OWASP ASVS 5.0, 1.2.10)."""
NAME_CHARACTERS = 60
FLAGS = ("forwarded", "edited", "earlier")
"""What is told of a message beside its time."""
File = tuple[str, Callable[[], Iterable[str | bytes]]]
"""A name in the zip, and what it is made of, when it is its turn."""


class _Sink(io.RawIOBase):
    """Takes what the zip writes until somebody takes it away."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def zipped(files: Iterable[File]) -> Iterator[bytes]:
    """Yield a zip, piece by piece; at no time is a whole file in memory."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in files:
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in pieces():
                    file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace"))
                    if data := sink.taken():
                        yield data
    yield sink.taken()


def file_name(name: str, number: int, ending: str) -> str:
    """Return a name that every file system takes, whatever a chat is called; the number keeps it apart from others."""
    plain = re.sub(r"[^\w-]+", "-", name).strip("-._")[:NAME_CHARACTERS]
    return f"{number:03d}-{plain or 'chat'}.{re.sub(r'[^A-Za-z0-9]', '', ending)[:8] or 'bin'}"


def table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield CSV (RFC 4180) in which no cell is a formula."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _cell(value: Any) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def talk(title: str, messages: Iterable[dict[str, Any]], zone: tzinfo) -> Iterator[str]:
    """Yield a conversation as Markdown: who, when, and the words as a quotation, so that they stay words. Times are those of a zone."""
    yield f"# {_line(title)}\n"
    for message in messages:
        who = message.get("sender") or message.get("role") or "–"
        media = (
            f"*{message['kind']}{': ' + _line(message['media']) if message.get('media') else ''}*\n"
            if message.get("kind", "text") not in ("text", "system")
            else ""
        )
        told = ", ".join([_when(message["at"], zone), *(flag for flag in FLAGS if message.get(flag))])
        yield f"\n**{_line(who)}**, {told}\n\n{media}{_quoted(message['text'])}"


def listed(title: str, entries: Iterable[dict[str, Any]], zone: tzinfo) -> Iterator[str]:
    """Yield records as Markdown, times in a zone."""
    yield f"# {title}\n"
    for entry in entries:
        fields = entry["fields"]
        head = fields.get("due_at") or fields.get("start_at") or entry["created_at"]
        more = [
            f"{name}: {_cell(value).lstrip(chr(39))}"
            for name, value in fields.items()
            if name not in ("text", "name", "due_at", "start_at") and value not in ("", [], None, False)
        ]
        yield f"\n**{_when(head, zone)}** {_line('; '.join(more))}\n\n{_quoted(str(fields.get('text') or fields.get('name') or ''))}"


def _when(at: str, zone: tzinfo) -> str:
    return datetime.fromisoformat(at).astimezone(zone).strftime("%a %d %b %Y %H:%M %Z") if at else ""


def _line(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))


def _quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in re.sub(r"([\\`*_\[\]<>])", r"\\\1", text).splitlines() or [""])
