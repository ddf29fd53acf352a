"""One person's file, damaged in one way or another: noticed, mended by itself, and nobody else is touched."""

import io
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Refused, ServiceError, Unavailable
from shared.schemas import archive as ask
from store import recovery
from store.adapters.backups import Backups
from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.vault import Vault
from store.handlers import Handlers
from tests.unit.store.conftest import NOW

WAL_HEAD, FRAME_HEAD, PAGE = 32, 24, 4096


def put(vault: Vault, person: str, name: str) -> None:
    Handlers(vault, Directory(vault)).put_record(ask.PutRecord(person, "note", name, {"text": f"note {name}"}))


def notes(vault: Vault, person: str) -> list[str]:
    found: Any = Handlers(vault, Directory(vault)).list_records(ask.ListRecords(person, "note"))
    return sorted(record.id for record in found.records)


@pytest.fixture
def people(vault: Vault, tmp_path: Path) -> list[str]:
    """Two people with a note in a backup and one since, whose logs have not been brought into their files: as after a kill."""
    made = [vault.create_person() for _ in range(2)]
    for person in made:
        put(vault, person, "before")
    Backups(vault, tmp_path).make(NOW, keep=7)
    for person in made:
        put(vault, person, "since")
    killed = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and not path.name.endswith("-shm")}
    vault.close()
    for path in list(tmp_path.rglob("*.db-*")):
        path.unlink()
    for path, data in killed.items():
        path.write_bytes(data)
    return made


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    monkeypatch.setenv("SIHTEERI_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["recovery", "repair", *arguments])
        status = recovery.main()
        heard = capsys.readouterr()
        return status, heard.out + heard.err

    return run


def again(home: Path) -> Vault:
    return Vault(home, MasterKey.load(None, home))


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_nothing_wrong(people: list[str], said: Any) -> None:
    status, heard = said()

    assert status == 0
    assert [line.split() for line in heard.splitlines()] == [[person, "whole"] for person in people]


@pytest.mark.parametrize("frame", [0, -1])
def test_a_bit_of_the_log_is_noticed_though_nothing_was_anchored_elsewhere(people: list[str], tmp_path: Path, frame: int) -> None:
    """SQLite drops the log from a frame on that does not fit, without a word: the head beside the file tells. The last frame too."""
    log = tmp_path / "store" / "people" / f"{people[0]}.db-wal"
    frames = (log.stat().st_size - WAL_HEAD) // (FRAME_HEAD + PAGE)
    flip(log, WAL_HEAD + (frame % frames) * (FRAME_HEAD + PAGE) + FRAME_HEAD + 100)
    vault = again(tmp_path)

    with pytest.raises(Unavailable, match="lacks what was written last"):
        notes(vault, people[0])
    assert notes(vault, people[1]) == ["before", "since"]


def test_the_control_without_the_head_it_is_not_noticed(people: list[str], tmp_path: Path) -> None:
    log = tmp_path / "store" / "people" / f"{people[0]}.db-wal"
    flip(log, log.stat().st_size - 100)
    (tmp_path / "store" / "people" / f"{people[0]}.head").unlink()

    assert "before" in notes(again(tmp_path), people[0])


def test_a_head_that_was_never_written_whole_or_is_anothers_keeps_nobody_out(people: list[str], tmp_path: Path) -> None:
    one, two = (tmp_path / "store" / "people" / f"{person}.head" for person in people)
    whole = one.read_bytes()
    for content in (b"", whole[:40], b"x" * len(whole), two.read_bytes(), whole.replace(b"0000", b"9999", 1)):
        one.write_bytes(content)
        vault = again(tmp_path)
        assert notes(vault, people[0]) == ["before", "since"]
        vault.close()


def test_one_goes_on_with_what_is_there(people: list[str], tmp_path: Path, said: Any) -> None:
    log = tmp_path / "store" / "people" / f"{people[0]}.db-wal"
    flip(log, log.stat().st_size - 100)

    status, heard = said()
    assert status == 1
    assert f"{people[0]}  a person's file lacks" in heard
    assert f"{people[1]}  whole" in heard
    assert "--accept" in heard
    assert said(people[0], "--accept") == (0, f"{people[0]}  whole\n")

    assert "before" in notes(again(tmp_path), people[0])
    assert notes(again(tmp_path), people[1]) == ["before", "since"]


def test_or_puts_the_file_back_from_a_backup_and_leaves_everybody_else_alone(people: list[str], tmp_path: Path, said: Any) -> None:
    path = tmp_path / "store" / "people" / f"{people[0]}.db"
    (backup,) = (tmp_path / "backups").glob("*.tar")
    vault = again(tmp_path)
    vault.searched(people[0], [])
    vault.close()
    flip(path, 5000)
    status, heard = said()
    assert status == 1
    assert f"{people[1]}  whole" in heard
    assert said(people[0], "--accept")[0] == 1

    assert said(people[0], f"--backup={backup}") == (0, f"{people[0]}  whole\n")

    vault = again(tmp_path)
    assert notes(vault, people[0]) == ["before"]
    assert notes(vault, people[1]) == ["before", "since"]
    assert (path.parent / "before" / path.name).exists()
    put(vault, people[0], "after")
    assert notes(vault, people[0]) == ["after", "before"]


def test_a_file_whose_key_was_rotated_since_is_put_back_with_its_key(people: list[str], tmp_path: Path, said: Any) -> None:
    (backup,) = (tmp_path / "backups").glob("*.tar")
    vault = again(tmp_path)
    vault.rekey_person(people[0])
    vault.close()

    assert said(people[0], f"--backup={backup}")[0] == 0

    assert notes(again(tmp_path), people[0]) == ["before"]


def test_a_person_who_is_not_in_the_backup_and_a_backup_that_is_none(people: list[str], tmp_path: Path, said: Any) -> None:
    (backup,) = (tmp_path / "backups").glob("*.tar")
    vault = again(tmp_path)
    later = vault.create_person()
    vault.close()
    (tmp_path / "no-backup").write_bytes(os.urandom(5000))

    assert "not in the backup" in said(later, f"--backup={backup}")[1]
    assert "damaged or no backup" in said(people[0], f"--backup={tmp_path / 'no-backup'}")[1]
    assert "nobody has this id" in said("f" * 32)[1]
    assert notes(again(tmp_path), people[0]) == ["before", "since"]


def test_after_a_rotation_the_head_beside_the_file_is_under_the_new_key(people: list[str], tmp_path: Path) -> None:
    vault = again(tmp_path)
    vault.rekey_person(people[0])
    old = {path: path.read_bytes() for path in (tmp_path / "store" / "people").glob(f"{people[0]}.db*")}
    put(vault, people[0], "later")
    vault.close()
    for path in (tmp_path / "store" / "people").glob(f"{people[0]}.db*"):
        path.unlink()
    for path, data in old.items():
        path.write_bytes(data)

    with pytest.raises(ServiceError, match="lacks"):
        notes(again(tmp_path), people[0])
    with pytest.raises(Refused):
        again(tmp_path).keys_of("nobody")


def test_one_damaged_file_keeps_nobody_else_out_of_the_backup_and_no_older_one_is_removed(
    people: list[str], tmp_path: Path, said: Any
) -> None:
    path = tmp_path / "store" / "people" / f"{people[0]}.db"
    (good,) = (tmp_path / "backups").glob("*.tar")
    vault = again(tmp_path)
    vault.searched(people[0], [])
    vault.close()
    flip(path, 100)
    vault = again(tmp_path)
    backups = Backups(vault, tmp_path)

    made = backups.make(NOW + timedelta(days=1), keep=1)

    assert backups.missing == 1
    assert backups.drill(made) == 1
    assert [one.path for one in backups.every()] == [made.path, good]
    copied = tmp_path / "copied"
    copied.write_bytes(good.read_bytes())
    assert backups.forget_person(people[0]) == 2
    assert [backups.drill(one) for one in backups.every()] == [1, 1]
    good.write_bytes(copied.read_bytes())
    vault.close()
    assert said(people[0], f"--backup={good}")[0] == 0
    vault = again(tmp_path)
    backups = Backups(vault, tmp_path)
    whole = backups.make(NOW + timedelta(days=2), keep=1)
    assert backups.missing == 0
    assert backups.drill(whole) == 2
    assert [one.path for one in backups.every()] == [whole.path]
