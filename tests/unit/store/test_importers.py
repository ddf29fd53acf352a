"""Each importer, by itself: what it makes of a file, and of one that was made to do harm."""

import io
import json
import struct
from typing import Any

import pytest

from store.domain.importers import importer_for, source
from store.domain.importers.parsed import Entry, Message, NotReadable, Unread, decoded, encoded
from store.domain.importers.source import Source
from tests.unit.store.test_importing import export, packed


def found(data: bytes) -> list[Any]:
    opened = Source(io.BytesIO(data), len(data))
    return list(importer_for(opened).read(opened, "Europe/Helsinki"))


def test_telegram() -> None:
    chat = {
        "name": "Climbing",
        "type": "private_group",
        "id": 1,
        "messages": [
            {"id": 1, "type": "service", "date_unixtime": "1700000000", "action": "create_group", "text": ""},
            {
                "id": 2,
                "type": "message",
                "date_unixtime": "1700000060",
                "from": "Anna",
                "text": ["see ", {"type": "link", "text": "https://x.y"}],
            },
            {
                "id": 3,
                "type": "message",
                "date_unixtime": "1700000120",
                "from": "Bo",
                "text": "",
                "photo": "photos/1.jpg",
                "forwarded_from": "Cy",
            },
            {"id": 4, "type": "message", "from": "Bo", "text": "no time"},
        ],
    }
    one, several = found(json.dumps(chat).encode()), found(json.dumps({"personal_information": {}, "chats": {"list": [chat]}}).encode())

    assert [type(entry) for entry in one] == [Message, Message, Message, Unread]
    assert [(entry.sender, entry.text, entry.kind, entry.chat) for entry in one[:2]] == [
        ("", "create_group", "system", "Climbing"),
        ("Anna", "see https://x.y", "text", "Climbing"),
    ]
    assert (one[2].kind, one[2].media, one[2].forwarded) == ("image", "photos/1.jpg", True)
    assert several[:3] == one[:3]


def test_chatgpt_reads_the_current_branch() -> None:
    def node(parent: str | None, role: str, said: str, at: float) -> dict[str, Any]:
        return {
            "parent": parent,
            "message": {"author": {"role": role}, "create_time": at, "content": {"content_type": "text", "parts": [said]}},
        }

    mapping = {
        "r": {"parent": None, "message": None},
        "a": node("r", "user", "hello", 1700000000.5),
        "b": node("a", "assistant", "old answer", 1700000001.0),
        "c": node("a", "assistant", "new answer", 1700000002.0),
        "loop": {"parent": "loop", "message": None},
    }
    conversations = [
        {"title": "Greetings", "create_time": 1.0, "mapping": mapping, "current_node": "c"},
        {"title": "x"},
        7,
        {"mapping": {"l": {"parent": "l"}}},
    ]

    entries = found(json.dumps(conversations).encode())

    assert [(entry.sender, entry.text, entry.chat) for entry in entries if isinstance(entry, Message)] == [
        ("Me", "hello", "Greetings"),
        ("ChatGPT", "new answer", "Greetings"),
    ]


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


@pytest.mark.parametrize("data", [bomb(), lying()])
def test_a_zip_that_lies_or_swells_is_stopped(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
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
