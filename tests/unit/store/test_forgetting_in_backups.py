"""What is forgotten is taken out of older backups too, and everything else in them stays."""

import os
import tarfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Unavailable
from shared.metrics import Metrics
from shared.schemas import archive as ask
from store.adapters import backups as backups_module
from store.adapters.backups import Backups, restore
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.importing import Importing
from store.keeping import Keeping
from tests.unit.store.conftest import NOW
from tests.unit.store.test_forgetting import SECRET, WORD, everywhere
from tests.unit.store.test_importing import ended, send


class World:
    """A store with two backups of a note and of a chat."""

    def __init__(self, vault: Vault, person: str, home: Path) -> None:
        self.vault, self.person, self.home = vault, person, home
        self.directory = Directory(vault)
        self.backups = Backups(vault, home)
        self.keeping = Keeping(vault, self.directory, self.backups, Metrics("test"), every_hours=24, keep=7)
        self.woken = 0
        self.handlers = Handlers(vault, self.directory, self.backups, self.wake)
        self.other = vault.create_person()
        for who in (person, self.other):
            for name, words in (("goes", SECRET), ("stays", "something else")):
                self.handlers.put_record(ask.PutRecord(who, "note", name, {"text": words}))
        for day in range(2):
            self.backups.make(NOW + timedelta(days=day), keep=7)

    def wake(self) -> None:
        self.woken += 1

    def forget(self, kind: Any, thing: str) -> Any:
        return self.handlers.forget(ask.Forget(self.person, kind, thing))

    def listed(self) -> ask.BackupList:
        return self.keeping.every(ask.ListBackups(self.person))

    def restored(self, number: int) -> Vault:
        """Restore a backup, newest first, and return its vault."""
        folder = self.home / f"restored-{number}-{os.urandom(4).hex()}"
        restore(self.backups.every()[number].path, folder, self.vault.master)
        return Vault(self.home, self.vault.master, folder=folder.name)


@pytest.fixture
def world(vault: Vault, person: str, tmp_path: Path) -> World:
    return World(vault, person, tmp_path)


def notes(vault: Vault, person: str) -> list[str]:
    found: Any = Handlers(vault, Directory(vault)).list_records(ask.ListRecords(person, "note"))
    return sorted(record.id for record in found.records)


def test_a_thing_is_taken_out_of_each_and_nothing_else_is(world: World) -> None:
    receipt = world.forget("note", "goes")

    assert receipt.remains == ("2 older backups in the data folder, out of which it is being taken now",)
    assert (world.woken, world.listed().forgetting) == (1, 1)
    world.keeping.sweep()
    assert world.listed().forgetting == 0
    for number in range(2):
        restored = world.restored(number)
        assert notes(restored, world.person) == ["stays"]
        assert notes(restored, world.other) == ["goes", "stays"]
        assert everywhere(restored, world.person, WORD) == 0
        assert everywhere(restored, world.other, WORD) > 0
        assert world.backups.drill(world.backups.every()[number]) == 2


def test_where_it_lay_is_overwritten(world: World) -> None:
    """The old file, kept by another name, holds zeros in place of the person's data; the other person's is as it was."""
    old = world.backups.every()[0].path
    with tarfile.open(old) as archive:
        places = {name: archive.getmember(name) for name in archive.getnames()}
    kept = world.home / "kept.tar"
    os.link(old, kept)
    before = kept.read_bytes()

    world.forget("note", "goes")
    world.keeping.sweep()

    after = kept.read_bytes()
    for name, member in places.items():
        lay = slice(member.offset_data, member.offset_data + member.size)
        if world.person in name:
            assert after[lay] == bytes(member.size)
        else:
            assert after[lay] == before[lay]


def test_killed_in_between_it_is_done_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    change, left = Backups._change, [1]

    def then_killed(*args: Any) -> bool:
        left[0] -= 1
        if left[0] < 0:
            raise Unavailable("killed")
        return change(*args)

    world.forget("note", "goes")
    monkeypatch.setattr(Backups, "_change", then_killed)
    with pytest.raises(Unavailable):
        world.keeping.sweep()
    assert world.listed().forgetting == 1
    monkeypatch.undo()

    world.keeping.sweep()

    assert world.listed().forgetting == 0
    assert [notes(world.restored(number), world.person) for number in range(2)] == [["stays"], ["stays"]]


def test_a_backup_that_can_not_be_opened_keeps_no_other_from_it(world: World) -> None:
    broken = world.backups.every()[1].path
    broken.write_bytes(broken.read_bytes()[:5000])

    world.forget("note", "goes")
    world.keeping.sweep()

    assert world.listed().forgetting == 0
    assert notes(world.restored(0), world.person) == ["stays"]


def test_a_number_that_was_anothers_message_in_the_backup_takes_nothing(world: World) -> None:
    def bring(name: str, words: str) -> str:
        with Importing(world.vault, world.directory) as importer:
            send(importer, world.person, name, f"1.3.2024 klo 10.00 - Anna: {words}\n".encode(), "Anna")
            ended(importer, world.person, name)
        return str(world.handlers.search(ask.Search(world.person, words)).hits[0].id)  # type: ignore[attr-defined]

    first = bring("i1", "aardwolf")
    world.backups.make(NOW + timedelta(days=5), keep=7)
    world.forget("message", first)
    world.directory.end_forgotten([number for number, *_ in world.directory.forgotten()])
    again = bring("i2", "binturong")
    assert again == first
    world.backups.make(NOW + timedelta(days=6), keep=7)

    world.forget("message", again)
    world.keeping.sweep()

    def found(number: int, word: str) -> bool:
        restored = world.restored(number)
        return bool(Handlers(restored, Directory(restored)).search(ask.Search(world.person, word)).hits)  # type: ignore[attr-defined]

    assert not found(0, "binturong")
    assert found(1, "aardwolf")


def test_without_backups_nothing_waits(vault: Vault, person: str, tmp_path: Path) -> None:
    directory = Directory(vault)
    handlers = Handlers(vault, directory, Backups(vault, tmp_path))
    handlers.put_record(ask.PutRecord(person, "note", "goes", {"text": SECRET}))

    handlers.forget(ask.Forget(person, "note", "goes"))
    Keeping(vault, directory, Backups(vault, tmp_path), Metrics("test"), every_hours=24, keep=7).sweep()

    assert directory.forgotten() == []


def test_a_backup_that_is_being_made_meanwhile_loses_it_too(world: World) -> None:
    """It holds the thing, and is no backup yet when that is forgotten: whoever sweeps waits for it."""
    made = world.backups.make(NOW + timedelta(days=3), keep=7).path
    draft = made.rename(made.with_suffix(".draft"))
    sweeping = threading.Thread(target=world.keeping.sweep)

    with world.backups.still():
        world.forget("note", "goes")
        sweeping.start()
        sweeping.join(0.5)
        assert sweeping.is_alive()
        draft.rename(made)
    sweeping.join(20)

    assert world.backups.every()[0].path == made
    assert [notes(world.restored(number), world.person) for number in range(3)] == [["stays"]] * 3


@pytest.fixture
def older_tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Backups are made as if there were no table of drafts yet."""
    counts = backups_module.counts
    monkeypatch.setattr(backups_module, "counts", lambda c: {name: n for name, n in counts(c).items() if name != "draft"})
    yield
    monkeypatch.undo()


def test_a_backup_from_before_a_table_was_added_restores(older_tables: None, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    assert [world.backups.drill(made) for made in world.backups.every()] == [2, 2]
