"""Contacts by hand: what is written in a form, two that become one, and what takes it back."""

import pytest

from tests.standins.gateway import Api
from ui import kept, people, words
from ui import people_acts as acts
from ui.client import Gateway, GatewayError
from ui.sessions import Memory
from ui.taking_back import Did, taken_back, undone

KEPT = ("name", "names", "handles", "languages", "details")


@pytest.fixture
def gateway(api: Api) -> Gateway:
    """A client of what answers instead of the gateway."""
    api.told |= {"chats/statistics": {"people": [{"name": "Salla", "messages": 3}], "chats": [], "months": []}, "search": {"hits": []}}
    return Gateway("http://nobody.invalid", "")


def contacts(api: Api) -> list[tuple[object, ...]]:
    return sorted(tuple(map(str, (one[name] for name in KEPT))) for one in api.kept["contacts"])


def test_lists_of_a_form_are_read_a_line_or_a_comma_each_and_each_once() -> None:
    written = {
        "name": " Salla  M. ",
        "names": "Salla\r\n\r\nSallu",
        "handles": "+358 40 1, a@b.fi\n+358 40 1",
        "languages": "fi; sv",
        "details": "a\r\nb ",
    }

    assert acts.read(written) == {
        "name": "Salla M.", "names": ["Salla", "Sallu"], "handles": ["+358 40 1", "a@b.fi"], "languages": ["fi", "sv"], "details": "a\nb",
    }  # fmt: skip


def test_of_two_contacts_one_is_made_that_loses_nothing_and_back(api: Api, gateway: Gateway) -> None:
    kept = api.keep("contacts", name="Salla Mäkinen", names=["Sallu"], handles=["+1"], details="rows")
    gone = api.keep(
        "contacts", name="Salla M.", names=["sallu", "salla mäkinen"], handles=["s@b.fi", "+1"], languages=["fi"], details="skis"
    )
    before = contacts(api)

    did = acts.merged(gateway, kept["id"], gone["id"])

    assert contacts(api) == [
        ("Salla Mäkinen", "['Sallu', 'sallu', 'salla mäkinen', 'Salla M.']", "['+1', 's@b.fi']", "['fi']", "rows\nskis")
    ]
    assert undone(gateway, did) == Did(words.of("FRAME").undone, page=f"/people/{kept['id']}")
    assert contacts(api) == before


def test_who_only_writes_becomes_a_further_name_of_a_contact_and_back(api: Api, gateway: Gateway) -> None:
    kept = api.keep("contacts", name="Mäkinen")
    before = contacts(api)
    writer = next(one for one in people.known(gateway, kept["id"])["counts"]["people"])
    other = next(one["id"] for one in people.everybody(gateway) if one["name"] == writer["name"])

    did = acts.merged(gateway, kept["id"], other)

    assert api.kept["contacts"][0]["names"] == ["Salla"]
    undone(gateway, did)
    assert contacts(api) == before


def test_a_contact_is_not_made_one_with_itself(api: Api, gateway: Gateway) -> None:
    kept = api.keep("contacts", name="Mäkinen")

    with pytest.raises(GatewayError):
        acts.merged(gateway, kept["id"], kept["id"])
    assert len(api.kept["contacts"]) == 1


def test_what_was_added_changed_or_removed_is_as_it_was_when_that_is_taken_back(api: Api, gateway: Gateway) -> None:
    kept = api.keep("contacts", name="Mäkinen", handles=["+1"])
    before = contacts(api)

    for act in (
        lambda: acts.added(gateway, "Ville"),
        lambda: acts.edited(gateway, kept["id"], {"name": "M.", "handles": []}),
        lambda: acts.removed(gateway, kept["id"]),
    ):
        did = act()
        assert contacts(api) != before
        undone(gateway, did)
        assert contacts(api) == before


