"""A newcomer's first five minutes, on a phone in the dark: from the link that the start prints to what left the machine."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import SECONDS
from tests.e2e.test_make_run import environment, running
from tests.standins.stack import until

WIDTH = 360
DAY = datetime.now(UTC) - timedelta(days=3)
CHAT = f"""{DAY:%d/%m/%Y}, 18:02 - Ville Korhonen: The boat comes out of the water on Saturday, I could use two more hands
{DAY:%d/%m/%Y}, 18:04 - Aino: I'm in. Where?
{DAY:%d/%m/%Y}, 18:06 - Ville Korhonen: Ruissalo, pier 4, at ten. Bring gloves
"""
EVERY_WEEK = re.compile(r"every Monday at 09:00, next on Monday .* at 09:00: “water the plants”\s+Next:( Monday \d+ \w+ \d{4},?){3}")
LINK = re.compile(r"http://127\.0\.0\.1:\d+/enter#[\w-]{43}")


@pytest.fixture
def link(tmp_path: Path) -> Iterator[str]:
    """What the very first start prints, of a product that has nothing in it and no model."""
    log = tmp_path / "log"
    with running(environment(tmp_path / "home", SIHTEERI_TIME_ZONE="Europe/Helsinki"), log) as process:
        until(lambda: LINK.search(log.read_text()) or process.poll() is not None, seconds=120, what="the link")
        yield LINK.findall(log.read_text())[0]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WIDTH, "height": 740}, color_scheme="dark", is_mobile=True, has_touch=True)
    context.set_default_timeout(SECONDS)
    yield context.new_page()
    context.close()


def say(page: Page, text: str) -> None:
    page.get_by_label("Message").fill(text)
    page.get_by_role("button", name="Send", exact=True).tap()


def go(page: Page, name: str) -> None:
    """Find a page in the header, or in the menu."""
    way = page.locator("header").get_by_role("link", name=name, exact=True)
    if not way.first.is_visible():
        page.get_by_role("button", name="Menu").tap()
    with page.expect_navigation():
        way.locator("visible=true").tap()
    fits(page)


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, page.url


def test_a_newcomer_s_first_five_minutes(link: str, phone: Page, tmp_path: Path) -> None:
    house, asked = link.partition("/enter")[0], list[str]()
    phone.on("request", lambda request: asked.append(request.url))
    phone.on("websocket", lambda opened: asked.append(opened.url))
    phone.on("pageerror", lambda error: asked.append(f"an error of a script: {error.name}"))

    # The link signs this phone in, and nothing has to be typed.
    phone.goto(link)
    fits(phone)
    phone.get_by_role("button", name="Sign in on this device").tap()
    expect(phone.locator("#chat")).to_contain_text("Tell me something to remember")
    fits(phone)

    # A chat is brought in.
    export = tmp_path / "WhatsApp Chat with Ville Korhonen.txt"
    export.write_text(CHAT)
    go(phone, "Import")
    phone.get_by_label("Choose a file").set_input_files(export)
    phone.get_by_role("button", name="Import", exact=True).tap()
    brought = phone.locator("#imports li")
    expect(brought).to_contain_text("Ville Korhonen")
    expect(brought).to_contain_text("3 new")

    # What was said in it is found, and where.
    go(phone, "Talk")
    say(phone, "When does Ville's boat come out of the water?")
    answer = phone.locator("#chat .bot-row").last
    expect(answer).to_contain_text("on Saturday")
    answer.get_by_text("Sources").tap()
    fits(phone)
    answer.get_by_role("link", name="I could use two more hands").tap()
    expect(phone.locator("#chosen")).to_contain_text("I could use two more hands")
    expect(phone.locator(".talk")).to_contain_text("Ruissalo, pier 4, at ten. Bring gloves")
    fits(phone)

    # Something is to come back every week.
    go(phone, "Talk")
    say(phone, "Remind me every Monday at 9 to water the plants")
    answer = phone.locator("#chat .bot-row").last
    expect(answer).to_contain_text(EVERY_WEEK)
    answer.get_by_role("button", name="Show my reminders").tap()
    phone.keyboard.press("Enter")
    expect(answer).to_contain_text("Your reminders:")

    # And when something is due, it is there by itself, as a card.
    say(phone, "Remind me in 3 seconds to look up")
    card = phone.locator("#chat .card", has_text="look up")
    expect(card).to_be_visible()
    card.get_by_role("button", name="Done").tap()
    expect(card.locator(".state")).to_have_text("Done")
    fits(phone)

    # Nothing of all this has left.
    go(phone, "What left")
    expect(phone.locator("main")).to_contain_text("Nothing has left.")
    expect(phone.locator(".figure")).to_have_text("4 of 4 requests never left this machine.")
    phone.get_by_role("button", name="Check the record").tap()
    expect(phone.get_by_role("status")).to_have_text("The record is whole; there is nothing in it yet.")
    fits(phone)
    assert [url for url in asked if not url.startswith((house, "data:", "blob:"))] == []
