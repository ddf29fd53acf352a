"""Backups: made while the store is written to, tried out, restored on another machine, and without those who were forgotten."""

import io
import json
import tarfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from shared.errors import Refused, Unavailable
from shared.metrics import Metrics
from shared.schemas import archive as ask
from store.adapters.backups import Backup, Backups, restore
from store.adapters.directory import Directory
from store.adapters.keys import KeyFile, MasterKey
from store.adapters.tarred import MANIFEST
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.keeping import Keeping
from store.recovery import put_back
from store.settings import Settings
from tests.unit.store.conftest import NOW

WORDS = "the okapi is shy of strangers"


@pytest.fixture
def backups(vault: Vault, tmp_path: Path) -> Backups:
    return Backups(vault, tmp_path)


def note(vault: Vault, person: str, number: int = 0) -> None:
    with vault.person(person, "test") as session:
        session.execute(text("INSERT INTO note VALUES (:id, '2026', :words, 0)"), {"id": str(number), "words": f"{WORDS} {number}"})


def notes(vault: Vault, person: str) -> int:
    with vault.person(person, "test") as session:
        return session.execute(text("SELECT count(*) FROM note")).scalar() or 0


def test_it_holds_nothing_in_clear_and_restores_on_another_machine(backups: Backups, vault: Vault, person: str, tmp_path: Path) -> None:
    other = vault.create_person()
    for who in (person, other):
        note(vault, who)
    made = backups.make(NOW, keep=7)
    assert WORDS.encode() not in made.path.read_bytes()
    assert b"SQLite format 3" not in made.path.read_bytes()
    assert made.path.stat().st_mode & 0o777 == 0o600
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "keys").mkdir(parents=True)
    (elsewhere / "keys" / "master.key").write_bytes((tmp_path / "keys" / "master.key").read_bytes())

    put_back(KeyFile.open(None, elsewhere), Settings(home=elsewhere), made.path)

    again = Vault(elsewhere, MasterKey.load(None, elsewhere))
    assert again.everybody() == vault.everybody()
    assert [notes(again, who) for who in (person, other)] == [1, 1]
    with pytest.raises(Refused, match="there is a store"):
        put_back(KeyFile.open(None, elsewhere), Settings(home=elsewhere), made.path)


def test_made_while_it_is_written_to_it_is_one_moment_of_each_file(backups: Backups, vault: Vault, person: str, tmp_path: Path) -> None:
    stop = threading.Event()
    acked: list[int] = []

    def write() -> None:
        while not stop.is_set():
            note(vault, person, len(acked))
            acked.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    seen = []
    for number in range(5):
        before = len(acked)
        made = backups.make(NOW + timedelta(seconds=number), keep=9)
        seen.append((before, made, len(acked)))
    stop.set()
    writer.join()

    for number, (before, made, after) in enumerate(seen):
        folder = tmp_path / f"r{number}"
        assert restore(made.path, folder, vault.master) == 1
        held = notes(Vault(tmp_path, vault.master, folder=folder.name), person)
        assert before <= held <= after + 1


def test_old_ones_go(backups: Backups, person: str) -> None:
    for day in range(5):
        backups.make(NOW + timedelta(days=day), keep=3)

    assert [one.made_at.day for one in backups.every()] == [NOW.day + day for day in (4, 3, 2)]


def harmed(made: Backup, change: Any) -> None:
    """Write a backup anew with its members changed."""
    with tarfile.open(made.path) as archive:
        members = {name: archive.extractfile(name).read() for name in archive.getnames()}  # type: ignore[union-attr]
    change(members)
    with tarfile.open(made.path, "w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


def flipped(name: str, place: int) -> Any:
    def change(members: dict[str, bytes]) -> None:
        found = next(one for one in members if one.startswith(name))
        data = bytearray(members[found])
        data[place] ^= 1
        members[found] = bytes(data)

    return change


@pytest.mark.parametrize(
    "change",
    [
        flipped("people/", 5000),
        flipped("directory.db", 100),
        flipped("directory.key", 10),
        flipped(MANIFEST, 40),
        lambda members: members.pop("directory.db"),
        lambda members: members.pop(MANIFEST),
        lambda members: members.pop(next(name for name in members if name.startswith("people/"))),
        lambda members: members.clear(),
    ],
)
def test_a_drill_finds_every_damage_and_leaves_nothing(backups: Backups, vault: Vault, person: str, tmp_path: Path, change: Any) -> None:
    note(vault, person)
    made = backups.make(NOW, keep=7)
    assert backups.drill(made) == 1
    harmed(made, change)

    with pytest.raises(Refused):
        backups.drill(made)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.path.name]


