"""What is kept, listed and changed by short ids and names."""

import json

import pytest

from tests.standins.gateway import Api
from tests.unit.ui.conftest import Sihteeri
from ui.commands.kinds import shortened

KINDS = ("notes", "lists", "reminders", "contacts", "chats", "drafts", "events")
WORDS = {"notes": "text", "items": "text", "reminders": "text", "contacts": "name", "chats": "name", "drafts": "text", "events": "text"}


def route(kind: str) -> str:
    return "items" if kind == "lists" else kind


def fill(api: Api, kind: str, *texts: str) -> list[str]:
    plural = route(kind)
    more = {"list": "groceries"} if kind == "lists" else {}
    return [api.keep(plural, **{WORDS[plural]: text}, **more)["id"] for text in texts]


def first_words(out: str) -> list[str]:
    return [line.split()[0] for line in out.splitlines()]


@pytest.mark.parametrize("kind", KINDS)
def test_the_short_ids_of_a_list_are_taken_by_the_other_commands(kind: str, api: Api, sihteeri: Sihteeri) -> None:
    fill(api, kind, "oats", "rye", "barley")
    shown = sihteeri(kind, "show", "groceries") if kind == "lists" else sihteeri(kind)
    short = first_words(shown.out)
    assert len(set(short)) == 3

    changed = sihteeri(kind, "edit", short[0], "wheat")
    removed = sihteeri(kind, "remove", short[1], "--yes")

    assert (changed.status, removed.status) == (0, 0), changed.err + removed.err
    assert [one[WORDS[route(kind)]] for one in api.kept[route(kind)]] == ["wheat", "oats"]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("lists", "chats")])
def test_showing_one_prints_all_of_it(kind: str, api: Api, sihteeri: Sihteeri) -> None:
    (one,) = fill(api, kind, "oats")

    done = sihteeri(kind, "show", one)

    assert done.out.startswith("oats\n")
    assert "created:  Fri 20 Nov 2026 14:00" in done.out
    assert json.loads(sihteeri(kind, "show", one, "--json").out)["id"] == one


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_in_json_is_the_gateways(kind: str, api: Api, sihteeri: Sihteeri) -> None:
    fill(api, kind, "oats")

    assert json.loads(sihteeri(kind, "--json").out) == {route(kind): api.kept[route(kind)]}
    assert json.loads(sihteeri(kind, "list", "--json").out) == {route(kind): api.kept[route(kind)]}


def test_short_ids_are_never_alike_however_many_there_are() -> None:
    short = shortened([f"made-at-once-{number}" for number in range(3000)])

    assert len(set(short.values())) == 3000
    assert len({len(one) for one in short.values()}) == 1


def test_all_pages_of_a_list_are_read(api: Api, sihteeri: Sihteeri) -> None:
    api.page = 7
    fill(api, "notes", *(f"note {number}" for number in range(60)))

    assert len(sihteeri("notes", "--all").out.splitlines()) == 60
    some = sihteeri("notes", "--limit", "9")
    assert len(some.out.splitlines()) == 9
    assert "9 of 60. All: sihteeri notes --all" in some.err
    assert "note 0" in sihteeri("notes", "show", shortened([one["id"] for one in api.kept["notes"]])[api.kept["notes"][-1]["id"]]).out


def test_nothing_kept_is_no_failure_and_says_how_to_begin(sihteeri: Sihteeri) -> None:
    done = sihteeri("notes")

    assert (done.out, done.status) == ("", 0)
    assert "sihteeri notes add" in done.err


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_ends_as_greps_search(kind: str, sihteeri: Sihteeri) -> None:
    done = sihteeri(kind, "show", "beef")

    assert done.status == 1
    assert f"All of them: sihteeri {kind}" in done.err


@pytest.mark.parametrize(
    ("called", "status"),
    [
        ("Anna Kallio", 0),
        ("anna kallio", 0),
        ("Kallio", 0),  # One is called so.
        ("Ansku", 0),  # What else she is called.
        ("Anna", 2),  # Two are.
        ("An", 1),  # Names are not cut.
    ],
)
def test_people_are_called_by_their_names(called: str, status: int, api: Api, sihteeri: Sihteeri) -> None:
    api.keep("contacts", name="Anna Kallio", names=["Ansku"])
    api.keep("contacts", name="Anna Virta")

    done = sihteeri("contacts", "show", called)

    assert done.status == status
    assert status or done.out.startswith("Anna Kallio\n")


