"""The calendar as a file: what RFC 5545 asks of it, and that our own importer reads back what was written."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest

from gateway.domain.calendars import written
from store.domain.importers.parsed import KNOWN, Entry
from tests.unit.store.test_importers import found

EVENT: dict[str, Any] = {
    "text": "Sauna", "start_at": "2026-12-01T17:00:00+00:00", "end_at": "2026-12-01T18:30:00+00:00", "all_day": False, "zone": "Europe/Helsinki",
    "rule": "", "place": "", "details": "", "state": "confirmed", "guests": [],
}  # fmt: skip
TASK: dict[str, Any] = {"list": "todo", "text": "Essay", "done": False, "due": "2026-12-04"}


def kept(number: int, fields: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {"id": f"id{number}", "created_at": "2026-11-27T10:00:00.25+00:00", "fields": {**fields, **other}}


def file(*events: dict[str, Any], items: Sequence[dict[str, Any]] = ()) -> bytes:
    return written(events, items, name="Sihteeri")


def read_back(data: bytes) -> list[Entry]:
    return [one for one in found(data) if isinstance(one, Entry)]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Dinner; with Äiti, \\ and more " + "ö" * 90, "place": "A, B; C", "details": "BEGIN:VEVENT"},
        {"guests": ["Päivi; K", "q@example.org"]},
        {"state": "tentative", "zone": "America/New_York"},
        {"all_day": True, "zone": "UTC", "start_at": "2026-12-20T00:00:00+00:00", "end_at": "2026-12-23T00:00:00+00:00"},
        {"rule": "RRULE:FREQ=WEEKLY;UNTIL=20270629T160000Z;BYDAY=TU"},  # The clocks change in between.
        {"rule": "RRULE:FREQ=WEEKLY;BYDAY=TU\nRDATE:20261209T170000Z\nEXDATE:20261208T170000Z,20261215T170000Z"},
        {
            "all_day": True, "zone": "UTC", "start_at": "2026-12-20T00:00:00+00:00", "end_at": "2026-12-21T00:00:00+00:00",
            "rule": "RRULE:FREQ=YEARLY\nEXDATE:20271220",
        },
    ],
)  # fmt: skip
def test_what_is_written_is_read_back_as_the_same_thing(fields: dict[str, Any]) -> None:
    (entry,) = read_back(file(kept(1, EVENT, **fields)))

    wanted = {**EVENT, **fields}
    assert entry.name == f"{KNOWN}id1"
    assert {name: entry.fields[name] for name in wanted if name != "rule"} == {name: wanted[name] for name in wanted if name != "rule"}
    assert set(entry.fields["rule"].splitlines()) == set(wanted["rule"].splitlines())


def test_a_series_of_days_ends_on_a_day() -> None:
    fields = {"all_day": True, "zone": "UTC", "start_at": "2026-12-20T00:00:00+00:00", "end_at": "2026-12-21T00:00:00+00:00"}

    data = file(kept(1, EVENT, **fields, rule="RRULE:FREQ=YEARLY;UNTIL=20301220T235959Z"))

    assert b"RRULE:FREQ=YEARLY;UNTIL=20301220\r\n" in data


def test_lines_are_folded_and_ended_as_the_standard_asks() -> None:
    data = file(kept(1, EVENT, text="ä" * 300, details="one\ntwo\x00\x07"))

    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert b"\x00" not in data
    assert "DESCRIPTION:one\\ntwo" in data.decode()
    assert data.decode().replace("\r\n ", "").count("ä") == 300


def test_another_reader_finds_the_same_times_zones_and_people() -> None:
    data = file(kept(1, EVENT, guests=["Päivi"], rule="RRULE:FREQ=WEEKLY;BYDAY=TU\nEXDATE:20261208T170000Z"), items=[kept(2, TASK)])

    calendar = icalendar.Calendar.from_ical(data)

    (event,), (task,), (zone,) = (list(calendar.walk(kind)) for kind in ("VEVENT", "VTODO", "VTIMEZONE"))
    assert (calendar["VERSION"], str(event["UID"]), str(zone["TZID"])) == ("2.0", "id1@sihteeri", "Europe/Helsinki")
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 12, 1, 17, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert event["DTSTAMP"].dt == datetime(2026, 11, 27, 10, tzinfo=UTC)
    assert event["EXDATE"].dts[0].dt.astimezone(UTC) == datetime(2026, 12, 8, 17, tzinfo=UTC)
    assert event["ATTENDEE"].params["CN"] == "Päivi"
    assert task["DUE"].dt == date(2026, 12, 4)


def test_the_same_things_make_the_same_bytes() -> None:
    assert file(kept(1, EVENT), items=[kept(2, TASK)]) == file(kept(1, EVENT), items=[kept(2, TASK)])


def test_what_is_cancelled_done_or_due_on_no_day_is_left_out() -> None:
    items = [kept(2, TASK, done=True), kept(3, TASK, due=""), kept(4, TASK)]

    data = file(kept(1, EVENT, state="cancelled"), items=items)

    assert [(one.kind, one.name) for one in read_back(data)] == [("item", f"{KNOWN}id4")]
