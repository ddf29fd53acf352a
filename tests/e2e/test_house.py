"""Settings and the owner's page, in real Chromium: changed, taken back, and nobody's but whose they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from twilio.request_validator import RequestValidator

from tests.e2e.conftest import ARGUMENTS, SECONDS
from tests.standins.markup import HOSTILE
from tests.standins.stack import Stack, until
from tests.standins.twilio import SENDER, TOKEN, Twilio, incoming, webhook

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PUBLIC, WEBHOOK = "https://assistant.example", "/webhooks/twilio/whatsapp"
TELEPHONE = "+358501112233"
HURT = """() => [window.hurt || 0, [...document.querySelectorAll("main img, main iframe, main object, main embed, main base, main [onerror], main [onload], main [onfocus], main a[href^=javascript i]")]
  .map(one => one.outerHTML.slice(0, 80))]"""


@dataclass
class House:
    """A product with WhatsApp, and a page on which its owner is signed in and that minds what it asks for."""

    stack: Stack
    browser: Browser
    page: Page
    elsewhere: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.stack.ports['ui']}"

    def new_page(self, token: str, **looks: Any) -> Page:
        """Return a page of a browser of its own."""
        page = self.watched(self.browser.new_context(**looks).new_page())
        page.goto(f"{self.url}/login")
        page.fill("#token", token)
        page.click("button")
        page.wait_for_url(f"{self.url}/")
        return page

    def watched(self, page: Page) -> Page:
        """Mind what a page asks for."""
        page.set_default_timeout(SECONDS)
        ours = (self.url, "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(ours) else self.elsewhere.append(request.url))
        page.on("dialog", lambda dialog: self.elsewhere.append(dialog.message) or dialog.dismiss())
        return page

    def open(self, path: str, page: Page | None = None) -> Page:
        """Open a page, which must be there."""
        page = page or self.page
        answer = page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.status == 200, path
        return page

    def set(self, name: str) -> Any:
        return self.stack.call("GET", "settings").json().get(name)

    def everything(self) -> list[Any]:
        """Return what could be changed on these pages."""
        return [self.stack.call("GET", path).json() for path in ("settings", "tokens", "links", "accounts", "backups", "keys")]

    def invite(self, name: str) -> Page:
        """Return a page on which somebody is signed in whom the owner has just invited."""
        page = self.open("/owner")
        page.get_by_label("What you call them").fill(name)
        page.get_by_role("button", name="Make a link").click()
        expect(page.locator(".qr svg")).to_be_visible()
        guest = self.watched(self.browser.new_context(viewport=PHONE).new_page())
        guest.goto(page.get_by_label("The link").input_value())
        guest.click("text=Sign in on this device")
        guest.wait_for_selector("#chat li")
        return guest

    def post(self, path: str, form: dict[str, Any], *, page: Page | None = None, **headers: str) -> requests.Response:
        """Send a form as a program that has a page's cookies."""
        cookies = {one["name"]: one["value"] for one in (page or self.page).context.cookies()}
        return requests.post(f"{self.url}{path}", data=form, cookies=cookies, headers=headers, allow_redirects=False, timeout=120)


def start(home: Path, twilio: Twilio) -> Stack:
    return Stack(home, ui=True, environment={**twilio.environment(), "GATEWAY_PUBLIC_URL": PUBLIC}).start()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[House]:
    twilio = Twilio()
    stack = start(tmp_path_factory.mktemp("house") / "home", twilio)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
            made = House(stack, browser, browser.new_page())
            made.page = made.new_page(stack.token, viewport=PHONE, color_scheme="dark")
            yield made
            browser.close()
    finally:
        stack.stop()
        twilio.stop()


def said(page: Page) -> Any:
    return expect(page.get_by_role("status"))


def hindrances(page: Page) -> dict[str, list[str]]:
    """Return what axe-core finds on a page that keeps somebody from using it."""
    wrong = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("critical", "serious")]
    return {one["id"]: [node["html"][:120] for node in one["nodes"][:3]] for one in wrong}


