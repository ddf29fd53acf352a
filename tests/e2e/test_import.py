"""Importing through the product: HTTP, the terminal and a real browser; broken off, too large, as a form, killed in the middle."""

import io
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import SECONDS
from tests.standins.stack import Stack, until

MESSAGES = 25_000
PHOTO = "täällä &.html"


def export(count: int, word: str = "lingonberry") -> bytes:
    lines = []
    for number in range(count):
        hour, minute = divmod(number, 60)
        day, hour = divmod(hour, 24)
        month, day = divmod(day, 28)
        lines.append(f"{day + 1}.{month + 1}.2024 klo {hour}.{minute:02} - {'Anna' if number % 3 else 'Matti'}: {word} number {number}\n")
    return "".join(lines).encode()


def bring(stack: Stack, data: bytes, chat: str) -> dict[str, Any]:
    answer = stack.call("POST", "imports", params={"chat": chat}, data=data)
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/api/v1/imports/{answer.json()['id']}"
    return follow(stack, answer.json()["id"])


def follow(stack: Stack, import_id: str) -> dict[str, Any]:
    def ended() -> Any:
        found = stack.call("GET", f"imports/{import_id}").json()
        return found if found["state"] in ("done", "failed", "undone") else None

    return until(ended, seconds=60, what="the import ends")


def test_over_http_it_is_imported_searched_read_and_undone(bare: Stack) -> None:
    done = bring(bare, export(MESSAGES, "cloudberry"), "Bog walks")

    assert (done["state"], done["added"], done["skipped"], done["done"]) == ("done", MESSAGES, 0, done["total"])
    (hit,) = bare.call("GET", "search", params={"q": "cloudberry 24322", "kind": "message", "person": "Anna", "limit": 1}).json()["hits"]
    assert (hit["chat_name"], hit["sender"]) == ("Bog walks", "Anna")
    assert "⟦cloudberry⟧" in hit["snippet"]
    page = bare.call("GET", f"chats/{hit['chat']}/messages", params={"around": hit["id"], "limit": 3}).json()["messages"]
    assert [message["text"] for message in page] == [f"cloudberry number {number}" for number in (24321, 24322, 24323)]
    said = bare.ask("Find cloudberry 24322")
    assert any(source["kind"] == "message" and source["id"] == hit["id"] for source in said["sources"])
    assert bare.call("DELETE", f"imports/{done['id']}").status_code == 202
    assert follow(bare, done["id"])["state"] == "undone"
    assert bare.call("GET", "search", params={"q": "cloudberry", "kind": "message"}).json()["hits"] == []


