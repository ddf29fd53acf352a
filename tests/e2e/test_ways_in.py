"""Ways in: browsers that stay signed in over a restart, links that work once, devices that are signed out, passphrases, tokens for a while."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from store.adapters.keys import KeyFile
from store.adapters.models_directory import TokenRow
from store.adapters.ownership import sha256
from store.adapters.times import stored
from store.adapters.vault import Vault
from tests.e2e.conftest import SECONDS
from tests.standins.doors import OTHER, Doors, at, hosts
from tests.standins.stack import Stack, until

PROGRAM = Path(sys.executable).with_name("sihteeri")
PASSPHRASE = "seven herons by the lake"
COOKIE = "sihteeri_session"


@pytest.fixture
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    yield from context(browser, width=1280)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    yield from context(browser, width=360)


def context(browser: Browser, *, width: int) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": width, "height": 800})
    made.set_default_timeout(SECONDS)
    yield made
    made.close()


def entered(where: BrowserContext, link: str) -> Page:
    """Open a link and press its button."""
    page = where.new_page()
    page.goto(link)
    page.click("text=Sign in on this device")
    return page


def signed_in(where: BrowserContext, doors: Doors, token: str) -> Page:
    page = where.new_page()
    page.goto(f"{doors.url}/login")
    page.fill("#token", token)
    page.click("text=Sign in")
    expect(page.locator("#message")).to_be_visible()
    return page


def sihteeri(stack: Stack, *arguments: str, token: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "BROWSER": "/bin/true",
        "GATEWAY_URL": stack.url,
        "UI_PORT": str(stack.ports["ui"]),
        "SIHTEERI_HOME": str(stack.home),
        **({"SIHTEERI_TOKEN": token} if token else {}),
    }
    return subprocess.run([str(PROGRAM), *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False)


def link_of(stack: Stack, **more: str) -> str:
    return sihteeri(stack, "open", "--print", **more).stdout.splitlines()[-1]


def api(doors: Doors, token: str, method: str, path: str, **options: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.request(method, f"{doors.stack.url}/api/v1/{path}", headers=headers, timeout=30, **options)  # type: ignore[arg-type]


def pressed(doors: Doors, link: str, session: requests.Session | None = None) -> requests.Response:
    """What the button of a link's page does."""
    code = link.partition("#")[2]
    return (session or at(next(hosts))).post(f"{doors.url}/enter", data={"code": code, "stay": "yes"}, allow_redirects=False, timeout=30)


def status(doors: Doors, session: requests.Session) -> int:
    return session.get(f"{doors.url}/imports", timeout=20).status_code


def directory(stack: Stack) -> Vault:
    return Vault(stack.home, KeyFile.open(None, stack.home).master())


def somebody(stack: Stack, token: str) -> str:
    vault = directory(stack)
    try:
        return vault.create_person(beside=lambda person: [TokenRow(sha256=sha256(token), person=person, created_at="2026")])
    finally:
        vault.close()


def test_a_restart_of_the_front_end_signs_nobody_out(doors: Doors, desktop: BrowserContext) -> None:
    page = signed_in(desktop, doors, doors.stack.token)

    doors.stack.stop_one("ui")
    doors.stack.start_one("ui")
    until(lambda: doors.stack.is_ready("ui"), what="the front end is back")
    page.goto(f"{doors.url}/devices")

    expect(page.get_by_text("Chrome on Linux").first).to_be_visible()
    assert page.get_by_text("this device", exact=True).count() == 1


def test_a_link_signs_one_browser_in_and_says_so_to_the_next(doors: Doors, desktop: BrowserContext, phone: BrowserContext) -> None:
    link = link_of(doors.stack)
    assert link.startswith(f"{doors.url}/enter#")

    page = entered(desktop, link)
    expect(page.locator("#message")).to_be_visible()
    late = entered(phone, link)

    expect(late.get_by_role("alert")).to_contain_text("used already")
    late.goto(doors.url)
    expect(late.locator("#token")).to_be_visible()


def test_whoever_fetches_a_link_uses_nothing_up_and_sees_nothing(doors: Doors, desktop: BrowserContext) -> None:
    link = link_of(doors.stack)
    page = desktop.new_page()
    page.goto(link)  # Opened, and no button pressed.
    for method in ("GET", "HEAD", "OPTIONS"):
        fetched = requests.request(method, link, headers={"User-Agent": "WhatsApp/2.25"}, timeout=20)
        assert link.partition("#")[2] not in fetched.text
        assert COOKIE not in fetched.headers.get("Set-Cookie", "")

    assert pressed(doors, link).status_code == 303


def test_the_code_stays_neither_in_the_address_nor_in_the_history(doors: Doors, desktop: BrowserContext) -> None:
    link = link_of(doors.stack)
    asked: list[str] = []
    page = desktop.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(link)
    expect(page.locator("#ready")).to_be_visible()

    assert page.url == f"{doors.url}/enter"
    page.click("text=Sign in on this device")
    expect(page.locator("#message")).to_be_visible()

    sent = [url.partition("#")[0] for url in asked]
    assert not any(link.partition("#")[2] in url for url in sent)
    page.go_back()
    assert "#" not in page.url


