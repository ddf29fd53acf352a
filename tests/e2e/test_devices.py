"""Devices: added, signed out by their owner and by nobody else, and how long they stay signed in."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import requests
from playwright.sync_api import BrowserContext, expect

from tests.standins.doors import OTHER, Doors, at, hosts
from tests.standins.stack import until
from tests.standins.ways_in import COOKIE, api, entered, go, link_of, pressed, signed_in, somebody, status


def test_a_phone_is_added_from_the_desktop_and_is_the_same_person(doors: Doors, desktop: BrowserContext, phone: BrowserContext) -> None:
    page = signed_in(desktop, doors, OTHER)
    go(page, f"{doors.url}/devices")
    page.get_by_role("button", name="Add a phone").click()
    link = page.locator("#link").input_value()
    expect(page.locator(".qr svg")).to_be_visible()
    assert "works on this machine alone" in page.inner_text("main")
    page.reload()
    expect(page.locator("#link")).to_have_count(0)  # It is shown once.

    expect(entered(phone, link).locator("#message")).to_be_visible()

    page.reload()
    assert page.locator("li:has-text('Chrome on Linux')").count() >= 2
    mine, theirs = ({cookie["value"] for cookie in where.cookies()} for where in (desktop, phone))
    assert not mine & theirs
    people = {api(doors, next(iter(values)), "GET", "sessions").status_code for values in (mine, theirs)}
    assert people == {200}


def test_another_device_is_signed_out_at_once_and_by_nobody_else(doors: Doors, desktop: BrowserContext) -> None:
    page = signed_in(desktop, doors, OTHER)
    phone, stranger = doors.signed_in(OTHER), doors.signed_in(doors.stack.token)
    secret = next(iter(phone.cookies)).value
    listed = api(doors, str(secret), "GET", "sessions").json()["sessions"]
    its_id = next(one["id"] for one in listed if one["this"])
    assert status(doors, phone) == 200

    refused = stranger.post(f"{doors.url}/devices", data={"act": "sign-out", "of": its_id}, headers={"Origin": doors.url}, timeout=20)
    assert refused.status_code == 404
    assert status(doors, phone) == 200
    go(page, f"{doors.url}/devices")
    page.locator(f"form:has(input[value='{its_id}']) button").click()
    expect(page.locator(f"input[value='{its_id}']")).to_have_count(0)

    assert status(doors, phone) == 401
    assert api(doors, str(secret), "GET", "notes").status_code == 401
    assert status(doors, stranger) == 200


def test_all_others_are_signed_out_and_this_one_and_other_people_stay(doors: Doors, desktop: BrowserContext) -> None:
    page = signed_in(desktop, doors, OTHER)
    phones, stranger = [doors.signed_in(OTHER) for _ in range(2)], doors.signed_in(doors.stack.token)
    link = link_of(doors.stack, token=OTHER)

    go(page, f"{doors.url}/devices")
    page.get_by_role("button", name="Sign out all others").click()
    expect(page.locator("text=Sign out all others")).to_have_count(0)

    assert [status(doors, session) for session in (*phones, stranger)] == [401, 401, 200]
    assert pressed(doors, link).status_code == 410
    expect(page.get_by_text("this device", exact=True)).to_be_visible()


def test_who_is_signed_out_elsewhere_sees_the_door_and_is_not_taken_for_a_thief(doors: Doors) -> None:
    session = doors.signed_in(OTHER)
    secret = next(iter(session.cookies)).value
    api(doors, str(secret), "DELETE", "sessions/this")
    until(lambda: status(doors, session) == 401, what="it is signed out")

    for _ in range(20):
        assert status(doors, session) == 401
        assert api(doors, str(secret), "GET", "notes").status_code == 401

    landed = session.get(doors.url, headers={"Accept": "text/html"}, timeout=20)
    assert landed.url.endswith("/login")
    assert session.post(f"{doors.url}/login", data={"token": OTHER}, allow_redirects=False, timeout=20).status_code == 303


def test_two_people_never_meet(doors: Doors, owner: requests.Session, other: requests.Session) -> None:
    secrets = [str(next(iter(session.cookies)).value) for session in (owner, other)]
    ids = [{one["id"] for one in api(doors, secret, "GET", "sessions").json()["sessions"]} for secret in secrets]
    tokens = [{one["id"] for one in api(doors, secret, "GET", "tokens").json()["tokens"]} for secret in secrets]

    assert not ids[0] & ids[1]
    assert not tokens[0] & tokens[1]
    for kind, found in (("sessions", ids), ("tokens", tokens)):
        for theirs in found[0]:
            assert api(doors, secrets[1], "DELETE", f"{kind}/{theirs}").status_code == 404
    shown = other.get(f"{doors.url}/devices", timeout=20).text
    assert not [one for one in ids[0] | tokens[0] if one in shown]
    link = link_of(doors.stack, token=OTHER)
    fresh = at(next(hosts))
    assert pressed(doors, link, fresh).status_code == 303
    assert {one["id"] for one in api(doors, str(next(iter(fresh.cookies)).value), "GET", "sessions").json()["sessions"]} > ids[1] - ids[0]


@pytest.mark.parametrize(("stay", "days"), [("yes", 30), ("", 0)])
def test_a_browser_stays_for_thirty_days_or_until_it_is_closed(doors: Doors, stay: str, days: int) -> None:
    session = at(next(hosts))
    answer = session.post(f"{doors.url}/login", data={"token": OTHER, "stay": stay}, allow_redirects=False, timeout=20)

    lasting = re.search(r"Max-Age=(\d+)", answer.headers["Set-Cookie"])
    ends = api(doors, answer.cookies[COOKIE], "GET", "sessions/this").json()["expires_at"]

    assert (int(lasting[1]) if lasting else 0) // 3600 in ({days * 24 - 1, days * 24} if days else {0})
    left = datetime.fromisoformat(ends) - datetime.now(UTC)
    assert timedelta(hours=-1) < left - (timedelta(days=30) if days else timedelta(hours=12)) < timedelta(seconds=1)


def test_deleting_the_account_ends_its_browsers(doors: Doors) -> None:
    token = "token-of-a-fourth"
    somebody(doors.stack, token)
    session = doors.signed_in(token)
    secret = str(next(iter(session.cookies)).value)
    assert status(doors, session) == 200

    assert api(doors, token, "DELETE", "account").status_code == 200

    assert api(doors, secret, "GET", "notes").status_code == 401
    until(lambda: status(doors, session) == 401, seconds=10, what="the front end knows it")
