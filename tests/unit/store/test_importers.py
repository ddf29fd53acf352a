"""Each importer, by itself: what it makes of a file, and of one that was made to do harm."""

import io
import json
import struct
from collections.abc import Callable
from typing import Any

import pytest

from store.domain.importers import importer_for, source
from store.domain.importers.parsed import Entry, NotReadable, Unread, decoded, encoded
from store.domain.importers.source import Source
from tests.unit.store.test_importing import export, packed


def found(data: bytes) -> list[Any]:
    opened = Source(io.BytesIO(data), len(data))
    return list(importer_for(opened).read(opened, "Europe/Helsinki"))


@pytest.mark.parametrize(
    "middle",
    [
        b"A;" * 60_000,
        b"X" * 200_000 + b":",
        b"\\" * 100_000,
        b'NOTE;X="' * 20_000,
        b"TEL;" + b"TYPE=CELL," * 30_000 + b":1",
        b" \r\n" * 50_000,
    ],
)
def test_hostile_cards_and_calendars_are_read_in_no_time(middle: bytes) -> None:
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\r\n" + middle + b"\r\nEND:VCARD\r\n"
    calendar = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n" + middle + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

    assert [entry.kind for entry in found(card) if isinstance(entry, Entry)] == ["contact"]
    assert [entry.kind for entry in found(calendar) if isinstance(entry, Entry)] == ["note"]


def test_encodings() -> None:
    line = "1.3.2024 klo 10.00 - Päivi: löytö\n"
    for data in (line.encode("utf-16"), line.encode("cp1252"), line.encode("utf-8-sig")):
        (message,) = found(data)
        assert (message.sender, message.text) == ("Päivi", "löytö")


def bomb() -> bytes:
    return packed(("_chat.txt", b"1.3.2024 klo 10.00 - A: " + b"0" * (200 << 20)))


def lying() -> bytes:
    """A zip whose directory says that its document has ten bytes."""
    data = bytearray(packed(("_chat.txt", export(5000))))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(data)


@pytest.mark.parametrize("packing", [bomb, lying])
def test_a_zip_that_lies_or_swells_is_stopped(packing: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    data = packing()
    monkeypatch.setattr(source, "FREE_BYTES", 1 << 20)
    with pytest.raises(NotReadable):
        found(data)


@pytest.mark.parametrize("at", ["99999999999999", "-99999999999999", "1e400", "NaN", "today", None, {}])
def test_a_time_that_no_message_can_have_is_reported_and_the_rest_is_read(at: Any) -> None:
    telegram = {"name": "x", "messages": [{"date_unixtime": at, "from": "A", "text": "a"}, {"date_unixtime": "1700000000", "from": "B", "text": "b"}]}  # fmt: skip
    node = {"parent": None, "message": {"author": {"role": "user"}, "create_time": at, "content": {"parts": ["a"]}}}
    chatgpt = [{"title": "x", "mapping": {"a": node}, "current_node": "a"}]

    broken, good = found(json.dumps(telegram).encode())
    (untimed,) = found(json.dumps(chatgpt).encode())

    assert isinstance(broken, Unread)
    assert good.text == "b"
    assert isinstance(untimed, Unread)


def test_a_very_long_system_line_comes_in_pieces() -> None:
    pieces = found(b"1.3.2024 klo 10.00 - Anna: hi\n1.3.2024 klo 10.01 - " + b"x" * 130_000 + b"\n")

    assert [len(piece.text) for piece in pieces] == [2, 60_000, 60_000, 10_000]
    assert all(decoded(json.loads(json.dumps(encoded(piece)))) == piece for piece in pieces)