def test_a_link_that_is_too_old_says_so(doors: Doors, desktop: BrowserContext) -> None:
    link = link_of(doors.stack)
    vault = directory(doors.stack)
    with vault.directory() as session:
        row = session.get(TokenRow, sha256(link.partition("#")[2]))
        assert row is not None
        assert timedelta(minutes=9) < datetime.fromisoformat(str(row.expires_at)) - datetime.now(UTC) <= timedelta(minutes=10)
        row.expires_at = stored(datetime.now(UTC) - timedelta(seconds=1))
    vault.close()

    page = entered(desktop, link)

    expect(page.get_by_role("alert")).to_contain_text("ten minutes")
    assert not [cookie for cookie in desktop.cookies() if cookie["name"] == COOKIE]


def test_an_invented_link_counts_as_a_wrong_try(doors: Doors) -> None:
    session = at(next(hosts))
    answers = [pressed(doors, f"#{'x' * 42}{number}", session) for number in range(12)]

    assert [answer.status_code for answer in answers[:10]] == [401] * 10
    assert answers[-1].status_code == 429
    assert "not known" in answers[0].text


def test_a_phone_is_added_from_the_desktop_and_is_the_same_person(doors: Doors, desktop: BrowserContext, phone: BrowserContext) -> None:
    page = signed_in(desktop, doors, OTHER)
    page.goto(f"{doors.url}/devices")
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
    page.goto(f"{doors.url}/devices")
    page.locator(f"form:has(input[value='{its_id}']) button").click()
    expect(page.locator(f"input[value='{its_id}']")).to_have_count(0)

    assert status(doors, phone) == 401
    assert api(doors, str(secret), "GET", "notes").status_code == 401
    assert status(doors, stranger) == 200


def test_all_others_are_signed_out_and_this_one_and_other_people_stay(doors: Doors, desktop: BrowserContext) -> None:
    page = signed_in(desktop, doors, OTHER)
    phones, stranger = [doors.signed_in(OTHER) for _ in range(2)], doors.signed_in(doors.stack.token)
    link = link_of(doors.stack, token=OTHER)

    page.goto(f"{doors.url}/devices")
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


def test_a_passphrase_of_ones_own_signs_in_and_another_one_signs_the_others_out(doors: Doors, desktop: BrowserContext) -> None:
    token = "token-of-a-third"
    somebody(doors.stack, token)
    page = signed_in(desktop, doors, token)
    page.goto(f"{doors.url}/devices")
    page.fill("#name", "Aino")
    page.fill("#passphrase", PASSPHRASE)
    page.get_by_role("button", name="Set it").click()
    expect(page.get_by_text("You have a passphrase, with the name “aino”.")).to_be_visible()

    def tried(passphrase: str, name: str) -> int:
        made = at(next(hosts))
        sent = made.post(f"{doors.url}/login", data={"token": passphrase, "name": name}, allow_redirects=False, timeout=30)
        phones.append(made)
        return sent.status_code

    phones: list[requests.Session] = []
    assert [tried(PASSPHRASE, name) for name in ("aino", "Aino ", "", "nobody")] == [303, 303, 401, 401]
    assert tried("eight herons by the lake", "aino") == 401
    page.fill("#passphrase", f"{PASSPHRASE} again")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_text("Another one signs every other device out")).to_be_visible()

    assert [status(doors, session) for session in phones[:2]] == [401, 401]
    assert [tried(PASSPHRASE, "aino"), tried(f"{PASSPHRASE} again", "aino")] == [401, 303]
    page.reload()
    expect(page.get_by_text("this device", exact=True)).to_be_visible()


def test_wrong_passphrases_wait_as_wrong_tokens_do(doors: Doors) -> None:
    session = at(next(hosts))

    answers = [session.post(f"{doors.url}/login", data={"token": f"my guess number {number}"}, timeout=30) for number in range(12)]

    assert [answer.status_code for answer in answers[:10]] == [401] * 10
    assert answers[-1].status_code == 429


@pytest.mark.parametrize("passphrase", ["short", "aaaaaaaaaaaaaaaaaaaa", " " * 20, "x" * 300])
def test_a_passphrase_that_is_too_easy_is_refused_with_the_reason(doors: Doors, passphrase: str) -> None:
    refused = api(doors, OTHER, "PUT", "passphrase", json={"passphrase": passphrase, "name": "bo"})

    assert refused.status_code == 422
    assert passphrase not in refused.text
    assert api(doors, OTHER, "GET", "passphrase").json()["set"] is False


