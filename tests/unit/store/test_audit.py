"""The audit record: written or refused, whole or not, and not to be rolled back unseen."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from shared import logs
from shared.errors import Unavailable
from shared.schemas import archive as ask
from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.vault import Vault
from store.handlers import Handlers

LATER = datetime.now(UTC) + timedelta(days=3)


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    return Handlers(vault, Directory(vault))


def touch(vault: Vault, person: str, times: int = 1) -> None:
    for _ in range(times):
        with vault.person(person, "test"):
            pass


def verified(handlers: Handlers, person: str) -> Any:
    return handlers.verify_chain(ask.VerifyChain(person, "audit"))


def test_every_access_is_listed_with_who_asked_and_for_what(handlers: Handlers, person: str) -> None:
    asking, request = logs.asking.set("gateway"), logs.request_id.set("r1")
    try:
        handlers.search(ask.Search(person, "anything"))
        logs.asking.reset(asking)
        logs.request_id.set("r2")
        log: Any = handlers.list_audit(ask.ListAudit(person, limit=10))
    finally:
        logs.request_id.reset(request)

    assert [(entry.service, entry.action, entry.request) for entry in log.entries] == [
        ("store", "store.list-audit", "r2"),
        ("gateway", "store.search", "r1"),
    ]
    assert log.total == 2
    older: Any = handlers.list_audit(ask.ListAudit(person, before=log.entries[0].seq))
    assert [entry.action for entry in older.entries] == ["store.search"]


def test_a_read_that_can_not_be_recorded_does_not_happen(handlers: Handlers, vault: Vault, person: str) -> None:
    handlers.put_record(ask.PutRecord(person, "note", "n", {"text": "private"}))
    with vault.person(person, "test") as session:
        session.execute(text("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE (ABORT, 'no'); END"))

    for act in (lambda: handlers.list_records(ask.ListRecords(person, "note")), lambda: handlers.search(ask.Search(person, "private"))):
        with pytest.raises(Exception, match="may not be changed"):
            act()


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit SET action = 'nothing' WHERE seq = 2",
        "UPDATE audit SET service = 'gateway' WHERE seq = 2",
        "UPDATE audit SET at = '2020' WHERE seq = 5",
        "DELETE FROM audit WHERE seq > 4",
        "DELETE FROM audit",
    ],
)
def test_harm_to_the_record_is_seen(handlers: Handlers, vault: Vault, person: str, harm: str) -> None:
    touch(vault, person, 8)
    vault.anchors.write_down()
    assert verified(handlers, person).whole

    with vault.person(person, "test") as session:
        for trigger in ("audit_stays", "audit_is_fixed"):
            session.execute(text(f"DROP TRIGGER {trigger}"))
        session.execute(text(harm))

    assert not verified(handlers, person).whole


def test_the_record_is_append_only(vault: Vault, person: str) -> None:
    touch(vault, person)
    for harm in ("DELETE FROM audit", "UPDATE audit SET action = 'x'", "INSERT OR REPLACE INTO audit SELECT * FROM audit"):
        with pytest.raises(Exception, match="may not be changed"), vault.person(person, "test") as session:
            session.execute(text(harm))


def test_a_file_that_is_older_than_it_was_is_refused(handlers: Handlers, vault: Vault, person: str, tmp_path: Path) -> None:
    path = tmp_path / "store" / "people" / f"{person}.db"
    handlers.put_record(ask.PutRecord(person, "note", "n", {"text": "first"}))
    vault.searched(person, [])
    old = path.read_bytes()
    handlers.drop_record(ask.DropRecord(person, "note", "n"))
    vault.anchors.write_down()
    vault.close()
    path.write_bytes(old)

    again = Vault(tmp_path, MasterKey.load(None, tmp_path))
    with pytest.raises(Unavailable, match="an old copy was put in its place"), again.person(person, "test"):
        pass


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_is_deleted_or_replaced_while_it_is_open_is_not_written_to(
    vault: Vault, person: str, tmp_path: Path, replaced: bool
) -> None:
    touch(vault, person)
    path = tmp_path / "store" / "people" / f"{person}.db"
    content = path.read_bytes()
    path.unlink()
    if replaced:
        (tmp_path / "other").write_bytes(b"")
        path.write_bytes(content)

    with pytest.raises(Unavailable, match="deleted or replaced"), vault.person(person, "test"):
        pass


def actions(handlers: Handlers, person: str) -> list[str]:
    log: Any = handlers.list_audit(ask.ListAudit(person))
    return [entry.action for entry in log.entries if entry.action != "store.list-audit"]


def rang(handlers: Handlers, person: str, name: str) -> None:
    at = datetime.now(UTC).isoformat()
    handlers.put_record(ask.PutRecord(person, "reminder", name, {"text": name, "due_at": at, "state": "fired", "rang_at": at}))


def test_a_page_that_watches_leaves_an_entry_only_where_something_is_new(handlers: Handlers, person: str) -> None:
    watching = ask.ListRinging(person, watching=True)
    rang(handlers, person, "first")
    told: list[Any] = [handlers.list_ringing(one) for one in (ask.ListRinging(person), watching, watching)]
    assert [[one.id for one in each.records] for each in told] == [["first"]] * 3
    assert actions(handlers, person).count("store.list-ringing") == 1

    rang(handlers, person, "second")
    told = [handlers.list_ringing(watching) for _ in range(3)]

    assert [[one.id for one in each.records] for each in told] == [["second", "first"]] * 3
    assert actions(handlers, person).count("store.list-ringing") == 2


def test_each_browser_that_is_told_leaves_an_entry_of_its_own(handlers: Handlers, person: str) -> None:
    rang(handlers, person, "first")

    for browser in ("one", "one", "other", "other", "one"):
        handlers.list_ringing(ask.ListRinging(person, watching=True, browser=browser))

    assert actions(handlers, person).count("store.list-ringing") == 2


def test_whether_a_notification_is_still_to_be_sent_is_asked_without_an_entry(handlers: Handlers, person: str) -> None:
    now = datetime.now(UTC)
    handlers.record_egress(ask.RecordEgress(person, "k", "push service", "reminder", "https://push.example/1", "sealed", "first", now))
    before = actions(handlers, person)

    told = [handlers.ask_notification(ask.AskNotification(person, key, "first", now)) for key in ("k", "other")]

    assert told == [ask.Notification(False, "recorded", "https://push.example/1", "sealed"), ask.Notification(False)]
    assert actions(handlers, person) == before


@pytest.mark.parametrize(
    ("since", "waits"),
    [
        ({}, True),
        ({"rang_at": None, "state": "pending"}, True),  # That it came is not noted yet.
        ({"state": "pending", "due_at": LATER.isoformat()}, True),  # A series, which goes on.
        ({"rang_at": None, "state": "cancelled"}, False),  # Done.
        ({"rang_at": None, "state": "pending", "due_at": LATER.isoformat()}, False),  # Put off; of a series: answered.
        ({"rang_at": LATER.isoformat(), "state": "fired", "due_at": LATER.isoformat()}, False),  # Put off, and it came again.
    ],
)
def test_a_reminder_waits_for_its_person_until_something_is_said_to_it(
    since: dict[str, Any], *, waits: bool, handlers: Handlers, person: str
) -> None:
    due = datetime.now(UTC)
    fields = {"text": "x", "due_at": due.isoformat(), "rang_at": due.isoformat(), "state": "fired", **since}
    handlers.put_record(ask.PutRecord(person, "reminder", "r1", fields))

    told: Any = handlers.ask_notification(ask.AskNotification(person, "k", "r1", due))

    assert told.waits is waits


def test_of_a_conversation_that_is_watched_only_what_is_new_is_told_and_noted(handlers: Handlers, person: str) -> None:
    def watched(after: str | None) -> list[str]:
        found: Any = handlers.list_messages(ask.ListMessages(person, 10, after=after, watching=True))
        return [one.id for one in found.messages]

    handlers.announce(ask.Announce(person, "r1", "one", datetime.now(UTC)))
    (newest,) = watched(None)
    assert actions(handlers, person).count("store.list-messages") == 1

    assert watched(newest) == []
    assert actions(handlers, person).count("store.list-messages") == 1

    handlers.announce(ask.Announce(person, "r2", "two", datetime.now(UTC)))
    assert len(watched(newest)) == 1
    assert actions(handlers, person).count("store.list-messages") == 2


def test_a_glance_changes_nothing(vault: Vault, handlers: Handlers, person: str) -> None:
    with vault.glance(person) as session:
        session.execute(text("INSERT INTO setting (name, value) VALUES ('zone', 'UTC')"))

    with vault.glance(person) as session:
        assert session.execute(text("SELECT count(*) FROM setting")).scalar() == 0
    assert verified(handlers, person).whole
