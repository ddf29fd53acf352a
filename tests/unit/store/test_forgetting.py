"""Forgetting: gone from the rows, the index, freed pages and the write-ahead log, and the receipt says so truly."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from shared.errors import Refused
from shared.schemas import archive as ask
from shared.schemas.conversation import Reply, Source
from store.adapters import forgetting, pages
from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.importing import Importing
from tests.unit.store.conftest import NOW
from tests.unit.store.test_importing import ended, export, send

WORD = "xylophagous"
SECRET = f"the {WORD} beetle lives under the third stair"


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    return Handlers(vault, Directory(vault))


@pytest.fixture
def importer(vault: Vault) -> Iterator[Importing]:
    with Importing(vault, Directory(vault)) as made:
        yield made


def everywhere(vault: Vault, person: str, word: str) -> int:
    """In how many pages of a file a word stands, the index's and freed ones too."""
    path = vault._people / f"{person}.db"
    vault.searched(person, [])
    return sum(word.encode() in page for page in pages.decrypted(path, vault._opened(person).keys[0]))


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("note", {"text": SECRET}),
        ("reminder", {"text": SECRET, "due_at": "2030-01-01T10:00:00+02:00"}),
        ("contact", {"name": "Xerxes Xylophagous", "details": SECRET}),
        ("chat", {"name": SECRET}),
        ("draft", {"text": SECRET, "recipient": "Anna"}),
        ("summary", {"text": SECRET, "sources": ["note:x"]}),
        ("rule", {"text": SECRET}),
        ("profile", {"name": "Xerxes", "about": SECRET}),
    ],
)
def test_a_record_is_gone_from_every_page(handlers: Handlers, vault: Vault, person: str, kind: Any, fields: dict[str, Any]) -> None:
    handlers.put_record(ask.PutRecord(person, "note", "stays", {"text": "something else that stays here"}))
    handlers.put_record(ask.PutRecord(person, kind, "goes", fields))
    assert everywhere(vault, person, WORD) > 0

    receipt: Any = handlers.forget(ask.Forget(person, kind, "goes"))

    assert receipt.removed == {kind: 1}
    assert receipt.clean
    assert receipt.pages > 10
    assert everywhere(vault, person, WORD) == 0
    with pytest.raises(Refused):
        handlers.forget(ask.Forget(person, kind, "goes"))
    assert handlers.search(ask.Search(person, "stays")).hits  # type: ignore[attr-defined]


def test_a_turn_is_forgotten_with_its_answer(handlers: Handlers, vault: Vault, person: str) -> None:
    handlers.begin_turn(ask.BeginTurn(person, "t1", "api", "e1", SECRET, NOW))
    handlers.finish_turn(ask.FinishTurn(person, "t1", "api", Reply(f"noted: {SECRET}", "rules"), NOW))
    record = ask.RecordEgress(person, "k", "openai", "interpret", "https://x", "{}", "t1", NOW)
    handlers.record_egress(record)

    receipt: Any = handlers.forget(ask.Forget(person, "conversation", "t1"))

    assert receipt.removed == {"conversation": 2}
    assert "record of what left" in receipt.remains[0]
    assert receipt.clean
    assert everywhere(vault, person, WORD) == 0


@pytest.mark.parametrize("kind", ["event", "item"])
def test_of_what_was_read_at_the_calendars_address_the_receipt_says_that_it_stays_on_record(
    handlers: Handlers, person: str, kind: Any
) -> None:
    fields = {"text": SECRET, "start_at": "2030-01-01T10:00:00Z", "end_at": "2030-01-01T11:00:00Z"}
    fields = fields if kind == "event" else {"text": SECRET, "list": "todo", "due": "2030-01-01"}
    body = f"BEGIN:VCALENDAR\r\nUID:goes@sihteeri\r\nSUMMARY:{SECRET}\r\nEND:VCALENDAR\r\n"
    for thing in ("goes", "stays"):
        handlers.put_record(ask.PutRecord(person, kind, thing, fields))
    handlers.record_egress(ask.RecordEgress(person, "calendar#1", "calendar", "calendar subscription", "/calendar/….ics", body, "", NOW))

    receipts: list[Any] = [handlers.forget(ask.Forget(person, kind, thing)) for thing in ("goes", "stays")]

    assert ["record of what left" in " ".join(receipt.remains) for receipt in receipts] == [True, False]


