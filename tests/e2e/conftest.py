"""Running products: one with nothing else installed, one with everything, and one over RabbitMQ."""

import hashlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from store.adapters.keys import KeyFile
from store.adapters.models_directory import TokenRow
from store.adapters.ownership import Ownership
from store.adapters.vault import Vault
from tests.conftest import broker_of_its_own
from tests.standins.doors import OTHER, Doors
from tests.standins.house import PHONE, SECONDS, Furnished, House, fill
from tests.standins.household import PUBLIC, Household
from tests.standins.ollama import Ollama
from tests.standins.openai import OpenAI
from tests.standins.rabbitmq import RabbitNode
from tests.standins.stack import Stack
from tests.standins.twilio import Twilio

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=SECONDS)
OWNER = "whatsapp:+358401234567"
UNSURE = "Compare the {} before the message again"
"""A request that the local classifier is unsure of, and that has words which may leave."""
COUNTER = iter(range(10_000))


@dataclass
class Whole:
    """A product with stand-ins for everybody outside."""

    stack: Stack
    twilio: Twilio
    openai: OpenAI
    ollama: Ollama


@pytest.fixture(scope="session", params=["embedded", "rabbitmq"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """The product with Twilio, OpenAI and Ollama, on each transport."""
    own = broker_of_its_own(tmp_path_factory.mktemp("whole-rabbit")) if request.param == "rabbitmq" else nullcontext()
    with own as node:
        yield from _whole(tmp_path_factory, node)


def _whole(tmp_path_factory: pytest.TempPathFactory, node: RabbitNode | None) -> Iterator[Whole]:
    twilio, openai, ollama = Twilio(), OpenAI(), Ollama()
    environment = {
        **twilio.environment(),
        "OWNER_WHATSAPP": OWNER,
        "GATEWAY_PUBLIC_URL": "https://assistant.example",
        "OPENAI_API_KEY": "stand-in-key",
        "OPENAI_BASE_URL": f"{openai.url}/v1",
        "OLLAMA_HOST": ollama.url,
    }
    home = tmp_path_factory.mktemp("whole") / "home"
    stack = Stack(home, environment=environment, broker=node.url if node else None)
    try:
        yield Whole(stack.start(), twilio, openai, ollama)
    finally:
        stack.stop()
        for server in (twilio, openai, ollama):
            server.stop()


@pytest.fixture(scope="session")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """The product with an owner and one more person."""
    home, temporary = tmp_path_factory.mktemp("doors") / "home", tmp_path_factory.mktemp("temporary")
    vault = Vault(home, KeyFile.open(None, home).master())
    Ownership(vault).ensure("")
    person = vault.create_person()
    with vault.directory() as session:
        session.add(TokenRow(sha256=hashlib.sha256(OTHER.encode()).hexdigest(), person=person, created_at="2026"))
    vault.close()
    stack = Stack(home, ui=True, environment={"GRADIO_TEMP_DIR": str(temporary)})
    try:
        yield Doors(stack.start(), temporary)
    finally:
        stack.stop()


@pytest.fixture
def owner(doors: Doors) -> requests.Session:
    """A browser of the owner's."""
    return doors.signed_in(doors.stack.token)


@pytest.fixture
def other(doors: Doors) -> requests.Session:
    """A browser of the other person's."""
    return doors.signed_in(OTHER)


@pytest.fixture(scope="session")
def model() -> Iterator[Ollama]:
    """A model that a test tells what to say."""
    server = Ollama()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def stack(model: Ollama, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A product with that model."""
    made = Stack(tmp_path_factory.mktemp("talk") / "home", environment={"OLLAMA_HOST": model.url}, ui=True)
    try:
        yield made.start()
    finally:
        made.stop()


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """The browser itself, once for all; its contexts share nothing."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser the size of a phone, in the dark."""
    made = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark")
    made.set_default_timeout(SECONDS)
    yield made
    made.close()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """A browser with nothing in it, on a large screen."""
    yield from _fresh(browser, width=1280)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """Another, on a small one."""
    yield from _fresh(browser, width=360)


def _fresh(browser: Browser, *, width: int) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": width, "height": 800})
    made.set_default_timeout(SECONDS)
    yield made
    made.close()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """A product in which much is kept, for all files about its pages."""
    stack = Stack(tmp_path_factory.mktemp("pages") / "home", ui=True)
    try:
        yield Furnished(stack.start(), fill(stack))
    finally:
        stack.stop()


@pytest.fixture(scope="module")
def house(furnished: Furnished, context: BrowserContext) -> House:
    """That, with a page on which its owner is signed in."""
    made = House(*furnished, context.new_page())
    ours = (made.url, "data:", "blob:")
    made.page.on("request", lambda request: None if request.url.startswith(ours) else made.elsewhere.append(request.url))
    made.page.on("dialog", lambda dialog: made.elsewhere.append(dialog.message) or dialog.dismiss())
    made.page.goto(made.url)
    made.page.fill("#token", made.stack.token)
    made.page.click("button")
    made.page.wait_for_url(f"{made.url}/")
    return made


@pytest.fixture(scope="session")
def household(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Household]:
    """A product with WhatsApp, whose owner is signed in."""
    twilio = Twilio()
    home = tmp_path_factory.mktemp("household") / "home"
    stack = Stack(home, ui=True, environment={**twilio.environment(), "GATEWAY_PUBLIC_URL": PUBLIC})
    try:
        made = Household(stack.start(), browser)
        made.page = made.new_page(stack.token, viewport=PHONE, color_scheme="dark")
        yield made
    finally:
        stack.stop()
        twilio.stop()


def unsure() -> str:
    """Return such a request, another each time."""
    number = next(COUNTER)
    return UNSURE.format(f"zebra{chr(97 + number // 26)}{chr(97 + number % 26)}")
