"""The light pages in real Chromium: what is due, what is kept, people, chats, what left, how everything is."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import SECONDS
from tests.standins.markup import HOSTILE
from tests.standins.stack import Stack, until

CREATED = 201
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
NOW = datetime.now(UTC)
CHAT = "\n".join(
    f"{NOW - timedelta(days=len(HOSTILE) - place):%d/%m/%Y, %H:%M} - {sender}: {' '.join(text.split())}"
    for place, text in enumerate(HOSTILE)
    for sender in ("Anna Kallio", "Petri Vuori")
)
HURT = """() => [window.hurt || 0, [...document.querySelectorAll(
  'img, iframe, object, embed, video, audio, base, math, main link, main style, main meta, main template, [onerror], [onload], [onclick], [onfocus], a[href^="javascript" i], a[href^="http"]')]
  .filter(one => one.closest("main, header")).map(one => one.outerHTML.slice(0, 80))]"""


@dataclass
class House:
    """A product in which all that can be hostile is, and a page that is signed in there and minds what it asks for."""

    stack: Stack
    page: Page
    ids: dict[str, str]
    elsewhere: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page, which must be there."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.status == 200, path
        return self.page

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.stack.ports['ui']}"

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Have the person speak a language for a while; the others read English."""
        self.stack.call("PATCH", "settings", json={"language": language}).raise_for_status()
        try:
            yield
        finally:
            self.stack.call("PATCH", "settings", json={"language": "en"}).raise_for_status()

    def misfits(self, size: dict[str, int], language: str) -> list[str]:
        """Return what of the page that is open reaches beyond its edge, and in which other language it says that it is."""
        spoken = self.page.evaluate("document.documentElement.lang")
        return [*self.page.evaluate(OUT, size["width"]), *({spoken} - {language})]

    def paths(self) -> list[str]:
        """Return the address of every page that somebody who is signed in may look at."""
        kept = [f"/kept?kind={kind}" for kind in ("note", "item", "reminder", "draft", "summary")]
        one = [f"/kept/{kind}/{self.ids[kind]}" for kind in ("note", "item", "reminder", "draft", "summary")]
        chat, person, entry = (self.ids[name] for name in ("chat", "contact", "entry"))
        chats = [
            "/chats",
            f"/chats/{chat}",
            f"/chats/{chat}?on={NOW - timedelta(days=40):%Y-%m-%d}",
            f"/chats/{chat}/statistics",
            "/chats/statistics",
        ]
        return [
            "/today",
            *kept,
            *one,
            "/people",
            f"/people/{person}",
            *chats,
            "/left",
            f"/left/{entry}",
            "/status",
            "/settings",
            "/devices",
            "/owner",
            "/calendar",
            "/calendar?view=week",
            f"/calendar?view=month&on={NOW:%Y-%m-%d}",
            "/import",
            "/search",
        ]

    def faces(self) -> list[str]:
        """Return the address of one page of each form."""
        return [path for path in self.paths() if not re.search(r"(=|/)(reminder|draft|summary)\b|on=|chats/statistics", path)]