def test_what_was_made_of_a_thing_goes_with_it(handlers: Handlers, vault: Vault, person: str) -> None:
    """The turn in which it was told, a summary of it, a summary that was made of that one, and an answer that rests on it."""
    told, asked = "t1", "t2"
    handlers.begin_turn(ask.BeginTurn(person, told, "api", "e1", f"remember that {SECRET}", NOW))
    handlers.put_record(ask.PutRecord(person, "note", f"{told}-0", {"text": SECRET}))
    handlers.finish_turn(ask.FinishTurn(person, told, "api", Reply(f"I'll remember: {SECRET}", "rules"), NOW))
    handlers.begin_turn(ask.BeginTurn(person, asked, "api", "e2", "where does it live?", NOW))
    rests_on = Source("note", f"{told}-0", SECRET, NOW)
    handlers.finish_turn(ask.FinishTurn(person, asked, "api", Reply(f"You told me: {SECRET}", "rules", sources=(rests_on,)), NOW))
    handlers.put_record(ask.PutRecord(person, "summary", "s1", {"text": f"In short, {SECRET}", "sources": [f"note:{told}-0"]}))
    handlers.put_record(ask.PutRecord(person, "summary", "s2", {"text": f"Shorter, {SECRET}", "sources": ["summary:s1"]}))
    handlers.put_record(ask.PutRecord(person, "summary", "s3", {"text": "of other things", "sources": ["note:other"]}))

    receipt: Any = handlers.forget(ask.Forget(person, "note", f"{told}-0"))

    assert receipt.removed == {"note": 1, "summary": 2, "answer": 1, "conversation": 2}
    assert receipt.clean
    assert receipt.remains == ()
    assert everywhere(vault, person, WORD) == 0
    said: Any = handlers.list_messages(ask.ListMessages(person, 10))
    assert [message.text for message in said.messages] == ["where does it live?", forgetting.UNSAID]
    kept: Any = handlers.list_records(ask.ListRecords(person, "summary"))
    assert [record.id for record in kept.records] == ["s3"]


def test_an_answer_goes_with_the_message_that_it_rests_on(handlers: Handlers, importer: Importing, vault: Vault, person: str) -> None:
    send(importer, person, "i1", f"1.3.2024 klo 10.00 - Anna: {SECRET}\n1.3.2024 klo 10.01 - Anna: hello\n".encode(), "Anna")
    ended(importer, person, "i1")
    hit = handlers.search(ask.Search(person, WORD)).hits[0]  # type: ignore[attr-defined]
    handlers.begin_turn(ask.BeginTurn(person, "t1", "api", "e1", "where?", NOW))
    handlers.finish_turn(
        ask.FinishTurn(person, "t1", "api", Reply(SECRET, "rules", sources=(Source("message", hit.id, SECRET, NOW, hit.chat),)), NOW)
    )

    receipt: Any = handlers.forget(ask.Forget(person, "chat", hit.chat))

    assert receipt.removed == {"chat": 1, "message": 2, "answer": 1}
    assert everywhere(vault, person, WORD) == 0


def test_what_waits_to_be_sent_does_not_leave_once_it_is_forgotten(handlers: Handlers, person: str) -> None:
    handlers.begin_turn(ask.BeginTurn(person, "t1", "whatsapp", "e1", SECRET, NOW))
    handlers.put_record(ask.PutRecord(person, "reminder", "r1", {"text": SECRET, "due_at": "2030-01-01T10:00:00+02:00"}))
    due = "reminder#r1#2030-01-01T08:00:00+00:00"
    assert handlers.announce(ask.Announce(person, due, f"Reminder: {SECRET}", NOW)).id == due  # type: ignore[attr-defined]

    handlers.forget(ask.Forget(person, "conversation", "t1"))
    receipt: Any = handlers.forget(ask.Forget(person, "reminder", "r1"))

    assert receipt.removed == {"reminder": 1, "conversation": 1}
    for key, cause in (("reply#t1#0", "t1"), ("plan#t1", "t1"), (f"{due}#whatsapp:+358401234567#0", "r1")):
        with pytest.raises(Refused, match="forgotten"):
            handlers.record_egress(ask.RecordEgress(person, key, "twilio", "answer", "https://x", "{}", cause, NOW))
    assert handlers.announce(ask.Announce(person, due, f"Reminder: {SECRET}", NOW)).id == ""  # type: ignore[attr-defined]
    handlers.record_egress(ask.RecordEgress(person, "link#SM1#0", "twilio", "answer", "https://x", "{}", "SM1", NOW))


