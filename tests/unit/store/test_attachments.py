"""What is attached to messages: kept with them, found with them, gone with them."""

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Refused
from shared.schemas import archive as ask
from store import importing
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.domain.importers import source
from store.handlers import Handlers
from store.importing import Importing
from tests.unit.store.test_forgetting import everywhere
from tests.unit.store.test_importing import bring, count, ended, importer, kill, packed  # noqa: F401

PHOTO, FILM = os.urandom(70_000), os.urandom(3 * source.PART_BYTES + 1)
LINES = (
    "[1.3.2024 klo 10.00.00] Anna: \u200e<liite: 0001-PHOTO.jpg>\n"
    "[1.3.2024 klo 10.00.01] Matti: nice\n"
    "[1.3.2024 klo 10.00.02] Anna: \u200e<liite: 0002-VIDEO.mp4>\n"
)
ZIP = packed(("x/_chat.txt", LINES.encode()), ("x/0001-PHOTO.jpg", PHOTO), ("../../evil.txt", b"x"), ("x/0002-VIDEO.mp4", FILM), ("x/empty.jpg", b""))  # fmt: skip


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    return Handlers(vault, Directory(vault))


def chat(handlers: Handlers, person: str) -> str:
    found: Any = handlers.list_records(ask.ListRecords(person, "chat"))
    return str(found.records[0].id)


def said(handlers: Handlers, person: str) -> tuple[ask.ChatMessage, ...]:
    page: Any = handlers.read_chat(ask.ReadChat(person, chat(handlers, person)))
    return page.messages  # type: ignore[no-any-return]


def contents(handlers: Handlers, person: str, message: str) -> bytes:
    parts: list[Any] = []
    while not parts or not parts[-1].last:
        parts.append(handlers.read_attachment(ask.ReadAttachment(person, chat(handlers, person), message, len(parts))))
    return b"".join(part.data for part in parts)


