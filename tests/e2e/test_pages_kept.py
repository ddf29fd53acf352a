"""What is kept, in real Chromium: ticked off, put off, added, changed, searched, removed and forgotten, and how it is taken back."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import SECONDS
from tests.standins.house import NOW, PHONE, House
from tests.standins.stack import until


def test_a_reminder_is_put_off_and_done_and_that_is_undone(house: House) -> None:
    house.page.set_viewport_size(PHONE)
    made = house.stack.call("POST", "reminders", json={"text": "air the cellar", "due_at": (NOW - timedelta(hours=30)).isoformat()}).json()
    until(lambda: house.stack.call("GET", f"reminders/{made['id']}").json()["state"] == "fired", what="it has rung")
    page = house.open("/today")

    page.get_by_role("button", name="Done: air the cellar").click()
    expect(page.get_by_role("status")).to_contain_text("Done: “air the cellar”.", timeout=SECONDS)
    expect(page.get_by_role("button", name="Done: air the cellar")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("“air the cellar” is as it was.", timeout=SECONDS)
    page.get_by_role("button", name="Put off 1 h: air the cellar").click()

    expect(page.get_by_role("status")).to_contain_text("“air the cellar” comes again", timeout=SECONDS)
    kept = house.stack.call("GET", f"reminders/{made['id']}").json()
    assert kept["state"] == "pending"
    assert timedelta(minutes=58) < datetime.fromisoformat(kept["due_at"]) - datetime.now(UTC) < timedelta(hours=1)


def test_one_time_of_what_comes_again_is_left_out_and_that_is_undone(house: House) -> None:
    begin = (NOW + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    series = {"text": "bellringing", "start_at": begin.isoformat(), "end_at": begin.isoformat(), "rule": "RRULE:FREQ=DAILY;COUNT=3"}
    made = house.stack.call("POST", "events", json=series | {"zone": "UTC"}).json()
    reminder = house.stack.call(
        "POST",
        "reminders",
        json={
            "text": "wind the clock",
            "due_at": begin.isoformat(),
            "rule": "FREQ=DAILY",
            "wall": f"{begin:%Y-%m-%dT%H:%M:%S}",
            "zone": "UTC",
        },
    ).json()
    page = house.open(f"/calendar?view=week&on={begin:%Y-%m-%d}")

    page.locator("li", has_text="bellringing").first.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("“bellringing” is left out on", timeout=SECONDS)
    assert "EXDATE" in house.stack.call("GET", f"events/{made['id']}").json()["rule"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("That is as it was.", timeout=SECONDS)
    assert house.stack.call("GET", f"events/{made['id']}").json()["rule"] == made["rule"]

    page = house.open(f"/kept/reminder/{reminder['id']}")
    page.get_by_role("button", name="Skip this time").click()
    expect(page.get_by_role("status")).to_contain_text("Skipped this time: “wind the clock”.", timeout=SECONDS)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("That is as it was.", timeout=SECONDS)
    assert house.stack.call("GET", f"reminders/{reminder['id']}").json()["due_at"] == reminder["due_at"]


def test_what_is_due_is_ticked_off_on_the_day_s_page(house: House) -> None:
    house.stack.call("POST", "items", json={"list": "todo", "text": "oil the oars", "due": f"{NOW - timedelta(days=2):%Y-%m-%d}"})
    page = house.open("/today")

    expect(page.locator("section", has_text="Overdue").get_by_text("oil the oars")).to_be_visible()
    page.get_by_role("button", name="Done: oil the oars").click()

    expect(page.get_by_role("status")).to_contain_text("Done: “oil the oars”.", timeout=SECONDS)
    expect(page.locator("dl")).to_contain_text("Model")


def test_a_note_is_added_marked_changed_and_forgotten(house: House) -> None:
    page = house.open("/kept")
    page.get_by_text("Add a note").click()
    page.get_by_label("Words").fill("the gander\nbites")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Mark as important: the gander bites").click()
    expect(page.get_by_role("button", name="Important: the gander bites")).to_have_attribute("aria-pressed", "true", timeout=SECONDS)

    page.get_by_role("link", name=re.compile("^the gander")).click()
    page.get_by_label("Words").fill("the gander is tame")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Changed.", timeout=SECONDS)
    note = house.stack.call("GET", "notes", params={"limit": 1}).json()["notes"][0]
    assert (note["text"], note["important"]) == ("the gander is tame", True)

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Words")).to_have_value("the gander\nbites", timeout=SECONDS)
    page.get_by_text("Remove this note …").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Removed.", timeout=SECONDS)
    assert house.stack.call("GET", f"notes/{note['id']}").status_code == 404
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("That is as it was.", timeout=SECONDS)
    note = house.stack.call("GET", "notes", params={"limit": 1}).json()["notes"][0]
    assert (note["text"], note["important"]) == ("the gander\nbites", True)

    page.get_by_role("link", name=re.compile("^the gander")).click()
    page.get_by_text("Forget it for good …").click()
    page.get_by_role("button", name="Forget it for good").click()
    expect(page.get_by_role("status")).to_contain_text("Forgotten: 1 note", timeout=SECONDS)
    assert house.stack.call("GET", f"notes/{note['id']}").status_code == 404


def test_what_can_not_be_kept_is_said_and_its_words_are_not_lost(house: House) -> None:
    page = house.open(f"/kept/note/{house.ids['note']}")

    page.get_by_label("Words").fill("goose " * 12_000)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_be_visible(timeout=SECONDS)
    assert page.get_by_label("Words").input_value().count("goose") == 12_000


def test_a_whole_list_is_forgotten_only_after_a_question(house: House) -> None:
    for text in ("salt", "rope"):
        house.stack.call("POST", "items", json={"list": "harbour", "text": text})
    page = house.open("/kept?kind=item")

    page.get_by_role("button", name="Forget this list … harbour").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forget “harbour”?", timeout=SECONDS)
    assert len([one for one in house.stack.call("GET", "items").json()["items"] if one["list"] == "harbour"]) == 2
    page.get_by_role("button", name="Remove all 2").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Forget this list … harbour").click()
    page.get_by_role("button", name="Forget all 2").click()

    expect(page.get_by_role("status")).to_contain_text("Forgotten: 2 items", timeout=SECONDS)
    expect(page.get_by_role("heading", name="harbour")).to_have_count(0)


def test_notes_are_read_to_their_end_and_found_by_words(house: House) -> None:
    page, seen = house.open("/kept"), set()
    while True:
        seen |= {one.get_attribute("id") for one in page.locator("li.row").all()}
        if not page.get_by_role("link", name="Older").count():
            break
        page.get_by_role("link", name="Older").click()
        page.wait_for_load_state()
    kept = house.stack.call("GET", "notes", params={"limit": 500}).json()["notes"]
    assert seen == {one["id"] for one in kept}

    house.stack.call("POST", "notes", json={"text": "the lighthouse keeper is called Elvi"})
    page.get_by_label("Search in these").fill("lighthouse")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_text("1 found for “lighthouse”")).to_be_visible(timeout=SECONDS)


def test_nothing_of_what_was_looked_for_is_in_a_file(house: House) -> None:
    logs = [path for path in house.stack.home.parent.glob("*.log") if path.is_file()]

    assert logs
    assert [path.name for path in logs if any(word in Path(path).read_bytes() for word in (b"lighthouse", b"gander", b"harbour"))] == []
