"""What the store does with a request, given twice, malformed or odd."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.errors import BadMessage, Refused, Unavailable
from shared.schemas import archive as ask
from shared.schemas.conversation import ReminderDue, Reply
from shared.schemas.records import PROFILE
from store.adapters import records, vectors
from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.pushes import Pushes
from store.adapters.times import stored
from store.adapters.vault import Vault
from store.clock import ReminderClock
from store.domain.query import read
from store.handlers import Handlers
from tests.unit.store.conftest import NOW


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    return Handlers(vault, Directory(vault))


def begin(person: str, turn: str = "t1", external_id: str = "e1", text: str = "Remember the milk") -> ask.BeginTurn:
    return ask.BeginTurn(person, turn, "api", external_id, text, NOW)


def test_a_turn_is_saved_once_and_its_answer_comes_back(handlers: Handlers, person: str) -> None:
    first: Any = handlers.begin_turn(begin(person))
    handlers.finish_turn(ask.FinishTurn(person, "t1", "api", Reply("done", "rules"), NOW))
    again: Any = handlers.begin_turn(begin(person, turn="t2"))
    late: Any = handlers.finish_turn(ask.FinishTurn(person, "t1", "api", Reply("other", "rules"), NOW))

    assert first.reply is None
    assert again.turn == "t1"
    assert again.reply.text == "done"
    assert late.fresh is False
    said: Any = handlers.list_messages(ask.ListMessages(person, 10))
    assert [message.text for message in said.messages] == ["Remember the milk", "done"]


def test_a_turn_begins_with_the_chats_where_they_are_few(handlers: Handlers, person: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("store.talking.FEW_CHATS", 1)

    def chats(turn: str) -> Any:
        begun: Any = handlers.begin_turn(begin(person, turn, turn))
        return begun.chats and [one.fields["name"] for one in begun.chats]

    assert chats("t1") == ()
    handlers.put_record(ask.PutRecord(person, "chat", "c1", {"name": "Home"}))
    assert chats("t2") == ["Home"]
    handlers.put_record(ask.PutRecord(person, "chat", "c2", {"name": "Work"}))
    assert chats("t3") is None


def test_a_turn_that_is_taken_again_knows_what_was_said_when_it_began(handlers: Handlers, person: str) -> None:
    handlers.begin_turn(begin(person, text="Yes"))
    handlers.begin_turn(begin(person, "t2", "e2", "Cancel everything"))
    handlers.finish_turn(ask.FinishTurn(person, "t2", "api", Reply("Cancel these?", "rules"), NOW))

    again: Any = handlers.begin_turn(begin(person, text="Yes"))
    later: Any = handlers.begin_turn(begin(person, "t3", "e3", "No"))

    assert [said.text for said in again.history] == ["Yes"]
    assert [said.text for said in later.history] == ["Yes", "Cancel everything", "Cancel these?", "No"]


def test_an_announcement_is_made_once(handlers: Handlers, person: str) -> None:
    announcement = ask.Announce(person, "greeting#1", "Good morning", NOW)

    assert [handlers.announce(announcement).fresh for _ in range(2)] == [True, False]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "fields", "change"),
    [
        ("note", {"text": "milk"}, {"important": True}),
        ("reminder", {"text": "milk", "due_at": "2030-01-01T10:00:00+02:00"}, {"state": "cancelled"}),
        ("contact", {"name": "Anna", "details": "040"}, {"details": "050"}),
        ("chat", {"name": "Family"}, {"group": True}),
        ("draft", {"text": "Dear Anna"}, {"recipient": "Anna"}),
        ("summary", {"text": "In short", "sources": ["note:1"]}, {"about": "milk"}),
        ("rule", {"text": "always answer briefly"}, {"active": False}),
        ("profile", {"name": "Sam"}, {"about": "studies law"}),
        ("event", {"text": "Rowing", "start_at": "2026-12-01T10:00:00Z", "end_at": "2026-12-01T11:00:00Z"}, {"place": "Pier 3"}),
    ],
)
def test_a_record_is_made_once_changed_listed_and_forgotten(
    handlers: Handlers, person: str, kind: Any, fields: dict[str, Any], change: dict[str, Any]
) -> None:
    made: Any = handlers.put_record(ask.PutRecord(person, kind, "r1", fields))
    again: Any = handlers.put_record(ask.PutRecord(person, kind, "r1", fields))
    changed: Any = handlers.put_record(ask.PutRecord(person, kind, "r1", change, change=True))
    listed: Any = handlers.list_records(ask.ListRecords(person, kind))

    assert made == again
    assert changed.fields.items() >= change.items()
    assert len(listed.records) == 1
    handlers.drop_record(ask.DropRecord(person, kind, "r1"))
    assert handlers.list_records(ask.ListRecords(person, kind)).records == ()  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        handlers.drop_record(ask.DropRecord(person, kind, "r1"))


def test_a_turn_is_told_what_the_person_is_called_and_how_to_write(handlers: Handlers, person: str) -> None:
    handlers.put_record(ask.PutRecord(person, "profile", PROFILE, {"name": "Sam"}))
    handlers.put_record(ask.PutRecord(person, "rule", "r1", {"text": "always answer briefly " + "x" * 400}))
    handlers.put_record(ask.PutRecord(person, "rule", "r2", {"text": "never use emojis", "active": False}))

    begun: Any = handlers.begin_turn(ask.BeginTurn(person, "t1", "api", "e1", "hello", NOW))

    assert begun.name == "Sam"
    assert [rule[:21] for rule in begun.rules] == ["always answer briefly"]
    assert len(begun.rules[0]) == 300


def test_a_message_of_a_chat_is_made_changed_found_and_dropped(handlers: Handlers, vault: Vault, person: str) -> None:
    for chat in ("c1", "c2"):
        handlers.put_record(ask.PutRecord(person, "chat", chat, {"name": chat}))
    said = {"at": "2026-11-26T10:00:00+02:00", "sender": "Anna", "text": "the walrus is called Quentin"}

    def put(fields: dict[str, Any], message: str | None = None, chat: str = "c1") -> Any:
        return handlers.put_chat_message(ask.PutChatMessage(person, chat, fields, message)).messages[0]  # type: ignore[attr-defined]

    def found(word: str) -> list[str]:
        return [hit.id for hit in handlers.search(ask.Search(person, word)).hits]  # type: ignore[attr-defined]

    made, twin = put(said), put(said)

    assert made.id != twin.id
    assert (made.sender, made.kind, made.forwarded, made.edited, made.earlier) == ("Anna", "text", False, False, False)
    assert found("walrus") == [made.id, twin.id] or found("walrus") == [twin.id, made.id]
    with vault.person(person, "test") as session:
        vectors.add(session, "m", [ask.Vector("message", int(made.id), b"\x00\x00\x80\x3f" * 96)])
    changed = put(
        {"text": "the badger is called Ingrid", "sender": "Bo", "forwarded": True, "edited": True, "kind": "image", "media": "a.jpg"},
        made.id,
    )
    assert (changed.at, changed.sender, changed.text, changed.media) == (made.at, "Bo", "the badger is called Ingrid", "a.jpg")
    assert (changed.forwarded, changed.edited, changed.earlier) == (True, True, False)
    assert put({"at": said["at"], "text": "x", "earlier": True}, chat="c2").earlier
    assert found("walrus") == [twin.id]
    assert found("badger") == [made.id]
    with vault.person(person, "test") as session:
        assert [one.seq for one in vectors.missing(session, "m", 10) if one.kind == "message"] == [int(made.id), int(twin.id)]
        vectors.add(session, "m", [ask.Vector("message", int(made.id), b"\x00\x00\x80\x3f" * 96)])
        assert [one.seq for one in vectors.missing(session, "m", 10) if one.kind == "message"] == [int(twin.id)]
    handlers.drop_chat_message(ask.DropChatMessage(person, "c1", twin.id))
    assert found("walrus") == []
    page: Any = handlers.read_chat(ask.ReadChat(person, "c1"))
    assert page.messages == (changed,)
    assert handlers.read_chat(ask.ReadChat(person, "c1", id=made.id)) == page
    for chat, message in (("c2", made.id), ("c1", twin.id), ("c1", "x"), ("c1", "9" * 30), ("none", made.id)):
        with pytest.raises(Refused):
            handlers.drop_chat_message(ask.DropChatMessage(person, chat, message))
        with pytest.raises(Refused):
            put({"text": "x"}, message, chat)
    with pytest.raises(Refused):
        put(said, chat="none")
    for wrong in ({}, {"at": "today"}, said | {"kind": "planet"}, said | {"seq": 1}, {"text": "no time"}):
        with pytest.raises(BadMessage):
            put(wrong)


@pytest.mark.parametrize("fields", [{}, {"text": 7}, {"text": "x", "extra": 1}, {"text": None}])
def test_fields_that_do_not_fit_are_refused(handlers: Handlers, person: str, fields: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        handlers.put_record(ask.PutRecord(person, "note", "r1", fields))


def test_what_is_forgotten_is_gone_from_the_index(handlers: Handlers, person: str) -> None:
    handlers.put_record(ask.PutRecord(person, "note", "r1", {"text": "the walrus is called Quentin"}))
    assert handlers.search(ask.Search(person, "walrus")).hits  # type: ignore[attr-defined]

    handlers.drop_record(ask.DropRecord(person, "note", "r1"))

    assert handlers.search(ask.Search(person, "walrus")).hits == ()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "found"),
    [("walr", True), ("WALRUS", True), ("quéntin", True), ("walrus badger", False), ("walrus's", True), ('"*(', False)],
)
def test_searching(handlers: Handlers, person: str, query: str, found: bool) -> None:
    handlers.put_record(ask.PutRecord(person, "note", "r1", {"text": "the walrus is called Quentin"}))

    assert bool(handlers.search(ask.Search(person, query)).hits) is found  # type: ignore[attr-defined]


def test_nobody_finds_anything_of_anybody_else(handlers: Handlers, vault: Vault, person: str) -> None:
    other = vault.create_person()
    handlers.put_record(ask.PutRecord(person, "note", "r1", {"text": "walrus"}))

    assert handlers.search(ask.Search(other, "walrus")).hits == ()  # type: ignore[attr-defined]
    assert handlers.list_records(ask.ListRecords(other, "note", id="r1")).records == ()  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["a", "NEAR(a b)", 'x" OR "y', "a AND b NOT c", "col:val", "^start", "a* b*", "*", "💥", "\0"])
def test_words_are_quoted_whatever_they_are(text: str) -> None:
    for match in ("all", "any"):
        for term in read(text, match):  # type: ignore[arg-type]
            ways = term.expression().removeprefix("(").removesuffix(")").split(" OR ")
            assert all(re.fullmatch(r'"[\w ]+"\*?', way) for way in ways)


class Published(list[ReminderDue]):
    """A bus that keeps what is published."""

    def publish(self, message: ReminderDue) -> None:
        self.append(message)


def test_the_clock_publishes_what_is_due_once_and_says_when_it_is_late(handlers: Handlers, vault: Vault, person: str) -> None:
    bus = Published()
    clock = ReminderClock(vault, Directory(vault), Pushes(vault), bus)  # type: ignore[arg-type]
    now = datetime.now(UTC)
    for name, due in (("soon", now + timedelta(hours=1)), ("due", now - timedelta(seconds=2)), ("late", now - timedelta(days=1))):
        handlers.put_record(ask.PutRecord(person, "reminder", name, {"text": name, "due_at": due.isoformat()}))

    clock.tick(now)
    clock.tick(now)
    assert [(entry.reminder, entry.late) for entry in bus] == [("late", True), ("due", False)]

    clock.tick(now + timedelta(hours=1))
    assert [entry.reminder for entry in bus] == ["late", "due", "soon"]


def test_a_clock_that_jumps_fires_nothing_twice_and_forgets_nothing(handlers: Handlers, vault: Vault, person: str) -> None:
    bus = Published()
    clock = ReminderClock(vault, Directory(vault), Pushes(vault), bus)  # type: ignore[arg-type]
    now = datetime.now(UTC)
    for name, days in (("today", 0), ("tomorrow", 1), ("in-two-years", 730)):
        handlers.put_record(ask.PutRecord(person, "reminder", name, {"text": name, "due_at": (now + timedelta(days=days)).isoformat()}))

    for moment in (now + timedelta(days=365), now - timedelta(days=3650), now + timedelta(days=2), now, now + timedelta(days=731)):
        clock.tick(moment)

    assert [entry.reminder for entry in bus] == ["today", "tomorrow", "in-two-years"]


@pytest.mark.parametrize("step", ["remind_by", "set_next_due"])
def test_no_reminder_is_passed_over_that_is_set_while_the_clock_looks(
    handlers: Handlers, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whichever of the two is in the middle of its work when the other does all of its own."""
    bus, now = Published(), datetime.now(UTC)
    clock = ReminderClock(vault, Directory(vault), Pushes(vault), bus)  # type: ignore[arg-type]
    handlers.put_record(ask.PutRecord(person, "reminder", "first", {"text": "x", "due_at": now.isoformat()}))
    later = ask.PutRecord(person, "reminder", "later", {"text": "x", "due_at": (now + timedelta(hours=1)).isoformat()})
    done, other = getattr(Directory, step), {"remind_by": lambda: clock.tick(now), "set_next_due": lambda: handlers.put_record(later)}[step]

    def interrupted(self: Directory, *arguments: object) -> None:
        monkeypatch.setattr(Directory, step, done)
        if step == "remind_by":
            done(self, *arguments)
        other()
        if step == "set_next_due":
            done(self, *arguments)

    monkeypatch.setattr(Directory, step, interrupted)
    if step == "remind_by":
        handlers.put_record(later)
    else:
        clock.tick(now)
    clock.tick(now + timedelta(hours=1))

    assert [entry.reminder for entry in bus] == ["first", "later"]


