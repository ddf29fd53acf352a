"""What lets a person in: tokens, browsers that are signed in, links that work once, and passphrases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas import archive as ask
from store import migrations
from store.adapters import access as subject
from store.adapters import passphrases
from store.adapters.access import Access
from store.adapters.models_directory import TokenRow
from store.adapters.ownership import Ownership, sha256
from store.adapters.vault import Vault

LONG = "a passphrase of my own"


class Clock:
    """A clock that is put on by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self, zone: object) -> datetime:
        return datetime.now(UTC) + self.ahead

    def fromisoformat(self, text: str) -> datetime:
        return datetime.fromisoformat(text)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(subject, "datetime", made)
    return made


@pytest.fixture
def owner(vault: Vault) -> str:
    return made(vault, "owner's token", owner=True)


@pytest.fixture
def guest(vault: Vault, owner: str) -> str:
    return made(vault, "guest's token")


@pytest.fixture
def access(vault: Vault) -> Access:
    return Access(vault)


def made(vault: Vault, token: str, *, owner: bool = False) -> str:
    return vault.create_person(owner=owner, beside=lambda person: [TokenRow(sha256=sha256(token), person=person, created_at="2026")])


def admitted(access: Access, browser: str, by: str, *, stay: bool = True, **more: str) -> ask.Admitted:
    return access.admit(ask.Admit(sha256(browser), "Firefox on Linux", sha256(by), stay=stay, **more))  # type: ignore[arg-type]


def given(access: Access, person: str, by: str, secret: str, **more: object) -> ask.TokenView:
    options = {"kind": "token", "seconds": 3600, "name": "notebook", **more}
    return access.make(ask.MakeToken(person, access.identify(sha256(by)).token, sha256(secret), **options))  # type: ignore[arg-type]


def who(access: Access, secret: str) -> str | None:
    return access.identify(sha256(secret)).person


def test_a_token_signs_browsers_in_and_each_is_known_by_its_own_secret(access: Access, owner: str) -> None:
    assert admitted(access, "one", "owner's token").person == owner
    assert admitted(access, "two", "owner's token").person == owner

    assert [who(access, secret) for secret in ("one", "two", "three")] == [owner, owner, None]
    assert [view.name for view in access.every(owner, "browser")] == ["Firefox on Linux"] * 2


def test_only_digests_are_kept(access: Access, vault: Vault, owner: str) -> None:
    admitted(access, "one", "owner's token")
    access.set_passphrase(ask.SetPassphrase(owner, "", LONG))

    _, found = vault.searched(owner, [b"owner's token", LONG.encode()])
    with vault.directory() as session:
        said = str(
            [tuple(row) for name in ("token", "passphrase") for row in session.connection().exec_driver_sql(f"SELECT * FROM {name}")]
        )

    assert found == set()
    assert "argon2id" in said
    assert not any(secret in said for secret in ("owner's token", "'one'", LONG))


def test_an_open_page_that_nobody_looks_at_keeps_no_browser_signed_in(access: Access, owner: str, clock: Clock) -> None:
    admitted(access, "one", "owner's token", stay=False)

    for _ in range(12):
        assert access.identify(sha256("one"), seen=False).person == owner
        clock.ahead += timedelta(minutes=10)

    assert access.identify(sha256("one"), seen=False).ended


def test_a_token_is_seen_whatever_is_said_with_it(access: Access, owner: str) -> None:
    given(access, owner, "owner's token", "notebook's")

    access.identify(sha256("notebook's"), seen=False)

    assert [view.seen_at is not None for view in access.every(owner, "token") if view.name == "notebook"] == [True]


@pytest.mark.parametrize(
    ("stay", "whole", "idle"), [(True, timedelta(days=30), timedelta(days=14)), (False, timedelta(hours=12), timedelta(hours=2))]
)
def test_a_browser_is_signed_out_after_its_time_used_or_not(
    access: Access, owner: str, clock: Clock, stay: bool, whole: timedelta, idle: timedelta
) -> None:
    admitted(access, "used", "owner's token", stay=stay)
    admitted(access, "left alone", "owner's token", stay=stay)

    while clock.ahead < whole - idle:
        clock.ahead += idle - timedelta(minutes=1)
        assert who(access, "used") == owner
    clock.ahead = whole + timedelta(seconds=1)

    assert who(access, "used") is None
    assert who(access, "left alone") is None
    assert access.every(owner, "browser") == ()


def test_a_browser_that_is_left_alone_is_signed_out_before_its_time(access: Access, owner: str, clock: Clock) -> None:
    admitted(access, "one", "owner's token", stay=False)

    clock.ahead = timedelta(hours=2, seconds=1)

    assert access.identify(sha256("one")).person is None
    assert access.identify(sha256("one")).ended


def test_what_was_somebodys_is_told_from_a_guess(access: Access, owner: str) -> None:
    admitted(access, "one", "owner's token")
    access.end(owner, "browser")

    assert access.identify(sha256("one")).ended
    assert not access.identify(sha256("a guess")).ended


