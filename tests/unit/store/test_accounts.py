"""Who is on a machine: only its owner sees, invites and deletes people, and learns nothing of what they keep."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.errors import Full, Refused
from shared.schemas import archive as ask
from store.adapters import accounts
from store.adapters.access import Access
from store.adapters.accounts import Accounts
from store.adapters.backups import Backups
from store.adapters.directory import Directory
from store.adapters.keys import KeyFile
from store.adapters.ownership import Ownership
from store.adapters.pushes import Pushes
from store.adapters.vault import Vault
from store.entering import Entering
from store.handlers import Handlers
from store.rekeying import Rekeying

DAY = 24 * 3600
LINK, BROWSER = "1" * 64, "2" * 64


class Machine:
    """A machine with an owner."""

    def __init__(self, vault: Vault, home: Path) -> None:
        self.vault, self.access = vault, Access(vault)
        Ownership(vault).ensure("")
        self.owner = vault.owner() or ""
        self.entering = Entering(self.access, Accounts(vault), Pushes(vault))
        self.handlers = Handlers(vault, Directory(vault), Backups(vault, home))
        self.rekeying = Rekeying(vault, KeyFile.open(None, home), lambda: None, Backups(vault, home))

    def everybody(self) -> tuple[ask.Account, ...]:
        return self.entering.list_accounts(ask.ListAccounts(self.owner)).accounts  # type: ignore[attr-defined,no-any-return]

    def invite(self, name: str = "Liisa", link: str = LINK, *, seconds: int = DAY, by: str = "") -> ask.Account:
        return self.entering.invite(ask.Invite(by or self.owner, name, link, seconds)).accounts[0]  # type: ignore[attr-defined,no-any-return]

    def come(self, link: str = LINK) -> ask.Admitted:
        return self.access.admit(ask.Admit(BROWSER, "Firefox", link))


@pytest.fixture
def machine(vault: Vault, tmp_path: Path) -> Machine:
    return Machine(vault, tmp_path)


def test_whoever_is_invited_comes_in_once_and_is_somebody_of_their_own(machine: Machine) -> None:
    invited = machine.invite()
    assert (invited.name, invited.owner, invited.came) == ("Liisa", False, False)
    assert invited.invited_until
    assert timedelta(0) < datetime.now(UTC) + timedelta(seconds=DAY) - invited.invited_until < timedelta(minutes=5)

    assert machine.come().person == invited.id
    machine.handlers.put_record(ask.PutRecord(invited.id, "note", "n1", {"text": "hers"}))

    owner, liisa = machine.everybody()
    assert (owner.id, owner.owner) == (machine.owner, True)
    assert (liisa.id, liisa.came, liisa.invited_until) == (invited.id, True, None)
    assert machine.access.admit(ask.Admit("3" * 64, "x", LINK)).why == "used"


def test_an_invitation_that_is_handled_twice_makes_one_person(machine: Machine) -> None:
    assert machine.invite() == machine.invite()
    assert len(machine.everybody()) == 2


def test_a_link_that_is_over_lets_nobody_in(machine: Machine) -> None:
    machine.invite(seconds=-1)

    assert machine.come().why == "expired"
    assert (machine.everybody()[1].came, machine.everybody()[1].invited_until) == (False, None)


def test_there_is_a_limit_to_how_many_are_invited(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "MOST", 2)
    machine.invite()

    with pytest.raises(Full, match="delete one first"):
        machine.invite(link="4" * 64)


def test_whom_the_owner_deletes_is_gone_and_how_much_they_kept_is_not_told(machine: Machine) -> None:
    invited = machine.invite()
    machine.come()
    machine.handlers.put_record(ask.PutRecord(invited.id, "note", "n1", {"text": "hers"}))

    receipt: Any = machine.handlers.forget_person(ask.ForgetPerson(invited.id, by=machine.owner))

    assert receipt.removed == {}
    assert [one.id for one in machine.everybody()] == [machine.owner]
    assert machine.access.identify(BROWSER).person is None
    assert not machine.vault.path(invited.id).exists()
    with pytest.raises(Refused, match="nobody has this id"):
        machine.handlers.forget_person(ask.ForgetPerson(invited.id, by=machine.owner))


def test_the_owner_is_not_deleted_among_others(machine: Machine) -> None:
    with pytest.raises(Refused, match="owner"):
        machine.handlers.forget_person(ask.ForgetPerson(machine.owner, by=machine.owner))

    assert machine.vault.path(machine.owner).exists()


def test_nobody_but_the_owner_sees_invites_or_deletes_anybody(machine: Machine) -> None:
    liisa, pekka = machine.invite(), machine.invite("Pekka", "5" * 64)
    acts: list[Callable[[], Any]] = [
        lambda: machine.entering.list_accounts(ask.ListAccounts(liisa.id)),
        lambda: machine.invite("x", "6" * 64, by=liisa.id),
        lambda: machine.handlers.forget_person(ask.ForgetPerson(pekka.id, by=liisa.id)),
        lambda: machine.handlers.forget_person(ask.ForgetPerson(machine.owner, by=liisa.id)),
        lambda: machine.rekeying.state(ask.AskKeys(liisa.id)),
    ]

    for act in acts:
        with pytest.raises(Refused, match="only the owner"):
            act()
    assert {one.id for one in machine.everybody()} == {machine.owner, liisa.id, pekka.id}


def test_the_owner_learns_how_the_keys_are_and_not_what_they_are(machine: Machine, vault: Vault, tmp_path: Path) -> None:
    before = machine.rekeying.state(ask.AskKeys(machine.owner))
    vault.prepare_rekey(machine.owner)
    KeyFile.open(None, tmp_path).protect("seven herons by the lake")

    after = machine.rekeying.state(ask.AskKeys(machine.owner))

    assert (before.passphrase, before.waiting) == (False, 0)
    assert (after.passphrase, after.waiting) == (True, 1)
    assert after.changed_at >= before.changed_at
