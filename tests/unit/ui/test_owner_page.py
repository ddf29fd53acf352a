"""The owner's page: for nobody else; what can't be taken back is asked about before."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.standins.gateway import Api
from tests.standins.markup import HOSTILE
from ui import frame, owner, owner_pages
from ui.client import Gateway, GatewayError

AT = "2026-11-27T12:00:00+00:00"
ZONE = ZoneInfo("Europe/Helsinki")
LIISA = {"id": "b", "name": "Liisa", "created_at": AT, "owner": False, "came": True, "seen_at": AT, "invited_until": None}
PEOPLE = [{**LIISA, "id": "a", "name": "", "owner": True}, LIISA]
FOUND: dict[str, Any] = {
    "accounts": PEOPLE,
    "backups": {"backups": [], "drilled_at": None, "forgetting": 0, "missing": 0},
    "keys": {"passphrase": False, "changed_at": AT, "waiting": 0},
    "audit": [],
}


@pytest.fixture
def gateway(api: Api) -> Gateway:
    """A client of what answers instead of the gateway."""
    api.told |= {"accounts": {"accounts": PEOPLE}, "accounts/b": {"remains": []}, "keys/rotation": {"people": 2, "master": True}}
    api.told["audit/verification"] = {"whole": True, "entries": 3, "broken_at": None}
    return Gateway("http://nobody.invalid", "")


def changes(api: Api) -> list[tuple[str, str, Any]]:
    return [call for call in api.calls if call[0] != "GET"]


def test_for_anybody_but_the_owner_there_is_no_such_page(gateway: Gateway) -> None:
    with pytest.raises(GatewayError) as refused:
        owner._owners(gateway)
    before = frame.viewer.set(frame.Viewer(is_owner=True))
    allowed = owner._owners(gateway)
    frame.viewer.reset(before)

    assert (refused.value.status, str(refused.value)) == (404, "There is no such thing.")
    assert allowed is gateway


def test_somebody_is_deleted_after_two_questions_and_not_before(api: Api, gateway: Gateway) -> None:
    first, last = (owner._done(gateway, "delete", "b", sure) for sure in ("", "once"))
    assert isinstance(first, str)
    assert isinstance(last, str)
    assert all(line in first for line in owner_pages.W.lost)
    assert "Really delete Liisa?" in last
    assert changes(api) == []

    told = owner._done(gateway, "delete", "b", "twice")

    assert changes(api) == [("DELETE", "accounts/b", None)]
    assert isinstance(told, dict)
    assert "Liisa is gone" in told["say"]


@pytest.mark.parametrize(
    ("act", "of"), [("delete", "a"), ("delete", "nobody"), ("delete", "../account"), ("delete", ""), ("rotate", "personal"), ("", "")]
)
def test_what_is_nobody_or_no_act_changes_nothing(api: Api, gateway: Gateway, act: str, of: str) -> None:
    with pytest.raises(GatewayError):
        owner._done(gateway, act, of, "twice")

    assert changes(api) == []


@pytest.mark.parametrize("what", ["master", "all"])
def test_keys_are_changed_after_it_was_said_what_that_means(api: Api, gateway: Gateway, what: str) -> None:
    asked = owner._done(gateway, "rotate", what, "")
    assert isinstance(asked, str)
    assert owner_pages.W.rotate_after in asked
    assert changes(api) == []

    owner._done(gateway, "rotate", what, "once")

    assert changes(api) == [("POST", "keys/rotation", {"what": what})]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-28T11:59:00+00:00", "less than an hour"),
        ("2026-11-28T12:30:00+00:00", "less than an hour"),
        ("2026-11-28T11:00:00+00:00", "an hour"),
        ("2026-11-26T12:30:00+00:00", "47 hours"),
        ("2026-11-26T12:00:00+00:00", "2 days"),
    ],
)
def test_the_age_of_a_backup_is_said_in_words(at: str, said: str) -> None:
    assert owner_pages.ago(at, datetime(2026, 11, 28, 12, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ({}, "last seen Fri 27 Nov 2026 14:00"),
        ({"seen_at": None}, "has signed in"),
        ({"came": False, "invited_until": AT}, "the link works until Fri 27 Nov 2026 14:00"),
        ({"came": False}, "nothing lets them in any more"),
        ({"owner": True}, "whose machine it is"),
    ],
)
def test_it_is_said_how_each_person_comes_in(account: dict[str, Any], said: str) -> None:
    shown = owner_pages.owner(FOUND | {"accounts": [LIISA | account]}, ZONE, {}, {}, far=True)

    assert said in shown
    assert ("Delete" in shown.partition("<main")[2]) == (not account.get("owner"))


def test_a_backup_that_lacks_somebody_or_was_never_tried_says_so() -> None:
    found = {"backups": [{"name": "x", "made_at": AT, "bytes": 1}], "drilled_at": None, "forgetting": 2, "missing": 1}

    shown = owner_pages.owner(FOUND | {"backups": found}, ZONE, {}, {}, far=True)

    for said in ("None was tried out", "lacks one person", "2 forgotten things", "There are no others."):
        assert said in shown
    assert "There is no backup yet." in owner_pages.owner(FOUND, ZONE, {}, {}, far=True)


@pytest.mark.parametrize(
    ("chain", "role"),
    [({"whole": True, "entries": 3, "broken_at": None}, "status"), ({"whole": False, "entries": 3, "broken_at": "2"}, "alert")],
)
def test_whether_the_record_is_whole_is_said(chain: dict[str, Any], role: str) -> None:
    assert f'role="{role}"' in owner_pages.owner(FOUND, ZONE, {"chain": chain}, {}, far=True)


def test_the_record_is_read_to_its_end() -> None:
    entries = [{"seq": seq, "at": AT, "action": "store.search", "service": "private-llm", "request": "r"} for seq in (7, 6)]

    assert "/owner/audit?after=6" in owner_pages.audit({"entries": entries}, ZONE, is_first=True)
    assert "after=" not in owner_pages.audit({"entries": [entries[0] | {"seq": 1}]}, ZONE, is_first=False)
    assert "The mind searched" in owner_pages.audit({"entries": entries}, ZONE, is_first=True)


def tags(text: str) -> list[str]:
    """Return the elements of the pages on which everything that others named is called so."""
    account = LIISA | {"name": text}
    entry = {"seq": 2, "at": AT, "action": text, "service": text, "request": text}
    found = FOUND | {"accounts": [account], "audit": [entry]}
    made = {"name": text, "link": f"http://{text}/enter#x"[:200]}
    shown = (
        owner_pages.owner(found, ZONE, {"say": text}, made, far=True),
        owner_pages.deleting(account, again=False),
        owner_pages.deleting(account, again=True),
        owner_pages.audit({"entries": [entry]}, ZONE, is_first=True),
    )
    return [tag for one in shown for tag in re.findall(r"<[a-z/!][a-z0-9]*", one.partition("<main")[2], re.IGNORECASE)]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_of_others_are_shown_as_text(hostile: str) -> None:
    assert tags(hostile) == tags("harmless")