def fill(stack: Stack) -> dict[str, str]:
    """Have hostile texts kept in every place that takes a text, and return the id of one of each kind."""
    ids = {}
    soon = (NOW + timedelta(minutes=30)).isoformat()
    for number, text in enumerate(HOSTILE):
        other = HOSTILE[-number]
        bodies: dict[str, dict[str, Any]] = {"notes": {"text": text}}
        if number % 14 == 0:
            bodies |= {
                "items": {"list": text[:100], "text": other, "due": f"{NOW:%Y-%m-%d}"},
                "reminders": {"text": text, "due_at": soon},
                "drafts": {"text": text, "recipient": other[:200]},
                "summaries": {"text": text, "about": other},
                "contacts": {"name": text, "details": other, "names": [other[:200]], "handles": [text[:200]]},
                "events": {"text": text[:500], "start_at": soon, "end_at": soon, "place": other[:500], "guests": [text[:200]]},
            }
        for plural, body in bodies.items():
            made = stack.call("POST", plural, json=body)
            if made.status_code == CREATED:
                ids.setdefault({"summaries": "summary"}.get(plural, plural[:-1]), made.json()["id"])
    done = stack.call("POST", "imports", params={"chat": HOSTILE[0]}, data=CHAT.encode()).json()
    until(lambda: stack.call("GET", f"imports/{done['id']}").json()["state"] == "done", what="the import is done")
    ids["chat"] = stack.call("GET", "chats").json()["chats"][0]["id"]
    requests.get(stack.call("POST", "calendar/address").json()["address"], timeout=20)
    ids["entry"] = stack.call("GET", "egress").json()["entries"][0]["id"]
    return ids


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, context: BrowserContext) -> Iterator[House]:
    """A product of its own, since so much is kept in it."""
    stack = Stack(tmp_path_factory.mktemp("pages") / "home", ui=True)
    try:
        stack.start()
        made = House(stack, context.new_page(), fill(stack))
        ours = (made.url, "data:", "blob:")
        made.page.on("request", lambda request: None if request.url.startswith(ours) else made.elsewhere.append(request.url))
        made.page.on("dialog", lambda dialog: made.elsewhere.append(dialog.message) or dialog.dismiss())
        made.page.goto(made.url)
        made.page.fill("#token", stack.token)
        made.page.click("button")
        made.page.wait_for_url(f"{made.url}/")
        yield made
        made.page.close()
    finally:
        stack.stop()


def words(text: str) -> str:
    return " ".join(text.replace("\0", "\ufffd").split())


def test_nothing_hostile_runs_or_is_fetched_and_every_page_fits_a_phone(house: House) -> None:
    house.page.set_viewport_size(PHONE)

    for path in house.paths():
        page = house.open(path)
        assert page.evaluate(HURT) == [0, []], path
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert page.locator("h1").count() == 1, path
    assert house.elsewhere == []


@pytest.mark.parametrize("kind", ["note", "reminder", "draft", "summary"])
def test_what_looks_like_markup_is_shown_as_text(house: House, kind: str) -> None:
    plural = {"summary": "summaries"}.get(kind, f"{kind}s")
    kept = house.stack.call("GET", plural, params={"limit": 30}).json()[plural]

    shown = words(house.open(f"/kept?kind={kind}").locator("main").text_content() or "")

    assert len(kept) > 4
    assert [one["text"] for one in kept if words(one["text"]) not in shown] == []


def test_a_hostile_word_that_is_looked_for_is_shown_as_text(house: House) -> None:
    page = house.open("/kept?kind=note")

    page.get_by_label("Search in these").fill("<img src=x onerror=window.hurt=1>")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_text("found for “<img src=x onerror=window.hurt=1>”")).to_be_visible(timeout=SECONDS)
    assert page.evaluate(HURT) == [0, []]
    assert "img" not in page.url


def hindrances(page: Page, rules: Any) -> dict[str, list[str]]:
    """Return what axe-core finds on a page that keeps somebody from using it."""
    wrong = [one for one in Axe().run(page, options=rules).response["violations"] if one["impact"] in ("critical", "serious")]
    return {one["id"]: [node["html"][:120] for node in one["nodes"][:3]] for one in wrong}


CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


