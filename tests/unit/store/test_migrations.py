"""Old files are brought up to date: with all they held, after a copy, and as if nothing had happened when killed half-way."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import op
from sqlalchemy import Connection, text

from shared.schemas import archive as ask
from store import migrations
from store.adapters import imports
from store.adapters import sqlcipher as encrypted
from store.adapters.backups import Backups
from store.adapters.directory import Directory
from store.adapters.files import BEFORE
from store.adapters.keys import KeyFile, MasterKey
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.recovery import put_back
from store.settings import Settings
from tests.unit.store.conftest import NOW

MASTER = MasterKey(b"m" * 32)
OLD = "0002"


@pytest.fixture
def person(tmp_path: Path) -> str:
    """Somebody whose file is as the first versions made it."""
    vault = Vault(tmp_path, MASTER)
    made = vault.create_person()
    key = vault._opened(made).keys[0]
    vault.close()
    path = tmp_path / "store" / "people" / f"{made}.db"
    path.unlink()
    engine = encrypted.engine(path, [key], create=True)
    with engine.begin() as connection:
        _upgrade_to(connection, OLD)
        for statement in (
            "INSERT INTO turn VALUES ('t', 'api', 'e', '2026-01-01T00:00:00.000000+00:00', NULL, NULL)",
            "INSERT INTO message VALUES (1, 't.p', 't', 'person', 'api', 'the lynx sleeps by day', '2026-01-01T00:00:00.000000+00:00')",
            "INSERT INTO note VALUES ('n', '2026-01-01T00:00:00.000000+00:00', 'the lynx hunts at night', 0)",
            "INSERT INTO chat VALUES ('c', '2026-01-01T00:00:00.000000+00:00', 'Lynx watchers', 1)",
            "INSERT INTO contact VALUES ('a', '2026-01-01T00:00:00.000000+00:00', 'Anna', '040')",
            "INSERT INTO passage VALUES ('the lynx sleeps by day', 'message', 't.p', '2026-01-01T00:00:00.000000+00:00')",
            "INSERT INTO passage VALUES ('the lynx hunts at night', 'note', 'n', '2026-01-01T00:00:00.000000+00:00')",
        ):
            connection.execute(text(statement))
    engine.dispose()
    return made


def _upgrade_to(connection: Connection, revision: str) -> None:
    script = migrations._script("person")
    with migrations.EnvironmentContext(migrations.Config(), script, fn=lambda now, _: script._upgrade_revs(revision, now)) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()


def assert_all_there(home: Path, person: str) -> None:
    vault = Vault(home, MASTER)
    handlers = Handlers(vault, Directory(vault))
    hits: Any = handlers.search(ask.Search(person, "lynx"))
    assert {(hit.kind, hit.id) for hit in hits.hits} == {("conversation", "t.p"), ("note", "n")}
    chats: Any = handlers.list_records(ask.ListRecords(person, "chat"))
    contacts: Any = handlers.list_records(ask.ListRecords(person, "contact"))
    assert [(chat.id, chat.fields) for chat in chats.records] == [("c", {"name": "Lynx watchers", "group": True})]
    assert contacts.records[0].fields == {"name": "Anna", "details": "040", "names": [], "handles": [], "languages": []}
    assert handlers.list_messages(ask.ListMessages(person, 10)).messages[0].text == "the lynx sleeps by day"  # type: ignore[attr-defined]
    vault.close()


def test_an_old_file_is_brought_up_to_date_after_a_copy(tmp_path: Path, person: str) -> None:
    assert_all_there(tmp_path, person)

    copy = tmp_path / "store" / "people" / BEFORE / f"{person}.db"
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    vault = Vault(tmp_path, MASTER)
    engine = encrypted.engine(copy, vault.keys_of(person))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == OLD
    engine.dispose()
    vault.searched(person, [])
    assert not copy.exists()


def in_a_child(act: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.parametrize("statement", [1, 5, 9, 12, 16])
def test_a_migration_killed_half_way_does_no_harm(tmp_path: Path, person: str, monkeypatch: pytest.MonkeyPatch, statement: int) -> None:

    left = [statement]
    execute = op.execute

    def killed(*args: Any, **more: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        execute(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(op, "execute", killed)
        status = in_a_child(lambda: assert_all_there(tmp_path, person))
    assert os.WIFSIGNALED(status)

    assert_all_there(tmp_path, person)


def test_what_an_import_made_is_still_taken_back_with_it(tmp_path: Path, person: str) -> None:
    vault = Vault(tmp_path, MASTER)
    engine = encrypted.engine(vault.path(person), vault.keys_of(person))
    with engine.begin() as connection:
        _upgrade_to(connection, "0005")
        connection.execute(
            text(
                "INSERT INTO import VALUES (1, 'i', '2026-01-01T00:00:00.000000+00:00', 'x', 'vcard', 'done', '', NULL, 'UTC', 1, 1, 1, 1, 0, 0, "
                """'[]', '[["contact", "a"], ["chat", "c"]]', 0.0)"""
            )
        )
    engine.dispose()

    with vault.person(person, "test") as session:
        while not imports.take_back(session, imports.get(session, "i"), limit=1):
            pass

    assert_nothing(vault, person, "contact", "chat", "brought")


def test_messages_of_an_older_file_and_of_its_backup_are_read_without_flags_and_can_be_given_them(
    tmp_path: Path, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(tmp_path, MASTER)
    engine = encrypted.engine(vault.path(person), vault.keys_of(person))
    with engine.begin() as connection:
        _upgrade_to(connection, "0011")
        for statement in (
            "INSERT INTO message (chat, at, kind, text, forwarded) VALUES (1, 1700000000, 'text', 'a lynx was seen', 1)",
            "INSERT INTO message_index (rowid, text) SELECT seq, text FROM message",
        ):
            connection.execute(text(statement))
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_head", lambda kind: "0011")
        made = Backups(vault, tmp_path).make(NOW, keep=1)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0011"
    engine.dispose()
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "keys").mkdir(parents=True)
    (elsewhere / "keys" / "master.key").write_bytes(KeyFile.line(b"m" * 32))
    put_back(KeyFile.open(None, elsewhere), Settings(home=elsewhere), made.path)

    for home in (tmp_path, elsewhere):
        handlers = Handlers(again := Vault(home, MASTER), Directory(again))
        page: Any = handlers.read_chat(ask.ReadChat(person, "c"))
        (message,) = page.messages
        assert (message.text, message.forwarded, message.edited, message.earlier) == ("a lynx was seen", True, False, False)
        changed: Any = handlers.put_chat_message(ask.PutChatMessage(person, "c", {"edited": True, "earlier": True}, message.id))
        assert (changed.messages[0].edited, changed.messages[0].earlier) == (True, True)
        again.close()


def assert_nothing(vault: Vault, person: str, *tables: str) -> None:
    with vault.person(person, "test") as session:
        assert [session.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables] == [0] * len(tables)