def test_what_was_taken_back_already_is_not_taken_back_again(gateway: Gateway) -> None:
    memory = Memory()
    name = memory.keep(Did("Removed.", (("POST", "notes", {"text": "x"}),)))

    assert taken_back(gateway, memory, name).text == words.of("FRAME").undone
    assert taken_back(gateway, memory, name).text == taken_back(gateway, memory, "").text == words.of("FRAME").gone


def test_what_could_not_be_taken_back_can_be_later_and_no_part_of_it_twice(
    api: Api, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    name = memory.keep(Did("Removed.", (("POST", "notes", {"text": "first"}), ("PATCH", "notes/nowhere", {"text": "x"}))))

    with monkeypatch.context() as patch:
        patch.setattr(gateway, "patch", lambda *_: (_ for _ in ()).throw(GatewayError(503, "Not now.")))
        with pytest.raises(GatewayError):
            taken_back(gateway, memory, name)
    monkeypatch.setattr(gateway, "patch", lambda *_: {})

    assert taken_back(gateway, memory, name).text == words.of("FRAME").undone
    assert [one["text"] for one in api.kept["notes"]] == ["first"]


@pytest.mark.parametrize(
    ("plural", "kind", "fields"),
    [
        ("notes", "note", {"text": "the gander bites", "important": True}),
        ("items", "item", {"list": "harbour", "text": "rope", "done": True, "due": "2026-12-01"}),
        ("reminders", "reminder", {"text": "oil the oars", "rule": "FREQ=DAILY", "wall": "2026-12-01T09:00:00"}),
        ("drafts", "draft", {"text": "See you.", "recipient": "Anna"}),
    ],
)
def test_what_is_removed_is_gone_and_comes_back_whole(
    plural: str, kind: str, fields: dict[str, object], api: Api, gateway: Gateway
) -> None:
    one = api.keep(plural, **fields)
    before = {name: value for name, value in one.items() if name != "id"}

    did = kept.removed(gateway, kind, [one])
    assert api.kept[plural] == []
    undone(gateway, did)

    assert [{name: value for name, value in one.items() if name != "id"} for one in api.kept[plural]] == [before]


def test_a_summary_goes_with_what_it_was_made_of_alone(gateway: Gateway) -> None:
    with pytest.raises(GatewayError):
        kept.removed(gateway, "summary", [{"id": "s", "text": "x", "about": "", "sources": ["note:1"]}])


def test_after_something_was_forgotten_for_good_nothing_brings_anything_back(gateway: Gateway) -> None:
    memory = Memory()
    name = memory.keep(Did("Removed.", (("POST", "notes", {"text": "x"}),)))

    memory.clear()

    assert taken_back(gateway, memory, name).text == words.of("FRAME").gone


def test_once_something_was_forgotten_elsewhere_no_words_come_back(api: Api, gateway: Gateway) -> None:
    note, contact = api.keep("notes", text="the gander bites"), api.keep("contacts", name="Mäkinen")
    memory, dids = Memory(), [kept.removed(gateway, "note", [note]), acts.edited(gateway, contact["id"], {"name": "M."})]
    dids += [acts.added(gateway, "Ville"), acts.removed(gateway, contact["id"])]
    names = [memory.keep(did) for did in dids]

    api.told["messages"]["forgotten"] += 1  # As when "forget the gander" was said.
    told = [taken_back(gateway, memory, name).text for name in names]

    frame = words.of("FRAME")
    assert told == [frame.forgotten, *[frame.gone] * 3]
    assert (api.kept["notes"], [one["name"] for one in api.kept["contacts"]]) == ([], ["Ville"])


def test_what_brings_no_words_back_is_taken_back_all_the_same(api: Api, gateway: Gateway) -> None:
    memory = Memory()
    name = memory.keep(acts.added(gateway, "Ville"))

    api.told["messages"]["forgotten"] += 1

    assert taken_back(gateway, memory, name).text == words.of("FRAME").undone
    assert api.kept["contacts"] == []
