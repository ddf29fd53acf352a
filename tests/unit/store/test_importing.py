"""Imports as a whole, over a real encrypted file: once, again, longer, killed, undone; and files made to do harm."""

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from shared.errors import BadMessage, Refused
from shared.schemas import archive as ask
from store import importing
from store.adapters import imports
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.importing import Importing

CANARY = "zyzzyva-canary"


def export(count: int, first: int = 0, style: str = "dash") -> bytes:
    """An export of `count` messages, one a minute; the same numbers give the same messages."""
    lines = []
    for number in range(first, first + count):
        hour, minute = divmod(number, 60)
        day, hour = divmod(hour, 24)
        head = f"{day + 1}.3.2024 klo {hour}.{minute:02}"
        lines.append(f"{head} - {'Anna' if number % 2 else 'Matti'}: message {number} {CANARY}\n")
    return "".join(lines).encode()


def packed(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return made.getvalue()


@pytest.fixture
def importer(vault: Vault, tmp_path: Path) -> Iterator[Importing]:
    with Importing(vault, Directory(vault)) as made:
        yield made


def send(importer: Importing, person: str, name: str, data: bytes, chat: str = "Family") -> None:
    importer.begin(ask.BeginImport(person, name, chat))
    for number in range(-(-len(data) // ask.PART_BYTES)):
        part = data[number * ask.PART_BYTES : (number + 1) * ask.PART_BYTES]
        for _ in range(2):  # Every message may come twice.
            importer.part(ask.UploadPart(person, name, number, part))
    importer.start(ask.StartImport(person, name))


def ended(importer: Importing, person: str, name: str) -> ask.ImportView:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        view = importer.every(ask.ListImports(person, name)).imports[0]
        if view.state in ("done", "failed", "undone"):
            return view
        time.sleep(0.02)
    raise AssertionError(f"the import is still {view.state}")


def bring(importer: Importing, person: str, name: str, data: bytes, chat: str = "Family") -> ask.ImportView:
    send(importer, person, name, data, chat)
    return ended(importer, person, name)


def count(vault: Vault, person: str, table: str = "message") -> int:
    with vault.person(person, "test") as session:
        return session.execute(text(f"SELECT count(*) FROM {table}")).scalar() or 0


def test_a_chat_is_imported_and_found_and_lies_nowhere_in_clear(importer: Importing, vault: Vault, person: str, tmp_path: Path) -> None:
    view = bring(importer, person, "i1", export(300))

    assert (view.state, view.added, view.skipped, view.unread, view.done) == ("done", 300, 0, 0, view.total)
    hits: Any = Handlers(vault, Directory(vault)).search(ask.Search(person, "message 17"))
    assert {hit.chat_name for hit in hits.hits} == {"Family"}
    assert hits.hits[0].sender in {"Anna", "Matti"}
    assert not list((tmp_path / "store" / "uploads").iterdir())
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes()


def test_an_upload_lies_on_the_disk_as_ciphertext_bound_to_its_place(importer: Importing, person: str, tmp_path: Path) -> None:
    importer.begin(ask.BeginImport(person, "i1", "Family"))
    data = export(12_000)
    importer.part(ask.UploadPart(person, "i1", 0, data[: ask.PART_BYTES]))
    importer.part(ask.UploadPart(person, "i1", 1, data[ask.PART_BYTES : 2 * ask.PART_BYTES]))
    (path,) = (tmp_path / "store" / "uploads").iterdir()
    sealed = path.read_bytes()

    assert CANARY.encode() not in sealed
    half = len(sealed) // 2 if len(data) >= 2 * ask.PART_BYTES else importing.spool.SEALED_BYTES
    path.write_bytes(sealed[half:] + sealed[:half])
    importer.start(ask.StartImport(person, "i1"))
    time.sleep(0.5)
    assert importer.every(ask.ListImports(person, "i1")).imports[0].added == 0


def test_the_same_export_again_adds_nothing_and_a_longer_one_only_what_is_new(importer: Importing, vault: Vault, person: str) -> None:
    bring(importer, person, "i1", export(200))
    again = bring(importer, person, "i2", export(200))
    longer = bring(importer, person, "i3", export(260))
    later = bring(importer, person, "i4", export(200, first=100))

    assert [(view.added, view.skipped) for view in (again, longer, later)] == [(0, 200), (60, 200), (40, 160)]
    assert count(vault, person) == 300


def test_the_same_words_twice_in_a_minute_are_two_messages(importer: Importing, vault: Vault, person: str) -> None:
    data = b"1.3.2024 klo 10.00 - Anna: ok\n" * 3
    first, again = bring(importer, person, "i1", data), bring(importer, person, "i2", data + b"1.3.2024 klo 10.00 - Anna: ok\n")

    assert (first.added, again.added, again.skipped) == (3, 1, 3)


FLAGGED = """1.3.2024 klo 10.00 - Anna: one
1.3.2024 klo 10.01 - Matti: two <This message was edited>
1.2.2024 klo 9.00 - Anna: old
1.3.2024 klo 10.02 - Matti: ok
1.3.2024 klo 10.02 - Matti: ok <This message was edited>
1.3.2024 klo 10.02 - Matti: ok
""".encode()
FLAGS = [("old", False, True), ("one", False, False), ("two", True, False), ("ok", False, False), ("ok", True, False), ("ok", False, False)]


def flags(vault: Vault, person: str) -> list[tuple[str, bool, bool]]:
    (chat,) = Handlers(vault, Directory(vault)).list_records(ask.ListRecords(person, "chat")).records  # type: ignore[attr-defined]
    page: Any = Handlers(vault, Directory(vault)).read_chat(ask.ReadChat(person, chat.id))
    return [(message.text, message.edited, message.earlier) for message in page.messages]


def test_messages_keep_that_they_were_edited_or_came_out_of_order_and_lose_it_by_nothing(
    importer: Importing, vault: Vault, person: str
) -> None:
    bring(importer, person, "i1", FLAGGED)
    kept = flags(vault, person)
    again = bring(importer, person, "i2", FLAGGED)
    plain = bring(importer, person, "i3", FLAGGED.replace(b" <This message was edited>", b"").split(b"\n", 2)[2])

    assert kept == flags(vault, person) == FLAGS
    assert [(view.added, view.skipped) for view in (again, plain)] == [(0, 6), (0, 4)]


def test_messages_that_were_imported_without_flags_get_them_when_they_come_again(importer: Importing, vault: Vault, person: str) -> None:
    bring(importer, person, "i1", FLAGGED)
    with vault.person(person, "test") as session:
        session.execute(text("UPDATE message SET edited = 0, earlier = 0"))
    assert {one[1:] for one in flags(vault, person)} == {(False, False)}

    again = bring(importer, person, "i2", FLAGGED)

    assert (again.added, again.skipped) == (0, 6)
    assert flags(vault, person) == FLAGS


def test_an_import_is_undone_and_what_was_there_before_stays(importer: Importing, vault: Vault, person: str) -> None:
    bring(importer, person, "i1", export(100))
    bring(importer, person, "i2", export(150))
    importer.undo(ask.UndoImport(person, "i2"))

    assert ended(importer, person, "i2").state == "undone"
    assert count(vault, person) == 100
    importer.undo(ask.UndoImport(person, "i1"))
    ended(importer, person, "i1")
    assert [count(vault, person, table) for table in ("message", "chat", "sender")] == [0, 0, 0]
    hits: Any = Handlers(vault, Directory(vault)).search(ask.Search(person, CANARY))
    assert hits.hits == ()


class Killed(BaseException):
    """What a kill is to a thread."""


def kill(vault: Vault, person: str, data: bytes, *, after: int) -> None:
    """Import a file, and be killed in the batch after some."""
    take, left = imports.take, [after]

    def killed(*args: Any, **more: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        take(*args, **more)

    importer = Importing(vault, Directory(vault))
    send(importer, person, "i1", data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imports, "take", killed)
        with pytest.raises(Killed):
            importer._do(person, "i1")


@pytest.mark.parametrize("batch", [1, 2, 4])
def test_an_import_that_was_killed_goes_on_after_a_restart(
    vault: Vault, person: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(importing, "BATCH", 50)
    kill(vault, person, export(230), after=batch)
    assert count(vault, person) == 50 * batch

    with Importing(vault, Directory(vault)) as again:
        again.resume()
        view = ended(again, person, "i1")
    assert (view.state, view.added, view.skipped) == ("done", 230, 0)
    assert count(vault, person) == 230


def test_an_import_that_is_undone_while_it_runs_stops(vault: Vault, person: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PIECE", 20)
    monkeypatch.setattr(importing, "LONGEST_TURN_SECONDS", 0)
    importer = Importing(vault, Directory(vault))
    send(importer, person, "i1", export(100))
    take = imports.take

    def then_undo(*args: Any, **more: Any) -> None:
        take(*args, **more)
        args[1].state = "undoing"

    monkeypatch.setattr(imports, "take", then_undo)
    with pytest.raises(importing._Stopped):
        importer._do(person, "i1")
    importer._do(person, "i1")

    assert importer.every(ask.ListImports(person, "i1")).imports[0].state == "undone"
    assert count(vault, person) == 0


def test_nobody_sees_or_undoes_an_import_of_anybody_else(importer: Importing, vault: Vault, person: str) -> None:
    other = vault.create_person()
    bring(importer, person, "i1", export(3))
    importer.begin(ask.BeginImport(person, "i2", "Family"))
    importer.part(ask.UploadPart(person, "i2", 0, export(5)))

    for foreign in (importer.undo, importer.start):
        with pytest.raises(Refused):
            foreign(ask.UndoImport(other, "i2") if foreign == importer.undo else ask.StartImport(other, "i2"))  # type: ignore[arg-type]
    assert Directory(vault).jobs() == []
    importer.start(ask.StartImport(person, "i2"))
    assert ended(importer, person, "i2").added == 2
    for call in (ask.ListImports(other, "i1"), ask.UndoImport(other, "i1")):
        with pytest.raises(Refused):
            (importer.every if isinstance(call, ask.ListImports) else importer.undo)(call)  # type: ignore[arg-type]
    assert count(vault, person) == 5


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "x\0y", "."])
def test_an_id_is_no_path(importer: Importing, person: str, name: str) -> None:
    with pytest.raises(BadMessage):
        importer.start(ask.StartImport(person, name))


def test_a_part_that_is_missing_is_refused(importer: Importing, person: str) -> None:
    importer.begin(ask.BeginImport(person, "i1", "x"))
    with pytest.raises(BadMessage):
        importer.part(ask.UploadPart(person, "i1", 1, b"x"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"nothing that anybody knows\n", "no importer"),
        (b"\0" * 5000, "no importer"),
        (b"PK\x03\x04 but no zip", "zip"),
        (packed(("a.png", b"x")), "no chat"),
        (packed(("_chat.txt", export(2000)))[:-200], "zip"),
        (b'[{"mapping": {"a": {"mes', "damaged"),
        (b'{"messages": [{"date_unixtime": "1", "text": ', "damaged"),
    ],
)
def test_a_file_that_can_not_be_read_fails_with_a_reason(importer: Importing, vault: Vault, person: str, data: bytes, why: str) -> None:
    view = bring(importer, person, "i1", data)

    assert view.state == "failed"
    assert why in view.reason


def test_contacts_are_imported_once_and_taken_back(importer: Importing, vault: Vault, person: str) -> None:
    card = b"BEGIN:VCARD\nVERSION:3.0\nFN:Anna\nTEL:+358401234567\nEND:VCARD\n"
    first, again = bring(importer, person, "i1", card), bring(importer, person, "i2", card)

    assert [(view.added, view.skipped) for view in (first, again)] == [(1, 0), (0, 1)]
    importer.undo(ask.UndoImport(person, "i1"))
    ended(importer, person, "i1")
    assert count(vault, person, "contact") == 0


def test_a_search_can_be_narrowed_and_its_passage_opened(importer: Importing, vault: Vault, person: str) -> None:
    handlers = Handlers(vault, Directory(vault))
    handlers.put_record(ask.PutRecord(person, "contact", "c1", {"name": "Anna Virtanen", "names": ["Anna"]}))
    bring(importer, person, "i1", export(100), "Family")
    bring(importer, person, "i2", export(50), "Work")
    chats: Any = handlers.list_records(ask.ListRecords(person, "chat"))
    work = next(record.id for record in chats.records if record.fields["name"] == "Work")

    def search(**wanted: Any) -> Any:
        return handlers.search(ask.Search(person, "message", **{"limit": 200, **wanted})).hits  # type: ignore[attr-defined]

    assert len(search()) == 150
    assert {hit.chat_name for hit in search(chat=work)} == {"Work"}
    assert {hit.sender for hit in search(sender="anna virtanen")} == {"Anna"}
    assert search(sender="nobody") == ()
    half = search()[0].at.replace(hour=22, minute=30, day=29, month=2)
    assert len(search(since=half)) + len(search(until=half)) == 150
    hit = search(chat=work, kinds=("message",))[10]
    page: Any = handlers.read_chat(ask.ReadChat(person, work, limit=11, around=hit.id))
    assert hit.id in [message.id for message in page.messages]
    assert [message.at for message in page.messages] == sorted(message.at for message in page.messages)
    with pytest.raises(Refused):
        handlers.read_chat(ask.ReadChat(person, work, around="999999"))


def test_a_chat_is_forgotten_with_its_messages(importer: Importing, vault: Vault, person: str) -> None:
    handlers = Handlers(vault, Directory(vault))
    bring(importer, person, "i1", export(700), "Family")
    bring(importer, person, "i2", export(50), "Work")
    chats: Any = handlers.list_records(ask.ListRecords(person, "chat"))

    handlers.drop_record(ask.DropRecord(person, "chat", next(record.id for record in chats.records if record.fields["name"] == "Family")))

    assert count(vault, person) == 50
    left: Any = handlers.search(ask.Search(person, "message", limit=200))
    assert {hit.chat_name for hit in left.hits if hit.kind == "message"} == {"Work"}