OUT = """width => [...document.querySelectorAll("header a, header button, main *")]
  .filter(one => one.checkVisibility() && !one.closest("svg, .top [popover]") && one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize(("scheme", "size", "rules", "language"), [("dark", PHONE, None, "fi"), ("light", DESK, CONTRAST, "en")])
def test_everybody_can_use_every_page(house: House, scheme: Literal["dark", "light"], size: Any, rules: Any, language: str) -> None:
    house.page.set_viewport_size(size)
    house.page.emulate_media(color_scheme=scheme)
    with house.speaking(language):
        found = {path: wrong for path in house.faces() if (wrong := hindrances(house.open(path), rules) or house.misfits(size, language))}
        house.open("/")
        house.page.wait_for_selector("#chat li")

        until(lambda: not hindrances(house.page, rules), seconds=20, what="the talk is there, and everybody can use it")  # It fades in.
        assert found == {}
        assert house.misfits(size, language) == []


@pytest.mark.parametrize("path", ["/", "/left"])
def test_the_header_fits_where_it_is_widest(house: House, path: str) -> None:
    narrow = {"width": 768, "height": 900}
    house.page.set_viewport_size(narrow)
    with house.speaking("fi"):
        expect(house.open(path).get_by_role("button", name="Valikko")).to_be_visible(timeout=SECONDS)

        assert house.misfits(narrow, "fi") == []


def test_what_is_said_of_the_language_holds_from_the_next_page_on(house: House) -> None:
    soon = {"start_at": (NOW + timedelta(days=1)).isoformat(), "end_at": (NOW + timedelta(days=1, hours=1)).isoformat()}
    house.stack.call(
        "POST", "events", json={"text": "sauna", "rule": "RRULE:FREQ=WEEKLY", "zone": "Europe/Helsinki", **soon}
    ).raise_for_status()
    with house.speaking("en"):
        page = house.open("/")
        expect(page.get_by_label("Message")).to_be_visible(timeout=SECONDS)

        page.get_by_label("Message").fill("puhu suomea")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_text("Vastaan suomeksi.")).to_be_visible(timeout=SECONDS)
        expect(house.open("/today").get_by_role("heading", name="Tälle päivälle")).to_be_visible()
        expect(house.open("/calendar").get_by_text(re.compile("^joka ")).first).to_be_visible()

        page = house.open("/")
        page.get_by_label("Viesti").fill("paljonko kello on")
        page.get_by_role("button", name="Lähetä", exact=True).click()
        behind = page.locator("#chat .user-row:has-text('paljonko kello on') + .answer summary")
        expect(behind).to_have_text(re.compile(r"^\d{1,2}\.\d\d · mitään ei lähtenyt"), timeout=SECONDS)
        assert page.evaluate("document.documentElement.lang") == "fi"
        page.get_by_label("Viesti").fill("speak English")
        page.get_by_role("button", name="Lähetä", exact=True).click()
        expect(page.get_by_text("I'll answer in English.")).to_be_visible(timeout=SECONDS)
        expect(house.open("/today").get_by_role("heading", name="Due today")).to_be_visible()


@pytest.mark.parametrize(("text", "language"), [("feed the heron", "en"), ("ruoki haikara", "fi")])
def test_a_reminder_of_any_language_is_put_off_by_finnish_buttons(house: House, text: str, language: str) -> None:
    at = datetime.now(UTC).isoformat()
    made = house.stack.call("POST", "reminders", json={"text": text, "due_at": at, "language": language}).json()
    with house.speaking("fi"):
        card = house.open("/").locator("#chat .reminder", has_text=text)

        card.get_by_role("button", name="Huomenna").click(timeout=SECONDS)

        expect(card.locator(".state")).to_contain_text(re.compile(r"^Tulee uudelleen \w\w \d+\.\d+\.\sklo"), timeout=SECONDS)
    assert house.stack.call("GET", f"reminders/{made['id']}").json()["state"] == "pending"


@pytest.mark.parametrize(
    ("accepted", "language", "said"), [("fi-FI,fi;q=0.9", "fi", "Kirjaudu sisään"), ("sv", "en", "Sign in"), ("\x80<b>", "en", "Sign in")]
)
def test_who_is_not_signed_in_is_spoken_to_as_their_browser_wants(house: House, accepted: str, language: str, said: str) -> None:
    answer = requests.get(f"{house.url}/login", headers={"Accept-Language": accepted.encode("latin-1")}, timeout=20)

    assert f'<html lang="{language}">' in answer.text
    assert f">{said}</button>" in answer.text


def test_a_reminder_is_put_off_and_done_and_that_is_undone(house: House) -> None:
    house.page.set_viewport_size(PHONE)
    made = house.stack.call("POST", "reminders", json={"text": "air the cellar", "due_at": (NOW - timedelta(hours=30)).isoformat()}).json()
    until(lambda: house.stack.call("GET", f"reminders/{made['id']}").json()["state"] == "fired", what="it has rung")
    page = house.open("/today")

    page.get_by_role("button", name="Done: air the cellar").click()
    expect(page.get_by_role("status")).to_contain_text("Done: “air the cellar”.", timeout=SECONDS)
    expect(page.get_by_role("button", name="Done: air the cellar")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("“air the cellar” is as it was.", timeout=SECONDS)
    page.get_by_role("button", name="Put off 1 h: air the cellar").click()

    expect(page.get_by_role("status")).to_contain_text("“air the cellar” comes again", timeout=SECONDS)
    kept = house.stack.call("GET", f"reminders/{made['id']}").json()
    assert kept["state"] == "pending"
    assert timedelta(minutes=58) < datetime.fromisoformat(kept["due_at"]) - datetime.now(UTC) < timedelta(hours=1)


def test_one_time_of_what_comes_again_is_left_out_and_that_is_undone(house: House) -> None:
    begin = (NOW + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    series = {"text": "bellringing", "start_at": begin.isoformat(), "end_at": begin.isoformat(), "rule": "RRULE:FREQ=DAILY;COUNT=3"}
    made = house.stack.call("POST", "events", json=series | {"zone": "UTC"}).json()
    reminder = house.stack.call(
        "POST",
        "reminders",
        json={
            "text": "wind the clock",
            "due_at": begin.isoformat(),
            "rule": "FREQ=DAILY",
            "wall": f"{begin:%Y-%m-%dT%H:%M:%S}",
            "zone": "UTC",
        },
    ).json()
    page = house.open(f"/calendar?view=week&on={begin:%Y-%m-%d}")

    page.locator("li", has_text="bellringing").first.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("“bellringing” is left out on", timeout=SECONDS)
    assert "EXDATE" in house.stack.call("GET", f"events/{made['id']}").json()["rule"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("That is as it was.", timeout=SECONDS)
    assert house.stack.call("GET", f"events/{made['id']}").json()["rule"] == made["rule"]

    page = house.open(f"/kept/reminder/{reminder['id']}")
    page.get_by_role("button", name="Skip this time").click()
    expect(page.get_by_role("status")).to_contain_text("Skipped this time: “wind the clock”.", timeout=SECONDS)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("That is as it was.", timeout=SECONDS)
    assert house.stack.call("GET", f"reminders/{reminder['id']}").json()["due_at"] == reminder["due_at"]


def test_what_is_due_is_ticked_off_on_the_day_s_page(house: House) -> None:
    house.stack.call("POST", "items", json={"list": "todo", "text": "oil the oars", "due": f"{NOW - timedelta(days=2):%Y-%m-%d}"})
    page = house.open("/today")

    expect(page.locator("section", has_text="Overdue").get_by_text("oil the oars")).to_be_visible()
    page.get_by_role("button", name="Done: oil the oars").click()

    expect(page.get_by_role("status")).to_contain_text("Done: “oil the oars”.", timeout=SECONDS)
    expect(page.locator("dl")).to_contain_text("Model")


def test_a_note_is_added_marked_changed_and_forgotten(house: House) -> None:
    page = house.open("/kept")
    page.get_by_text("Add a note").click()
    page.get_by_label("Words").fill("the gander\nbites")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Mark as important: the gander bites").click()
    expect(page.get_by_role("button", name="Important: the gander bites")).to_have_attribute("aria-pressed", "true", timeout=SECONDS)

    page.get_by_role("link", name=re.compile("^the gander")).click()
    page.get_by_label("Words").fill("the gander is tame")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Changed.", timeout=SECONDS)
    note = house.stack.call("GET", "notes", params={"limit": 1}).json()["notes"][0]
    assert (note["text"], note["important"]) == ("the gander is tame", True)

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Words")).to_have_value("the gander\nbites", timeout=SECONDS)
    page.get_by_text("Remove this note …").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Removed.", timeout=SECONDS)
    assert house.stack.call("GET", f"notes/{note['id']}").status_code == 404
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("That is as it was.", timeout=SECONDS)
    note = house.stack.call("GET", "notes", params={"limit": 1}).json()["notes"][0]
    assert (note["text"], note["important"]) == ("the gander\nbites", True)

    page.get_by_role("link", name=re.compile("^the gander")).click()
    page.get_by_text("Forget it for good …").click()
    page.get_by_role("button", name="Forget it for good").click()
    expect(page.get_by_role("status")).to_contain_text("Forgotten: 1 note", timeout=SECONDS)
    assert house.stack.call("GET", f"notes/{note['id']}").status_code == 404


def test_what_can_not_be_kept_is_said_and_its_words_are_not_lost(house: House) -> None:
    page = house.open(f"/kept/note/{house.ids['note']}")

    page.get_by_label("Words").fill("goose " * 12_000)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_be_visible(timeout=SECONDS)
    assert page.get_by_label("Words").input_value().count("goose") == 12_000


def test_a_whole_list_is_forgotten_only_after_a_question(house: House) -> None:
    for text in ("salt", "rope"):
        house.stack.call("POST", "items", json={"list": "harbour", "text": text})
    page = house.open("/kept?kind=item")

    page.get_by_role("button", name="Forget this list … harbour").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forget “harbour”?", timeout=SECONDS)
    assert len([one for one in house.stack.call("GET", "items").json()["items"] if one["list"] == "harbour"]) == 2
    page.get_by_role("button", name="Remove all 2").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Forget this list … harbour").click()
    page.get_by_role("button", name="Forget all 2").click()

    expect(page.get_by_role("status")).to_contain_text("Forgotten: 2 items", timeout=SECONDS)
    expect(page.get_by_role("heading", name="harbour")).to_have_count(0)


def test_notes_are_read_to_their_end_and_found_by_words(house: House) -> None:
    page, seen = house.open("/kept"), set()
    while True:
        seen |= {one.get_attribute("id") for one in page.locator("li.row").all()}
        if not page.get_by_role("link", name="Older").count():
            break
        page.get_by_role("link", name="Older").click()
        page.wait_for_load_state()
    kept = house.stack.call("GET", "notes", params={"limit": 500}).json()["notes"]
    assert seen == {one["id"] for one in kept}

    house.stack.call("POST", "notes", json={"text": "the lighthouse keeper is called Elvi"})
    page.get_by_label("Search in these").fill("lighthouse")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_text("1 found for “lighthouse”")).to_be_visible(timeout=SECONDS)


def test_a_person_s_page_tells_what_is_known_of_them(house: House) -> None:
    house.stack.call("POST", "contacts", json={"name": "Anna Kallio", "handles": ["+358 40 123 4567"], "details": "rows on Tuesdays"})
    house.stack.call("POST", "notes", json={"text": "Anna is allergic to nuts"})
    page = house.open("/people")

    expect(page.get_by_role("link", name=re.compile("^Petri Vuori"))).to_contain_text(f"{len(HOSTILE)} messages")
    page.get_by_role("link", name=re.compile("^Anna Kallio")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Kallio", timeout=SECONDS)
    for said in ("+358 40 123 4567", "rows on Tuesdays", "Anna is allergic to nuts"):
        expect(page.locator("main")).to_contain_text(said)
    expect(page.locator(".bars")).to_contain_text(str(len(HOSTILE)))
    page.locator("section", has_text="Last messages").get_by_role("link").first.click()
    expect(page.locator("#chosen")).to_contain_text("Anna Kallio", timeout=SECONDS)


def test_contacts_are_changed_made_one_and_removed_and_each_is_undone(house: House) -> None:
    for name, handle in (("Salla Mäkinen", "+358 40 765"), ("Salla M.", "salla@example.org")):
        house.stack.call("POST", "contacts", json={"name": name, "handles": [handle]})
    before = {one["name"]: one["handles"] for one in house.stack.call("GET", "contacts").json()["contacts"]}
    page = house.open("/people")
    told = page.get_by_role("status")

    page.get_by_role("link", name=re.compile("^Salla M\\.")).click()
    page.get_by_text("The same as somebody else …").click()
    page.get_by_label("The same as").select_option("Salla Mäkinen")
    page.get_by_role("button", name="Make one of them").click()
    expect(told).to_contain_text("Salla M. and Salla Mäkinen are one contact now.", timeout=SECONDS)
    expect(page.locator("dl")).to_contain_text("salla@example.org")
    page.get_by_role("button", name="Undo").click()
    expect(told).to_have_text("That is as it was.", timeout=SECONDS)

    page.get_by_text("Change …", exact=True).click()
    page.get_by_label("Numbers, mail addresses, user names").fill("+358 40 111\n@salla")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("dl")).to_contain_text("@salla", timeout=SECONDS)
    page.get_by_role("button", name="Undo").click()
    expect(told).to_have_text("That is as it was.", timeout=SECONDS)

    page.get_by_role("button", name="Remove from contacts …").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Remove Salla Mäkinen from your contacts?", timeout=SECONDS)
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(told).to_contain_text("Salla Mäkinen is not among your contacts any more.", timeout=SECONDS)
    page.get_by_role("button", name="Undo").click()
    expect(told).to_have_text("That is as it was.", timeout=SECONDS)

    assert {one["name"]: one["handles"] for one in house.stack.call("GET", "contacts").json()["contacts"]} == before


def test_who_is_no_contact_has_a_page_too_and_no_name_in_its_address(house: House) -> None:
    page = house.open("/people")

    page.get_by_role("link", name=re.compile("^Petri Vuori")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Petri Vuori", timeout=SECONDS)
    expect(page.get_by_text("Not among your contacts.")).to_be_visible()
    assert "petri" not in page.url.lower()


def test_a_chat_is_read_from_any_day_searched_and_counted(house: House) -> None:
    page = house.open("/chats")
    expect(page.locator(".list")).to_contain_text(f"{2 * len(HOSTILE)} messages")
    page.locator(".list a").first.click()
    page.get_by_label("From the day").fill(f"{NOW - timedelta(days=40):%Y-%m-%d}")
    page.get_by_role("button", name="Go").click()
    expect(page.locator(".talk li").first).to_contain_text(words(HOSTILE[len(HOSTILE) - 40])[:20], timeout=SECONDS)

    page.get_by_role("link", name="Numbers").click()
    expect(page.get_by_role("img", name=re.compile("^Messages a month: most in"))).to_be_visible(timeout=SECONDS)
    expect(page.locator(".bars").first).to_contain_text(f"Anna Kallio{len(HOSTILE)}")
    expect(page.locator("figure", has_text="Commonest words").locator(".bars")).to_contain_text("window")
    expect(page.get_by_text(f"Counted in {2 * len(HOSTILE)} messages")).to_be_visible()

    house.open(f"/chats/{house.ids['chat']}")
    page.get_by_label("Search in this chat").fill("outside")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_label("Only in")).to_be_checked(timeout=SECONDS)
    assert page.locator(".list a[href^='/chats/']").count() > 5


def test_photos_are_shown_as_they_were_decoded_here_and_voice_can_be_played(house: House) -> None:
    photo, zipped = io.BytesIO(), io.BytesIO()
    marked = Image.Exif()
    marked[0x010E] = "taken at the secret cove"
    Image.new("RGB", (1600, 900), "teal").save(photo, "JPEG", exif=marked)
    with zipfile.ZipFile(zipped, "w") as archive:
        files = {"IMG-1.jpg": photo.getvalue(), "PTT-1.opus": b"OggS" + b"x" * 5000, "IMG-2.jpg": b"<script>hurt = 1</script>"}
        said = [f"{NOW:%d/%m/%Y, %H:%M} - Ville: {name} (file attached)" for name in files]
        archive.writestr("WhatsApp Chat with Ville.txt", "\n".join(said))
        for name, data in files.items():
            archive.writestr(name, data)
    done = house.stack.call("POST", "imports", params={"chat": "Cove"}, data=zipped.getvalue()).json()
    until(lambda: house.stack.call("GET", f"imports/{done['id']}").json()["state"] == "done", what="the import is done")

    page = house.open("/import")
    page.locator("li", has_text="Cove").get_by_role("link", name="read it").click()
    shown = page.get_by_alt_text("Photo: IMG-1.jpg")
    expect(shown).to_be_visible(timeout=SECONDS)
    shown.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.talk img').naturalWidth === 1280")
    expect(page.locator("audio")).to_have_attribute("aria-label", "Voice or audio: PTT-1.opus")

    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    get = {"cookies": cookies, "timeout": 20, "allow_redirects": False}
    made = requests.get(f"{house.url}{shown.get_attribute('src')}", **get)  # type: ignore[arg-type]
    assert (made.headers["Content-Type"], b"secret cove" in made.content, b"secret cove" in photo.getvalue()) == ("image/jpeg", False, True)
    sound = requests.get(f"{house.url}{page.locator('audio').get_attribute('src')}", headers={"Range": "bytes=0-99"}, **get)  # type: ignore[arg-type]
    assert (sound.status_code, sound.headers["Content-Type"], len(sound.content)) == (206, "audio/ogg", 100)
    other = page.get_by_alt_text("Photo: IMG-2.jpg").get_attribute("src")
    assert requests.get(f"{house.url}{other}", **get).status_code == 415  # type: ignore[arg-type]
    assert requests.get(f"{house.url}{other}", timeout=20, allow_redirects=False).status_code == 401
    assert page.evaluate("window.hurt || 0") == 0


def test_what_left_is_shown_byte_for_byte_and_the_record_is_checked(house: House) -> None:
    page = house.open("/left")
    page.get_by_role("button", name="Check the record").click()
    expect(page.get_by_role("status")).to_have_text("The record is whole: one entry.", timeout=SECONDS)

    page.locator(".list a").first.click()

    body = house.stack.call("GET", f"egress/{house.ids['entry']}").json()["body"]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it").click()
    assert download.value.path().read_bytes() == body.encode()
    assert (page.locator("pre").text_content() or "").replace("\r", "") == body.replace("\r", "")
    expect(page.locator("dl")).to_contain_text(f"{len(body.encode()):,} bytes".replace(",", "\u202f"))


def test_what_would_leave_is_shown_and_the_cloud_is_switched(house: House) -> None:
    page = house.open("/left")
    page.get_by_label("A request").fill("Remind me to call Anna on Friday at 5pm")
    page.get_by_role("button", name="Look").click()
    expect(page.locator("#masked pre")).to_have_text("remind me to <TEXT_1> on <DATE_1> <TIME_1>", timeout=SECONDS)

    page.get_by_role("button", name="Turn the cloud off").click()
    expect(page.get_by_text("The cloud is off:")).to_be_visible(timeout=SECONDS)
    assert house.stack.call("GET", "settings").json()["cloud"] == "off"
    page.get_by_role("button", name="Turn the cloud on").click()

    expect(page.get_by_role("button", name="Turn the cloud off")).to_be_visible(timeout=SECONDS)
    assert house.stack.call("GET", "settings").json()["cloud"] == "on"


def test_how_everything_is_is_said_in_words(house: House) -> None:
    page = house.open("/status")

    for said in ("within this machine, without a broker", "everything in it is encrypted", "answers are found and put together by rules"):
        expect(page.get_by_text(said)).to_be_visible()


@pytest.mark.parametrize("path", ["/today", "/"])
def test_the_keys_are_told_and_lead_to_pages_and_never_while_somebody_writes(house: House, path: str) -> None:
    page = house.open(path)
    if path == "/":
        page.wait_for_selector("#chat li")
        page.locator("#message textarea").press("?")
        expect(page.locator("#message textarea")).to_have_value("?", timeout=SECONDS)
        expect(page.locator("#keys")).to_be_hidden()
        page.evaluate("document.activeElement.blur()")

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible(timeout=SECONDS)
    expect(page.locator("#keys")).to_contain_text("look for words")
    page.keyboard.press("g")
    page.keyboard.press("4")
    page.wait_for_url("**/kept")
    page.keyboard.press("/")
    expect(page.get_by_label("Search in these")).to_be_focused(timeout=SECONDS)


@pytest.mark.parametrize("path", ["/", "/today"])
def test_on_a_phone_the_menu_leads_to_every_page(house: House, path: str) -> None:
    house.page.set_viewport_size(PHONE)
    page = house.open(path)
    expect(page.get_by_role("link", name="People")).to_be_hidden()

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="People").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("People", timeout=SECONDS)


@pytest.mark.parametrize("path", ["/today", "/kept", "/kept/search", "/kept/list", "/kept/note/abc", "/kept/note/abc/forget", "/left"])
def test_another_site_can_do_nothing_on_these_pages(house: House, path: str) -> None:
    cookies = {one["name"]: one["value"] for one in house.page.context.cookies()}
    form = {"act": "off", "list": "todo", "sure": "yes", "text": "x"}

    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        answer = requests.post(f"{house.url}{path}", data=form, cookies=cookies, headers={"Origin": origin}, timeout=20)
        assert answer.status_code == 403

    assert house.stack.call("GET", "settings").json().get("cloud", "on") == "on"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/kept?kind=nothing", 404), ("/kept/note/..%2f..", 404), ("/kept/profile/me", 404), ("/people/none", 404), ("/people/w.none", 404), ("/chats?after=nowhere", 422),
     ("/chats/none/statistics", 404), ("/left/none", 404), ("/left?after=nowhere", 422)],
)  # fmt: skip
def test_what_is_not_there_is_said_on_a_page(house: House, path: str, status: int) -> None:
    answer = house.page.goto(f"{house.url}{path}")

    assert answer is not None
    assert answer.status == status
    expect(house.page.get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("path", ["/today", "/kept", "/people", "/calendar"])
def test_what_is_long_gone_is_not_undone_and_that_is_said(house: House, path: str) -> None:
    page = house.open(path)

    answer = page.request.post(f"{house.url}{path}", form={"act": "undo", "did": "nothing"}, headers={"Origin": house.url})

    assert (answer.status, "Nothing was changed" in answer.text()) == (200, True)


def test_only_what_is_a_setting_is_taken(house: House) -> None:
    for wrong in ({"cloud": "maybe"}, {"zone": "Mars"}, {"language": "sv"}, {"master": "key"}):
        assert house.stack.call("PATCH", "settings", json=wrong).status_code == 422
    assert house.stack.call("PATCH", "settings", json={"zone": "Europe/Helsinki"}).json()["zone"] == "Europe/Helsinki"


def test_nothing_of_what_was_looked_for_is_in_a_file(house: House) -> None:
    logs = [path for path in house.stack.home.parent.glob("*.log") if path.is_file()]

    assert logs
    assert [path.name for path in logs if any(word in Path(path).read_bytes() for word in (b"lighthouse", b"gander", b"harbour"))] == []


def test_what_is_kept_can_be_read_while_what_writes_the_answers_is_away(house: House) -> None:
    house.stack.stop_one("private-llm")

    expect(house.open("/today").locator("dl")).to_contain_text("is away at the moment")
    expect(house.open("/kept").locator(".list")).to_be_visible()
