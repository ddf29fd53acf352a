"""The calendar on the running product: put in by words, taken along as a file, read at an address until that is revoked."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as NotInTime

from tests.e2e.conftest import SECONDS
from tests.standins.stack import Stack, until


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A product with a calendar that is empty at first."""
    stack = Stack(tmp_path_factory.mktemp("calendar") / "home", ui=True)
    try:
        yield stack.start()
    finally:
        stack.stop()


@pytest.fixture
def address(own: Stack) -> Iterator[str]:
    """An address of the owner's calendar."""
    yield own.call("POST", "calendar/address").json()["address"]
    own.call("DELETE", "calendar/address")


def titles(data: bytes) -> list[str]:
    return [str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(data).walk("VEVENT")]


def test_what_was_put_in_by_words_is_in_the_file_and_at_the_address(own: Stack, address: str) -> None:
    own.ask("put kayaking with Ilmari tomorrow at 18 in my calendar")

    file = own.call("GET", "calendar.ics")
    read = requests.get(address, timeout=20)

    assert file.headers["Content-Type"] == read.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "kayaking with Ilmari" in titles(file.content)
    assert "kayaking with Ilmari" in titles(read.content)
    assert read.headers["Cache-Control"] == "no-store"


def test_an_address_reads_the_calendar_and_nothing_else(own: Stack, address: str) -> None:
    secret = address.rpartition("/")[2].removesuffix(".ics")

    assert len(secret) >= 43  # 256 random bits.
    assert requests.get(f"{own.url}/api/v1/notes", headers={"Authorization": f"Bearer {secret}"}, timeout=20).status_code == 401
    assert requests.post(address, timeout=20).status_code == 405
    assert own.call("GET", "calendar/address").json() == {"shared": True}  # It is told once.


def test_an_address_that_was_revoked_or_replaced_reads_nothing(own: Stack, address: str) -> None:
    assert requests.get(address, timeout=20).status_code == 200

    other = own.call("POST", "calendar/address").json()["address"]
    assert [requests.get(one, timeout=20).status_code for one in (address, other)] == [404, 200]
    own.call("DELETE", "calendar/address")

    gone = requests.get(other, timeout=20)
    assert (gone.status_code, gone.headers["Content-Type"]) == (404, "application/problem+json")
    assert own.call("GET", "calendar/address").json() == {"shared": False}


def test_what_is_read_at_an_address_is_on_record_once_and_the_address_is_in_no_log_and_no_measure(own: Stack, address: str) -> None:
    own.call("POST", "events", json={"text": "Botany walk", "start_at": "2030-05-01T10:00:00Z", "end_at": "2030-05-01T11:00:00Z"})
    secret = address.rpartition("/")[2].removesuffix(".ics")

    bodies = [requests.get(address, timeout=20).content for _ in range(2)]

    assert bodies[0] == bodies[1]
    entries = [one for one in own.call("GET", "egress", params={"limit": 200}).json()["entries"] if one["party"] == "calendar"]
    records = [own.call("GET", f"egress/{one['id']}").json() for one in entries]
    assert [one["body"].encode() for one in records].count(bodies[0]) == 1
    assert {one["state"] for one in records} == {"sent"}
    assert secret not in str(records)
    assert secret not in requests.get(f"{own.url}/metrics", timeout=20).text
    assert not [path for path in own.home.parent.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]


def test_a_calendar_that_comes_back_makes_nothing_twice(own: Stack) -> None:
    own.ask("put lichen class every Tuesday at 16 in room B2 in my calendar")
    before = own.call("GET", "events", params={"limit": 500}).json()["events"]

    done = own.call("POST", "imports", data=own.call("GET", "calendar.ics").content).json()
    until(lambda: own.call("GET", f"imports/{done['id']}").json()["state"] == "done", what="the import is done")

    assert own.call("GET", "events", params={"limit": 500}).json()["events"] == before


def test_the_page_shows_what_is_on_and_gives_and_revokes_an_address(context: BrowserContext, own: Stack) -> None:
    at = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
    own.call("POST", "events", json={"text": "<b>Fern</b> talk", "start_at": at.isoformat(), "end_at": at.isoformat(), "place": "Hall 3"})
    own.call("POST", "items", json={"list": "todo", "text": "moss report", "due": f"{at:%Y-%m-%d}"})
    page = _signed_in(context, own)

    for _ in range(3):  # A press is lost while Gradio still makes its page.
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("link", name="Calendar").click()
        with suppress(NotInTime):
            page.wait_for_url("**/calendar", timeout=10_000)
            break
    expect(page.get_by_text("<b>Fern</b> talk")).to_be_visible(timeout=SECONDS)
    expect(page.get_by_text("moss report")).to_be_visible()
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_label("Address of your calendar").input_value()
    assert requests.get(address, timeout=20).status_code == 200
    page.goto(f"http://127.0.0.1:{own.ports['ui']}/calendar")
    expect(page.get_by_label("Address of your calendar")).to_have_count(0)
    page.get_by_role("button", name="Revoke it").click()

    expect(page.get_by_role("button", name="Make an address")).to_be_visible(timeout=SECONDS)
    assert requests.get(address, timeout=20).status_code == 404
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as a file").click()
    assert "<b>Fern</b> talk" in titles(download.value.path().read_bytes())
    page.close()


def _signed_in(context: BrowserContext, stack: Stack) -> Page:
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{stack.ports['ui']}")
    if "/login" in page.url:
        page.fill("#token", stack.token)
        page.click("button")
    page.wait_for_selector("#message textarea")
    return page
