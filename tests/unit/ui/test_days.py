"""The calendar's page: which days a view has, what is on each, and one time of a series that is left out or moved."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.standins.gateway import Api
from ui import days, days_pages, kept
from ui.client import Gateway, GatewayError
from ui.days_pages import Span
from ui.taking_back import undone

HELSINKI = ZoneInfo("Europe/Helsinki")
TODAY = date(2026, 11, 28)
"""A Saturday."""


@pytest.fixture
def gateway(api: Api) -> Gateway:
    """A client of what answers instead of the gateway."""
    api.told["calendar"] = {"occurrences": [], "zone": "Europe/Helsinki"}
    return Gateway("http://nobody.invalid", "")


def event(first: str, last: str, **more: Any) -> dict[str, Any]:
    one = {"start_at": first, "end_at": last, "event": "e1", "text": "rowing", "all_day": False, "place": "", "guests": [], "repeats": ""}
    return days_pages.placed(HELSINKI, one | {"state": "confirmed"} | more)


@pytest.mark.parametrize(
    ("view", "on", "first", "last"),
    [
        ("week", "2026-11-28", "2026-11-23", "2026-11-29"),
        ("week", "2027-01-01", "2026-12-28", "2027-01-03"),
        ("month", "2026-11-28", "2026-10-26", "2026-12-06"),
        ("month", "2027-02-10", "2027-02-01", "2027-02-28"),  # It begins on a Monday and has four weeks.
        ("month", "0001-01-01", "1970-12-28", "1971-01-31"),
        ("month", "9999-12-31", "8999-12-30", "9000-02-02"),
    ],
)
def test_a_view_has_whole_weeks(view: str, on: str, first: str, last: str) -> None:
    span = Span.of(view, date.fromisoformat(on), TODAY)

    assert (f"{span.first}", f"{span.last}") == (first, last)


@pytest.mark.parametrize(("view", "on", "before", "after"), [
    ("week", "2026-11-28", "2026-11-21", "2026-12-05"), ("month", "2026-01-31", "2025-12-01", "2026-02-01"), ("month", "2026-12-31", "2026-11-01", "2027-01-01"),
])  # fmt: skip
def test_one_goes_a_week_or_a_month_back_and_forth(view: str, on: str, before: str, after: str) -> None:
    span = Span.of(view, date.fromisoformat(on), TODAY)

    assert (f"{span.moved(-1)}", f"{span.moved(1)}") == (before, after)


def test_what_lasts_is_on_each_of_its_days_and_not_on_that_at_whose_midnight_it_ends() -> None:
    things = [event("2026-11-24T16:00:00Z", "2026-11-26T22:00:00Z"), event("2026-11-27T22:00:00Z", "2026-11-27T22:00:00Z")]

    by_day = days_pages._by_day(Span.of("week", TODAY, TODAY), things)

    assert [len(some) for some in by_day.values()] == [0, 1, 1, 1, 0, 1, 0]  # Monday to Sunday, in Helsinki.


@pytest.mark.parametrize(
    ("fields", "rule"),
    [({}, "EXDATE:20261201T150000Z"), ({"all_day": True, "zone": "Europe/Helsinki"}, "EXDATE:20261201")],
)
def test_one_time_of_a_series_is_left_out_and_back(fields: dict[str, Any], rule: str, api: Api, gateway: Gateway) -> None:
    one = api.keep("events", text="rowing", rule="RRULE:FREQ=WEEKLY", **fields)

    did = days.skipped(gateway, one["id"], "2026-12-01T15:00:00+00:00", "month", "2026-12-01")

    assert api.kept["events"][0]["rule"] == f"RRULE:FREQ=WEEKLY\n{rule}"
    assert did.page == "/calendar?view=month&on=2026-12-01"
    undone(gateway, did)
    assert api.kept["events"][0]["rule"] == "RRULE:FREQ=WEEKLY"


@pytest.mark.parametrize(("rule", "at"), [("RRULE:FREQ=DAILY", "soon"), ("", "2026-12-01T15:00:00+00:00")])
def test_what_can_not_be_left_out_changes_nothing(rule: str, at: str, api: Api, gateway: Gateway) -> None:
    one = api.keep("events", text="rowing", rule=rule)

    with pytest.raises(GatewayError):
        days.skipped(gateway, one["id"], at, "list", "")
    assert api.kept["events"][0]["rule"] == rule


def test_a_series_of_reminders_stands_on_each_of_its_days(api: Api, gateway: Gateway) -> None:
    api.keep(
        "reminders",
        text="plants",
        due_at="2026-12-01T07:00:00+00:00",
        wall="2026-12-01T09:00:00",
        zone="Europe/Helsinki",
        rule="FREQ=DAILY",
    )
    api.keep("reminders", text="once", due_at="2026-12-02T07:00:00+00:00")
    api.keep("reminders", text="over", due_at="2026-12-02T07:00:00+00:00", state="cancelled")
    api.keep("reminders", text="odd", due_at="2026-12-03T07:00:00+00:00", rule="FREQ=NEVER", wall="x")
    begin = datetime(2026, 12, 1, tzinfo=HELSINKI)

    found = days._reminders(gateway, begin, begin + timedelta(days=4), HELSINKI)

    assert sorted((one["text"], f"{one['begin']:%d %H}") for one in found) == [
        ("odd", "03 09"), ("once", "02 09"), ("plants", "01 09"), ("plants", "02 09"), ("plants", "03 09"), ("plants", "04 09"),
    ]  # fmt: skip


def test_of_a_series_of_reminders_one_time_is_moved_to_where_it_was_picked_and_back(api: Api, gateway: Gateway) -> None:
    due = datetime.now(HELSINKI).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    one = api.keep(
        "reminders", text="plants", due_at=due.isoformat(), wall=f"{due:%Y-%m-%dT%H:%M:%S}", zone="Europe/Helsinki", rule="FREQ=DAILY"
    )

    did = kept.timed(gateway, one["id"], "pick", f"{due + timedelta(hours=3):%Y-%m-%dT%H:%M}")

    assert sorted(datetime.fromisoformat(each["due_at"]).astimezone(UTC) for each in api.kept["reminders"]) == [
        due + timedelta(hours=3),
        due + timedelta(days=1),
    ]
    undone(gateway, did)
    assert [each["due_at"] for each in api.kept["reminders"]] == [due.isoformat()]


@pytest.mark.parametrize("at", ["", "soon", "2020-01-01T09:00"])
def test_a_time_that_is_none_or_over_moves_nothing(at: str, api: Api, gateway: Gateway) -> None:
    one = api.keep("reminders", text="plants")
    before = dict(one)

    with pytest.raises(GatewayError):
        kept.timed(gateway, one["id"], "pick", at)
    assert api.kept["reminders"] == [before]
