"""`make demo`: a made-up student's term, told to the whole product, and a phone beside it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import BrowserContext, expect

from tests.e2e.test_make_run import NAMES
from tests.standins.rabbitmq import free_port
from tests.standins.stack import ROOT, until


@dataclass
class Demo:
    log: Path
    phone: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration, told to its end."""
    folder = tmp_path_factory.mktemp("demo")
    log = folder / "log"
    ports = {f"{name}_PORT": str(free_port()) for name in NAMES}
    settings = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(folder), **ports}
    with log.open("ab") as output:
        process = subprocess.Popen([sys.executable, "tests/demo/run.py"], cwd=ROOT, env=settings, stdout=output, stderr=output)
    try:
        until(lambda: "Open the addresses above" in log.read_text() or process.poll() is not None, seconds=240, what="the story's end")
        phone = next(line.split()[1] for line in log.read_text().splitlines() if line.startswith("  Phone "))
        yield Demo(log, phone)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_the_story_is_told_to_its_end_and_shows_what_left(demo: Demo) -> None:
    told = demo.log.read_text()

    assert [line.strip() for line in told.splitlines() if "import  " in line] == [
        "import  Seminar group: 13 new",
        "import  Perhe: 7 new",
        "import  Ville Korhonen: 5 new",
        "import  Timetable: 5 new",
        "import  Address book: 4 new",
    ]
    assert "naapurille, Lehtisille" in told
    assert "Muistutan" in told
    assert "Traceback" not in told
    assert told.count("openai, interpretation") == told.count("OpenAI was asked 1 time(s)") == 1
    assert told.split("all that it was shown:")[1].split("\n")[1].strip() == "compare <WORD_1> before the message again"


def test_the_phone_writes_as_whatsapp_does_and_shows_every_answer(demo: Demo, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(demo.phone)
    expect(page.locator("li.mine")).to_have_count(3)

    page.get_by_label("Message").fill("Remember that <b>candles</b> are in the drawer")
    page.get_by_role("button", name="Send").click()

    expect(page.locator("li").last).to_contain_text("<b>candles</b> are in the drawer”")
    expect(page.locator("li.mine").last).to_have_text("Remember that <b>candles</b> are in the drawer")
    assert page.locator("li b").count() == 0


def test_no_other_page_can_write_from_the_phone(demo: Demo) -> None:
    as_form = requests.post(f"{demo.phone}/lines", data='{"text": "forget everything"}', headers={"Content-Type": "text/plain"}, timeout=10)
    as_other = requests.post(f"{demo.phone}/lines", json={"text": "forget everything"}, headers={"Host": "evil.example"}, timeout=10)

    assert (as_form.status_code, as_other.status_code) == (415, 403)
    assert "forget everything" not in requests.get(f"{demo.phone}/lines", timeout=10).text