def test_one_browser_or_all_others_are_signed_out_and_nobody_elses(access: Access, owner: str, guest: str) -> None:
    for name in ("one", "two", "three"):
        admitted(access, name, "owner's token")
    admitted(access, "guest's", "guest's token")
    mine = access.identify(sha256("one")).token

    assert access.end(guest, "browser", only=mine) == 0
    assert access.end(owner, "browser", only=access.identify(sha256("two")).token) == 1
    assert [who(access, name) for name in ("one", "two", "three")] == [owner, None, owner]

    given(access, owner, "one", "link", kind="link")
    assert access.end(owner, "browser", all_but=mine) == 2
    assert [who(access, name) for name in ("one", "two", "three", "guest's")] == [owner, None, None, guest]
    assert admitted(access, "four", "link").person is None


def test_signing_in_again_ends_what_the_browser_had(access: Access, owner: str) -> None:
    admitted(access, "one", "owner's token")

    admitted(access, "two", "owner's token", instead_of=sha256("one"))

    assert [who(access, name) for name in ("one", "two")] == [None, owner]


def test_a_link_lets_one_browser_in_and_says_so_to_the_next(access: Access, owner: str) -> None:
    given(access, owner, "owner's token", "link", kind="link", seconds=600)

    assert admitted(access, "phone", "link").person == owner
    assert admitted(access, "phone", "link").person == owner  # The same request twice.
    assert admitted(access, "thief", "link").why == "used"
    assert [who(access, name) for name in ("phone", "thief", "link")] == [owner, None, None]


def test_a_link_is_void_after_its_minutes(access: Access, owner: str, clock: Clock) -> None:
    given(access, owner, "owner's token", "link", kind="link", seconds=600)

    clock.ahead = timedelta(minutes=10, seconds=1)

    assert admitted(access, "phone", "link").why == "expired"
    assert admitted(access, "phone", "no link").why == "unknown"


def test_what_was_made_by_a_token_ends_with_it_all_the_way_down(access: Access, owner: str) -> None:
    view = given(access, owner, "owner's token", "short")
    admitted(access, "browser", "short")
    given(access, owner, "browser", "link", kind="link", seconds=600)
    given(access, owner, "browser", "second", seconds=600)
    admitted(access, "phone", "link")
    admitted(access, "third", "second")
    admitted(access, "owner's own", "owner's token")

    access.end(owner, "token", only=view.id)

    assert [who(access, name) for name in ("short", "browser", "phone", "second", "third")] == [None] * 5
    assert who(access, "owner's own") == who(access, "owner's token") == owner


def test_nothing_outlives_the_token_that_it_was_made_by(access: Access, owner: str) -> None:
    view = given(access, owner, "owner's token", "short", seconds=3600)
    admitted(access, "browser", "short")
    given(access, owner, "browser", "longer", seconds=100 * 3600)

    assert {one.expires_at for kind in ("browser", "token") for one in access.every(owner, kind) if one.expires_at} == {view.expires_at}


def test_another_owners_token_ends_whatever_let_the_owner_in(access: Access, vault: Vault, owner: str) -> None:
    admitted(access, "browser", "owner's token")
    given(access, owner, "browser", "short")
    access.set_passphrase(ask.SetPassphrase(owner, "", LONG))

    Ownership(vault).new_token()

    assert [who(access, name) for name in ("owner's token", "browser", "short")] == [None] * 3
    assert admitted(access, "another", "no token", passphrase=LONG).person is None


def test_an_account_that_is_deleted_takes_its_browsers_along(access: Access, vault: Vault, owner: str, guest: str) -> None:
    admitted(access, "guest's", "guest's token")

    vault.forget_person(guest)

    assert who(access, "guest's") is None


def test_a_token_that_may_do_less_signs_no_browser_in(access: Access, owner: str) -> None:
    given(access, owner, "owner's token", "reads", scopes=("read", "import"))

    assert access.identify(sha256("reads")).scopes == ("read", "import")
    assert admitted(access, "browser", "reads").why == "narrow"


def test_the_browser_that_was_silent_for_longest_gives_way_and_tokens_do_not(
    access: Access, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "MOST", {"token": 2, "browser": 2, "link": 2})
    for name in ("one", "two", "three"):
        admitted(access, name, "owner's token")
    given(access, owner, "owner's token", "second")

    assert [who(access, name) for name in ("one", "two", "three")] == [None, owner, owner]
    with pytest.raises(Refused):
        given(access, owner, "owner's token", "third")


def test_what_has_long_ended_is_swept(access: Access, vault: Vault, owner: str, clock: Clock) -> None:
    admitted(access, "one", "owner's token")

    clock.ahead = timedelta(days=61)
    admitted(access, "two", "owner's token")

    assert not access.identify(sha256("one")).ended
    assert who(access, "owner's token") == owner