@pytest.mark.parametrize(
    ("press", "name", "value", "told", "undo", "before"),
    [
        ("Suomi", "language", "fi", "Avustaja vastaa suomeksi.", "Kumoa", "As I write"),
        ("Never", "cloud", "off", "The cloud is off", "Undo", "May help"),
    ],
)
def test_a_setting_is_changed_by_a_press_and_taken_back_by_another(
    house: House, press: str, name: str, value: str, told: str, undo: str, before: str
) -> None:
    page = house.open("/settings")

    page.get_by_role("button", name=press, exact=True).click()
    said(page).to_contain_text(told)
    assert house.set(name) == value
    expect(page.get_by_role("button", name=press, exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name=undo).click()

    said(page).to_contain_text("That is as it was.")
    assert house.set(name) is None
    expect(page.get_by_role("button", name=before, exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_zone_is_given_by_a_city_and_a_wrong_one_is_refused_in_words(house: House) -> None:
    page = house.open("/settings")
    box = page.get_by_label("Your zone, by a city")

    box.fill("Atlantis <b>")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("No time zone is called “Atlantis <b>”.")
    assert house.set("zone") is None
    box.fill("new york")
    page.get_by_role("button", name="Save").click()
    said(page).to_contain_text("Your time zone is America/New_York.")
    assert house.set("zone") == "America/New_York"
    page.get_by_role("button", name="Undo").click()

    said(page).to_contain_text("That is as it was.")
    assert house.set("zone") is None


@pytest.mark.parametrize(("scheme", "theme", "ground"), [("dark", "Light", "rgb(246, 245, 241)"), ("light", "Dark", "rgb(18, 22, 20)")])
def test_a_theme_is_kept_in_this_browser_and_honoured_by_every_page(
    house: House, scheme: Literal["dark", "light"], theme: str, ground: str
) -> None:
    page = house.new_page(house.stack.token, viewport=PHONE, color_scheme=scheme)
    house.open("/settings", page).get_by_role("button", name=theme, exact=True).click()
    said(page).to_contain_text(f"Pages are {theme.lower()} in this browser.")
    looks = "getComputedStyle(document.body).backgroundColor"

    for path in ("/settings", "/today", "/devices", "/login", "/enter"):
        assert house.open(path, page).evaluate(looks) == ground, path
    talk = house.open("/", page)
    talk.wait_for_selector("#chat li")
    assert talk.url == f"{house.url}/"
    assert talk.evaluate("document.body.classList.contains('dark')") == (theme == "Dark")
    assert talk.evaluate("getComputedStyle(document.querySelector('.top')).colorScheme") == theme.lower()
    assert house.open("/settings").evaluate(looks) == "rgb(18, 22, 20)"  # Another browser, whose system is dark.

    house.open("/settings", page).get_by_role("button", name="As the system", exact=True).click()
    said(page).to_contain_text("as your system does")
    assert house.open("/today", page).evaluate(looks) != ground
    page.context.close()


def test_a_token_is_made_shown_once_and_taken_away(house: House) -> None:
    page = house.open("/settings")
    page.get_by_text("Make a token").first.click()
    page.get_by_label("What it is for").fill("notebook")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what the token may do.")

    page.get_by_text("Make a token").first.click()
    page.get_by_label("What it is for").fill("notebook")
    page.get_by_label("read what is kept").check()
    page.get_by_label("For how many hours").fill("3")
    page.get_by_role("button", name="Make a token").click()
    said(page).to_contain_text("The token “notebook”. It is shown only now.")
    token = page.get_by_role("textbox", name="Token").input_value()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == token
    page.reload()
    expect(page.get_by_text("It is shown only now.")).to_have_count(0)
    assert token not in page.content()
    called = {"headers": {"Authorization": f"Bearer {token}"}, "timeout": 20}
    assert requests.get(f"{house.stack.url}/api/v1/notes", **called).status_code == 200  # type: ignore[arg-type]
    assert requests.post(f"{house.stack.url}/api/v1/notes", json={"text": "x"}, **called).status_code == 403  # type: ignore[arg-type]

    page.get_by_role("button", name="Take it away: notebook").click()

    said(page).to_contain_text("opens nothing any more")
    assert requests.get(f"{house.stack.url}/api/v1/notes", **called).status_code == 401  # type: ignore[arg-type]


def test_a_telephone_is_linked_by_a_code_and_let_go(house: House) -> None:
    page = house.open("/settings")
    page.get_by_role("button", name="Link a telephone").click()
    said(page).to_contain_text(f"to {SENDER.removeprefix('whatsapp:')} from the telephone")
    fields = incoming(page.get_by_role("textbox", name="Code").input_value(), sender=f"whatsapp:{TELEPHONE}")
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{WEBHOOK}", fields)
    assert webhook(f"{house.stack.url}{WEBHOOK}", fields, signature=signature).status_code == 200

    page.reload()
    page.get_by_role("button", name=f"Unlink: {TELEPHONE}").click()

    said(page).to_contain_text("That telephone is linked no more.")
    expect(page.get_by_text(TELEPHONE)).to_have_count(0)
    assert house.stack.call("GET", "links").json()["links"] == []


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        ("/settings", [{"act": act, "value": value, "scope": "all", "hours": "12"} for act, value in (("language", "fi"), ("cloud", "off"), ("theme", "dark"), ("token", "x"), ("link", ""))]),
        ("/owner", [{"act": "invite", "name": "x"}, {"act": "backup"}, {"act": "rotate", "of": "all", "sure": "once"}]),
    ],
)  # fmt: skip
def test_another_site_can_do_nothing_here(house: House, path: str, forms: list[dict[str, str]]) -> None:
    before = house.everything()

    for form in forms:
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = house.post(path, form, **headers)
            assert answer.status_code == 403
            assert "Set-Cookie" not in answer.headers

    assert house.everything() == before


@pytest.mark.parametrize("path", ["/settings", "/owner"])
def test_whoever_is_not_signed_in_sees_and_changes_nothing(house: House, path: str) -> None:
    form = {"act": "cloud", "value": "off"}

    for answer in (
        requests.get(f"{house.url}{path}", headers={"Accept": "text/html"}, allow_redirects=False, timeout=20),
        requests.post(f"{house.url}{path}", data=form, headers={"Accept": "text/html"}, allow_redirects=False, timeout=20),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    assert house.set("cloud") is None


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 422),
        ({"act": "nothing"}, 404),
        ({"act": "language", "value": "sv"}, 422),
        ({"act": "cloud", "value": "perhaps"}, 422),
        ({"act": "theme", "value": "pink"}, 422),
        ({"act": "zone", "value": "x" * 201}, 422),
        ({"act": "zone", "value": "\0"}, 422),
        ({"act": "revoke", "of": "../account"}, 404),
        ({"act": "unlink", "of": "none"}, 404),
        ({"act": "token", "value": "x", "scope": "owner", "hours": "12"}, 422),
        ({"act": "token", "value": "a\0b", "scope": "read", "hours": "12"}, 422),
        ({"act": "token", "value": "x", "scope": "read", "hours": "9" * 200}, 422),
    ],
)
def test_what_can_not_be_set_is_said_on_a_page(house: House, form: dict[str, Any], status: int) -> None:
    answer = house.post("/settings", form)

    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_whom_the_owner_invites_has_an_account_of_their_own_and_no_owner_s_page(house: House) -> None:
    guest = house.invite("Liisa")
    house.stack.call("POST", "notes", json={"text": "the owner keeps a capercaillie"})
    before = house.everything()

    for path in ("/owner", "/owner/audit"):
        answer = guest.goto(f"{house.url}{path}")
        assert answer is not None
        assert answer.status == 404
        expect(guest.get_by_role("alert")).to_have_text("There is no such thing.")
    account = next(one for one in house.stack.call("GET", "accounts").json()["accounts"] if one["owner"])
    forms: list[dict[str, Any]] = [
        {"act": "backup"},
        {"act": "check"},
        {"act": "invite", "name": "x"},
        {"act": "rotate", "of": "all", "sure": "once"},
    ]
    for form in (*forms, {"act": "delete", "of": account["id"], "sure": "twice"}):
        assert house.post("/owner", form, page=guest, Origin=house.url).status_code == 404
    for path in ("/today", "/status", "/settings", "/kept", "/"):
        shown = house.open(path, guest)
        assert shown.locator("a[href='/owner']").count() == 0
        assert "capercaillie" not in shown.content()

    assert house.everything() == before
    assert house.open("/today").locator("a[href='/owner']").count() == 1
    expect(house.open("/owner").locator("li", has_text="Liisa")).to_contain_text("last seen")
    guest.context.close()


