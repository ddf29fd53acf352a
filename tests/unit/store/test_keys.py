"""The store's keys: passphrase, rotation killed at every step, a lost key and its sheet."""

import base64
import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from shared.errors import Refused, Unavailable
from shared.schemas import archive as ask
from store import recovery
from store.adapters import sqlcipher
from store.adapters.backups import Backups, restore
from store.adapters.keys import ARGON2, KeyFile, MasterKey
from store.adapters.vault import Vault
from store.rekeying import Rekeying
from tests.unit.store.conftest import NOW

PASSPHRASE = "correct horse battery staple"
QUICK = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}


@pytest.fixture(autouse=True)
def quick_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weak numbers, so that a test takes no second; the real ones have a test of their own."""
    monkeypatch.setattr("store.adapters.keys.ARGON2", QUICK)
    monkeypatch.setattr("store.rekeying.WRONG_SECONDS", 0.01)


def opened(home: Path, step: Callable[[str], None] = lambda _: None) -> tuple[Vault, Rekeying]:
    file = KeyFile.open(None, home)
    vault = Vault(home, None)
    rekeying = Rekeying(vault, file, lambda: None, Backups(vault, vault.folder.parent), step)
    rekeying.open()
    return vault, rekeying


def write(vault: Vault, person: str) -> None:
    with vault.person(person, "test") as session:
        session.execute(text("INSERT OR REPLACE INTO note VALUES ('n', '2026', :words, 0)"), {"words": f"note of {person}"})


def assert_whole(home: Path, people: list[str]) -> None:
    """Everybody's note is there, with one key in force of each."""
    vault, _ = opened(home)
    for person in people:
        with vault.person(person, "test") as session:
            assert session.execute(text("SELECT text FROM note")).scalar() == f"note of {person}"
    assert vault.half_rekeyed() == []
    backups = Backups(vault, home)
    assert [backups.drill(made) for made in backups.every()] == [len(people)]
    vault.close()
    assert len((home / "keys" / "master.key").read_text().split()) == 1
    assert len((home / "store" / "directory.key").read_text().split()) == 1
    assert not list(home.rglob("*.new"))


@pytest.fixture
def people(tmp_path: Path) -> list[str]:
    vault, _ = opened(tmp_path)
    made = [vault.create_person(owner=True), vault.create_person()]
    for person in made:
        write(vault, person)
    Backups(vault, tmp_path).make(NOW, keep=7)
    vault.close()
    return made


def killed_at(number: int, home: Path, act: Callable[[Rekeying, Vault], None]) -> bool:
    """Do something in a child that kills itself at step `number`; return whether it came so far."""
    child = os.fork()
    if child == 0:
        left = [number]

        def step(_name: str) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        vault, rekeying = opened(home, step)
        act(rekeying, vault)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def rotate(rekeying: Rekeying, vault: Vault) -> None:
    rekeying.rotate(ask.RotateKeys(vault.everybody()[0], "all"))


def test_a_rotation_killed_at_any_step_loses_nothing_and_is_gone_on_with(people: list[str], tmp_path: Path) -> None:
    number = 0
    while killed_at(number, tmp_path, rotate):
        assert_whole(tmp_path, people)
        number += 1

    assert number >= 12
    assert_whole(tmp_path, people)


def test_going_on_may_be_killed_too(people: list[str], tmp_path: Path) -> None:
    for number in range(6, 13):
        assert killed_at(number, tmp_path, rotate)
        again = 0
        while killed_at(again, tmp_path, lambda _rekeying, _vault: None):
            again += 1
            assert again < 20
        assert_whole(tmp_path, people)


