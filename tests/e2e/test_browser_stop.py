"""The browser while a model writes: a button stops it, and so does leaving the page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import SECONDS
from tests.standins.ollama import Ollama
from tests.standins.stack import Stack, until

LONG = "Write me a long poem about the sea"


@pytest.fixture
def page(context: BrowserContext, stack: Stack, model: Ollama) -> Iterator[Page]:
    model.saying, model.delay_seconds = "wave " * 3000, 0.02
    model.stopped.clear()
    made = context.new_page()
    made.goto(f"http://127.0.0.1:{stack.ports['ui']}")
    if "/login" in made.url:
        made.fill("#token", stack.token)
        made.click("button")
    made.wait_for_selector("#message textarea")
    yield made
    made.close()
    model.reading_seconds = 0.0
    until(lambda: not model.at_work, what="the model rests")


def say(page: Page, text: str) -> None:
    page.fill("#message textarea", text)
    page.keyboard.press("Enter")


def test_a_button_stops_the_model_and_goes_when_nothing_is_written(page: Page, model: Ollama) -> None:
    expect(page.locator("#stop")).to_have_count(0)
    say(page, LONG)
    expect(page.locator("#chat")).to_contain_text("wave wave", timeout=SECONDS)

    page.click("#stop")

    expect(page.locator("#chat")).to_contain_text("(Stopped.)", timeout=SECONDS)
    until(lambda: model.stopped, what="the model has stopped")
    expect(page.locator("#stop")).to_have_count(0, timeout=SECONDS)


def test_the_word_stops_it_too(page: Page, model: Ollama) -> None:
    say(page, LONG)
    until(lambda: model.at_work, what="the model is at work")

    say(page, "Seis")

    until(lambda: model.stopped, what="the model has stopped")
    expect(page.locator("#message textarea")).to_have_value("", timeout=SECONDS)


def test_while_the_model_reads_it_is_said_that_it_is_at_work(page: Page, model: Ollama) -> None:
    model.reading_seconds = 30
    say(page, LONG)

    expect(page.locator("#chat")).to_contain_text("The model is at work … (5 s)", timeout=SECONDS)

    page.click("#stop")
    expect(page.locator("#chat")).to_contain_text("(Stopped.)", timeout=SECONDS)


@pytest.mark.parametrize("reading_seconds", [0, 60])
def test_leaving_the_page_stops_the_model(page: Page, model: Ollama, reading_seconds: int) -> None:
    model.reading_seconds = reading_seconds
    say(page, LONG)
    until(lambda: model.at_work, what="the model is at work")  # Of earlier answers, too, it is shown what was written of them.
    if reading_seconds:
        expect(page.locator("#chat")).to_contain_text("The model is at work", timeout=SECONDS)

    page.close()

    until(lambda: model.stopped, what="the model has stopped")
