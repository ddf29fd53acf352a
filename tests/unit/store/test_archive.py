"""Zips with more than one file of data: each is read or told, and nothing of one becomes another's."""

import io
import json
from typing import Any

from sqlalchemy import text

from shared.schemas import archive as ask
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.domain.importers import importer_for
from store.domain.importers.parsed import Entry, Message, Unread
from store.domain.importers.source import Source
from store.handlers import Handlers
from store.importing import Importing
from tests.unit.store.test_importing import bring, count, ended, export, importer, packed  # noqa: F401

CARD = b"BEGIN:VCARD\nVERSION:3.0\nFN:Anna\nTEL:+358401234567\nEND:VCARD\n"
EVENT = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Dentist\nDTSTART:20240301T080000Z\nEND:VEVENT\nEND:VCALENDAR\n"
LINE = "1.3.2024 klo 10.00 - {}: {}\n"


def found(*files: tuple[str, bytes]) -> list[Any]:
    data = packed(*files)
    opened = Source(io.BytesIO(data), len(data))
    return list(importer_for(opened).read(opened, "Europe/Helsinki"))


def line(sender: str, text: str) -> bytes:
    return LINE.format(sender, text).encode()


def telegram(text: str, name: str = "Anna", number: int = 1, **more: Any) -> bytes:
    message = {"id": 1, "type": "message", "date_unixtime": "1700000000", "from": name, "text": text, **more}
    return json.dumps({"name": name, "type": "personal_chat", "id": number, "messages": [message]}).encode()


def test_each_chat_of_a_zip_is_read_into_a_chat_of_its_own() -> None:
    files = found(("WhatsApp Chat with Anna.txt", line("Anna", "a" * 99)), ("WhatsApp Chat with Bo.txt", line("Bo", "b")))
    folders = found(("Anna/_chat.txt", line("Anna", "a" * 99)), ("Bo/_chat.txt", line("Bo", "b")))

    assert [(entry.sender, entry.chat) for entry in files] == [("Anna", ""), ("Bo", "WhatsApp Chat with Bo")]
    assert [(entry.sender, entry.chat) for entry in folders] == [("Anna", ""), ("Bo", "Bo")]


def test_cards_and_calendars_together_are_all_read() -> None:
    entries = found(("a.vcf", CARD), ("b/b.vcf", CARD.replace(b"Anna", b"Bo")), ("c.ics", EVENT))

    assert sorted(entry.kind for entry in entries if isinstance(entry, Entry)) == ["contact", "contact", "event"]


def test_what_somebody_sent_is_no_data_of_the_persons_own() -> None:
    entries = found(
        ("_chat.txt", line("Anna", "Bo.vcf (file attached)") + line("Anna", "old.txt (file attached)")),
        ("Bo.vcf", CARD),
        ("other.vcf", CARD),
        ("old.txt", line("Mallory", "I owe you")),
    )

    assert {entry.sender for entry in entries if isinstance(entry, Message)} == {"Anna"}
    assert [(entry.why, entry.count) for entry in entries if isinstance(entry, Unread)] == [
        ("not read: files beside the chat: .vcf (1)", 1)
    ]


def test_pictures_of_one_name_stay_with_their_own_chats(importer: Importing, vault: Vault, person: str) -> None:  # noqa: F811
    view = bring(
        importer,
        person,
        "i1",
        packed(
            ("x/a/result.json", telegram("of Anna", photo="photos/1.jpg")),
            ("x/a/photos/1.jpg", b"picture of Anna"),
            ("x/b/result.json", telegram("of Bo", "Bo", 2, photo="photos/1.jpg")),
            ("x/b/photos/1.jpg", b"picture of Bo"),
            ("x/c/result.json", telegram("of Cy", "Cy", 3, photo="photos/1.jpg")),
        ),
    )

    handlers = Handlers(vault, Directory(vault))
    chats: Any = handlers.list_records(ask.ListRecords(person, "chat"))
    kept = {}
    for chat in chats.records:
        page: Any = handlers.read_chat(ask.ReadChat(person, chat.id))
        (message,) = page.messages
        part: Any = handlers.read_attachment(ask.ReadAttachment(person, chat.id, message.id, 0)) if message.size else None
        kept[message.text] = part.data if part else None
    assert (view.added, view.unread) == (3, 0)
    assert kept == {"of Anna": b"picture of Anna", "of Bo": b"picture of Bo", "of Cy": None}


def chats(vault: Vault, person: str) -> dict[str, set[str]]:
    """Return the texts of each chat, by its id and name."""
    handlers = Handlers(vault, Directory(vault))
    listed: Any = handlers.list_records(ask.ListRecords(person, "chat"))
    return {
        f"{chat.fields['name']} {chat.id}": {message.text for message in handlers.read_chat(ask.ReadChat(person, chat.id)).messages}  # type: ignore[attr-defined]
        for chat in listed.records
    }


def test_two_chats_of_one_name_stay_two_and_are_found_again(importer: Importing, vault: Vault, person: str) -> None:  # noqa: F811
    bring(importer, person, "i1", line("Anna", "on another phone"), "Anna")
    two = packed(("a/result.json", telegram("one")), ("b/result.json", telegram("two", number=2)))
    first, again = bring(importer, person, "i2", two), bring(importer, person, "i3", two)
    renamed = bring(importer, person, "i4", telegram("one", "Anna Maria"))

    assert [(view.added, view.skipped) for view in (first, again)] == [(2, 0), (0, 2)]
    assert renamed.added == 1  # Another sender's name makes another message, in the same chat.
    assert sorted(map(sorted, chats(vault, person).values())) == [["on another phone"], ["one"], ["two"]]


def test_a_chat_from_before_its_origin_was_noted_is_found_by_its_name_once(importer: Importing, vault: Vault, person: str) -> None:  # noqa: F811
    bring(importer, person, "i1", telegram("one"))
    with vault.person(person, "test") as session:
        session.execute(text("UPDATE chat SET origin = NULL"))

    again, other = bring(importer, person, "i2", telegram("one")), bring(importer, person, "i3", telegram("two", number=2))

    assert (again.added, other.added, count(vault, person, "chat")) == (0, 1, 2)


def test_an_import_of_records_is_undone_whole(importer: Importing, vault: Vault, person: str) -> None:  # noqa: F811
    many = b"".join(CARD.replace(b"Anna", f"Anna {number}".encode()) for number in range(70))
    bring(importer, person, "i1", CARD)
    bring(importer, person, "i2", many + CARD)
    assert count(vault, person, "contact") == 71

    importer.undo(ask.UndoImport(person, "i2"))

    view = ended(importer, person, "i2")
    assert (view.state, view.added, count(vault, person, "contact"), count(vault, person, "brought")) == ("undone", 0, 1, 1)