def test_after_a_rotation_no_old_key_opens_anything(people: list[str], tmp_path: Path) -> None:
    old_file, old_directory = (tmp_path / "keys" / "master.key").read_bytes(), (tmp_path / "store" / "directory.key").read_bytes()
    databases = {path: path.read_bytes() for path in (tmp_path / "store").rglob("*.db")}
    vault, rekeying = opened(tmp_path)
    rotate(rekeying, vault)
    vault.close()

    assert all(path.read_bytes()[:4096] != before[:4096] for path, before in databases.items())
    (made,) = Backups(vault, tmp_path).every()
    with pytest.raises(Refused, match="another master key"):
        restore(made.path, tmp_path / "x", MasterKey(base64.b64decode(old_file)))
    new_file = (tmp_path / "keys" / "master.key").read_bytes()
    for name, content in (("keys/master.key", old_file), ("store/directory.key", old_directory)):
        kept = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Refused):
            opened(tmp_path)
        (tmp_path / name).write_bytes(kept)
    assert new_file != old_file
    assert_whole(tmp_path, people)


def test_a_rotation_while_others_read_and_write(people: list[str], tmp_path: Path) -> None:
    vault, rekeying = opened(tmp_path)

    stop, failed = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            for person in people:
                try:
                    write(vault, person)
                except Exception as error:  # Whatever it is, it is a failure of the test.
                    failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        rotate(rekeying, vault)
    stop.set()
    for thread in threads:
        thread.join()
    vault.close()

    assert failed == []
    assert_whole(tmp_path, people)


def test_only_the_owner_rotates_the_master_key(people: list[str], tmp_path: Path) -> None:
    vault, rekeying = opened(tmp_path)
    owner, other = vault.everybody()

    assert rekeying.rotate(ask.RotateKeys(other, "personal")).people == 1
    for what in ("master", "all"):
        with pytest.raises(Refused):
            rekeying.rotate(ask.RotateKeys(other, what))  # type: ignore[arg-type]
    assert rekeying.rotate(ask.RotateKeys(owner, "master")).master


def test_a_data_folder_from_before_keeps_working_and_is_rotated(people: list[str], tmp_path: Path) -> None:
    """Before it had a key of its own the directory's key came from the master key."""
    vault, _ = opened(tmp_path)
    first = vault.master.first_directory_key
    sqlcipher.rekey(vault._directory.engine, first)
    vault.close()
    (tmp_path / "store" / "directory.key").unlink()

    vault, rekeying = opened(tmp_path)
    rotate(rekeying, vault)
    vault.close()
    assert_whole(tmp_path, people)


def test_behind_a_passphrase_the_store_is_sealed_until_it_is_given(people: list[str], tmp_path: Path) -> None:
    file = KeyFile.open(None, tmp_path)
    key = file.master().keys[0]  # type: ignore[union-attr]
    file.protect(PASSPHRASE)
    content = (tmp_path / "keys" / "master.key").read_bytes()
    assert base64.b64encode(key) not in content

    vault, rekeying = opened(tmp_path)
    assert vault.sealed
    for call in (vault.ping, vault.everybody, lambda: write(vault, people[0])):
        with pytest.raises(Unavailable, match="sealed"):
            call()  # type: ignore[operator]
    for wrong in ("", "wrong", PASSPHRASE + " ", PASSPHRASE.upper()):
        with pytest.raises(Refused, match="passphrase"):
            rekeying.unseal(ask.Unseal(wrong))
    assert rekeying.unseal(ask.Unseal(PASSPHRASE)).fresh
    assert not rekeying.unseal(ask.Unseal("anything")).fresh
    with vault.person(people[1], "test") as session:
        assert session.execute(text("SELECT text FROM note")).scalar() == f"note of {people[1]}"
    rotate(rekeying, vault)
    vault.close()
    again, rekeying = opened(tmp_path)
    assert again.sealed
    rekeying.unseal(ask.Unseal(PASSPHRASE))
    assert again.everybody() == people


