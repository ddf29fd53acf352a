"""Where notifications reach browsers: one place for each, gone with its browser."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.errors import Refused
from shared.schemas import archive as ask
from store.adapters.access import Access
from store.adapters.models_directory import PushRow, TokenRow
from store.adapters.ownership import sha256
from store.adapters.pushes import Pushes
from store.adapters.vault import Vault

ENDPOINT = "https://push.example/1"


@pytest.fixture
def pushes(vault: Vault) -> Pushes:
    return Pushes(vault)


def browser(vault: Vault, person: str, name: str) -> str:
    """Sign a browser in and return its id."""
    with vault.directory() as session:
        if session.get(TokenRow, sha256(f"token of {person}")) is None:
            session.add(TokenRow(sha256=sha256(f"token of {person}"), person=person, created_at=datetime.now(UTC).isoformat()))
    Access(vault).admit(ask.Admit(sha256(name), name, sha256(f"token of {person}"), stay=True))
    return Access(vault).identify(sha256(name)).token


def put(pushes: Pushes, person: str, token: str, endpoint: str = ENDPOINT, content: ask.PushContent = "discreet") -> None:
    pushes.put(ask.PutPush(person, token, endpoint, "p", "a", content))


def test_a_browser_is_reached_until_it_is_signed_out(vault: Vault, person: str, pushes: Pushes) -> None:
    one, other = browser(vault, person, "one"), browser(vault, person, "other")
    put(pushes, person, one)
    put(pushes, person, other, "https://push.example/2", "words")
    assert set(pushes.devices(person)) == {one, other}
    assert {view.push for view in Access(vault).every(person, "browser")} == {"discreet", "words"}

    Access(vault).end(person, "browser", only=one)

    assert pushes.devices(person) == (other,)
    assert pushes.one(ask.AskPush(person, one)).endpoint == ""
    with vault.directory() as session:
        assert session.query(PushRow).count() == 1


def test_a_browser_whose_time_is_over_is_not_reached(vault: Vault, person: str, pushes: Pushes) -> None:
    one = browser(vault, person, "one")
    put(pushes, person, one)
    with vault.directory() as session:
        session.get_one(TokenRow, sha256("one")).expires_at = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()

    assert pushes.devices(person) == ()
    assert pushes.one(ask.AskPush(person, one)).endpoint == ""


def test_nobody_reaches_or_drops_anothers(vault: Vault, person: str, pushes: Pushes) -> None:
    other = vault.create_person()
    one = browser(vault, person, "one")
    put(pushes, person, one)

    with pytest.raises(Refused):
        put(pushes, other, one)
    assert pushes.one(ask.AskPush(other, one)).endpoint == ""
    assert pushes.drop(ask.DropPush(other, one)) is False
    assert pushes.devices(other) == ()
    assert pushes.devices(person) == (one,)


def test_where_somebody_else_signs_in_the_one_before_is_reached_no_more(vault: Vault, person: str, pushes: Pushes) -> None:
    other = vault.create_person()
    put(pushes, person, browser(vault, person, "one"))

    put(pushes, other, browser(vault, other, "two"))

    assert pushes.devices(person) == ()
    assert len(pushes.devices(other)) == 1


def test_a_place_that_is_gone_takes_no_newer_one_with_it(vault: Vault, person: str, pushes: Pushes) -> None:
    one = browser(vault, person, "one")
    put(pushes, person, one, "https://push.example/new")

    assert pushes.drop(ask.DropPush(person, one, ENDPOINT)) is False
    assert pushes.drop(ask.DropPush(person, one, "https://push.example/new")) is True
    assert pushes.devices(person) == ()


def test_only_a_browser_is_reached(vault: Vault, person: str, pushes: Pushes) -> None:
    browser(vault, person, "one")
    token = Access(vault).identify(sha256(f"token of {person}")).token

    with pytest.raises(Refused):
        put(pushes, person, token)


def test_who_is_forgotten_is_not_reached(vault: Vault, person: str, pushes: Pushes) -> None:
    put(pushes, person, browser(vault, person, "one"))

    vault.forget_person(person)

    with vault.directory() as session:
        assert session.query(PushRow).count() == 0


def test_the_key_is_made_once_and_lies_nowhere_in_clear(vault: Vault, person: str, pushes: Pushes) -> None:
    key = pushes.one(ask.AskPush(person, "")).key

    assert pushes.one(ask.AskPush(person, "")).key == key
    assert len(key) == 43
    assert not [path for path in vault.folder.rglob("*") if path.is_file() and key.encode() in path.read_bytes()]
