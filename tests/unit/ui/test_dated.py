"""What the day brings."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.standins.gateway import Api
from tests.unit.ui.conftest import Sihteeri
from ui.commands import dated

HELSINKI = ZoneInfo("Europe/Helsinki")
NOON = datetime(2026, 11, 27, 12, tzinfo=HELSINKI)


class Clock(datetime):
    """It is noon on a Friday."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return NOON.astimezone(tz)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dated, "datetime", Clock)


def at(**later: float) -> str:
    return (NOON + timedelta(**later)).astimezone(UTC).isoformat()


def section(out: str, heading: str) -> str:
    return out.partition(f"\n{heading}\n")[2].partition("\n\n")[0]


@pytest.mark.parametrize(
    ("state", "later", "due", "week"),
    [
        ("pending", {"hours": 2}, True, False),
        ("pending", {"hours": 11, "minutes": 59}, True, False),
        ("pending", {"hours": 12}, False, True),  # Midnight is tomorrow.
        ("pending", {"hours": -30}, True, False),  # The clock stood still, or is about to ring.
        ("pending", {"days": 6}, False, True),
        ("pending", {"days": 7}, False, False),
        ("fired", {"hours": -3}, True, False),
        ("fired", {"hours": -13}, False, False),
        ("cancelled", {"hours": 2}, False, False),
    ],
)
def test_a_reminder_is_due_today_or_this_week(
    state: str, later: dict[str, float], due: bool, week: bool, api: Api, sihteeri: Sihteeri
) -> None:
    api.keep("reminders", text="tea", state=state, due_at=at(**later))

    page = sihteeri("today").out
    assert ("tea" in section(page, "Due"), "tea" in section(page, "This week")) == (due, week)

    done = sihteeri("due")
    assert ("tea" in done.out, done.status) == (due, 0 if due else 1)
    assert [one["text"] for one in json.loads(sihteeri("due", "--json").out)["due"]] == ["tea"] * due


@pytest.mark.parametrize(
    ("day", "done", "due", "week"),
    [("2026-11-27", False, True, False), ("2026-11-20", False, True, False), ("2026-11-28", False, False, True), ("2026-12-04", False, False, False), ("2026-11-27", True, False, False), ("", False, False, False)],
)  # fmt: skip
def test_so_is_what_is_to_be_done_by_a_day(day: str, done: bool, due: bool, week: bool, api: Api, sihteeri: Sihteeri) -> None:
    api.keep("items", text="return the books", list="library", due=day, done=done)

    page = sihteeri("today").out

    assert ("on the list “library”" in section(page, "Due"), "on the list “library”" in section(page, "This week")) == (due, week)


def test_what_is_on_this_week_is_in_the_order_of_its_times(api: Api, sihteeri: Sihteeri) -> None:
    event = {
        "event": "e1",
        "text": "regatta",
        "start_at": at(days=1, hours=1),
        "all_day": False,
        "place": "the pier",
        "repeats": "every week",
    }
    camp = {"event": "e2", "text": "camp", "start_at": "2026-11-28T00:00:00+02:00", "all_day": True, "place": "", "repeats": ""}
    api.told["calendar"] = {"occurrences": [event, camp], "zone": "Europe/Helsinki"}
    api.keep("reminders", text="tea", due_at=at(days=1))

    lines = section(sihteeri("today").out, "This week").splitlines()

    assert [line.split(maxsplit=1)[1] for line in lines] == [
        "Sat 28 Nov         camp",
        "Sat 28 Nov  12:00  tea",
        "Sat 28 Nov  13:00  regatta  the pier, every week",
    ]
    (asked,) = (call[2] for call in api.calls if call[1] == "calendar")
    assert (asked["since"], asked["until"]) == (NOON.astimezone(UTC).isoformat(), "2026-12-04T00:00:00+02:00")


@pytest.mark.parametrize(
    ("chat", "sender", "days", "me", "waits"),
    [
        ({"name": "Anna"}, "Anna", 1, "", True),
        ({"name": "Anna Kallio"}, "Anna", 1, "", True),
        ({"name": "Anna"}, "Matti", 1, "", False),  # Whoever is not called like the chat is the person.
        ({"name": "Boat"}, "Anna", 1, "Matti Virta", True),
        ({"name": "Boat"}, "Matti", 1, "Matti Virta", False),
        ({"name": "Anna", "group": True}, "Anna", 1, "", False),
        ({"name": "Anna"}, "", 1, "Matti", False),  # A line of the system.
        ({"name": "Anna"}, "Anna", 15, "", False),
    ],
)
def test_who_wrote_last_in_a_chat_of_two_waits_for_an_answer(
    chat: dict[str, Any], sender: str, days: int, me: str, waits: bool, api: Api, sihteeri: Sihteeri
) -> None:
    api.told["profile"]["name"] = me
    kept = api.keep("chats", **chat)["id"]
    said = {"id": "1", "sender": sender, "text": "when?", "at": at(days=-days), "media": None}
    api.told[f"chats/{kept}/messages"] = {"messages": [said]}

    assert (f"{sender}: when?" in section(sihteeri("today").out, "To answer")) is waits
    assert len(json.loads(sihteeri("today", "--json").out)["waiting"]) == waits


def test_an_empty_day_says_so(api: Api, sihteeri: Sihteeri) -> None:
    chat = api.keep("chats", name="Anna")["id"]
    api.told[f"chats/{chat}/messages"] = {"messages": []}

    done = sihteeri("today")

    assert done.out.split("\n") == [
        "Fri 27 Nov 2026",
        "",
        "Due",
        "  Nothing.",
        "",
        "This week",
        "  Nothing is on.",
        "",
        "To answer",
        "  Nobody waits.",
        "",
    ]
    assert done.status == 0
