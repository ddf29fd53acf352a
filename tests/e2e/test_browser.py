"""The browser front end in real Chromium: what a person sees and does there."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import SECONDS
from tests.standins.stack import Stack


@pytest.fixture
def page(context: BrowserContext, bare: Stack) -> Iterator[Page]:
    """A signed-in page; it fails the test if it asks anybody else for anything."""
    made = context.new_page()
    elsewhere: list[str] = []
    made.on(
        "request", lambda request: elsewhere.append(request.url) if not request.url.startswith((_url(bare), "data:", "blob:")) else None
    )
    made.goto(_url(bare))
    if "/login" in made.url:
        made.fill("#token", bare.token)
        made.click("button")
    made.wait_for_selector("#message textarea")
    yield made
    made.close()
    assert elsewhere == []


def _url(stack: Stack) -> str:
    return f"http://127.0.0.1:{stack.ports['ui']}"


def say(page: Page, text: str) -> None:
    page.fill("#message textarea", text)
    page.keyboard.press("Enter")


def test_what_is_told_is_found_again_with_its_source(page: Page) -> None:
    say(page, "Remember that the bicycle lock opens with 7731")
    expect(page.locator("#chat")).to_contain_text("I'll remember: “the bicycle lock opens with 7731”", timeout=SECONDS)

    say(page, "What opens the bicycle lock?")

    expect(page.locator("#chat")).to_contain_text("You told me on", timeout=SECONDS)
    expect(page.locator("#chat")).to_contain_text("Sources (1)")


def test_a_reminder_is_said_back_and_arrives_by_itself(page: Page, bare: Stack) -> None:
    say(page, "Remind me to call Anna on Friday at 5pm")
    expect(page.locator("#chat")).to_contain_text("at 17:00: “call Anna”", timeout=SECONDS)

    due_at = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    bare.call("POST", "reminders", json={"text": "water the cactus", "due_at": due_at})

    expect(page.locator("#chat")).to_contain_text("Reminder: water the cactus", timeout=SECONDS)


def test_a_follow_up_is_a_button_that_fills_the_box_and_leaves_what_is_written_there(page: Page) -> None:
    say(page, "Remind me to dust the piano tomorrow at 9")
    expect(page.locator("#chat")).to_contain_text("at 09:00: “dust the piano”", timeout=SECONDS)
    button = page.get_by_role("button", name="Show my reminders").last
    button.wait_for()

    page.fill("#message textarea", "half a sentence")
    button.click()
    expect(page.locator("#message textarea")).to_have_value("half a sentence")
    page.fill("#message textarea", "")
    page.get_by_role("button", name="What is on tomorrow?").last.click()
    button.click()
    expect(page.locator("#message textarea")).to_have_value("Show my reminders")
    page.keyboard.press("Enter")

    expect(page.locator("#chat")).to_contain_text("Your reminders:", timeout=SECONDS)


def test_a_box_of_many_lines_stays_on_the_screen(page: Page) -> None:
    say(page, "Remind me to dust the piano tomorrow at 9")
    expect(page.locator("#chat")).to_contain_text("at 09:00: “dust the piano”", timeout=SECONDS)

    for text in ("one line", "\n".join(["line"] * 5), ""):
        page.fill("#message textarea", text)
        for part in ("#send", "#message textarea"):
            expect(page.locator(part)).to_be_in_viewport(ratio=1)
    page.fill("#message textarea", "")


def test_what_looks_like_html_is_text(page: Page) -> None:
    say(page, 'Remember that <img src=x onerror="document.title=1"> ![x](http://example.invalid/leak.png) <b>bold</b>')

    expect(page.locator("#chat")).to_contain_text("![x](http://example.invalid/leak.png)", timeout=SECONDS)
    expect(page.locator("#chat img[onerror], #chat img[src*='example.invalid'], #chat img[src='x'], #chat b")).to_have_count(0)
    assert page.title() == "Sihteeri"


def test_the_conversation_is_there_after_a_reload(page: Page) -> None:
    say(page, "Remember that the tent is in the attic")
    expect(page.locator("#chat")).to_contain_text("I'll remember: “the tent is in the attic”", timeout=SECONDS)

    page.reload()

    expect(page.locator("#chat")).to_contain_text("I'll remember: “the tent is in the attic”", timeout=SECONDS)


def test_everything_fits_a_phone(page: Page) -> None:
    time_limit = time.monotonic() + 10
    while page.evaluate("document.documentElement.scrollWidth") > 390 and time.monotonic() < time_limit:
        page.wait_for_timeout(100)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator("#send").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 800


CONTRAST = """selector => {
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const bright = color => numbers(color).slice(0, 3).map(one => one / 255)
    .map(one => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4)
    .reduce((sum, one, n) => sum + one * [.2126, .7152, .0722][n], 0);
  const element = document.querySelector(selector), field = element.placeholder ? "::placeholder" : null;
  let ground = element;
  while (ground.parentElement && numbers(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
  const two = [getComputedStyle(element, field).color, getComputedStyle(ground).backgroundColor].map(bright).sort((a, b) => b - a);
  return (two[0] + .05) / (two[1] + .05);
}"""
READ = {
    "/": ("#send", ".top a", "#message textarea"),
    "/search": ("[name=q]", "header a", ".search button"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", READ)
def test_what_is_to_be_read_stands_out_from_its_ground(page: Page, bare: Stack, path: str, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{_url(bare)}{path}")
    for selector in READ[path]:
        page.wait_for_selector(selector)

    contrasts = {selector: page.evaluate(CONTRAST, selector) for selector in READ[path]}

    assert {selector: contrast for selector, contrast in contrasts.items() if contrast < 4.5} == {}


def test_an_address_of_the_calendar_is_shown_once_and_back_makes_no_other(page: Page, bare: Stack) -> None:
    page.goto(f"{_url(bare)}/calendar")
    page.click("text=Make an address")
    expect(page.locator("[aria-label='Address of your calendar']")).to_be_visible()
    page.goto(f"{_url(bare)}/import")
    page.go_back()

    expect(page.locator("main")).to_contain_text("at a secret address that was made before")
    page.click("text=Revoke it")
    expect(page.locator("main")).to_contain_text("can have a secret address")


def test_nobody_gets_in_without_signing_in(bare: Stack) -> None:
    url = _url(bare)

    assert requests.get(url, headers={"Accept": "text/html"}, allow_redirects=False, timeout=10).headers["Location"] == "/login"
    for path in ("/config", "/gradio_api/info", "/gradio_api/queue/join", "/gradio_api/file=/etc/passwd", "/export", "/gradio_api/upload"):
        assert requests.get(f"{url}{path}", timeout=10).status_code == 401
        assert requests.post(f"{url}{path}", timeout=10).status_code == 401


def test_a_wrong_token_says_so_and_signing_out_ends_the_session(bare: Stack) -> None:
    url, session = _url(bare), requests.Session()
    wrong = session.post(f"{url}/login", data={"token": "wrong"}, timeout=10)
    assert wrong.status_code == 401
    assert "not known" in wrong.text

    session.post(f"{url}/login", data={"token": bare.token}, timeout=10)
    cookie = dict(session.cookies)
    assert requests.get(f"{url}/export", cookies=cookie, timeout=10).status_code == 200
    session.get(f"{url}/logout", timeout=10)

    assert requests.get(f"{url}/export", cookies=cookie, timeout=10).status_code == 401


def test_another_sites_request_is_refused(bare: Stack) -> None:
    response = requests.post(f"{_url(bare)}/login", data={"token": bare.token}, headers={"Origin": "https://evil.example"}, timeout=10)

    assert response.status_code == 403