def test_somebody_is_deleted_after_two_questions(house: House) -> None:
    guest = house.invite("Pekka")
    page = house.open("/owner")
    page.get_by_role("button", name="Delete … Pekka").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete Pekka?")
    expect(page.get_by_text("There is no way back.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Really delete Pekka?")
    house.open("/today", guest)  # Nothing has happened yet.

    page.get_by_role("button", name="Delete for good").click()

    said(page).to_contain_text("Pekka is gone, with all that was theirs.")
    expect(page.locator("li", has_text="Pekka")).to_have_count(0)
    until(lambda: guest.goto(f"{house.url}/today") and guest.url.endswith("/login"), what="their browser is signed out")
    guest.context.close()


def test_a_backup_is_made_and_told_to_be_whole(house: House) -> None:
    page = house.open("/owner")
    count = len(house.stack.call("GET", "backups").json()["backups"])

    page.get_by_role("button", name="Make one now").click()

    said(page).to_contain_text("it is whole")
    expect(page.get_by_text("less than an hour ago")).to_be_visible()
    expect(page.get_by_text("one was restored beside the store and compared")).to_be_visible()
    assert len(house.stack.call("GET", "backups").json()["backups"]) == count + 1


def test_keys_are_changed_when_it_was_said_what_that_means_and_everything_opens_as_before(house: House) -> None:
    house.stack.call("POST", "notes", json={"text": "a heron by the lake"})
    key = house.stack.home / "keys" / "master.key"
    before = key.read_text()
    page = house.open("/owner")

    page.get_by_role("button", name="Change all keys").click()
    expect(page.get_by_text("the recovery sheet that you printed is void")).to_be_visible()
    assert key.read_text() == before
    page.get_by_role("button", name="Change them").click()

    said(page).to_contain_text("another master key is in force")
    assert key.read_text() != before
    assert before.strip() not in page.content()
    assert key.read_text().strip() not in page.content()
    assert house.stack.call("GET", "notes", params={"limit": 1}).json()["notes"][0]["text"] == "a heron by the lake"


def test_who_looked_at_what_is_read_to_its_end_and_checked(house: House) -> None:
    for _ in range(60):
        house.stack.call("GET", "settings")
    page = house.open("/owner")
    page.get_by_role("button", name="Check the record").click()
    said(page).to_contain_text("The record is whole:")

    page.get_by_role("link", name="All of them").click()
    page.wait_for_url("**/owner/audit")
    rows, pages = page.locator(".list li").count(), 1
    while (older := page.get_by_role("link", name="Older")).count():
        page.goto(f"{house.url}{older.get_attribute('href')}")
        rows, pages = rows + page.locator(".list li").count(), pages + 1

    assert pages > 1
    assert 0 <= house.stack.call("GET", "audit").json()["total"] - rows < 5 * pages + 5  # To read it is in it too.


def test_nothing_hostile_runs_on_these_pages(house: House) -> None:
    for text in HOSTILE[::6]:
        house.stack.call("POST", "tokens", json={"name": text[:100], "scopes": ["read"], "hours": 1})
        house.stack.call("POST", "accounts", json={"name": text[:100]})
    house.page.set_viewport_size(PHONE)

    for path, rows in (("/settings", "#tokens li"), ("/owner", "section:first-of-type li")):
        page = house.open(path)
        assert page.evaluate(HURT) == [0, []]
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.locator(rows).count() > 10
    page.locator("li.row", has_text="<script>").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("<script>")
    assert page.evaluate(HURT) == [0, []]
    assert house.elsewhere == []


@pytest.mark.parametrize(("scheme", "size"), [("dark", PHONE), ("light", DESK)])
def test_everybody_can_use_these_pages(house: House, scheme: Literal["dark", "light"], size: Any) -> None:
    page = house.page
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)

    for path in ("/owner", "/owner/audit", "/settings"):
        assert hindrances(house.open(path)) == {}, path
    page.get_by_text("Make a token").first.click()
    page.get_by_role("button", name="Suomi", exact=True).click()
    said(page).to_be_visible()
    assert hindrances(page) == {}
    page.get_by_role("button", name="Kumoa").click()
    said(page).to_contain_text("as it was")
