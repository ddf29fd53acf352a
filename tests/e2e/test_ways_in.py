"""Ways in: browsers that stay signed in over a restart, links that work once, and nothing that lies about lets anybody in."""

import os
import pty
import subprocess
from datetime import UTC, datetime, timedelta

import requests
from playwright.sync_api import BrowserContext, expect

from store.adapters.models_directory import TokenRow
from store.adapters.ownership import sha256
from store.adapters.times import stored
from tests.standins.doors import OTHER, Doors, at, hosts
from tests.standins.stack import until
from tests.standins.ways_in import COOKIE, PASSPHRASE, PROGRAM, api, directory, entered, go, link_of, pressed, signed_in, sihteeri


def test_a_restart_of_the_front_end_signs_nobody_out(doors: Doors, desktop: BrowserContext) -> None:
    page = signed_in(desktop, doors, doors.stack.token)

    doors.stack.stop_one("ui")
    doors.stack.start_one("ui")
    until(lambda: doors.stack.is_ready("ui"), what="the front end is back")
    go(page, f"{doors.url}/devices")

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
