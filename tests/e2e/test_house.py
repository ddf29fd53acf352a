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
from tests.standins.stack import Stack
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
        page = self.browser.new_context(**looks).new_page()
        page.set_default_timeout(SECONDS)
        ours = (self.url, "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(ours) else self.elsewhere.append(request.url))
        page.on("dialog", lambda dialog: self.elsewhere.append(dialog.message) or dialog.dismiss())
        page.goto(f"{self.url}/login")
        page.fill("#token", token)
        page.click("button")
        page.wait_for_url(f"{self.url}/")
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
    ("press", "name", "value", "told", "before"),
    [
        ("Suomi", "language", "fi", "Answers are in Finnish.", "As I write"),
        ("Never", "cloud", "off", "The cloud is off", "May help"),
    ],
)
def test_a_setting_is_changed_by_a_press_and_taken_back_by_another(
    house: House, press: str, name: str, value: str, told: str, before: str
) -> None:
    page = house.open("/settings")

    page.get_by_role("button", name=press, exact=True).click()
    said(page).to_contain_text(told)
    assert house.set(name) == value
    expect(page.get_by_role("button", name=press, exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Undo").click()

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


@pytest.mark.parametrize("path", ["/settings"])
def test_another_site_can_do_nothing_here(house: House, path: str) -> None:
    for act, value in (("language", "fi"), ("cloud", "off"), ("theme", "dark"), ("token", "x"), ("link", "")):
        form = {"act": act, "value": value, "scope": "all", "hours": "12"}
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = house.post(path, form, **headers)
            assert answer.status_code == 403
            assert "Set-Cookie" not in answer.headers

    assert (house.set("language"), house.set("cloud")) == (None, None)
    assert len(house.stack.call("GET", "tokens").json()["tokens"]) == 1


@pytest.mark.parametrize("path", ["/settings"])
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


def test_nothing_hostile_runs_on_the_page_of_settings(house: House) -> None:
    for text in HOSTILE[::6]:
        house.stack.call("POST", "tokens", json={"name": text[:100], "scopes": ["read"], "hours": 1})
    page = house.open("/settings")

    assert page.evaluate(HURT) == [0, []]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("#tokens li").count() > 10
    assert house.elsewhere == []


@pytest.mark.parametrize(("scheme", "size"), [("dark", PHONE), ("light", DESK)])
def test_everybody_can_use_these_pages(house: House, scheme: Literal["dark", "light"], size: Any) -> None:
    page = house.page
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)

    assert hindrances(house.open("/settings")) == {}
    page.get_by_text("Make a token").first.click()
    page.get_by_role("button", name="Suomi", exact=True).click()
    said(page).to_be_visible()
    assert hindrances(page) == {}
    page.get_by_role("button", name="Undo").click()
    said(page).to_contain_text("as it was")