def test_a_contact_goes_with_what_they_wrote_and_the_chat_with_them(
    handlers: Handlers, importer: Importing, vault: Vault, person: str
) -> None:
    own = f"1.3.2024 klo 10.00 - Anna: {SECRET}\n1.3.2024 klo 10.01 - Me: really, under the stair?\n".encode()
    group = f"1.3.2024 klo 10.00 - Anna: {SECRET} again\n1.3.2024 klo 10.01 - Bo: Anna knows best\n1.3.2024 klo 10.02 - Cy: hello hello hello\n".encode()
    for name, data, chat in (("i1", own, "Anna"), ("i2", group, "Beetles")):
        send(importer, person, name, data, chat)
        ended(importer, person, name)
    handlers.put_record(ask.PutRecord(person, "contact", "c1", {"name": "Anna Virtanen", "names": ["Anna"]}))
    handlers.put_record(ask.PutRecord(person, "draft", "d1", {"text": f"Dear Anna, {SECRET}", "recipient": "anna"}))

    receipt: Any = handlers.forget(ask.Forget(person, "contact", "c1"))

    assert receipt.removed == {"contact": 1, "chat": 1, "message": 3, "draft": 1}
    assert receipt.remains == ("1 message of others in which the name stands",)
    assert receipt.clean
    assert everywhere(vault, person, WORD) == 0


def test_a_large_chat_is_gone_from_every_page(handlers: Handlers, importer: Importing, vault: Vault, person: str) -> None:
    send(importer, person, "i1", export(3000), "Goes")
    ended(importer, person, "i1")
    send(importer, person, "i2", b"1.3.2024 klo 10.00 - Bo: stays\n", "Stays")
    ended(importer, person, "i2")
    chats: Any = handlers.list_records(ask.ListRecords(person, "chat"))
    goes = next(record.id for record in chats.records if record.fields["name"] == "Goes")
    assert everywhere(vault, person, "zyzzyva") > 0

    receipt: Any = handlers.forget(ask.Forget(person, "chat", goes))

    assert receipt.removed == {"chat": 1, "message": 3000}
    assert receipt.clean
    assert everywhere(vault, person, "zyzzyva") == 0


def test_what_is_also_said_elsewhere_is_no_leftover(handlers: Handlers, person: str) -> None:
    for name in ("one", "two"):
        handlers.put_record(ask.PutRecord(person, "note", name, {"text": SECRET}))

    receipt: Any = handlers.forget(ask.Forget(person, "note", "one"))

    assert receipt.clean
    assert receipt.remains == ("the same words in other things that you keep, which were not named",)


def test_the_receipt_is_not_clean_when_something_is_left(
    handlers: Handlers, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted defect: rows are deleted but their pages are not overwritten."""
    with vault.person(person, "test") as session:
        session.connection().connection.execute("PRAGMA secure_delete = OFF")  # type: ignore[attr-defined]
    for number in range(30):
        handlers.put_record(ask.PutRecord(person, "note", f"n{number}", {"text": f"{SECRET} {number}"}))
    monkeypatch.setattr(forgetting, "still_said", lambda *_: set())

    receipt: Any = handlers.forget(ask.Forget(person, "note", "n7"))

    assert not receipt.clean


def test_a_person_is_forgotten_key_first(handlers: Handlers, importer: Importing, vault: Vault, person: str, tmp_path: Path) -> None:
    other = vault.create_person()
    handlers.put_record(ask.PutRecord(other, "note", "n", {"text": "of somebody else"}))
    handlers.put_record(ask.PutRecord(person, "note", "n", {"text": SECRET}))
    with vault.directory() as session:
        wrapped = session.execute(text("SELECT wrapped_key FROM person WHERE id = :id"), {"id": person}).scalar()
    importer.begin(ask.BeginImport(person, "i1", "x"))

    receipt: Any = handlers.forget_person(ask.ForgetPerson(person))

    assert receipt.removed["note"] == 1
    assert receipt.remains
    assert not list((tmp_path / "store" / "people").glob(f"{person}*"))
    directory = tmp_path / "store" / "directory.db"
    assert not any(wrapped in page or person.encode() in page for page in pages.decrypted(directory, vault._directory.keys[0]))
    with pytest.raises(Refused, match="nobody"), vault.person(person, "test"):
        pass
    assert handlers.list_records(ask.ListRecords(other, "note")).records  # type: ignore[attr-defined]


def test_damage_to_a_page_is_found(handlers: Handlers, vault: Vault, person: str, tmp_path: Path) -> None:
    handlers.put_record(ask.PutRecord(person, "note", "n", {"text": SECRET}))
    vault.searched(person, [])
    key, path = vault._opened(person).keys[0], tmp_path / "store" / "people" / f"{person}.db"
    vault.close()
    whole = path.read_bytes()
    assert pages.damaged(path, key) is None

    for place in (20, 4095, 5000, len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert pages.damaged(path, key) == place // 4096 + 1
    path.write_bytes(whole)
    assert pages.damaged(path, b"k" * 32) == 1
    assert MasterKey.load(None, tmp_path)
