"""The browser's front end in headless Chromium: when a page can be used, when a token is seen, and what the first page weighs."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.bench.answering import LOOKING_SECONDS, READING_SECONDS, pieces
from tests.bench.figures import Figure
from tests.standins.ollama import Ollama
from tests.standins.rabbitmq import free_port
from tests.standins.stack import Stack, until

PAGES, ANSWERS = 7, 12
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
REQUEST = "Write me a long poem about the sea"
BARE = """import sys, gradio as gr
with gr.Blocks(analytics_enabled=False) as page:
    gr.Chatbot()
page.launch(server_port=int(sys.argv[1]), quiet=True, ssr_mode=False)"""
USABLE = "document.querySelector('#chat li') && document.activeElement === document.querySelector('#message textarea')"
SEEN = """() => new Promise(seen => {
  const chat = document.querySelector("#chat"), before = performance.now(), old = chat.querySelectorAll(".bot-row").length;
  const look = () => {
    const rows = chat.querySelectorAll(".bot-row");
    if (rows.length > old && rows[rows.length - 1].textContent.includes("wave")) {
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => seen(performance.now() - before)));  // After this frame is painted.
    }
  };
  const watch = new MutationObserver(look);
  watch.observe(chat, { childList: true, subtree: true, characterData: true });
  document.querySelector("#send").click();
})"""


def figures(folder: Path, model: Ollama, chromium: str) -> Iterator[Figure]:
    """Measure a product of its own, with the stand-in for a model."""
    stack = Stack(folder / "front", environment={"OLLAMA_HOST": model.url}, ui=True)
    try:
        stack.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            yield _usable(stack, browser)
            yield _painted(stack, browser, model)
            yield _weight(stack, browser)
            browser.close()
    finally:
        stack.stop()


def _usable(stack: Stack, browser: Browser) -> Figure:
    found, light = [], []
    for _ in range(PAGES):
        page = browser.new_context().new_page()
        page.goto(_url(stack))
        page.fill("#token", stack.token)
        found.append(_seconds(lambda page=page: (page.click("button"), page.wait_for_function(USABLE))))  # type: ignore[misc]
        light.append(_seconds(lambda page=page: page.goto(f"{_url(stack)}/today")))  # type: ignore[misc]
        page.context.close()
    value, base = statistics.median(found), statistics.median(light)
    method = f"from pressing “Sign in” until one can write and the conversation is drawn, in headless Chromium on the same machine with nothing cached; median of {PAGES}. Baseline: the same browser opening /today, a page without Gradio"
    return Figure("first usable page", value, "s", base, value / base, "≤ 2 s", value <= 2, method)


def _painted(stack: Stack, browser: Browser, model: Ollama) -> Figure:
    model.saying, model.reading_seconds, model.looking_seconds = "wave " * 200, READING_SECONDS, LOOKING_SECONDS
    page = _signed_in(stack, browser.new_context())
    pairs = [(_heard(stack), _seen(page)) for _ in range(ANSWERS + 1)][1:]
    model.saying = ""
    page.context.close()
    base, seen = (statistics.median(times) for times in zip(*pairs, strict=True))
    method = f"{ANSWERS} answers of a stand-in for Ollama that reads for {READING_SECONDS * 1000:.0f} ms, asked by a click and by the API in turn; from the click to the end of the frame that shows the first word, less the API's first token; medians. Baseline: the API's"
    return Figure("first painted token, after the API's", seen - base, "ms", base, seen / base, "≤ +100 ms", seen - base <= 100, method)


def _weight(stack: Stack, browser: Browser) -> Figure:
    with _bare() as url:
        base = _bytes(browser.new_context(), lambda page: page.goto(url), "document.querySelector('[aria-label=\"chatbot conversation\"]')")
    context = browser.new_context()
    _signed_in(stack, context).close()
    context = browser.new_context(storage_state=context.storage_state())
    value = _bytes(context, lambda page: page.goto(_url(stack)), USABLE)
    method = "bytes received from the server for the talk page with nothing cached, headers and all, until it can be used and one second more. Baseline: a Gradio page with nothing but a Chatbot, which asks other hosts for fonts besides"
    return Figure("first load over the network", value, "kB", base, value / base, "≤ 450 kB", value <= 450, method)


def _bytes(context: BrowserContext, act: Callable[[Page], object], ready: str) -> float:
    """Return how many thousand bytes a page receives until it is ready."""
    page, received = context.new_page(), []
    wire = context.new_cdp_session(page)
    wire.on("Network.loadingFinished", lambda done: received.append(done["encodedDataLength"]))
    wire.send("Network.enable")
    act(page)
    page.wait_for_function(ready)
    page.wait_for_timeout(1000)
    context.close()
    return sum(received) / 1000


@contextmanager
def _bare() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", BARE, str(port)], env=os.environ | {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(url), what="the bare page answers")
        yield url
    finally:
        process.terminate()
        process.wait(15)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:
        return False


def _signed_in(stack: Stack, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(_url(stack))
    page.fill("#token", stack.token)
    page.click("button")
    page.wait_for_function(USABLE)
    return page


def _heard(stack: Stack) -> float:
    """Return milliseconds to the API's first token."""
    began = time.perf_counter()
    coming = pieces(stack, REQUEST)
    next(coming)
    took = (time.perf_counter() - began) * 1000
    for _ in coming:
        pass
    return took


def _seen(page: Page) -> float:
    """Return milliseconds from a click on the button until the first word is seen."""
    page.fill("#message textarea", REQUEST)
    took = float(page.evaluate(SEEN))
    page.wait_for_selector("#stop", state="detached")
    return took


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _url(stack: Stack) -> str:
    return f"http://127.0.0.1:{stack.ports['ui']}"