def test_what_is_moved_or_cancelled_while_it_is_published_stays_so(handlers: Handlers, vault: Vault, person: str) -> None:
    now = datetime.now(UTC)
    moved = now + timedelta(days=1)

    class Changing(Published):
        def publish(self, message: ReminderDue) -> None:
            super().publish(message)
            fields = {"due_at": moved.isoformat()} if message.reminder == "moved" else {"state": "cancelled"}
            handlers.put_record(ask.PutRecord(person, "reminder", message.reminder, fields, change=True))

    bus = Changing()
    for name in ("moved", "cancelled"):
        handlers.put_record(ask.PutRecord(person, "reminder", name, {"text": name, "due_at": now.isoformat()}))
    clock = ReminderClock(vault, Directory(vault), Pushes(vault), bus)  # type: ignore[arg-type]
    clock.tick(now)
    clock.tick(moved)

    assert [entry.reminder for entry in bus] == ["moved", "cancelled", "moved"]


def test_a_reminder_killed_between_publishing_and_marking_is_published_again(
    handlers: Handlers, vault: Vault, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = Published()
    clock = ReminderClock(vault, Directory(vault), Pushes(vault), bus)  # type: ignore[arg-type]
    handlers.put_record(ask.PutRecord(person, "reminder", "r1", {"text": "x", "due_at": (NOW - timedelta(seconds=2)).isoformat()}))

    with monkeypatch.context() as patch:
        patch.setattr("store.adapters.records.put", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            clock.tick(NOW)
    clock.tick(NOW)

    assert [entry.reminder for entry in bus] == ["r1", "r1"]
    assert bus[0] == bus[1]


@pytest.mark.parametrize("first_is_broken", [True, False])
def test_a_person_whose_file_is_gone_keeps_nobody_else_waiting(
    handlers: Handlers, vault: Vault, person: str, tmp_path: Path, first_is_broken: bool
) -> None:
    people = [person, vault.create_person()]
    for one in people:
        handlers.put_record(ask.PutRecord(one, "reminder", "r1", {"text": "x", "due_at": NOW.isoformat()}))
    broken, spared = people if first_is_broken else people[::-1]
    vault.close()
    (tmp_path / "store" / "people" / f"{broken}.db").unlink()
    again, bus = Vault(tmp_path, MasterKey.load(None, tmp_path)), Published()

    ReminderClock(again, Directory(again), Pushes(again), bus).tick(NOW)  # type: ignore[arg-type]

    assert [entry.person for entry in bus] == [spared]


def test_an_id_that_was_used_with_other_words_is_refused(handlers: Handlers, person: str) -> None:
    handlers.begin_turn(begin(person))

    with pytest.raises(Refused, match="another text"):
        handlers.begin_turn(begin(person, turn="t2", text="Remember the bread"))

    assert [message.text for message in handlers.list_messages(ask.ListMessages(person, 10)).messages] == ["Remember the milk"]  # type: ignore[attr-defined]


def test_what_came_rings_until_something_is_said_to_it(handlers: Handlers, vault: Vault, person: str) -> None:
    now = datetime.now(UTC)
    series = {"rule": "FREQ=DAILY", "wall": (now - timedelta(days=1)).replace(tzinfo=None).isoformat()}
    for name, due, more in (("once", 2, {}), ("daily", 1, series), ("moved", 3, {}), ("old", 13 * 3600, {}), ("coming", -60, {})):
        fields = {"text": name, "due_at": (now - timedelta(seconds=due)).isoformat(), **more}
        handlers.put_record(ask.PutRecord(person, "reminder", name, fields))

    def ringing() -> list[str]:
        return [one.id for one in handlers.list_ringing(ask.ListRinging(person)).records]  # type: ignore[attr-defined]

    ReminderClock(vault, Directory(vault), Pushes(vault), Published()).tick(now)  # type: ignore[arg-type]
    assert ringing() == ["daily", "once", "moved"]

    handlers.put_record(ask.PutRecord(person, "reminder", "once", {"text": "worded otherwise"}, change=True))
    handlers.put_record(ask.PutRecord(person, "reminder", "moved", {"due_at": (now + timedelta(hours=1)).isoformat()}, change=True))
    handlers.put_record(ask.PutRecord(person, "reminder", "daily", {"rang_at": None}, change=True))
    assert ringing() == ["once"]


def put_off(handlers: Handlers, person: str, time: datetime, made: str, at: datetime) -> Any:
    return handlers.put_off(ask.PutOff(person, "series", time, at, made))


@pytest.mark.parametrize("came", [True, False])
def test_one_time_of_a_series_is_put_off_once_and_the_series_goes_on(handlers: Handlers, person: str, came: bool) -> None:
    first = datetime(2099, 12, 1, 7, tzinfo=UTC)
    second, later = first + timedelta(days=1), first + timedelta(hours=3)
    fields = {"text": "tea", "rule": "FREQ=DAILY", "wall": "2099-12-01T07:00:00", "due_at": (second if came else first).isoformat()}
    rang = {"rang_at": first.isoformat()} if came else {}
    handlers.put_record(ask.PutRecord(person, "reminder", "series", {**fields, **rang}))

    made = [put_off(handlers, person, first, "once", later) for _ in range(2)]
    with pytest.raises(Refused, match="over already"):
        put_off(handlers, person, first, "another", later)

    assert [(one.id, one.fields["due_at"], one.fields["rule"]) for one in made] == [("once", stored(later), "")] * 2
    kept: Any = handlers.list_records(ask.ListRecords(person, "reminder"))
    assert {one.id: (one.fields["due_at"], one.fields["rang_at"]) for one in kept.records} == {
        "once": (stored(later), None),
        "series": (stored(second), None),
    }


def test_what_rings_of_a_series_rings_on_while_its_next_time_is_put_off(handlers: Handlers, person: str) -> None:
    rang = datetime.now(UTC) - timedelta(hours=1)
    coming = rang + timedelta(days=1)
    fields = {"text": "tea", "rule": "FREQ=DAILY", "wall": rang.replace(tzinfo=None).isoformat(), "due_at": coming.isoformat()}
    handlers.put_record(ask.PutRecord(person, "reminder", "series", {**fields, "rang_at": rang.isoformat()}))

    put_off(handlers, person, coming, "once", coming + timedelta(hours=1))

    found: Any = handlers.list_ringing(ask.ListRinging(person))
    assert [one.id for one in found.records] == ["series"]


def test_what_comes_once_is_no_time_of_a_series(handlers: Handlers, person: str) -> None:
    rang = datetime.now(UTC) - timedelta(hours=1)
    fields = {"text": "tea", "due_at": rang.isoformat(), "rang_at": rang.isoformat(), "state": "fired"}
    handlers.put_record(ask.PutRecord(person, "reminder", "series", fields))

    with pytest.raises(Refused, match="over already"):
        put_off(handlers, person, rang, "once", rang + timedelta(hours=2))


def test_what_can_not_be_put_off_whole_leaves_no_copy(handlers: Handlers, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = datetime(2099, 12, 1, 7, tzinfo=UTC)
    fields = {"text": "tea", "rule": "FREQ=DAILY", "wall": "2099-12-01T07:00:00", "due_at": first.isoformat()}
    handlers.put_record(ask.PutRecord(person, "reminder", "series", fields))
    put, calls = records.put, iter((True, False))

    def failing(*given: Any, **more: Any) -> Any:
        if not next(calls):
            raise Unavailable("the disk is full")
        return put(*given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(records, "put", failing)
        with pytest.raises(Unavailable):
            put_off(handlers, person, first, "once", first + timedelta(hours=1))

    kept: Any = handlers.list_records(ask.ListRecords(person, "reminder"))
    assert [(one.id, one.fields["due_at"]) for one in kept.records] == [("series", stored(first))]