def test_the_numbers_of_argon2_are_those_of_the_rfc_and_may_not_be_lowered(
    people: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    KeyFile.open(None, tmp_path).protect(PASSPHRASE)
    monkeypatch.setattr("store.adapters.keys.ARGON2", ARGON2)

    with pytest.raises(Refused, match="damaged"):
        KeyFile.open(None, tmp_path).unseal(PASSPHRASE)
    assert ARGON2 == {"time_cost": 3, "memory_cost": 65536, "parallelism": 4}


@pytest.mark.parametrize(
    "content", ["{}", "{", '{"kdf": "argon2id"}', '{"kdf": "md5", "salt": "", "time_cost": 1, "memory_cost": 64, "parallelism": 1}']
)
def test_a_damaged_passphrase_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys" / "master.key"
    path.parent.mkdir()
    path.write_text(content)

    with pytest.raises(Refused, match="damaged"):
        KeyFile.open(None, tmp_path).unseal(PASSPHRASE)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    monkeypatch.setenv("SIHTEERI_HOME", str(tmp_path))
    monkeypatch.delenv("MASTER_KEY_FILE", raising=False)

    def run(*arguments: str, typed: str = "") -> int:
        monkeypatch.setattr(sys, "argv", ["recovery", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return recovery.main()

    return run


def words_of(sheet: str) -> list[str]:
    """Each part of a sheet on one line, as somebody types it."""
    return [" ".join(line for line in page.splitlines() if line[:2].strip().isdigit()) for page in sheet.split("\f")]


@pytest.mark.parametrize(("parts", "needed", "typed"), [(1, 1, [0]), (3, 2, [2, 0]), (5, 3, [4, 1, 2])])
def test_a_sheet_restores_a_lost_master_key(
    said: Any, people: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], parts: int, needed: int, typed: list[int]
) -> None:
    assert said("sheet", f"--parts={parts}", f"--needed={needed}") == 0
    pages = words_of(capsys.readouterr().out)
    assert len(pages) == parts
    (tmp_path / "keys" / "master.key").unlink()

    if needed > 1:
        assert said("recover", typed=pages[0] + "\n\n") == 1
    assert said("recover", typed="\n".join(pages[number] for number in typed) + "\n\n") == 0

    assert (tmp_path / "keys" / "master.key").stat().st_mode & 0o777 == 0o600
    assert_whole(tmp_path, people)


def test_the_sheet_of_other_data_or_an_old_one_restores_nothing(
    said: Any, people: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said("sheet")
    (page,) = words_of(capsys.readouterr().out)
    vault, rekeying = opened(tmp_path)
    rotate(rekeying, vault)
    vault.close()
    path = tmp_path / "keys" / "master.key"
    assert said("recover", typed=page + "\n\n") == 1
    assert "there is a master key" in capsys.readouterr().err
    path.rename(path.with_suffix(".away"))

    assert said("recover", typed=page + "\n\n") == 1
    assert "not the one that this data was kept with" in capsys.readouterr().err
    assert said("recover", typed="academic academic academic\n\n") == 1
    assert not path.exists()


def test_a_passphrase_is_set_and_taken_away(said: Any, people: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said("passphrase", typed="short\n") == 1
    assert said("passphrase", typed=f"{PASSPHRASE}\n") == 0
    assert opened(tmp_path)[0].sealed
    assert said("sheet", typed=f"{PASSPHRASE}\n") == 0
    assert "RECOVERY SHEET" in capsys.readouterr().out
    assert said("passphrase", "--remove", typed="wrong\n") == 1
    assert said("passphrase", "--remove", typed=f"{PASSPHRASE}\n") == 0
    assert not opened(tmp_path)[0].sealed
    assert opened(tmp_path)[0].owner() == people[0]


def test_any_flipped_bit_of_the_key_file_is_noticed_or_changes_nothing(people: list[str], tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 7]) + whole[place + 1 :])
        try:
            assert opened(tmp_path)[0].everybody() == people
        except Refused:
            continue
        assert KeyFile.open(None, tmp_path).master().keys[0] == base64.b64decode(whole)  # type: ignore[union-attr]


def test_a_foreign_master_key_is_refused_and_makes_nothing_new(people: list[str], tmp_path: Path) -> None:
    before = sorted(path.name for path in (tmp_path / "store").rglob("*") if path.suffix == ".db")

    with pytest.raises(Refused, match="not the one"):
        Vault(tmp_path, MasterKey(b"x" * 32))
    assert sorted(path.name for path in (tmp_path / "store").rglob("*") if path.suffix == ".db") == before
