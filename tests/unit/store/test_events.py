"""Events in a person's file: what is on, found, changed by a newer calendar, forgotten and undone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.errors import BadMessage, Refused
from shared.schemas import archive as ask
from store.adapters import events
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.importing import Importing
from tests.unit.store.test_icalendar import calendar, event
from tests.unit.store.test_importing import bring, count, ended

DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
ROWING = {"text": "Rowing", "start_at": "2026-12-01T10:00:00+00:00", "end_at": "2026-12-01T11:00:00+00:00", "zone": "Europe/Paris"}


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    return Handlers(vault, Directory(vault))


@pytest.fixture
def importer(vault: Vault) -> Iterator[Importing]:
    with Importing(vault, Directory(vault)) as made:
        yield made


def on(handlers: Handlers, person: str, since: datetime = DECEMBER, days: int = 31, **more: Any) -> list[ask.Occurrence]:
    found: Any = handlers.list_occurrences(ask.ListOccurrences(person, since, since + timedelta(days=days), **more))
    return list(found.occurrences)


def test_a_day_holds_what_begins_or_goes_on_in_it(handlers: Handlers, person: str) -> None:
    for name, start, end in (
        ("before", "10T10", "11T10"),
        ("over", "10T10", "13T10"),
        ("within", "12T10", "12T11"),
        ("at its end", "13T00", "13T01"),
    ):
        fields = {"text": name, "start_at": f"2026-12-{start}:00:00+00:00", "end_at": f"2026-12-{end}:00:00+00:00"}
        handlers.put_record(ask.PutRecord(person, "event", name.replace(" ", ""), fields))

    assert [one.text for one in on(handlers, person, datetime(2026, 12, 12, tzinfo=UTC), 1)] == ["over", "within"]


def test_a_series_is_unrolled_without_its_exceptions_and_cancelled_events_are_left_out(handlers: Handlers, person: str) -> None:
    handlers.put_record(ask.PutRecord(person, "event", "r", {**ROWING, "rule": "RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20261208T100000Z"}))
    handlers.put_record(ask.PutRecord(person, "event", "c", {**ROWING, "state": "cancelled"}))

    found = on(handlers, person)

    assert [one.start_at.day for one in found] == [1, 15, 22]
    assert found[0].repeats("en") == "every Tuesday until 22 December 2026, but not on 8 December 2026"
    assert found[0].repeats("fi") == "joka tiistai 22.12.2026 asti, paitsi 8.12.2026"
    assert len(on(handlers, person, limit=2)) == 2
    assert on(handlers, person, events=("c",)) == []


def test_whole_days_follow_the_persons_zone(handlers: Handlers, person: str) -> None:
    day = {
        "text": "Fair",
        "start_at": "2026-12-02T00:00:00+00:00",
        "end_at": "2026-12-03T00:00:00+00:00",
        "all_day": True,
        "rule": "RRULE:FREQ=YEARLY",
    }
    handlers.put_record(ask.PutRecord(person, "event", "f", day))
    for zone, hours in (("America/Los_Angeles", 8), ("Asia/Tokyo", -9)):
        handlers.set_setting(ask.SetSetting(person, "zone", zone))
        midnight = datetime(2027, 12, 2, tzinfo=UTC) + timedelta(hours=hours)

        assert [one.start_at for one in on(handlers, person, midnight, 1)] == [midnight]
        assert on(handlers, person, midnight + timedelta(days=1), 1) == on(handlers, person, midnight - timedelta(days=1), 1) == []
        assert on(handlers, person, midnight, 1)[0].repeats("en") == "every year on 2 December"


def test_a_span_that_takes_too_long_is_refused_and_a_short_one_is_not(
    handlers: Handlers, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers.put_record(ask.PutRecord(person, "event", "r", {**ROWING, "rule": "RRULE:FREQ=DAILY"}))
    assert len(on(handlers, person, days=2)) == 2
    monkeypatch.setattr(events, "TIME_LIMIT_SECONDS", 0.0)

    with pytest.raises(Refused):
        on(handlers, person, days=1800)


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Mars/Phobos"},
        {"end_at": "2026-11-01T11:00:00+00:00"},
        {"rule": "RRULE:FREQ=SECONDLY"},
        {"rule": "x"},
        {"all_day": True},
        {"state": "x"},
    ],
)
def test_an_event_that_can_not_be_is_refused(handlers: Handlers, person: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadMessage):
        handlers.put_record(ask.PutRecord(person, "event", "e", {**ROWING, **wrong}))


def test_an_event_is_found_by_its_words_and_by_its_day_in_the_persons_zone(handlers: Handlers, person: str) -> None:
    handlers.set_setting(ask.SetSetting(person, "zone", "Europe/Helsinki"))
    handlers.put_record(ask.PutRecord(person, "event", "e", {**ROWING, "place": "Pier 3"}))

    (hit,) = handlers.search(ask.Search(person, "rowing pier", kinds=("event",))).hits  # type: ignore[attr-defined]

    assert hit.text == "Rowing, Tue 01 Dec 2026 12:00–13:00 (Europe/Helsinki), Pier 3"


def test_a_calendar_is_imported_once_a_newer_one_takes_its_place_and_all_is_undone(
    importer: Importing, handlers: Handlers, vault: Vault, person: str
) -> None:
    def made(hour: int) -> bytes:
        return calendar(*event(f"DTSTART:202612{1:02}T{hour}0000Z"), *event("DTSTART:20261203T100000Z", uid="2", title="Regatta"))

    first, again = bring(importer, person, "i1", made(10)), bring(importer, person, "i2", made(10))
    newer = bring(importer, person, "i3", made(14))

    assert [(view.added, view.skipped) for view in (first, again, newer)] == [(2, 0), (0, 2), (1, 1)]
    assert [(one.text, one.start_at.hour) for one in on(handlers, person)] == [("Rowing", 14), ("Regatta", 10)]
    importer.undo(ask.UndoImport(person, "i1"))
    ended(importer, person, "i1")
    assert on(handlers, person) == []
    assert count(vault, person, "passage") == 0


def test_a_forgotten_event_is_nowhere_any_more(handlers: Handlers, person: str, tmp_path: Path) -> None:
    handlers.put_record(ask.PutRecord(person, "event", "e", {**ROWING, "details": "the quagga sleeps in the boathouse"}))

    receipt: Any = handlers.forget(ask.Forget(person, "event", "e"))

    assert receipt.removed == {"event": 1}
    assert receipt.clean
    assert on(handlers, person) == []
    assert handlers.search(ask.Search(person, "quagga")).hits == ()  # type: ignore[attr-defined]
