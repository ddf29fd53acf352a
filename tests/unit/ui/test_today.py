"""The day's page: what is due, and what its buttons do."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.standins.gateway import Api
from ui.client import Gateway, GatewayError
from ui.due_acts import done, pressed, tomorrow, undone
from ui.sessions import Memory
from ui.today import day

HELSINKI = ZoneInfo("Europe/Helsinki")
NOON = datetime(2026, 11, 27, 12, tzinfo=HELSINKI)
WEEKLY = {"rule": "FREQ=WEEKLY;BYDAY=FR", "wall": "2026-11-06T17:00:00", "zone": "Europe/Helsinki"}


@pytest.fixture
def gateway(api: Api) -> Gateway:
    """A client of what answers instead of the gateway."""
    api.told |= {"calendar": {"occurrences": [], "zone": "Europe/Helsinki"}, "chats/newest": {"chats": []}}
    return Gateway("http://nobody.invalid", "")


def at(**later: float) -> str:
    return (NOON + timedelta(**later)).astimezone(UTC).isoformat()


def texts(things: list[dict[str, Any]]) -> list[str]:
    return [one["text"] for one in things]


@pytest.mark.parametrize(
    ("state", "later", "where"),
    [
        ("pending", {"hours": 2}, "due"),
        ("pending", {"hours": 11, "minutes": 59}, "due"),
        ("pending", {"hours": 12}, "week"),  # Midnight is tomorrow.
        ("pending", {"days": 6, "hours": 11}, "week"),
        ("pending", {"days": 6, "hours": 12}, ""),
        ("fired", {"hours": -3}, "due"),
        ("fired", {"hours": -13}, "overdue"),
        ("fired", {"days": -8}, ""),  # So long ago it was taken as done.
        ("cancelled", {"hours": 2}, ""),
    ],
)
def test_a_reminder_is_overdue_or_due_today_or_this_week(
    state: str, later: dict[str, float], where: str, api: Api, gateway: Gateway
) -> None:
    api.keep("reminders", text="tea", state=state, due_at=at(**later))

    shown = day(gateway, NOON.astimezone(UTC))

    assert [name for name in ("overdue", "due", "week") if "tea" in texts(getattr(shown, name))] == [where] * bool(where)


@pytest.mark.parametrize(
    ("due", "where"),
    [("2026-11-01", "overdue"), ("2026-11-26", "overdue"), ("2026-11-27", "due"), ("2026-11-28", "week"), ("2026-12-04", "")],
)
def test_what_is_to_be_done_by_a_day_is_overdue_the_day_after(due: str, where: str, api: Api, gateway: Gateway) -> None:
    api.keep("items", list="todo", text="essay", due=due)
    api.keep("items", list="todo", text="was done", due=due, done=True)

    shown = day(gateway, NOON.astimezone(UTC))

    assert [name for name in ("overdue", "due", "week") if "essay" in texts(getattr(shown, name))] == [where] * bool(where)
    assert "was done" not in texts([*shown.overdue, *shown.due, *shown.week])


def test_the_day_ends_at_the_midnight_of_the_person(api: Api, gateway: Gateway) -> None:
    api.told["calendar"]["zone"] = "Pacific/Auckland"  # It is 23:00 there.
    api.keep("reminders", text="soon", due_at=at(minutes=50))
    api.keep("reminders", text="later", due_at=at(minutes=70))

    shown = day(gateway, NOON.astimezone(UTC))

    assert (texts(shown.due), texts(shown.week)) == (["soon"], ["later"])
    assert f"{shown.now:%H:%M}" == "23:00"


@pytest.mark.parametrize(
    ("act", "due", "again"),
    [
        ("10min", {"hours": -3}, {"minutes": 10}),  # What rang comes again from now on,
        ("10min", {"hours": 2}, {"hours": 2, "minutes": 10}),  # what has not, later than it would have.
        ("1h", {"hours": -3}, {"hours": 1}),
        ("tomorrow", {"hours": -3}, {"hours": 21}),
        ("tomorrow", {"days": -3}, {"days": 1}),
    ],
)
def test_a_reminder_is_put_off_and_back(act: str, due: dict[str, float], again: dict[str, float], api: Api, gateway: Gateway) -> None:
    kept = api.keep("reminders", id="r1", text="tea", state="fired", due_at=at(**due))
    before = dict(kept)

    told = done(gateway, "reminder:r1", act, NOON.astimezone(UTC))

    assert (kept["state"], datetime.fromisoformat(kept["due_at"])) == ("pending", NOON + timedelta(**again))
    undone(gateway, told)
    assert kept == before


def test_tomorrow_keeps_its_time_of_day_when_clocks_change() -> None:
    eve = datetime(2026, 10, 24, 9, tzinfo=HELSINKI)

    assert tomorrow(eve, eve, HELSINKI) == datetime(2026, 10, 25, 9, tzinfo=HELSINKI)
    assert tomorrow(eve, eve, HELSINKI).astimezone(UTC) - eve.astimezone(UTC) == timedelta(hours=25)


def test_a_reminder_that_is_done_comes_no_more_until_that_is_undone(api: Api, gateway: Gateway) -> None:
    kept = api.keep("reminders", id="r1", text="tea", state="fired", due_at=at(hours=-1))

    told = done(gateway, "reminder:r1", "done", NOON)
    assert kept["state"] == "cancelled"

    undone(gateway, told)
    assert kept["state"] == "fired"


def test_of_a_series_one_time_is_skipped_and_the_next_one_stays(api: Api, gateway: Gateway) -> None:
    kept = api.keep("reminders", id="r1", text="tea", due_at=at(hours=5), **WEEKLY)

    told = done(gateway, "reminder:r1", "skip", NOON)

    assert (kept["state"], datetime.fromisoformat(kept["due_at"])) == ("pending", NOON + timedelta(days=7, hours=5))
    undone(gateway, told)
    assert datetime.fromisoformat(kept["due_at"]) == NOON + timedelta(hours=5)


def test_of_a_series_one_time_is_put_off_and_the_next_one_stays(api: Api, gateway: Gateway) -> None:
    series = api.keep("reminders", id="r1", text="tea", due_at=at(hours=5), **WEEKLY)

    told = done(gateway, "reminder:r1", "1h", NOON)

    once = api.kept["reminders"][0]
    assert datetime.fromisoformat(series["due_at"]) == NOON + timedelta(days=7, hours=5)
    assert (once["text"], once["rule"], datetime.fromisoformat(once["due_at"])) == ("tea", "", NOON + timedelta(hours=6))
    told["made"] = once["id"] = "r2"
    undone(gateway, told)
    assert (api.kept["reminders"], series["due_at"]) == ([series], at(hours=5))


def test_one_time_is_put_off_by_one_request(api: Api, gateway: Gateway) -> None:
    series = api.keep("reminders", id="r1", text="tea", due_at=at(hours=5), **WEEKLY)

    done(gateway, "reminder:r1", "1h", NOON)

    assert [path for method, path, _ in api.calls if method != "GET"] == [f"reminders/{series['id']}/once"]


def test_of_a_series_that_came_this_time_is_done_or_put_off_or_the_next_is_skipped(api: Api, gateway: Gateway) -> None:
    came = {"rang_at": at(hours=-1), "due_at": at(days=7, hours=-1)}
    series = api.keep("reminders", id="r1", text="tea", **{**WEEKLY, "wall": "2026-11-06T11:00:00"}, **came)
    before = dict(series)

    for act, due, once in (("done", came["due_at"], []), ("10min", came["due_at"], [at(minutes=10)]), ("skip", at(days=14, hours=-1), [])):
        told = done(gateway, "rang:r1", act, NOON.astimezone(UTC))
        made = [one for one in api.kept["reminders"] if one is not series]
        assert [datetime.fromisoformat(one["due_at"]) for one in made] == [datetime.fromisoformat(text) for text in once]
        assert datetime.fromisoformat(series["due_at"]) == datetime.fromisoformat(due)
        if made:
            told["made"] = made[0]["id"] = "r2"
        undone(gateway, told)
        series["rang_at"] = before["rang_at"]  # As the store has it once what came is answered no more.
        assert (api.kept["reminders"], series) == ([series], before)


def test_what_was_answered_already_stays_as_it_is(api: Api, gateway: Gateway) -> None:
    kept = api.keep("reminders", id="r1", text="tea", state="pending", due_at=at(hours=3))
    before = dict(kept)

    for act in ("done", "10min", "tomorrow"):
        assert done(gateway, "rang:r1", act, NOON) == {"say": "was", "text": "tea"}
    assert kept == before


@pytest.mark.parametrize(
    ("act", "picked", "again"),
    [
        ("tonight", "", {"hours": 8}),
        ("at", "2026-11-30T09:15", {"days": 2, "hours": 21, "minutes": 15}),
        ("at", "2026-11-27T12:01", {"minutes": 1}),
    ],
)
def test_a_reminder_is_put_off_until_tonight_or_a_time_that_was_picked(
    act: str, picked: str, again: dict[str, float], api: Api, gateway: Gateway
) -> None:
    kept = api.keep("reminders", id="r1", text="tea", state="fired", due_at=at(hours=-1), rang_at=at(hours=-1))

    done(gateway, "rang:r1", act, NOON.astimezone(UTC), picked)

    assert (kept["state"], datetime.fromisoformat(kept["due_at"])) == ("pending", NOON + timedelta(**again))


@pytest.mark.parametrize(("act", "picked"), [("at", "2026-11-27T11:59"), ("at", "soon"), ("at", ""), ("tonight", ""), ("nonsense", "")])
def test_a_time_that_has_passed_or_is_none_changes_nothing(act: str, picked: str, api: Api, gateway: Gateway) -> None:
    kept = api.keep("reminders", id="r1", text="tea", state="fired", due_at=at(hours=-1), rang_at=at(hours=-1))
    before = dict(kept)

    with pytest.raises(GatewayError) as error:
        done(gateway, "rang:r1", act, NOON + timedelta(hours=9 if act == "tonight" else 0), picked)

    assert (error.value.status, kept) == (422, before)


def test_what_came_of_a_series_is_due_until_something_is_said_to_it(api: Api, gateway: Gateway) -> None:
    api.keep("reminders", text="tea", due_at=at(days=6), rang_at=at(hours=-1), **WEEKLY)
    api.keep("reminders", text="coffee", due_at=at(days=6), rang_at=at(hours=-13), **WEEKLY)

    shown = day(gateway, NOON.astimezone(UTC))

    assert [(one["text"], one["kind"]) for one in shown.due] == [("tea", "rang")]
    assert sorted((one["text"], one["kind"]) for one in shown.week) == [("coffee", "reminder"), ("tea", "reminder")]


def test_something_on_a_list_is_ticked_off_and_back(api: Api, gateway: Gateway) -> None:
    kept = api.keep("items", id="turn.0", list="todo", text="essay", due="2026-11-27")

    told = done(gateway, "item:turn.0", "done", NOON)
    assert kept["done"]

    undone(gateway, told)
    assert not kept["done"]


def test_what_was_undone_already_is_not_undone_again(api: Api, gateway: Gateway) -> None:
    assert undone(gateway, None) == {"say": "gone"}
    assert api.calls == []


@pytest.mark.parametrize("thing", ["reminder:../../account", "item:..", "reminder:", "x", "reminder:a b", "item:a/b"])
def test_what_is_no_id_reaches_no_address(thing: str, api: Api, gateway: Gateway) -> None:
    with pytest.raises(GatewayError):
        done(gateway, thing, "done", NOON)

    assert api.calls == []


@pytest.mark.parametrize(
    ("sender", "group", "ago", "waits"),
    [
        ("Anna Kallio", False, {"days": 1}, True),
        ("Anna Kallio", False, {"days": 15}, False),  # So long ago it was answered elsewhere, or never will be.
        ("Anna Kallio", True, {"days": 1}, False),
        ("Eedi Sanchez", False, {"days": 1}, False),  # That is me.
        ("", False, {"days": 1}, False),
    ],
)
def test_a_chat_waits_when_the_other_one_wrote_last(
    sender: str, group: bool, ago: dict[str, float], waits: bool, api: Api, gateway: Gateway
) -> None:
    newest = {"sender": sender, "at": (NOON - timedelta(**ago)).isoformat(), "text": "Are you coming?", "media": None}
    api.told["profile"] = {"name": "Eedi Sanchez", "about": ""}
    api.told["chats/newest"] = {
        "chats": [{"id": "c1", "name": "Anna Kallio", "group": group, "newest": newest}, {"id": "c2", "newest": None}]
    }

    assert [chat["id"] for chat in day(gateway, NOON.astimezone(UTC)).waiting] == ["c1"] * waits


def test_what_could_not_be_undone_can_be_tried_again_and_no_more_than_once(
    api: Api, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, memory = api.keep("reminders", id="r1", text="tea", state="fired", due_at=at(hours=-1)), Memory()
    name = memory.keep(pressed(gateway, memory, "", act="done", thing="reminder:r1", at=""))
    with monkeypatch.context() as patch:
        patch.setattr(gateway, "patch", lambda *_: (_ for _ in ()).throw(GatewayError(503, "Not now.")))
        with pytest.raises(GatewayError):
            pressed(gateway, memory, name, act="undo", thing="", at="")
    assert kept["state"] == "cancelled"

    told = [pressed(gateway, memory, name, act="undo", thing="", at="")["say"] for _ in range(2)]

    assert (told, kept["state"]) == (["undone", "gone"], "fired")