@pytest.mark.parametrize("size", [0, 1, 511, 5000])
def test_a_cut_backup_is_refused(backups: Backups, person: str, size: int) -> None:
    made = backups.make(NOW, keep=7)
    made.path.write_bytes(made.path.read_bytes()[:size])

    with pytest.raises(Refused):
        backups.drill(made)


def test_one_person_put_in_anothers_place_is_found(backups: Backups, vault: Vault, person: str) -> None:
    other = vault.create_person()
    made = backups.make(NOW, keep=7)

    def swap(members: dict[str, bytes]) -> None:
        one, two = f"people/{person}.db", f"people/{other}.db"
        members[one], members[two] = members[two], members[one]

    harmed(made, swap)
    with pytest.raises(Refused):
        backups.drill(made)


def test_a_backup_of_another_master_key_is_named(backups: Backups, vault: Vault, person: str, tmp_path: Path) -> None:
    made = backups.make(NOW, keep=7)

    with pytest.raises(Refused, match="another master key"):
        restore(made.path, tmp_path / "x", MasterKey(b"x" * 32))
    assert not (tmp_path / "x").exists()


def test_a_name_that_leads_elsewhere_is_refused(backups: Backups, vault: Vault, person: str, tmp_path: Path) -> None:
    made = backups.make(NOW, keep=7)

    def evil(members: dict[str, bytes]) -> None:
        manifest = json.loads(vault.master.unwrap(members[MANIFEST], MANIFEST))
        manifest["files"]["../../evil"] = {"bytes": 1, "sha256": ""}
        members[MANIFEST] = vault.master.wrap(json.dumps(manifest).encode(), MANIFEST)
        members["../../evil"] = b"x"

    harmed(made, evil)
    with pytest.raises(Refused):
        backups.drill(made)
    assert not list(tmp_path.parent.rglob("evil"))


def test_whoever_is_forgotten_is_forgotten_in_backups_too(backups: Backups, vault: Vault, person: str) -> None:
    other = vault.create_person()
    for who in (person, other):
        note(vault, who)
    for day in range(2):
        backups.make(NOW + timedelta(days=day), keep=7)

    receipt: Any = Handlers(vault, Directory(vault), backups).forget_person(ask.ForgetPerson(person))

    assert receipt.removed["backup"] == 2
    for made in backups.every():
        with tarfile.open(made.path) as archive:
            assert not [name for name in archive.getnames() if person in name]
        assert backups.drill(made) == 1


def test_the_clock_makes_one_a_day_and_the_metrics_tell_its_age(backups: Backups, vault: Vault, person: str) -> None:
    metrics = Metrics("test")
    keeping = Keeping(vault, Directory(vault), backups, metrics, every_hours=24, keep=7)
    age = lambda: metrics.registry.get_sample_value("sihteeri_backup_age_seconds")  # noqa: E731
    assert age() == float("inf")

    for _ in range(3):
        keeping.tick(datetime.now(UTC))

    assert len(backups.every()) == 1
    assert 0 <= age() < 60  # type: ignore[operator]
    assert 0 <= metrics.registry.get_sample_value("sihteeri_backup_drill_age_seconds") < 60  # type: ignore[operator]
    with pytest.raises(Refused, match="owner"):
        keeping.make(ask.MakeBackup(vault.create_person()))


def test_a_backup_that_fails_is_not_tried_again_at_once(
    backups: Backups, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = Keeping(vault, Directory(vault), backups, Metrics("test"), every_hours=24, keep=7)
    tried: list[int] = []

    def full(*_: object, **__: object) -> None:
        tried.append(1)
        raise Unavailable("the disk is full")

    monkeypatch.setattr(backups, "make", full)
    with pytest.raises(Unavailable):
        keeping.tick(datetime.now(UTC))

    keeping.tick(datetime.now(UTC))

    assert tried == [1]


def test_a_clock_that_jumps_stops_no_backups(backups: Backups, vault: Vault, person: str) -> None:
    keeping = Keeping(vault, Directory(vault), backups, Metrics("test"), every_hours=24, keep=7)
    backups.make(datetime.now(UTC) + timedelta(days=400), keep=7)

    keeping.tick(datetime.now(UTC))

    assert len(backups.every()) == 2


def test_a_folder_that_can_not_be_written_is_said(vault: Vault, person: str, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file in its place")

    with pytest.raises(Unavailable, match="backup can't be written"):
        Backups(vault, tmp_path).make(NOW, keep=7)
