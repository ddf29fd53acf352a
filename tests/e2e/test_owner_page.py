"""The owner's page in real Chromium: who is invited and deleted, backups, keys, the record of who looked."""

from typing import Any

from playwright.sync_api import expect

from tests.standins.household import Household, said
from tests.standins.stack import until


def test_whom_the_owner_invites_has_an_account_of_their_own_and_no_owner_s_page(household: Household) -> None:
    guest = household.invite("Liisa")
    household.stack.call("POST", "notes", json={"text": "the owner keeps a capercaillie"})
    before = household.everything()

    for path in ("/owner", "/owner/audit"):
        answer = guest.goto(f"{household.url}{path}")
        assert answer is not None
        assert answer.status == 404
        expect(guest.get_by_role("alert")).to_have_text("There is no such thing.")
    account = next(one for one in household.stack.call("GET", "accounts").json()["accounts"] if one["owner"])
    forms: list[dict[str, Any]] = [
        {"act": "backup"},
        {"act": "check"},
        {"act": "invite", "name": "x"},
        {"act": "rotate", "of": "all", "sure": "once"},
    ]
    for form in (*forms, {"act": "delete", "of": account["id"], "sure": "twice"}):
        assert household.post("/owner", form, page=guest, Origin=household.url).status_code == 404
    for path in ("/today", "/status", "/settings", "/kept", "/"):
        shown = household.open(path, guest)
        assert shown.locator("a[href='/owner']").count() == 0
        assert "capercaillie" not in shown.content()

    assert household.everything() == before
    assert household.open("/today").locator("a[href='/owner']").count() == 1
    expect(household.open("/owner").locator("li", has_text="Liisa")).to_contain_text("last seen")
    guest.context.close()


def test_somebody_is_deleted_after_two_questions(household: Household) -> None:
    guest = household.invite("Pekka")
    page = household.open("/owner")
    page.get_by_role("button", name="Delete … Pekka").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete Pekka?")
    expect(page.get_by_text("There is no way back.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Really delete Pekka?")
    household.open("/today", guest)  # Nothing has happened yet.

    page.get_by_role("button", name="Delete for good").click()

    said(page).to_contain_text("Pekka is gone, with all that was theirs.")
    expect(page.locator("li", has_text="Pekka")).to_have_count(0)
    until(lambda: guest.goto(f"{household.url}/today") and guest.url.endswith("/login"), what="their browser is signed out")
    guest.context.close()


def test_a_backup_is_made_and_told_to_be_whole(household: Household) -> None:
    page = household.open("/owner")
    count = len(household.stack.call("GET", "backups").json()["backups"])

    page.get_by_role("button", name="Make one now").click()

    said(page).to_contain_text("it is whole")
    expect(page.get_by_text("less than an hour ago")).to_be_visible()
    expect(page.get_by_text("one was restored beside the store and compared")).to_be_visible()
    assert len(household.stack.call("GET", "backups").json()["backups"]) == count + 1


def test_keys_are_changed_when_it_was_said_what_that_means_and_everything_opens_as_before(household: Household) -> None:
    household.stack.call("POST", "notes", json={"text": "a heron by the lake"})
    key = household.stack.home / "keys" / "master.key"
    before = key.read_text()
    page = household.open("/owner")

    page.get_by_role("button", name="Change all keys").click()
    expect(page.get_by_text("the recovery sheet that you printed is void")).to_be_visible()
    assert key.read_text() == before
    page.get_by_role("button", name="Change them").click()

    said(page).to_contain_text("another master key is in force")
    assert key.read_text() != before
    assert before.strip() not in page.content()
    assert key.read_text().strip() not in page.content()
    assert household.stack.call("GET", "notes", params={"limit": 1}).json()["notes"][0]["text"] == "a heron by the lake"


def test_who_looked_at_what_is_read_to_its_end_and_checked(household: Household) -> None:
    for _ in range(60):
        household.stack.call("GET", "settings")
    page = household.open("/owner")
    page.get_by_role("button", name="Check the record").click()
    said(page).to_contain_text("The record is whole:")

    page.get_by_role("link", name="All of them").click()
    page.wait_for_url("**/owner/audit")
    rows, pages = page.locator(".list li").count(), 1
    while (older := page.get_by_role("link", name="Older")).count():
        page.goto(f"{household.url}{older.get_attribute('href')}")
        rows, pages = rows + page.locator(".list li").count(), pages + 1

    assert pages > 1
    assert 0 <= household.stack.call("GET", "audit").json()["total"] - rows < 5 * pages + 5  # To read it is in it too.
