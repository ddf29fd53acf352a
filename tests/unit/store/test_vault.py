"""Keys and files: no wrong key, no plaintext, no new database by mistake, and nothing acknowledged is lost."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

from shared.errors import Refused, ServiceError, Unavailable
from store.adapters import sqlcipher as encrypted
from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.models import AuditRow
from store.adapters.models_directory import DirectoryBase
from store.adapters.models_records import PersonBase
from store.adapters.vault import Vault

CANARY = "pterodactyl-canary"
HEADER = b"SQLite format 3"


def note(vault: Vault, person: str, words: str) -> None:
    with vault.person(person, "test") as session:
        session.execute(text("INSERT INTO note VALUES (:id, '2026', :words, 0)"), {"id": words[:20], "words": words})


def test_no_file_is_plaintext_and_none_holds_the_words(vault: Vault, person: str, tmp_path: Path) -> None:
    note(vault, person, CANARY)
    vault.close()

    for path in (tmp_path / "store").rglob("*.db*"):
        data = path.read_bytes()
        assert not data.startswith(HEADER)
        assert CANARY.encode() not in data
        assert path.stat().st_mode & 0o077 == 0 or path.suffix != ".db"


def test_what_was_written_is_there_after_opening_again(vault: Vault, person: str, tmp_path: Path) -> None:
    note(vault, person, CANARY)
    vault.close()

    again = Vault(tmp_path, MasterKey.load(None, tmp_path))
    with again.person(person, "test") as session:
        assert session.execute(text("SELECT text FROM note")).scalar() == CANARY


def test_another_master_key_opens_nothing(vault: Vault, person: str, tmp_path: Path) -> None:
    vault.close()

    with pytest.raises(Refused, match="does not open"):
        Vault(tmp_path, MasterKey(b"x" * 32))


def test_a_wrapped_key_fits_its_person_alone() -> None:
    master = MasterKey(b"m" * 32)
    wrapped = master.wrap(b"k" * 32, "anna")

    assert master.unwrap(wrapped, "anna") == b"k" * 32
    with pytest.raises(Refused):
        master.unwrap(wrapped, "bertta")
    with pytest.raises(Refused):
        MasterKey(b"n" * 32).unwrap(wrapped, "anna")


@pytest.mark.parametrize("content", ["", "short", "not base64 at all!", "QUJD"])
def test_a_damaged_master_key_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(content)

    with pytest.raises(Refused, match="key"):
        MasterKey.load(tmp_path / "key", tmp_path)


def test_a_missing_master_key_beside_data_is_refused_and_not_replaced(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "keys" / "master.key").unlink()

    with pytest.raises(Refused, match="missing"):
        MasterKey.load(None, tmp_path)
    assert not (tmp_path / "keys" / "master.key").exists()


def test_a_missing_file_is_not_made_anew(vault: Vault, person: str, tmp_path: Path) -> None:
    vault.close()
    path = next((tmp_path / "store" / "people").glob("*.db"))
    path.unlink()
    again = Vault(tmp_path, MasterKey.load(None, tmp_path))

    with pytest.raises(Unavailable), again.person(person, "test"):
        pass
    assert not path.exists()


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 31, b"x" * 33])
def test_a_key_of_another_length_is_refused(key: bytes, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        encrypted.engine(tmp_path / "new.db", [key], create=True)


def test_a_plaintext_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE note (text)")

    with pytest.raises(ServiceError):
        encrypted.engine(path, [b"k" * 32]).connect()


@pytest.mark.parametrize(
    ("pragma", "value"), [("synchronous", "2"), ("secure_delete", "1"), ("temp_store", "2"), ("foreign_keys", "1"), ("journal_mode", "wal")]
)
def test_every_connection_is_opened_safely(vault: Vault, person: str, pragma: str, value: str) -> None:
    with vault.person(person, "test") as session:
        assert str(session.execute(text(f"PRAGMA {pragma}")).scalar()) == value


def test_the_migrations_make_what_the_models_say(vault: Vault, person: str) -> None:
    for engine, base, also in (
        (vault._directory.engine, DirectoryBase, set()),
        (vault._opened(person).engine, PersonBase, {"passage_index", "message_index"}),
    ):
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "include_object": lambda entry, name, kind, *_, also=also: (
                        kind != "table" or not any(str(name).startswith(one) for one in also)
                    )
                },
            )
            assert compare_metadata(context, base.metadata) == []


def test_a_person_who_is_not_there_is_refused(vault: Vault) -> None:
    with pytest.raises(Refused), vault.person("0" * 32, "test"):
        pass


def test_every_access_leaves_an_audit_entry_or_does_not_happen(vault: Vault, person: str) -> None:
    with pytest.raises(Refused), vault.person(person, "test.fails") as session:
        session.execute(text("INSERT INTO note SELECT 'n', '2026', 'x', NULL"))

    with vault.person(person, "test.works") as session:
        actions = [row[0] for row in session.execute(text("SELECT action FROM audit ORDER BY seq"))]
        assert actions == ["test.works"]
        assert session.execute(text("SELECT count(*) FROM note")).scalar() == 0


def test_open_files_are_bounded(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.adapters.vault.OPEN_FILES", 5)
    people = [vault.create_person() for _ in range(15)]
    for person in people:
        note(vault, person, person)

    assert len(vault._open) <= 5 + 1
    for person in people[:3]:
        with vault.person(person, "test") as session:
            assert session.execute(text("SELECT text FROM note")).scalar() == person


def test_what_a_statement_was_compiled_to_serves_every_file(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def accesses(person: str) -> int | None:
        with vault.person(person, "test") as session:
            return session.scalar(select(func.count()).select_from(AuditRow))

    first, second = vault.create_person(), vault.create_person()
    assert accesses(first) == 1
    monkeypatch.setattr(encrypted.Dialect, "statement_compiler", None)

    assert accesses(second) == 1


def test_a_linking_code_works_once_and_not_when_it_is_old(vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = Directory(vault)
    code, expires_at = directory.offer_link(person)
    assert expires_at - datetime.now(UTC) <= timedelta(minutes=15)
    assert len(code) * 4 >= 128

    assert directory.link("0" * 32, "whatsapp", "twilio", "a") is None
    assert directory.link(code, "whatsapp", "twilio", "a") == person
    assert directory.link(code, "whatsapp", "twilio", "b") is None
    old, _ = directory.offer_link(person)
    monkeypatch.setattr(
        "store.adapters.directory.datetime", type("Later", (), {"now": staticmethod(lambda _zone: datetime.now(UTC) + timedelta(hours=1))})
    )
    assert directory.link(old, "whatsapp", "twilio", "c") is None


@pytest.mark.parametrize("said", ["database or disk is full", "disk I/O error"])
def test_a_disk_that_is_full_or_fails_is_no_wrong_key(vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """What is refused is never tried again, and what was accepted would be lost."""
    vault.close()

    def fails(*_: object) -> None:
        raise sqlcipher.OperationalError(said)

    class Failing(sqlcipher.Connection):
        def execute(self, statement: str, *rest: object) -> sqlcipher.Cursor:  # type: ignore[override]
            return fails() if "sqlite_master" in statement else super().execute(statement, *rest)  # type: ignore[return-value]

    connect = sqlcipher.connect
    monkeypatch.setattr(encrypted.sqlcipher, "connect", lambda *args, **more: connect(*args, **more, factory=Failing))

    with pytest.raises(Unavailable, match="disk"), vault.person(person, "test"):
        pass


@pytest.mark.parametrize("act", ["checkpoint", "rekey_person"])
def test_a_full_disk_is_said_whatever_is_done(vault: Vault, person: str, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlcipher.OperationalError("database or disk is full")

    monkeypatch.setattr(vault._opened(person).engine, "raw_connection", full)

    with pytest.raises(Unavailable, match="disk is full"):
        getattr(vault, act)(person)
    with pytest.raises(Unavailable, match="disk is full"):
        vault.copy_person(person, vault.path(person).with_suffix(".copy"), lambda _: None)
