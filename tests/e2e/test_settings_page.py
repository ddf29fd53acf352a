"""Settings in real Chromium, changed and taken back; and that they and the owner's page are safe, and everybody can use them."""

from typing import Any, Literal

import pytest
import requests
from playwright.sync_api import expect
from twilio.request_validator import RequestValidator

from tests.standins.house import DESK, HURT, PHONE, hindrances
from tests.standins.household import PUBLIC, Household, said
from tests.standins.markup import HOSTILE
from tests.standins.twilio import SENDER, TOKEN, incoming, webhook

WEBHOOK = "/webhooks/twilio/whatsapp"
TELEPHONE = "+358501112233"


@pytest.mark.parametrize(
    ("press", "name", "value", "told", "undo", "before"),
    [
        ("Suomi", "language", "fi", "Avustaja vastaa suomeksi.", "Kumoa", "As I write"),
        ("Never", "cloud", "off", "The cloud is off", "Undo", "May help"),
    ],
)
def test_a_setting_is_changed_by_a_press_and_taken_back_by_another(
    household: Household, press: str, name: str, value: str, told: str, undo: str, before: str
) -> None:
    page = household.open("/settings")

    page.get_by_role("button", name=press, exact=True).click()
    said(page).to_contain_text(told)
    assert household.set(name) == value
    expect(page.get_by_role("button", name=press, exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name=undo).click()

    said(page).to_contain_text("That is as it was.")
    assert household.set(name) is None
    expect(page.get_by_role("button", name=before, exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_zone_is_given_by_a_city_and_a_wrong_one_is_refused_in_words(household: Household) -> None:
    page = household.open("/settings")
    box = page.get_by_label("Your zone, by a city")

    box.fill("Atlantis <b>")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("No time zone is called “Atlantis <b>”.")
    assert household.set("zone") is None
    box.fill("new york")
    page.get_by_role("button", name="Save").click()
    said(page).to_contain_text("Your time zone is America/New_York.")
    assert household.set("zone") == "America/New_York"
    page.get_by_role("button", name="Undo").click()

    said(page).to_contain_text("That is as it was.")
    assert household.set("zone") is None


@pytest.mark.parametrize(("scheme", "theme", "ground"), [("dark", "Light", "rgb(246, 245, 241)"), ("light", "Dark", "rgb(18, 22, 20)")])
def test_a_theme_is_kept_in_this_browser_and_honoured_by_every_page(
    household: Household, scheme: Literal["dark", "light"], theme: str, ground: str
) -> None:
    page = household.new_page(household.stack.token, viewport=PHONE, color_scheme=scheme)
    household.open("/settings", page).get_by_role("button", name=theme, exact=True).click()
    said(page).to_contain_text(f"Pages are {theme.lower()} in this browser.")
    looks = "getComputedStyle(document.body).backgroundColor"

    for path in ("/settings", "/today", "/devices", "/login", "/enter"):
        assert household.open(path, page).evaluate(looks) == ground, path
    talk = household.open("/", page)
    talk.wait_for_selector("#chat li")
    assert talk.url == f"{household.url}/"
    assert talk.evaluate("document.body.classList.contains('dark')") == (theme == "Dark")
    assert talk.evaluate("getComputedStyle(document.querySelector('.top')).colorScheme") == theme.lower()
    assert household.open("/settings").evaluate(looks) == "rgb(18, 22, 20)"  # Another browser, whose system is dark.

    household.open("/settings", page).get_by_role("button", name="As the system", exact=True).click()
    said(page).to_contain_text("as your system does")
    assert household.open("/today", page).evaluate(looks) != ground
    page.context.close()


def test_a_token_is_made_shown_once_and_taken_away(household: Household) -> None:
    page = household.open("/settings")
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
    assert requests.get(f"{household.stack.url}/api/v1/notes", **called).status_code == 200  # type: ignore[arg-type]
    assert requests.post(f"{household.stack.url}/api/v1/notes", json={"text": "x"}, **called).status_code == 403  # type: ignore[arg-type]

    page.get_by_role("button", name="Take it away: notebook").click()

    said(page).to_contain_text("opens nothing any more")
    assert requests.get(f"{household.stack.url}/api/v1/notes", **called).status_code == 401  # type: ignore[arg-type]


def test_a_telephone_is_linked_by_a_code_and_let_go(household: Household) -> None:
    page = household.open("/settings")
    page.get_by_role("button", name="Link a telephone").click()
    said(page).to_contain_text(f"to {SENDER.removeprefix('whatsapp:')} from the telephone")
    fields = incoming(page.get_by_role("textbox", name="Code").input_value(), sender=f"whatsapp:{TELEPHONE}")
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{WEBHOOK}", fields)
    assert webhook(f"{household.stack.url}{WEBHOOK}", fields, signature=signature).status_code == 200

    page.reload()
    page.get_by_role("button", name=f"Unlink: {TELEPHONE}").click()

    said(page).to_contain_text("That telephone is linked no more.")
    expect(page.get_by_text(TELEPHONE)).to_have_count(0)
    assert household.stack.call("GET", "links").json()["links"] == []


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        ("/settings", [{"act": act, "value": value, "scope": "all", "hours": "12"} for act, value in (("language", "fi"), ("cloud", "off"), ("theme", "dark"), ("token", "x"), ("link", ""))]),
        ("/owner", [{"act": "invite", "name": "x"}, {"act": "backup"}, {"act": "rotate", "of": "all", "sure": "once"}]),
    ],
)  # fmt: skip
def test_another_site_can_do_nothing_here(household: Household, path: str, forms: list[dict[str, str]]) -> None:
    before = household.everything()

    for form in forms:
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            answer = household.post(path, form, **headers)
            assert answer.status_code == 403
            assert "Set-Cookie" not in answer.headers

    assert household.everything() == before


@pytest.mark.parametrize("path", ["/settings", "/owner"])
def test_whoever_is_not_signed_in_sees_and_changes_nothing(household: Household, path: str) -> None:
    form = {"act": "cloud", "value": "off"}

    for answer in (
        requests.get(f"{household.url}{path}", headers={"Accept": "text/html"}, allow_redirects=False, timeout=20),
        requests.post(f"{household.url}{path}", data=form, headers={"Accept": "text/html"}, allow_redirects=False, timeout=20),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    assert household.set("cloud") is None


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
def test_what_can_not_be_set_is_said_on_a_page(household: Household, form: dict[str, Any], status: int) -> None:
    answer = household.post("/settings", form)

    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_nothing_hostile_runs_on_these_pages(household: Household) -> None:
    for text in HOSTILE[::6]:
        household.stack.call("POST", "tokens", json={"name": text[:100], "scopes": ["read"], "hours": 1})
        household.stack.call("POST", "accounts", json={"name": text[:100]})
    household.page.set_viewport_size(PHONE)

    for path, rows in (("/settings", "#tokens li"), ("/owner", "section:first-of-type li")):
        page = household.open(path)
        assert page.evaluate(HURT) == [0, []]
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.locator(rows).count() > 10
    page.locator("li.row", has_text="<script>").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("<script>")
    assert page.evaluate(HURT) == [0, []]
    assert household.elsewhere == []


@pytest.mark.parametrize(("scheme", "size"), [("dark", PHONE), ("light", DESK)])
def test_everybody_can_use_these_pages(household: Household, scheme: Literal["dark", "light"], size: Any) -> None:
    page = household.page
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)

    for path in ("/owner", "/owner/audit", "/settings"):
        assert hindrances(household.open(path)) == {}, path
    page.get_by_text("Make a token").first.click()
    page.get_by_role("button", name="Suomi", exact=True).click()
    said(page).to_be_visible()
    assert hindrances(page) == {}
    page.get_by_role("button", name="Kumoa").click()
    said(page).to_contain_text("as it was")
