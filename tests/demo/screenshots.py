"""`make screenshots`: tells the demonstration's story to its end and takes pictures of it into docs/screenshots, for the README."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM_HINT
from tests.standins.rabbitmq import free_port
from tests.standins.stack import ROOT, until

PICTURES = ROOT / "docs" / "screenshots"
COLOURS = 64
SHAPES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 720}, "device_scale_factor": 2, "is_mobile": True, "color_scheme": "light"},
    "dark": {"viewport": {"width": 360, "height": 720}, "device_scale_factor": 2, "is_mobile": True, "color_scheme": "dark"},
    "desktop": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
}
LINK = re.compile(r"http://127\.0\.0\.1:\d+/enter#[\w-]{43}")


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print(f"screenshots: {CHROMIUM_HINT}", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sihteeri-screenshots-") as folder, told(Path(folder)) as log, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        signed_in = enter(browser, LINK.findall(log)[0])
        phone = next(line.split()[1] for line in log.splitlines() if line.startswith("  Phone "))
        for shape, options in SHAPES.items():
            page = browser.new_context(storage_state=signed_in, **options).new_page()
            take(page, LINK.findall(log)[0].partition("/enter")[0], phone, shape)
        browser.close()
    return 0


@contextmanager
def told(folder: Path) -> Iterator[str]:
    """Run the demonstration, and give what it printed when its story is told."""
    ports = {f"{name}_PORT": str(free_port()) for name in ("GATEWAY", "INTERPRETER", "PRIVATE_LLM", "STORE", "UI")}
    log, environment = folder / "log", os.environ | ports | {"TMPDIR": str(folder)}
    with log.open("ab") as output:
        process = subprocess.Popen([sys.executable, "tests/demo/run.py"], cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        until(lambda: "Open the addresses above" in log.read_text() or process.poll() is not None, seconds=300, what="the story's end")
        yield log.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def enter(browser: Browser, link: str) -> Any:
    """Sign in by the link; return what makes another window signed in too."""
    page = browser.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in on this device").click()
    page.wait_for_selector("#chat .card", timeout=120_000)  # A reminder of the story comes after a minute.
    return page.context.storage_state()


def take(page: Page, house: str, phone: str, shape: str) -> None:
    """Take a picture of each page in one shape."""
    page.goto(house)
    question = page.locator("#chat .user-row", has_text="Where did I leave my thermos?")
    question.locator("xpath=following-sibling::li[1]").locator(".sources").evaluate("fold => { fold.open = true; }")
    question.evaluate(
        "row => { const pane = row.closest('#chat'); pane.scrollTop += row.getBoundingClientRect().top - pane.getBoundingClientRect().top - 8; }"
    )
    save(page, f"talk-{shape}")
    for name in ("today", "left"):
        page.goto(f"{house}/{name}")
        save(page, f"{name}-{shape}")
    page.goto(f"{house}/chats")
    page.locator(".list a", has_text="Seminar group").first.click()
    page.wait_for_selector(".talk li")
    save(page, f"chat-{shape}")
    if shape == "desktop":  # A phone is not shown as wide as a desk.
        return
    page.goto(phone)
    page.wait_for_selector("li.mine")
    save(page, f"whatsapp-{shape}")


def save(page: Page, name: str) -> None:
    """Keep what is seen, in few colours."""
    seen = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    seen.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
