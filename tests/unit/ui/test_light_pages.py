"""The light pages: their header, people by letter, counts as bars, lists, what left, and how everything is."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.standins.gateway import Api
from ui import bars, chats_pages, frame, house, kept, kept_pages, left_pages, people, people_pages, state_pages
from ui.client import Gateway, GatewayError
from ui.things import thing_id

HELSINKI = ZoneInfo("Europe/Helsinki")
AT = "2026-11-26T22:30:00+00:00"
ENTRY = {
    "id": "e1",
    "at": AT,
    "party": "openai",
    "purpose": "plan",
    "url": "https://api.openai.com/v1",
    "bytes": 1,
    "state": "sent",
    "request": "<b>call</b> Anna",
    "keeps": "",
    "body": "\n{<i>}",
}


@pytest.fixture
def gateway(api: Api) -> Gateway:
    """A client of what answers instead of the gateway."""
    return Gateway("http://nobody.invalid", "")


@pytest.mark.parametrize("is_owner", [True, False])
def test_the_header_leads_to_every_page_once_on_a_phone_and_once_on_a_wide_screen(*, is_owner: bool) -> None:
    before = frame.viewer.set(frame.Viewer(is_owner=is_owner))
    links = re.findall(r'<a href="([^"]+)"(?: class="(\w+)")?', frame.header("/today"))
    frame.viewer.reset(before)
    addresses = [address for address, _ in frame.WAYS if is_owner or address != "/owner"]

    assert [address for address, kind in links if kind != "wide"] == addresses  # A phone does not show what is wide,
    assert [address for address, kind in links if kind != "twice"] == addresses  # and a wide screen not what it has in its row.


def test_the_header_says_where_one_is() -> None:
    assert re.findall(r'<a href="([^"]+)"[^>]*aria-current=page', frame.header("/kept")) == ["/kept", "/kept"]
    assert "aria-current" not in frame.header()


@pytest.mark.parametrize("wrong", ["", "..", "a/b", "a b", "a\nb", "%2e", "a..b", "x" * 65, "ä", "a?b", "-a"])
def test_what_could_lead_elsewhere_is_no_id(wrong: str) -> None:
    with pytest.raises(GatewayError):
        thing_id(wrong)


def test_people_stand_by_letter_and_finnish_letters_come_last() -> None:
    names = ["Öhman", "anna", "Émile", "Zoe", "Åke", "Äijä", "+358", "Eva"]
    everybody = [{"id": f"p{n}", "name": name, "handles": [], "messages": 0} for n, name in enumerate(names)]

    shown = re.findall(r'<h2 id="[^"]*">(.)</h2>|<strong>([^<]+)</strong>', people_pages.people(everybody).partition("<main")[2])

    assert (
        "".join(letter or f" {name} " for letter, name in shown).split() == "A anna E Eva Émile Z Zoe Å Åke Ä Äijä Ö Öhman # +358".split()
    )


def test_of_very_many_people_one_letter_is_shown_at_a_time() -> None:
    everybody = [{"id": f"p{n}", "name": f"{'AB'[n % 2]}{n:03}", "handles": [], "messages": 0} for n in range(301)]

    assert len(re.findall("<li>", people_pages.people(everybody))) == 151
    assert len(re.findall("<li>", people_pages.people(everybody, "B"))) == 150
    assert len(re.findall("<li>", people_pages.people(everybody, "nothing"))) == 151


def test_whoever_writes_is_shown_once_whatever_names_a_contact_has(api: Api, gateway: Gateway) -> None:
    wrote = [{"name": name, "messages": 2, "id": ""} for name in ("Anna", "+358", "Petri")]
    api.told["chats/statistics"] = {"people": wrote}
    api.keep("contacts", name="anna", names=["Anna"], handles=["+358"])

    found = people.everybody(gateway)

    assert [(one["name"], one["messages"]) for one in found] == [("anna", 4), ("Petri", 2)]
    assert "Petri" not in found[1]["id"]


def test_a_note_is_about_somebody_when_it_has_a_word_of_their_name(api: Api, gateway: Gateway) -> None:
    hits = [{"id": str(n), "text": text, "at": AT} for n, text in enumerate(["Anna rows", "the Kallios", "anything else", "a cat"])]
    api.told |= {"search": {"hits": hits}, "chats/statistics": {"people": [], "chats": []}}
    kept_one = api.keep("contacts", id="c1", name="Anna Kallio")

    assert [one["text"] for one in people.known(gateway, kept_one["id"])["notes"]] == ["Anna rows", "the Kallios"]


def test_months_without_messages_are_shown_and_many_months_are_years() -> None:
    found = {"months": [{"name": "2025-11", "messages": 2}, {"name": "2026-02", "messages": 4}]}
    assert re.findall("<title>([^<]+)", chats_pages.by_time(found)) == ["2025-11: 2", "2025-12: 0", "2026-01: 0", "2026-02: 4"]

    found = {"months": [{"name": "2016-12", "messages": 2}, {"name": "2026-02", "messages": 4}]}
    assert re.findall("<title>([^<]+)", chats_pages.by_time(found))[:2] == ["2016: 2", "2017: 0"]


def test_bars_are_as_long_as_their_counts_and_tell_them_to_who_can_not_see() -> None:
    drawn = bars.columns("By <day>", [("Mon", 5), ("Tue", 10)])

    assert re.findall(r'height="([\d.]+)"', drawn) == ["50.00", "100.00"]
    assert 'aria-label="By &lt;day&gt;: most in Tue, 10"' in drawn
    assert bars.columns("None", [("Mon", 0), ("Tue", 0)]) == ""
    assert bars.columns("One", [("2026-11", 2)]) == ""
    assert "and 3 more" in bars.rows("Many", [(f"p{n}", n, "") for n in range(15)])


def test_on_a_list_comes_first_what_is_to_do_and_what_is_due() -> None:
    item = {"created_at": AT, "done": False, "due": ""}
    things = [
        {**item, "id": "1", "list": "todo", "text": "some day"},
        {**item, "id": "2", "list": "todo", "text": "was done", "done": True},
        {**item, "id": "3", "list": "todo", "text": "soon", "due": "2026-12-01"},
        {**item, "id": "4", "list": "<b>", "text": "x"},
    ]

    shown = kept_pages.kept("item", {"things": things}, HELSINKI)

    assert re.findall(r'<p class="clamp">([^<]+)', shown) == ["x", "soon", "some day", "was done"]
    assert "&lt;b&gt;" in shown
    assert "Done (1)" in shown


def test_what_is_forgotten_together_is_told_together(api: Api, gateway: Gateway) -> None:
    api.told["forget"] = {"removed": {"item": 1, "conversation": 2}, "pages": 7, "clean": True, "remains": ["an older backup"]}

    told = kept.forgotten(gateway, [{"kind": "item", "id": "1"}, {"kind": "item", "id": "2"}])

    assert told == (
        "Forgotten: 2 items, 4 things said\n7 pages of your file were decrypted and searched: nothing of it is left.\nWhat remains: an older backup."
    )


@pytest.mark.parametrize(("came", "back"), [
    ("http://h/kept?kind=item&after=x", "/kept?kind=item&after=x#a"),
    ("http://h/kept/item/a", "/kept/item/a?#a"),
    ("http://h/kept/note/b", "/kept?kind=item#a"),
    ("http://h//evil.example/kept", "/kept?kind=item#a"),
    ("", "/kept?kind=item#a"),
])  # fmt: skip
def test_a_button_leads_back_to_where_it_was(came: str, back: str) -> None:
    class Request:
        headers = {"referer": came}

    assert kept._from(Request(), "item", "a") == back  # type: ignore[arg-type]


def test_what_left_is_told_in_the_person_s_zone_and_every_byte_is_text() -> None:
    log = {"entries": [ENTRY], "requests": 3, "never_left": 2, "next": "abc"}
    shown = left_pages.left(log, {"on": True, "set": False}, {}, HELSINKI, is_first=True)

    assert "Fri 27 Nov 2026 00:30" in shown
    assert "to openai · plan · 1 byte · sent" in shown
    assert "&lt;b&gt;call&lt;/b&gt; Anna" in shown
    assert '<a href="/left?after=abc">' in shown
    assert '<pre class="bytes" tabindex="0">\n\n{&lt;i&gt;}</pre>' in left_pages.one(ENTRY, HELSINKI)  # HTML drops the first line's end.


@pytest.mark.parametrize(
    ("chain", "said"),
    [
        ({"entries": 0, "whole": True, "broken_at": None}, "there is nothing in it yet"),
        ({"entries": 3, "whole": True, "broken_at": None}, "is whole: 3 entries"),
        ({"entries": 3, "whole": False, "broken_at": "2"}, "it breaks at entry 2 of 3"),
    ],
)
def test_whether_the_record_is_whole_is_said_in_words(chain: dict[str, Any], said: str) -> None:
    log: dict[str, Any] = {"entries": [], "requests": 0, "never_left": 0}

    assert said in left_pages.left(log, {"on": True, "set": True}, {"chain": chain}, HELSINKI, is_first=True)


def test_while_what_writes_the_answers_is_away_the_rest_is_told(api: Api, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    api.told["imports"] = {"imports": [{"state": "running"}, {"state": "done"}]}
    whole = state_pages.status(house.house(gateway), HELSINKI)
    asked = gateway.get

    def away(path: str, **query: Any) -> dict[str, Any]:
        if path == "status":
            raise GatewayError(503, "away")
        return asked(path, **query)

    monkeypatch.setattr(gateway, "get", away)
    rest = state_pages.status(house.house(gateway), HELSINKI)

    assert ("One import is under way." in whole, "does not answer" in whole, "2 of 3 requests" in whole) == (True, False, True)
    assert ("One import is under way." in rest, "does not answer" in rest, "2 of 3 requests" in rest) == (True, True, True)


def test_backups_are_told_to_whose_business_they_are(api: Api, gateway: Gateway) -> None:
    api.told["imports"] = {"imports": []}
    api.told["backups"] |= {"drilled_at": AT, "missing": 2}
    owned = house.house(gateway)

    assert "compared on Fri 27 Nov 2026 00:30: whole" in state_pages.status(owned, HELSINKI)
    assert "2 people, whose files can't be read" in state_pages.status(owned, HELSINKI)
    assert "Last tried out" not in state_pages.status(owned._replace(backups=None), HELSINKI)