def test_a_token_for_a_while_does_what_it_may_and_ends_with_what_it_made(doors: Doors) -> None:
    made = sihteeri(doors.stack, "token", "create", "--scope", "read", "--hours", "2", "--name", "notebook")
    reading = made.stdout.strip()
    everything = sihteeri(doors.stack, "token", "create", "--scope", "all").stdout.strip()
    assert "read, until" in made.stderr
    assert [api(doors, reading, method, "notes", json={"text": "x"}).status_code for method in ("GET", "POST")] == [200, 403]
    assert at(next(hosts)).post(f"{doors.url}/login", data={"token": reading}, timeout=20).status_code == 403
    browser = doors.signed_in(everything)
    assert "notebook" in sihteeri(doors.stack, "token", "list").stdout

    for one in api(doors, doors.stack.token, "GET", "tokens").json()["tokens"]:
        if one["expires_at"]:
            assert "opens nothing" in sihteeri(doors.stack, "token", "revoke", one["id"]).stdout

    assert [api(doors, token, "GET", "notes").status_code for token in (reading, everything)] == [401, 401]
    until(lambda: status(doors, browser) == 401, seconds=10, what="the browser that it signed in is signed out")
    assert sihteeri(doors.stack, "token", "revoke", "0" * 16).returncode == 1


def test_deleting_the_account_ends_its_browsers(doors: Doors) -> None:
    token = "token-of-a-fourth"
    somebody(doors.stack, token)
    session = doors.signed_in(token)
    secret = str(next(iter(session.cookies)).value)
    assert status(doors, session) == 200

    assert api(doors, token, "DELETE", "account").status_code == 200

    assert api(doors, secret, "GET", "notes").status_code == 401
    until(lambda: status(doors, session) == 401, seconds=10, what="the front end knows it")


def test_nothing_that_lies_anywhere_lets_anybody_in(doors: Doors) -> None:
    link = link_of(doors.stack)
    session = at(next(hosts))
    assert pressed(doors, link, session).status_code == 303
    unused = link_of(doors.stack)
    secrets = [link.partition("#")[2], unused.partition("#")[2], str(next(iter(session.cookies)).value), PASSPHRASE]

    logs = b"".join(doors.stack.log(name).read_bytes() for name in doors.stack.running)
    kept = b"".join(file.read_bytes() for file in doors.stack.home.rglob("*") if file.is_file())
    vault = directory(doors.stack)
    with vault.directory() as opened:
        rows = str(
            [tuple(row) for table in ("token", "passphrase") for row in opened.connection().exec_driver_sql(f"SELECT * FROM {table}")]
        )
    vault.close()
    pages = "".join(session.get(f"{doors.url}{path}", timeout=20).text for path in ("/devices", "/", "/enter", "/login"))

    assert sha256(secrets[0]) in rows
    for secret in secrets:
        assert secret.encode() not in logs + kept
        assert secret not in rows + pages


def test_what_lies_in_the_store_is_no_way_in(doors: Doors) -> None:
    session = doors.signed_in(OTHER)
    secret = str(next(iter(session.cookies)).value)
    listed = api(doors, secret, "GET", "sessions").json()["sessions"][0]["id"]

    for guess in (sha256(secret), listed, sha256(OTHER)):
        assert api(doors, guess, "GET", "notes").status_code == 401
        assert pressed(doors, f"#{guess}").status_code == 401
    assert pressed(doors, f"#{secret}").status_code == 401


def test_a_terminal_is_shown_a_code_to_scan_and_a_pipe_is_not(doors: Doors) -> None:
    ours, theirs = pty.openpty()
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "GATEWAY_URL": doors.stack.url,
        "UI_PORT": str(doors.stack.ports["ui"]),
        "SIHTEERI_HOME": str(doors.stack.home),
    }
    done = subprocess.Popen([str(PROGRAM), "open", "--print"], env=environment, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 4096):
            seen += piece
    except OSError:  # Its end, on Linux.
        pass
    os.close(ours)

    assert done.wait(30) == 0
    assert "▀" in seen.decode()
    assert f"{doors.url}/enter#" in seen.decode()
    assert "▀" not in sihteeri(doors.stack, "open", "--print").stdout


def test_a_link_is_opened_by_a_file_that_nobody_else_can_read(doors: Doors) -> None:
    opened = sihteeri(doors.stack, "open")
    file = doors.stack.home / "open.html"

    assert opened.returncode == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert opened.stdout.splitlines()[1] in file.read_text()
    file.unlink()


def test_whoever_holds_no_token_makes_no_link(doors: Doors) -> None:
    for token in ("", "wrong-token"):
        assert api(doors, token, "POST", "sessions/links").status_code == 401
    reading = api(doors, OTHER, "POST", "tokens", json={"scopes": ["read"], "hours": 1}).json()["token"]
    assert api(doors, reading, "POST", "sessions/links").status_code == 403
    assert requests.post(f"{doors.url}/devices", data={"act": "phone"}, timeout=20).status_code == 401
