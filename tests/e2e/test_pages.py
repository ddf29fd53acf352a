"""The light pages in real Chromium: nothing hostile runs, everybody can use them, languages, keys, what left, how everything is."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
import requests
from playwright.sync_api import expect

from tests.e2e.conftest import SECONDS
from tests.standins.house import DESK, HURT, NOW, PHONE, House, hindrances, words
from tests.standins.stack import until

CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


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


@pytest.mark.parametrize(("scheme", "size", "rules", "language"), [("dark", PHONE, None, "fi"), ("light", DESK, CONTRAST, "en")])
@pytest.mark.parametrize("every", [5, 1], ids=["some", "all"])
def test_everybody_can_use_every_page(
    house: House, scheme: Literal["dark", "light"], size: Any, rules: Any, language: str, every: int
) -> None:
    house.page.set_viewport_size(size)
    house.page.emulate_media(color_scheme=scheme)
    with house.speaking(language):
        found = {
            path: wrong
            for path in house.faces()[::every]
            if (wrong := hindrances(house.open(path), rules) or house.misfits(size, language))
        }
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


def test_what_is_kept_can_be_read_while_what_writes_the_answers_is_away(house: House) -> None:
    house.stack.stop_one("private-llm")
    try:
        expect(house.open("/today").locator("dl")).to_contain_text("is away at the moment")
        expect(house.open("/kept").locator(".list")).to_be_visible()
    finally:
        house.stack.start_one("private-llm")
        until(lambda: house.stack.is_ready("private-llm"), what="it is back for other files")
