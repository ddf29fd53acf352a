"""Whose the machine is: it passes by an act, and what a former owner had opens nothing that is somebody else's."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Refused, Unavailable
from shared.metrics import Metrics
from shared.schemas import archive as ask
from store import recovery
from store.adapters.access import Access
from store.adapters.backups import Backups
from store.adapters.directory import Directory
from store.adapters.keys import KeyFile, MasterKey
from store.adapters.models_directory import TokenRow
from store.adapters.ownership import FORMER, TOKEN_FILE, Ownership
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.keeping import Keeping
from store.rekeying import Rekeying
from tests.unit.store.conftest import NOW

NUMBER = "+358401234567"
ADDRESS = ("whatsapp", "twilio", f"whatsapp:{NUMBER}")


class Machine:
    """A machine on which an owner and somebody else have accounts."""

    def __init__(self, vault: Vault, home: Path) -> None:
        self.vault, self.home = vault, home
        self.ownership, self.directory = Ownership(vault), Directory(vault)
        self.ownership.ensure(NUMBER)
        self.owner, self.token = vault.owner() or "", self.token_in_file()
        self.other = vault.create_person(beside=lambda person: [TokenRow(sha256=sha256("theirs"), person=person, created_at="2026")])
        self.backups = Backups(vault, home)

    def token_in_file(self, name: str = TOKEN_FILE) -> str:
        return (self.home / name).read_text().strip()

    def whose(self, token: str) -> str | None:
        return self.directory.by_token(sha256(token))

    def forget_owner(self) -> None:
        Handlers(self.vault, self.directory, self.backups).forget_person(ask.ForgetPerson(self.owner))

    def owners_routes(self, person: str) -> list[Any]:
        """Whatever only the owner may do, each as a call."""
        keeping = Keeping(self.vault, self.directory, self.backups, Metrics("test"), every_hours=24, keep=7)
        rekeying = Rekeying(self.vault, KeyFile.open(None, self.home), lambda: None, self.backups)
        return [
            lambda: keeping.every(ask.ListBackups(person)),
            lambda: keeping.make(ask.MakeBackup(person)),
            lambda: keeping.drill(ask.DrillBackup(person)),
            lambda: rekeying.rotate(ask.RotateKeys(person, "master")),
            lambda: rekeying.rotate(ask.RotateKeys(person, "all")),
        ]


@pytest.fixture
def machine(vault: Vault, tmp_path: Path) -> Machine:
    return Machine(vault, tmp_path)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_owner_is_made_once_with_a_token_nobody_else_can_read(machine: Machine) -> None:
    machine.ownership.ensure("")

    assert machine.vault.owner() == machine.owner == machine.whose(machine.token_in_file())
    assert machine.token_in_file() == machine.token
    assert (machine.home / TOKEN_FILE).stat().st_mode & 0o777 == 0o600
    assert machine.directory.by_address(*ADDRESS) == machine.owner


def test_nobody_who_is_there_already_is_given_a_token_an_address_or_the_mark(vault: Vault, tmp_path: Path) -> None:
    vault.create_person()

    Ownership(vault).ensure(NUMBER)

    assert vault.owner() is None
    assert not (tmp_path / TOKEN_FILE).exists()
    assert Directory(vault).by_address(*ADDRESS) is None


def test_an_address_that_is_set_later_is_not_linked_by_a_start(vault: Vault) -> None:
    Ownership(vault).ensure("")

    Ownership(vault).ensure(NUMBER)

    assert Directory(vault).by_address(*ADDRESS) is None


def test_a_deleted_owner_takes_the_token_and_the_address_along(machine: Machine) -> None:
    machine.forget_owner()

    assert not (machine.home / TOKEN_FILE).exists()
    for _ in range(2):  # Before the next start, and after it.
        assert machine.vault.owner() is None
        assert machine.whose(machine.token) is None
        assert machine.directory.by_address(*ADDRESS) is None
        assert machine.whose("theirs") == machine.other
        machine.ownership.ensure(NUMBER)


def test_the_next_person_can_do_nothing_that_was_the_owners(machine: Machine) -> None:
    machine.forget_owner()

    for act in machine.owners_routes(machine.other):
        with pytest.raises(Refused, match="no owner now"):
            act()


def test_when_nobody_is_left_the_next_start_makes_an_owner_whom_the_old_token_does_not_open(machine: Machine) -> None:
    machine.vault.forget_person(machine.other)
    machine.forget_owner()

    machine.ownership.ensure(NUMBER)

    assert machine.vault.owner() not in (None, machine.owner)
    assert machine.whose(machine.token) is None
    assert machine.whose(machine.token_in_file()) == machine.vault.owner() == machine.directory.by_address(*ADDRESS)


def test_killed_before_the_tokens_file_was_removed_the_next_start_removes_it(machine: Machine) -> None:
    machine.vault.forget_person(machine.owner)
    assert machine.token_in_file() == machine.token

    machine.ownership.ensure(NUMBER)

    assert not (machine.home / TOKEN_FILE).exists()
    assert machine.vault.owner() is None


def test_killed_while_the_owner_is_made_the_next_start_makes_one(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: Any, **__: Any) -> str:
        raise Unavailable("killed")

    with monkeypatch.context() as patch:
        patch.setattr(vault, "create_person", killed)
        with pytest.raises(Unavailable):
            Ownership(vault).ensure(NUMBER)

    Ownership(vault).ensure(NUMBER)

    token = (tmp_path / TOKEN_FILE).read_text().strip()
    assert [Directory(vault).by_token(sha256(token))] == vault.everybody() == [vault.owner()]


def test_the_owner_of_a_directory_from_before_the_mark_is_whose_token_is_in_the_file(machine: Machine) -> None:
    with machine.vault.directory() as session:
        session.connection().exec_driver_sql("UPDATE person SET owner = 0")

    machine.ownership.ensure(NUMBER)

    assert machine.vault.owner() == machine.owner


def test_being_owner_passes_by_an_act_and_each_keeps_their_own_token(machine: Machine) -> None:
    machine.ownership.pass_to(machine.other)

    assert machine.vault.owner() == machine.other
    assert machine.whose(machine.token) == machine.owner
    assert machine.token_in_file(FORMER) == machine.token
    assert not (machine.home / TOKEN_FILE).exists()
    machine.ownership.ensure(NUMBER)
    assert machine.vault.owner() == machine.other
    assert machine.owners_routes(machine.other)[0]().backups == ()
    with pytest.raises(Refused, match="only the owner"):
        machine.owners_routes(machine.owner)[0]()
    with pytest.raises(Refused, match="nobody"):
        machine.ownership.pass_to("0" * 32)


def test_another_token_of_the_owners_closes_the_one_before(machine: Machine) -> None:
    machine.ownership.new_token()

    assert machine.whose(machine.token) is None
    assert machine.whose(machine.token_in_file()) == machine.owner
    assert machine.whose("theirs") == machine.other


def test_the_copy_of_the_directory_from_before_a_migration_goes_with_a_person(machine: Machine) -> None:
    """It holds their wrapped key."""
    before = machine.vault.folder / "before"
    before.mkdir()
    (before / "directory.db").write_bytes(b"an older directory")

    machine.forget_owner()

    assert not list(before.iterdir())


def test_whoever_runs_the_server_names_the_owner(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = _program(machine, monkeypatch, capsys)
    assert f"{machine.owner}  owner" in said("owner")
    machine.forget_owner()
    assert "Nobody is the owner" in said("owner")

    assert f"{machine.other}  owner" in said("owner", machine.other, "--new-token")

    assert machine.whose(machine.token_in_file()) == machine.vault.owner() == machine.other
    assert "nobody has this id" in said("owner", "0" * 32)


def test_a_backup_put_back_elsewhere_gives_its_owner_a_token(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Access(machine.vault).admit(ask.Admit(sha256("a browser"), "Firefox on Linux", sha256(machine.token), stay=True))
    made = machine.backups.make(NOW, keep=7)
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "keys").mkdir(parents=True)
    (elsewhere / "keys" / "master.key").write_bytes((machine.home / "keys" / "master.key").read_bytes())
    machine.home = elsewhere
    said = _program(machine, monkeypatch, capsys)

    assert "owner's token is in" in said("restore", str(made.path))

    restored = Vault(elsewhere, MasterKey.load(None, elsewhere))
    token = machine.token_in_file()
    assert token != machine.token
    assert Directory(restored).by_token(sha256(token)) == restored.owner() == machine.owner
    assert Access(machine.vault).identify(sha256("a browser")).person == machine.owner
    assert Access(restored).identify(sha256("a browser")).person is None  # It may have been signed out since.


def _program(machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what runs the store's own program and gives what it said."""
    monkeypatch.setenv("SIHTEERI_HOME", str(machine.home))

    def said(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["store.recovery", *arguments])
        recovery.main()
        captured = capsys.readouterr()
        return captured.out + captured.err

    return said