def test_contents_are_kept_and_nothing_is_unpacked_to_the_disk(
    importer: Importing,  # noqa: F811
    handlers: Handlers,
    person: str,
    tmp_path: Path,
) -> None:
    view = bring(importer, person, "i1", ZIP)

    assert (view.state, view.added, view.report) == ("done", 3, ("not read: files of the zip that no importer knows: .txt (1)",))
    photo, text, film = said(handlers, person)
    assert [(message.kind, message.media, message.size) for message in (photo, text, film)] == [
        ("image", "0001-PHOTO.jpg", len(PHOTO)),
        ("text", None, 0),
        ("video", "0002-VIDEO.mp4", len(FILM)),
    ]
    assert contents(handlers, person, photo.id) == PHOTO
    assert contents(handlers, person, film.id) == FILM
    with pytest.raises(Refused, match="nothing is attached"):
        contents(handlers, person, text.id)
    assert not list(tmp_path.rglob("evil.txt"))
    assert not any(PHOTO[:64] in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_an_export_with_contents_adds_them_to_one_without(importer: Importing, handlers: Handlers, vault: Vault, person: str) -> None:  # noqa: F811
    bring(importer, person, "i1", packed(("_chat.txt", LINES.encode())))
    assert [message.size for message in said(handlers, person)] == [0, 0, 0]

    for name in ("i2", "i3"):
        again = bring(importer, person, name, ZIP)
        assert (again.added, again.skipped) == (0, 3)

    assert [message.size for message in said(handlers, person)] == [len(PHOTO), 0, len(FILM)]
    assert count(vault, person, "attachment") == 1 + 4


def test_they_go_with_the_import_that_brought_them(importer: Importing, vault: Vault, person: str) -> None:  # noqa: F811
    bring(importer, person, "i1", ZIP)
    importer.undo(ask.UndoImport(person, "i1"))
    ended(importer, person, "i1")

    assert count(vault, person, "attachment") == 0


def test_undoing_takes_contents_from_messages_that_another_import_brought(
    importer: Importing,  # noqa: F811
    handlers: Handlers,
    vault: Vault,
    person: str,
) -> None:
    bring(importer, person, "i1", packed(("_chat.txt", LINES.encode())))
    bring(importer, person, "i2", ZIP)
    importer.undo(ask.UndoImport(person, "i2"))
    ended(importer, person, "i2")

    assert [message.size for message in said(handlers, person)] == [0, 0, 0]
    assert count(vault, person, "attachment") == 0


def test_a_second_file_of_the_same_name_is_not_mixed_with_the_first(importer: Importing, handlers: Handlers, person: str) -> None:  # noqa: F811
    bring(importer, person, "i1", packed(("_chat.txt", LINES.encode()), ("0002-VIDEO.mp4", PHOTO)))
    bring(importer, person, "i2", packed(("_chat.txt", LINES.encode()), ("0002-VIDEO.mp4", FILM)))

    film = said(handlers, person)[2]
    assert contents(handlers, person, film.id) == PHOTO


def test_they_are_gone_from_every_page_once_forgotten(importer: Importing, handlers: Handlers, vault: Vault, person: str) -> None:  # noqa: F811
    bring(importer, person, "i1", ZIP)
    photo = said(handlers, person)[0]
    middle = PHOTO[len(PHOTO) // 2 :][:64]

    receipt: Any = handlers.forget(ask.Forget(person, "message", photo.id))

    assert receipt.removed == {"message": 1, "attachment": 1}
    assert receipt.clean
    assert vault.searched(person, [middle])[1] == set()
    assert everywhere(vault, person, "0002-VIDEO") > 0


def test_the_same_contents_elsewhere_are_no_leftover(importer: Importing, handlers: Handlers, person: str) -> None:  # noqa: F811
    bring(importer, person, "i1", ZIP)
    bring(importer, person, "i2", ZIP, "Work")
    photo = next(message for message in said(handlers, person) if message.size == len(PHOTO))

    receipt: Any = handlers.forget(ask.Forget(person, "message", photo.id))

    assert receipt.clean
    assert receipt.remains == ("the same words in other things that you keep, which were not named",)


@pytest.mark.parametrize(("how", "why"), [(zipfile.ZIP_STORED, "it is larger than 64 MiB"), (zipfile.ZIP_DEFLATED, "far more than a chat")])
def test_what_is_too_large_is_told_and_its_name_kept(
    importer: Importing,  # noqa: F811
    handlers: Handlers,
    person: str,
    how: int,
    why: str,
) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        archive.writestr("_chat.txt", LINES)
        archive.writestr("0001-PHOTO.jpg", bytes(source.ATTACHMENT_LIMIT_BYTES + 1))
        archive.writestr("0002-VIDEO.mp4", FILM)

    view = bring(importer, person, "i1", made.getvalue())

    assert view.state == "done"
    assert len(view.report) == 1
    assert view.report[0].startswith("an attachment is kept by name only: ")
    assert why in view.report[0]
    assert [message.size for message in said(handlers, person)] == [0, 0, len(FILM)]


def test_an_import_that_was_killed_among_them_goes_on(
    vault: Vault, handlers: Handlers, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PIECE", 1)
    monkeypatch.setattr(importing, "LONGEST_TURN_SECONDS", 0)
    kill(vault, person, ZIP, after=5)
    assert 0 < count(vault, person, "attachment") < 5

    with Importing(vault, Directory(vault)) as again:
        again.resume()
        assert ended(again, person, "i1").state == "done"

    photo, _, film = said(handlers, person)
    assert contents(handlers, person, photo.id) == PHOTO
    assert contents(handlers, person, film.id) == FILM


def test_nobody_reads_those_of_anybody_else(importer: Importing, handlers: Handlers, vault: Vault, person: str) -> None:  # noqa: F811
    bring(importer, person, "i1", ZIP)
    other = vault.create_person()

    with pytest.raises(Refused):
        handlers.read_attachment(ask.ReadAttachment(other, chat(handlers, person), said(handlers, person)[0].id, 0))