def with_photo() -> bytes:
    """An export with media: a photograph under a name that wants to be a page."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("_chat.txt", f"1.3.2024 klo 10.00 - Anna: {PHOTO} (file attached)\n1.3.2024 klo 10.01 - Anna: rowanberries\n")
        archive.writestr(PHOTO, b"<script>alert(1)</script>" * 30_000)
    return made.getvalue()


def test_what_is_attached_is_downloaded_and_never_a_page(bare: Stack) -> None:
    bring(bare, with_photo(), "Berries")
    chat = next(one["id"] for one in bare.call("GET", "chats").json()["chats"] if one["name"] == "Berries")
    photo, text = bare.call("GET", f"chats/{chat}/messages").json()["messages"]

    answer = bare.call("GET", f"chats/{chat}/messages/{photo['id']}/attachment")

    assert photo["size"] == len(answer.content) == int(answer.headers["Content-Length"]) == 750_000
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert bare.call("GET", f"chats/{chat}/messages/{text['id']}/attachment").status_code == 404
    assert bare.call("GET", f"chats/{chat}/messages/x/attachment").status_code == 404


FLAGGED = b"""15.3.2024 klo 10.00 - Anna: where is the gull
15.3.2024 klo 10.01 - Matti: on the mast <This message was edited>
15.2.2024 klo 9.00 - Anna: a gull was seen
15.3.2024 klo 10.02 - Anna: it flew away
"""


def test_messages_that_were_edited_or_came_out_of_order_are_flagged_everywhere(bare: Stack) -> None:
    for done in (bring(bare, FLAGGED, "Gulls"), bring(bare, FLAGGED, "Gulls")):
        assert (done["added"] + done["skipped"], done["unread"]) == (4, 1)
    chat = next(one["id"] for one in bare.call("GET", "chats").json()["chats"] if one["name"] == "Gulls")

    messages = bare.call("GET", f"chats/{chat}/messages").json()["messages"]

    assert [(one["text"], one["edited"], one["earlier"]) for one in messages] == [
        ("a gull was seen", False, True),
        ("where is the gull", False, False),
        ("on the mast", True, False),
        ("it flew away", False, False),
    ]
    assert bare.call("GET", f"chats/{chat}/messages/{messages[0]['id']}").json() == messages[0]
    assert bare.call("GET", "export", headers={"Accept": "application/json"}).json()["chat_messages"][chat] == messages
    archive = zipfile.ZipFile(io.BytesIO(bare.call("GET", "export").content))
    (page,) = (archive.read(name).decode() for name in archive.namelist() if "Gulls" in name)
    assert re.findall(r"\d\d:\d\d [^\s,]+(.*)\n\n> (.*)", page) == [
        (", earlier", "a gull was seen"), ("", "where is the gull"), (", edited", "on the mast"), ("", "it flew away")
    ]  # fmt: skip
    described = bare.call("GET", "openapi.json").json()["components"]["schemas"]["ChatMessageOut"]["properties"]
    assert {described[flag]["type"] for flag in ("forwarded", "edited", "earlier")} == {"boolean"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 422),
        (b"--x\r\n", {"Content-Type": "multipart/form-data; boundary=x"}, 415),
        (b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_what_is_no_raw_body_is_refused(bare: Stack, body: bytes, headers: dict[str, str], status: int) -> None:
    answer = bare.call("POST", "imports", data=body, headers=headers)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_upload_that_says_it_is_larger_than_anything_is_refused_at_once(bare: Stack) -> None:
    with socket.create_connection(("127.0.0.1", bare.ports["gateway"]), timeout=10) as client:
        client.sendall(
            f"POST /api/v1/imports HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bare.token}\r\nContent-Length: 99999999999\r\n\r\n".encode()
        )
        assert client.recv(1000).startswith(b"HTTP/1.1 413")


def test_an_upload_that_breaks_off_leaves_nothing(bare: Stack) -> None:
    before = bare.call("GET", "imports").json()["imports"]
    with socket.create_connection(("127.0.0.1", bare.ports["gateway"]), timeout=10) as client:
        head = (
            f"POST /api/v1/imports?chat=Half HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bare.token}\r\nContent-Length: 2000000\r\n\r\n"
        )
        client.sendall(head.encode() + export(20_000)[:700_000])

    def gone() -> bool:
        now = [one for one in bare.call("GET", "imports").json()["imports"] if one not in before]
        return bool(now) and all(one["state"] == "undone" for one in now) and not list((bare.home / "store" / "uploads").iterdir())

    until(gone, what="the half upload is gone")
    assert not [chat for chat in bare.call("GET", "chats").json()["chats"] if chat["name"] == "Half"]


def test_a_store_that_is_killed_in_mid_import_goes_on(bare: Stack) -> None:
    """Kill -9 while it reads: after a restart every message is there once."""
    begun = bare.call("POST", "imports", params={"chat": "Killed"}, data=export(4 * MESSAGES, "crowberry")).json()
    until(lambda: bare.call("GET", f"imports/{begun['id']}").json()["added"] > 0, every=0.01, what="something is read")
    bare.kill("store")
    bare.start_one("store")
    until(lambda: bare.is_ready("store") and bare.is_ready("gateway"), seconds=60, what="the store is back")

    done = follow(bare, begun["id"])

    assert (done["state"], done["added"], done["skipped"]) == ("done", 4 * MESSAGES, 0)
    bare.call("DELETE", f"imports/{begun['id']}")
    follow(bare, begun["id"])


CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:practice
SUMMARY:Mandolin practice
DTSTART;TZID=W. Europe Standard Time:20261201T110000
DTEND;TZID=W. Europe Standard Time:20261201T120000
RRULE:FREQ=DAILY;COUNT=4
EXDATE:20261203T100000Z
END:VEVENT
BEGIN:VEVENT
UID:practice
SUMMARY:Mandolin practice moved
RECURRENCE-ID:20261202T100000Z
DTSTART:20261202T120000Z
DTEND:20261202T130000Z
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_on_by_the_day_found_changed_and_undone(bare: Stack) -> None:
    def on(first: int, last: int) -> list[tuple[str, str]]:
        span = {"since": f"2026-12-{first:02}T00:00:00+02:00", "until": f"2026-12-{last:02}T00:00:00+02:00"}
        found = bare.call("GET", "calendar", params=span).json()["occurrences"]
        return [(one["text"], one["start_at"]) for one in found if "Mandolin" in one["text"]]

    done = bring(bare, CALENDAR.encode(), "Calendar")

    assert (done["state"], done["added"], done["unread"]) == ("done", 2, 0)
    assert on(1, 31) == [
        ("Mandolin practice", "2026-12-01T10:00:00+00:00"),
        ("Mandolin practice moved", "2026-12-02T12:00:00+00:00"),
        ("Mandolin practice", "2026-12-04T10:00:00+00:00"),
    ]
    assert on(3, 4) == []
    (moved,) = (one for one in bare.call("GET", "events").json()["events"] if one["rule"] == "" and "Mandolin" in one["text"])
    assert bare.call("PATCH", f"events/{moved['id']}", json={"place": "Attic"}).json()["place"] == "Attic"
    hit, *_ = bare.call("GET", "search", params={"q": "mandolin attic", "kind": "event"}).json()["hits"]
    assert hit["id"] == moved["id"]
    assert bare.call("POST", "events", json={"text": "x", "start_at": "2026-12-01T10:00:00Z"}).status_code == 422
    assert bare.call("GET", "calendar", params={"since": "2026-12-01T00:00:00"}).status_code == 422
    wrong = {"text": "x", "start_at": "2026-12-01T10:00:00Z", "end_at": "2026-12-01T10:00:00Z", "rule": "RRULE:FREQ=SECONDLY"}
    assert bare.call("POST", "events", json=wrong).status_code == 422
    bare.call("DELETE", f"imports/{done['id']}")
    follow(bare, done["id"])
    assert on(1, 31) == []


def test_in_the_terminal(bare: Stack, tmp_path: Path) -> None:
    file = tmp_path / "WhatsApp Chat with Sailing club.txt"
    file.write_bytes(export(50, "bilberry") + b"1.1.2023 klo 9.00 - Eve: forged\n9.9.2024 klo 9.00 - Anna: bye\n")
    environment = {**os.environ, "GATEWAY_URL": bare.url, "SIHTEERI_HOME": str(bare.home)}

    def sihteeri(*arguments: str) -> str:
        program = [str(Path(sys.executable).with_name("sihteeri")), *arguments]
        return subprocess.run(program, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout

    done = json.loads(sihteeri("import", str(file), "--json"))
    assert (done["chat"], done["added"], done["unread"]) == ("Sailing club", 51, 1)
    assert "51 known before" in sihteeri("import", str(file))
    assert "Sailing club" in sihteeri("import")
    assert "in Sailing club" in sihteeri("search", "bilberry")
    assert "is gone" in sihteeri("import", "--undo", done["id"])


def test_in_a_browser(context: BrowserContext, bare: Stack, tmp_path: Path) -> None:
    file = tmp_path / "WhatsApp Chat with Rowers.txt"
    file.write_bytes(export(60, "<b>rowan</b>"))
    page, elsewhere = context.new_page(), []
    ui = f"http://127.0.0.1:{bare.ports['ui']}"
    page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith(ui) else None)
    page.goto(f"{ui}/login")
    page.fill("#token", bare.token)
    page.click("button")
    page.wait_for_url(f"{ui}/")

    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{ui}/import")
    page.set_input_files("#file", file)
    page.click("#bring button")
    entry = page.locator("#imports li").filter(has_text="Rowers").first
    expect(entry).to_contain_text("60 new", timeout=SECONDS)
    expect(entry.get_by_role("link", name="read it")).to_be_in_viewport()
    expect(page.locator("#drop strong")).to_have_text("Choose a file")
    expect(page.locator("#bring .progress")).to_be_empty()
    page.goto(f"{ui}/search")
    page.fill("[name=q]", "rowan 42")
    page.click("form button")
    expect(page.locator(".list a").first).to_contain_text("<b>rowan</b> number 42")
    page.locator(".list a").first.click()
    expect(page.locator(".chosen")).to_contain_text("number 42")
    expect(page.locator(".talk li")).to_have_count(38)
    page.go_back()
    expect(page.locator(".list a").first).to_contain_text("<b>rowan</b> number 42")
    assert "rowan" not in page.url
    page.goto(ui)
    page.fill("#message textarea", "Find rowan 42")
    page.keyboard.press("Enter")
    answer = page.locator("#chat .bot-row").last
    expect(answer).to_contain_text("number 42”", timeout=SECONDS)
    answer.get_by_text("Sources (1)").click()  # It comes after the words.
    answer.locator(".sources a").click()
    expect(page.locator(".chosen")).to_contain_text("number 42")
    bring(bare, FLAGGED, "Gulls")
    page.goto(f"{ui}/search")
    page.fill("[name=q]", "mast")
    page.click("form button")
    page.locator(".list a").first.click()
    expect(page.locator(".talk li", has_text="on the mast").locator("em")).to_have_text("Edited")
    expect(page.locator(".talk li", has_text="a gull was seen").locator("em")).to_have_text("Earlier than its place in the file")
    expect(page.locator(".talk em")).to_have_count(2)
    bring(bare, with_photo(), "Berries")
    page.goto(f"{ui}/search")
    page.fill("[name=q]", "rowanberries")
    page.click("form button")
    page.locator(".list a").first.click()
    expect(page.locator(".talk time").first).to_have_text("Fri 1 Mar 2024 10:00")  # Where the person is, not the browser.
    with page.expect_download() as saved:
        page.locator(".talk .file").click()
    assert saved.value.suggested_filename == PHOTO
    assert Path(saved.value.path()).stat().st_size == 750_000
    page.goto(f"{ui}/import")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#imports li").filter(has_text="Rowers").first.locator("button").click()
    expect(page.locator("#imports li").filter(has_text="Rowers").first).to_contain_text("undone", timeout=SECONDS)
    page.close()

    assert elsewhere == []


def test_the_pages_are_for_those_who_are_signed_in(bare: Stack) -> None:

    ui = f"http://127.0.0.1:{bare.ports['ui']}"
    for method, path in (
        ("GET", "/import"),
        ("GET", "/imports"),
        ("POST", "/imports"),
        ("POST", "/search"),
        ("GET", "/chats/x"),
        ("GET", "/chats/x/messages/1/attachment"),
        ("POST", "/imports/x/undo"),
    ):
        assert requests.request(method, f"{ui}{path}", timeout=10, allow_redirects=False).status_code == 401
    assert requests.post(f"{ui}/imports", data=b"x" * 100, headers={"Origin": "https://evil.example"}, timeout=10).status_code == 403