def test_several_that_are_meant_are_named_and_nothing_is_done(api: Api, sihteeri: Sihteeri) -> None:
    ids = fill(api, "chats", "Club", "club")

    done = sihteeri("chats", "remove", "club", "--yes")

    assert done.status == 2
    assert all(short in done.err for short in shortened(ids).values())
    assert len(api.kept["chats"]) == 2


def test_more_than_one_thing_goes_with_a_yes_only(api: Api, sihteeri: Sihteeri) -> None:
    ids = fill(api, "notes", "oats", "rye", "barley")

    refused = sihteeri("notes", "remove", *ids[:2])
    assert (refused.status, len(api.kept["notes"])) == (2, 3)
    assert "This removes 2 notes. Say so with --yes." in refused.err

    assert sihteeri("notes", "remove", ids[0]).out == "Removed the note “oats”.\n"
    assert sihteeri("notes", "remove", *ids[1:], "--yes").status == 0
    assert api.kept["notes"] == []


@pytest.mark.parametrize(("kind", "called"), [("chats", "Club"), ("lists", "groceries")])
def test_what_holds_many_things_goes_with_a_yes_only(kind: str, called: str, api: Api, sihteeri: Sihteeri) -> None:
    fill(api, kind, "Club", "Boat")

    assert sihteeri(kind, "remove", called).status == 2
    assert len(api.kept[route(kind)]) == 2
    assert sihteeri(kind, "remove", called, "--yes").status == 0
    assert len(api.kept[route(kind)]) == (1 if kind == "chats" else 0)


def test_one_that_is_not_there_keeps_the_others_too(api: Api, sihteeri: Sihteeri) -> None:
    (one,) = fill(api, "notes", "oats")

    assert sihteeri("notes", "remove", one, "beef", "--yes").status == 1
    assert len(api.kept["notes"]) == 1


def test_marks_are_set_and_taken_away(api: Api, sihteeri: Sihteeri) -> None:
    (note,), items = fill(api, "notes", "oats"), fill(api, "lists", "rye", "barley")

    sihteeri("notes", "star", note)
    sihteeri("lists", "done", *items)
    assert "★" in sihteeri("notes").out
    assert sihteeri("lists", "show", "groceries").out.count("[x]") == 2

    sihteeri("notes", "unstar", note)
    sihteeri("lists", "undone", items[0])
    assert "★" not in sihteeri("notes").out
    assert sihteeri("lists", "show", "Groceries").out.count("[x]") == 1


def test_lists_say_how_much_is_to_do(api: Api, sihteeri: Sihteeri) -> None:
    sihteeri("lists", "add", "groceries", "milk", "oat bread", "--due", "2026-12-01")
    api.keep("items", list="boat", text="paint", done=True)

    assert sihteeri("lists").out.split("\n")[:2] == ["  0 to do  boat", "  2 to do  Shopping list"]
    assert [one["due"] for one in api.kept["items"] if one["list"] == "shopping"] == ["2026-12-01"] * 2


@pytest.mark.parametrize(
    ("said", "there", "kept"),
    [
        ("kauppalista", [], "shopping"),
        ("Ostoslista", ["shopping"], "shopping"),
        ("shopping list", [], "shopping"),
        ("to-do", ["todo"], "todo"),
        ("groceries", ["Groceries"], "Groceries"),  # One that there is comes first.
        ("ruokalista", ["ruokalista"], "ruokalista"),
        ("Cabin list", [], "Cabin list"),
    ],
)
def test_a_list_has_one_place_however_it_is_called(said: str, there: list[str], kept: str, api: Api, sihteeri: Sihteeri) -> None:
    for name in there:
        api.keep("items", list=name, text="something")

    sihteeri("lists", "add", said, "candles")

    assert [one["list"] for one in api.kept["items"] if one["text"] == "candles"] == [kept]
    assert "candles" in sihteeri("lists", "show", said).out


def test_what_else_there_is_to_say_is_kept(api: Api, sihteeri: Sihteeri) -> None:
    sihteeri("contacts", "add", "Anna", "Kallio", "--handle", "+358", "--handle", "a@example", "--details", "rows")
    sihteeri("drafts", "add", "See you", "--to", "Anna")
    sihteeri("chats", "add", "Club", "--group")
    sihteeri("contacts", "edit", "Anna", "--details", "sails")

    assert (
        api.kept["contacts"][0] | {"name": "Anna Kallio", "handles": ["+358", "a@example"], "details": "sails"} == api.kept["contacts"][0]
    )
    assert api.kept["drafts"][0]["recipient"] == "Anna"
    assert api.kept["chats"][0]["group"] is True
    assert "to Anna:  See you" in sihteeri("drafts").out


