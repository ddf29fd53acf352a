"""Notifications: recorded before they leave, sent once, and not at all where they may not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.adapters.push_service import Gone
from gateway.notifying import LASTS, Notifying
from shared.bus import topology
from shared.errors import Refused, Unavailable
from shared.schemas import archive as ask
from shared.schemas.conversation import Notify

DUE = datetime(2026, 12, 1, tzinfo=UTC)
PUSH = ask.Push("https://push.example/1", "p", "a", "words", "k")


class Store:
    """Keeps a record, and says where a browser is reached."""

    def __init__(self) -> None:
        self.push = PUSH
        self.waits = True
        self.entries: dict[str, ask.EgressEntry] = {}
        self.done: list[str] = []
        self.failing: Exception | None = None

    def request(self, message: Any, *_: Any, **__: Any) -> Any:
        name = type(message).__name__
        self.done.append(name)
        if name == "RecordEgress":
            return self._record(message)
        if name == "AskNotification":
            assert message.reminder == "r1"
            entry = self.entries.get(message.key)
            return ask.Notification(self.waits, entry.state, entry.url, entry.body) if entry else ask.Notification(self.waits)
        if name == "SettleEgress":
            self.entries[message.key] = _with(self.entries[message.key], message.state)
        return self.push if name == "AskPush" else ask.Done("x")

    def _record(self, message: ask.RecordEgress) -> ask.Done:
        if self.failing:
            raise self.failing
        if fresh := message.key not in self.entries:
            size = len(message.body)
            self.entries[message.key] = ask.EgressEntry(
                message.key, message.at, message.party, message.purpose, message.url, size, message.cause, "recorded", body=message.body
            )
        return ask.Done(message.key, fresh=fresh)


def _with(entry: ask.EgressEntry, state: str) -> ask.EgressEntry:
    return ask.EgressEntry(**{**vars(entry), "state": state})


class Service:
    """Notes what it is told to send, and what was on record then."""

    def __init__(self, store: Store) -> None:
        self.sent: list[str] = []
        self.seconds = 0
        self.failing: list[Exception] = []
        self._store = store
        self._drafts = iter(range(100))

    def draft(self, values: dict[str, str], *_: str) -> str:
        return f"{next(self._drafts)} {values.get('body', '')}"

    def send(self, endpoint: str, key: str, recorded: str, *, tag: str, seconds: int) -> None:
        assert recorded in {one.body for one in self._store.entries.values()}
        self.sent.append(recorded)
        self.seconds = seconds
        if self.failing:
            raise self.failing.pop(0)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def service(store: Store) -> Service:
    return Service(store)


@pytest.fixture
def notify(store: Store, service: Service) -> Callable[..., None]:
    notifying = Notifying(store, service)  # type: ignore[arg-type]

    def notify(ago: timedelta = timedelta(0)) -> None:
        message = Notify("p", "reminder#r1#2026#d1", "d1", "reminder#r1#2026", "the zebra", "en", datetime.now(UTC) - ago)
        notifying.notify(message, lambda _: None)()

    return notify


def state(store: Store) -> list[str]:
    return [one.state for one in store.entries.values()]


def test_it_is_recorded_then_sent_then_settled(store: Store, service: Service, notify: Callable[..., None]) -> None:
    notify()

    (entry,) = store.entries.values()
    assert (entry.party, entry.purpose, entry.cause, entry.state) == ("push service", "reminder", "r1", "sent")
    assert service.sent == [entry.body]


@pytest.mark.parametrize("error", [Unavailable("the store is away"), Refused("what this was to be sent for was forgotten")])
def test_nothing_leaves_without_a_record(error: Exception, store: Store, service: Service, notify: Callable[..., None]) -> None:
    store.failing = error

    with pytest.raises(type(error)):
        notify()

    assert service.sent == []


def test_handled_twice_it_is_sent_once(service: Service, notify: Callable[..., None]) -> None:
    notify()
    notify()

    assert len(service.sent) == 1


def test_what_may_have_been_sent_is_sent_again_byte_for_byte(store: Store, service: Service, notify: Callable[..., None]) -> None:
    service.failing = [Unavailable("no answer")]
    with pytest.raises(Unavailable):
        notify()

    notify()

    assert service.sent == ["0 the zebra", "0 the zebra"]
    assert state(store) == ["sent"]


def test_a_browser_that_is_gone_is_dropped(store: Store, service: Service, notify: Callable[..., None]) -> None:
    service.failing = [Gone()]

    notify()

    assert state(store) == ["failed"]
    assert "DropPush" in store.done


def test_what_is_refused_is_not_tried_again(store: Store, service: Service, notify: Callable[..., None]) -> None:
    service.failing = [Refused("status 400")]

    notify()
    notify()

    assert (state(store), len(service.sent)) == (["failed"], 1)
    assert "DropPush" not in store.done


def test_a_browser_that_was_signed_out_meanwhile_gets_nothing(store: Store, service: Service, notify: Callable[..., None]) -> None:
    store.push = ask.Push(key="k")

    notify()

    assert (service.sent, store.entries) == ([], {})


def test_what_was_recorded_for_another_address_is_not_sent_to_the_new_one(
    store: Store, service: Service, notify: Callable[..., None]
) -> None:
    service.failing = [Unavailable("no answer")]
    with pytest.raises(Unavailable):
        notify()
    store.push = ask.Push("https://push.example/2", "p", "a", "words", "k")

    notify()

    assert len(service.sent) == 1


def test_the_push_service_keeps_it_for_no_longer_than_it_is_worth(service: Service, notify: Callable[..., None]) -> None:
    notify(timedelta(hours=11))
    assert 0 < service.seconds <= 3600

    notify(timedelta(hours=12, seconds=1))
    assert len(service.sent) == 1


def test_a_reminder_that_was_answered_meanwhile_needs_none(store: Store, service: Service, notify: Callable[..., None]) -> None:
    service.failing = [Unavailable("no answer")]
    with pytest.raises(Unavailable):
        notify()

    store.waits = False
    notify()

    assert (len(service.sent), state(store)) == (1, ["recorded"])


def test_of_all_tries_the_first_and_the_last_are_on_record(store: Store, service: Service, notify: Callable[..., None]) -> None:
    service.failing = [Unavailable("no answer")] * 5
    for _ in range(5):
        with pytest.raises(Unavailable):
            notify()
    notify()

    noted = [name for name in store.done if name not in ("AskNotification", "AskPush")]
    assert (noted, len(service.sent)) == (["RecordEgress", "SettleEgress"], 6)


def test_what_another_process_put_on_record_meanwhile_is_left_to_it(
    store: Store, service: Service, notify: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_record", lambda _message: ask.Done("x", fresh=False))

    with pytest.raises(Unavailable):
        notify()

    assert service.sent == []


def test_a_push_service_that_is_away_is_tried_for_as_long_as_it_is_worth() -> None:
    *_, longest = topology.RETRY_DELAYS_SECONDS

    assert timedelta(seconds=longest) * (Notify.retries - len(topology.RETRY_DELAYS_SECONDS)) >= LASTS


@pytest.mark.parametrize(("content", "body"), [("words", "0 the zebra"), ("discreet", "0 You have a reminder."), ("empty", "0 ")])
def test_only_what_was_chosen_is_in_it(
    content: ask.PushContent, body: str, store: Store, service: Service, notify: Callable[..., None]
) -> None:
    store.push = ask.Push("https://push.example/1", "p", "a", content, "k")

    notify()

    assert service.sent == [body]