def test_a_full_disk_keeps_nobody_out(access: Access, owner: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise subject.Unavailable("the disk is full")

    admitted(access, "one", "owner's token")
    clock.ahead = timedelta(minutes=20)
    monkeypatch.setattr(subject, "update", fails)

    assert who(access, "one") == owner


def test_a_restored_store_has_forgotten_who_was_signed_in(access: Access, owner: str) -> None:
    admitted(access, "one", "owner's token")

    access.end_all_browsers()

    assert [who(access, secret) for secret in ("one", "owner's token")] == [None, owner]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id with the least numbers."""
    passphrases._nobodys.cache_clear()
    monkeypatch.setattr(passphrases, "HASHER", passphrases.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.mark.usefixtures("quick")
def test_the_owner_signs_in_with_a_passphrase_alone_and_others_give_their_name_too(access: Access, owner: str, guest: str) -> None:
    access.set_passphrase(ask.SetPassphrase(owner, "", LONG))
    access.set_passphrase(ask.SetPassphrase(guest, "", "something else entirely", "Anna"))

    assert admitted(access, "one", "", passphrase=LONG).person == owner
    assert admitted(access, "two", "", passphrase="something else entirely", name=" ANNA ").person == guest
    assert admitted(access, "three", "", passphrase="something else entirely").why == "unknown"
    assert admitted(access, "four", "", passphrase=LONG, name="anna").why == "unknown"
    assert admitted(access, "five", "", passphrase=LONG, name="nobody").why == "unknown"
    assert [access.passphrase(person).needs_name for person in (owner, guest)] == [False, True]


@pytest.mark.usefixtures("quick")
def test_a_name_is_one_persons_and_who_is_not_the_owner_needs_one(access: Access, vault: Vault, owner: str, guest: str) -> None:
    access.set_passphrase(ask.SetPassphrase(guest, "", LONG, "anna"))
    third = made(vault, "third")

    for name in ("Anna", ""):
        with pytest.raises(Refused):
            access.set_passphrase(ask.SetPassphrase(third, "", LONG, name))
    assert admitted(access, "one", "", passphrase=LONG, name="anna").person == guest


@pytest.mark.usefixtures("quick")
def test_the_same_letters_typed_another_way_are_the_same_passphrase(access: Access, owner: str) -> None:
    access.set_passphrase(ask.SetPassphrase(owner, "", "käyn yöllä uimassa"))

    assert admitted(access, "one", "", passphrase="ka\u0308yn yo\u0308lla\u0308 uimassa").person == owner


@pytest.mark.usefixtures("quick")
def test_another_passphrase_signs_every_other_browser_out(access: Access, owner: str) -> None:
    for name in ("one", "two"):
        admitted(access, name, "owner's token")
    mine = access.identify(sha256("one")).token

    access.set_passphrase(ask.SetPassphrase(owner, mine, LONG))
    assert [who(access, name) for name in ("one", "two")] == [owner, owner]
    access.set_passphrase(ask.SetPassphrase(owner, mine, "another one, as long"))

    assert [who(access, name) for name in ("one", "two")] == [owner, None]
    assert admitted(access, "three", "", passphrase=LONG).why == "unknown"
    access.set_passphrase(ask.SetPassphrase(owner, mine, ""))
    assert admitted(access, "three", "", passphrase="another one, as long").why == "unknown"


@pytest.mark.usefixtures("quick")
def test_after_ninety_wrong_ones_from_wherever_they_came_none_is_right(access: Access, owner: str) -> None:
    access.set_passphrase(ask.SetPassphrase(owner, "", LONG))
    for number in range(passphrases.MOST_WRONG):
        assert admitted(access, "thief", "", passphrase=f"guess {number}").why == "unknown"

    assert admitted(access, "one", "", passphrase=LONG).why == "unknown"
    assert admitted(access, "one", "owner's token").person == owner


@pytest.mark.usefixtures("quick")
def test_a_right_passphrase_begins_the_count_anew(access: Access, owner: str) -> None:
    access.set_passphrase(ask.SetPassphrase(owner, "", LONG))
    for _ in range(2):
        for number in range(passphrases.MOST_WRONG - 1):
            admitted(access, "thief", "", passphrase=f"guess {number}")

        assert admitted(access, f"one {_}", "", passphrase=LONG).person == owner


def test_a_directory_from_before_has_tokens_that_may_do_all_and_do_not_end() -> None:
    script = migrations._script("directory")
    with create_engine("sqlite://").begin() as connection:
        with migrations.EnvironmentContext(migrations.Config(), script, fn=lambda now, _: script._upgrade_revs("0006", now)) as before:
            before.configure(connection=connection, transactional_ddl=True)
            before.run_migrations()
        connection.exec_driver_sql("INSERT INTO person (id, created_at, wrapped_key, owner) VALUES ('p', '2026', x'00', 1)")
        connection.exec_driver_sql("INSERT INTO token VALUES ('a', 'p', '2026'), ('b', 'p', '2026')")

        migrations.upgrade(connection, "directory")

        found = Session(connection).scalars(select(TokenRow)).all()

    assert [(row.kind, row.scopes, row.expires_at, row.ended) for row in found] == [("token", "all", None, False)] * 2
    assert len({row.id for row in found if len(row.id) == 16}) == 2