def test_a_note_may_be_piped_in_with_all_its_lines(api: Api, sihteeri: Sihteeri) -> None:
    sihteeri("notes", "add", "-", stdin="first\nsecond ä\n".encode())

    assert api.kept["notes"][0]["text"] == "first\nsecond ä"
    assert "first second ä" in sihteeri("notes").out


def test_reminders_that_have_rung_are_listed_only_when_all_are(api: Api, sihteeri: Sihteeri) -> None:
    api.keep("reminders", text="tea", rule="FREQ=WEEKLY;BYDAY=MO", wall="2026-11-30T09:00:00", zone="Europe/Helsinki")
    api.keep("reminders", text="cake", state="fired")

    assert "tea  every Monday" in sihteeri("reminders").out
    assert "cake" not in sihteeri("reminders").out
    assert "cake  has rung" in sihteeri("reminders", "--all").out


@pytest.mark.parametrize("rule", ["NONSENSE", "FREQ=SOMETIMES", "FREQ=WEEKLY;BYDAY=XX"])
def test_a_rule_that_nobody_can_read_is_no_failure(rule: str, api: Api, sihteeri: Sihteeri) -> None:
    api.keep("reminders", text="tea", rule=rule, wall="2026-11-30T09:00:00")

    assert "tea" in sihteeri("reminders").out


def test_a_reminder_is_moved_by_hand_and_rings_again(api: Api, sihteeri: Sihteeri) -> None:
    one = api.keep("reminders", text="tea", state="fired")

    assert sihteeri("reminders", "edit", one["id"], "--at", "2026-12-24 17:00").status == 0
    assert (one["due_at"], one["state"], one["text"]) == ("2026-12-24T15:00:00+00:00", "pending", "tea")

    one["rule"] = "FREQ=DAILY"
    assert sihteeri("reminders", "edit", one["id"], "--at", "2026-12-25 17:00").status == 2
    assert sihteeri("reminders", "edit", one["id"], "--at", "soon").status == 2
    assert one["due_at"] == "2026-12-24T15:00:00+00:00"


def test_events_are_listed_soonest_first_and_what_is_over_only_when_all_are(api: Api, sihteeri: Sihteeri) -> None:
    api.keep("events", text="later", start_at="2098-01-02T10:00:00+00:00", end_at="2098-01-02T11:00:00+00:00")
    api.keep("events", text="camp", all_day=True, start_at="2098-01-01T00:00:00+00:00", end_at="2098-01-02T00:00:00+00:00")
    api.keep("events", text="over", start_at="2020-01-01T10:00:00+00:00", end_at="2020-01-01T11:00:00+00:00")

    listed = sihteeri("events").out.splitlines()

    assert [line.split()[-1] for line in listed] == ["camp", "later"]
    assert "Wed 1 Jan 2098 " in listed[0].replace("  ", " ")
    assert len(sihteeri("events", "--all").out.splitlines()) == 3


def test_a_chat_is_read_and_a_found_message_opens_its_passage(api: Api, sihteeri: Sihteeri) -> None:
    chat = api.keep("chats", name="Club")["id"]
    said = {"sender": "Anna", "text": "the tent", "at": "2026-11-20T12:00:00+00:00", "media": None}
    api.told[f"chats/{chat}/messages"] = {"messages": [{"id": "16", **said}, {"id": "17", **said, "media": "tent.jpg"}]}

    done = sihteeri("chats", "show", f"{shortened([chat])[chat]}:17")

    assert done.out.splitlines()[0] == "Club"
    assert "▸ Fri 20 Nov 2026 14:00  Anna: the tent [tent.jpg]" in done.out
    assert api.calls[-1][2] == {"limit": 20, "around": "17"}
    assert "--before 16" in done.err


def test_a_chat_whose_name_looks_like_a_passage_is_still_a_name(api: Api, sihteeri: Sihteeri) -> None:
    chat = api.keep("chats", name="Club: the boat")["id"]
    api.told[f"chats/{chat}/messages"] = {"messages": []}

    assert sihteeri("chats", "show", "club: the boat").err.startswith("sihteeri: There is nothing in “Club: the boat”")
