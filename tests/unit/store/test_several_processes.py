"""Several processes over one data folder, each with people of its own: keys are rotated by one and used by all."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from shared.bus.topology import PARTITIONS, partition
from shared.schemas import archive as ask
from store.adapters.backups import Backups
from store.adapters.keys import KeyFile
from store.adapters.vault import Vault
from store.rekeying import Rekeying
from tests.unit.store.conftest import NOW

HALF = PARTITIONS // 2


class Process:
    """What one store process has open."""

    def __init__(self, home: Path, owned: range) -> None:
        file = KeyFile.open(None, home)
        self.vault = Vault(home, None, owned=owned)
        self.backups = Backups(self.vault, home)
        self.rekeying = Rekeying(self.vault, file, lambda: None, self.backups)
        self.rekeying.open()

    def note(self, person: str) -> None:
        with self.vault.person(person, "test") as session:
            session.execute(text("INSERT OR REPLACE INTO note VALUES ('n', '2026', :words, 0)"), {"words": person})

    def reads(self, person: str) -> bool:
        with self.vault.person(person, "test") as session:
            return session.execute(text("SELECT text FROM note")).scalar() == person


@pytest.fixture
def two(tmp_path: Path) -> tuple[Process, Process]:
    return Process(tmp_path, range(HALF)), Process(tmp_path, range(HALF, PARTITIONS))


@pytest.fixture
def people(two: tuple[Process, Process]) -> list[str]:
    """The machine's owner, who is the first process's, and two people in each."""
    made: list[str] = []
    while not made or sum(partition(person) < HALF for person in made) < 2 or sum(partition(person) >= HALF for person in made) < 2:
        person = two[0].vault.create_person(owner=not made)
        if not made and partition(person) >= HALF:
            two[0].vault.forget_person(person)
            continue
        made.append(person)
    for person in made:
        of(two, person).note(person)
    return made


def of(two: tuple[Process, Process], person: str) -> Process:
    return two[partition(person) >= HALF]


def rotate(process: Process) -> Any:
    return process.rekeying.rotate(ask.RotateKeys(process.vault.owner() or "", "all"))


def test_one_rotates_and_the_other_goes_on(two: tuple[Process, Process], people: list[str], tmp_path: Path) -> None:
    one, other = two
    before = {person: one.vault.keys_of(person) for person in people}
    for _ in range(2):
        assert rotate(one).people == len(people)
        assert all(of(two, person).reads(person) for person in people)
    assert set(one.vault.half_rekeyed()) == {person for person in people if partition(person) >= HALF}

    other.rekeying.go_on()

    assert one.vault.half_rekeyed() == []
    for person in people:
        assert of(two, person).reads(person)
        assert len(one.vault.keys_of(person)) == 1
        assert one.vault.keys_of(person) != before[person]
    assert all(Process(tmp_path, range(PARTITIONS)).reads(person) for person in people)


def test_whoever_is_made_by_the_other_after_a_rotation_can_be_read_by_all(
    two: tuple[Process, Process], people: list[str], tmp_path: Path
) -> None:
    one, other = two
    rotate(one)

    made = other.vault.create_person()
    other.note(made)
    rotate(one)

    assert Process(tmp_path, range(PARTITIONS)).reads(made)


def test_nobody_wraps_a_key_while_the_master_key_is_rotated(two: tuple[Process, Process], people: list[str]) -> None:
    one, other = two
    made: list[str] = []
    thread = threading.Thread(target=lambda: made.append(other.vault.create_person()))
    with one.vault.keys_still(exclusive=True):
        thread.start()
        thread.join(0.3)
        assert made == []
    thread.join(10)

    assert len(made) == 1


def test_the_other_keeps_reading_and_writing_while_one_rotates(two: tuple[Process, Process], people: list[str]) -> None:
    """Now and then it is told to try again, and then it works; nothing else ever comes up."""
    one, other = two
    theirs = [person for person in people if of(two, person) is other]
    stop, failed = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            for person in theirs:
                try:
                    other.note(person)
                except Exception as error:  # Whatever it is, the test looks at it.
                    failed.append(type(error).__name__)
            other.rekeying.go_on()

    thread = threading.Thread(target=work)
    thread.start()
    for _ in range(3):
        rotate(one)
    stop.set()
    thread.join()

    assert set(failed) <= {"Unavailable"}
    assert all(other.reads(person) for person in theirs)


def test_a_rotation_between_two_looks_is_noticed(two: tuple[Process, Process], people: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The other has looked whether the keys have changed; then one rotates; then the other reads a wrapped key."""
    one, other = two
    theirs = next(person for person in people if of(two, person) is other)
    refresh, left = other.vault._refresh, [1]

    def then_rotated() -> None:
        refresh()
        if left:
            left.pop()
            rotate(one)

    monkeypatch.setattr(other.vault, "_refresh", then_rotated)

    assert other.vault.keys_of(theirs)
    assert left == []


def test_backups_of_both_hold_everybody(two: tuple[Process, Process], people: list[str]) -> None:
    made = two[0].backups.make(NOW, keep=7)
    rotate(two[0])
    two[1].rekeying.go_on()

    assert two[1].backups.drill(made) == len(people)
