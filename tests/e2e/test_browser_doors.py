"""What stands before the browser front end: the running one, with two people who are both signed in."""

import tempfile
from pathlib import Path

import pytest
import requests
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import SECONDS
from tests.standins.doors import LOAD, OTHER, SEND, Doors
from tests.standins.stack import Stack

EVIL = "https://evil.example"


def cookie_of(session: requests.Session) -> str:
    return str(next(iter(session.cookies)).value)


def test_the_cookie_is_in_no_page_and_in_no_answer(doors: Doors, owner: requests.Session) -> None:
    secret = cookie_of(owner)
    doors.ask(owner, "secretpage", [])
    texts = [doors.stream(owner, "secretpage").text]

    for path in (
        "",
        "/config",
        "/config/",
        "/gradio_api/user",
        "/gradio_api/token",
        "/gradio_api/app_id",
        "/gradio_api/info",
        "/search",
        "/import",
    ):
        texts.append(owner.get(f"{doors.url}{path}", timeout=20).text)

    assert "Sihteeri" in texts[1]
    assert [text for text in texts if secret in text] == []


def test_one_persons_page_can_be_neither_read_nor_used_by_another(doors: Doors, owner: requests.Session, other: requests.Session) -> None:
    assert doors.ask(owner, "mine", ["Remember that the locker opens with 4417", None], SEND).status_code == 200

    assert doors.stream(other, "mine").status_code == 404
    assert other.get(f"{doors.url}/gradio_api/heartbeat/mine", timeout=20, stream=True).status_code == 404
    assert doors.ask(other, "mine", [], LOAD).status_code == 404
    for path in ("cancel", "reset", "stream/mine/close"):
        assert (
            other.post(
                f"{doors.url}/gradio_api/{path}", json={"session_hash": "mine", "fn_index": 0, "event_id": "x"}, timeout=20
            ).status_code
            == 404
        )
    assert "4417" in doors.stream(owner, "mine").text


def test_an_answer_goes_to_who_asked_when_two_ask_at_once(doors: Doors, owner: requests.Session, other: requests.Session) -> None:
    for number, (session, word) in enumerate([(owner, "ostrich"), (other, "pelican")]):
        assert doors.ask(session, f"both{number}", [f"Remember that I like the {word}", None], SEND).status_code == 200

    first, second = doors.stream(owner, "both0").text, doors.stream(other, "both1").text

    assert "ostrich" in first
    assert "pelican" in second
    assert "pelican" not in first
    assert "ostrich" not in second


def test_a_page_without_a_proper_name_is_refused(doors: Doors, owner: requests.Session) -> None:
    assert doors.ask(owner, "", []).status_code == 422
    assert doors.ask(owner, "x" * 1000, []).status_code == 422
    assert owner.get(f"{doors.url}/gradio_api/queue/data", timeout=20).status_code == 422
    assert owner.get(f"{doors.url}/gradio_api/heartbeat/a/b", timeout=20).status_code == 422


@pytest.mark.parametrize(
    "path",
    """config gradio_api/user gradio_api/token gradio_api/info gradio_api/info/ gradio_api/openapi.json gradio_api/upload gradio_api/upload/
    gradio_api/upload_progress?upload_id=1 gradio_api/file=/etc/passwd gradio_api/file=../../etc/passwd gradio_api/file/etc/passwd
    gradio_api/proxy=http://127.0.0.1:1/ gradio_api/run/load gradio_api/api/load gradio_api/call/load gradio_api/call/v2/load
    gradio_api/queue/status gradio_api/startup-events gradio_api/component_server gradio_api/dev/reload gradio_api/vibe-code
    gradio_api/vibe-edit gradio_api/process_recording gradio_api/runs gradio_api/deep_link?session_hash=mine gradio_api/profiling/traces
    gradio_api/stream/mine/1/2/playlist.m3u8 monitoring monitoring/summary manifest.json pwa_icon robots.txt svelte/x run/load
    //gradio_api/upload gradio_api//upload gradio_api/%66ile=/etc/passwd gradio_api/queue/join/ gradio_api/queue/data/ nothing""".split(),
)
def test_no_other_door_of_gradios_is_open(doors: Doors, owner: requests.Session, path: str) -> None:
    for method in ("GET", "POST", "PUT", "OPTIONS"):
        answer = owner.request(method, f"{doors.url}/{path}", allow_redirects=False, timeout=20)

        assert answer.status_code in (404, 405), method


@pytest.mark.parametrize(
    "path", ["static/%2e%2e/%2e%2e/routes.py", "assets/..%2f..%2f..%2froutes.py", "static//etc/passwd", "assets/%2fetc%2fpasswd"]
)
def test_nothing_beside_gradios_own_files_is_handed_out(doors: Doors, owner: requests.Session, path: str) -> None:
    assert owner.get(f"{doors.url}/{path}", timeout=20).status_code in (403, 404)


def test_an_address_that_is_nobodys_is_a_page_to_who_reads_pages(doors: Doors, owner: requests.Session) -> None:
    read = owner.get(f"{doors.url}/nowhere", headers={"Accept": "text/html,*/*"}, timeout=20)
    called = owner.get(f"{doors.url}/nowhere", timeout=20)

    assert (read.status_code, called.status_code) == (404, 404)
    assert '<a href="/search">' in read.text
    assert called.json() == {"title": "There is no such thing"}


@pytest.mark.parametrize("address", ["/etc/passwd", "http://127.0.0.1:1/inside", "https://outside.invalid/x", "data:text/plain,x"])
def test_a_page_sends_words_and_no_files(doors: Doors, owner: requests.Session, address: str) -> None:
    file = {"path": address, "url": address, "meta": {"_type": "gradio.FileData"}}
    chat = [{"role": "user", "content": [{"type": "file", "file": file}]}]
    made = [{"role": "user", "content": [{"type": "component", "component": "image", "constructor_args": {"value": address}}]}]

    for sent in (file, [file], chat, made):
        assert doors.ask(owner, "files", [sent, None], SEND).status_code == 422


def test_no_upload_is_kept_whoever_sends_it(doors: Doors, owner: requests.Session) -> None:
    before = {path for path in Path(tempfile.gettempdir()).iterdir() if path.name == "gradio"}
    for path in ("gradio_api/upload", "login", "search", "gradio_api/component_server"):
        answer = owner.post(f"{doors.url}/{path}", files={"files": ("a.txt", b"in clear " * 300_000)}, timeout=30)
        assert answer.status_code == 415

    assert [path for path in doors.temporary.rglob("*") if path.is_file()] == []
    assert {path for path in Path(tempfile.gettempdir()).iterdir() if path.name == "gradio"} == before


def test_a_body_that_is_too_large_for_memory_is_broken_off(doors: Doors, owner: requests.Session) -> None:
    large = b"token=" + b"x" * (2 << 20)
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    for session, path in ((requests.Session(), "login"), (owner, "search"), (owner, "gradio_api/queue/join")):
        assert session.post(f"{doors.url}/{path}", data=iter([large]), headers=form, timeout=30).status_code == 413


def test_a_refused_field_is_not_quoted(doors: Doors) -> None:
    answer = requests.post(f"{doors.url}/login", data={"token": "quoted" * 200}, timeout=20)

    assert answer.status_code == 422
    assert "quoted" not in answer.text


@pytest.mark.parametrize("origin", [EVIL, "null", "http://localhost", "http://127.0.0.1", "http://127.0.0.1:1", "file://"])
def test_another_site_can_read_nothing_and_do_nothing(doors: Doors, owner: requests.Session, origin: str) -> None:
    """Pages on other ports of this machine are the same site to a browser: it sends the cookie along."""
    doors.ask(owner, "ours", [])
    paths = [
        "",
        "/config",
        "/gradio_api/app_id",
        "/gradio_api/queue/data?session_hash=ours",
        "/gradio_api/heartbeat/ours",
        "/export",
        "/imports",
    ]
    for method, path in [
        *(("GET", path) for path in paths),
        ("POST", "/gradio_api/queue/join"),
        ("OPTIONS", "/gradio_api/queue/join"),
        ("GET", "/logout"),
    ]:
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        answer = owner.request(method, f"{doors.url}{path}", headers=headers, stream=True, timeout=20)

        assert answer.status_code == 403, path
        assert [name for name in answer.headers if name.lower().startswith("access-control-")] == []
    assert owner.get(f"{doors.url}/imports", timeout=20).status_code == 200


def test_our_own_pages_get_no_leave_for_others_either(doors: Doors, owner: requests.Session) -> None:
    for path in ("", "/gradio_api/app_id", "/theme.css"):
        answer = owner.get(f"{doors.url}{path}", headers={"Origin": doors.url}, timeout=20)

        assert answer.status_code == 200
        assert [name for name in answer.headers if name.lower().startswith("access-control-")] == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_link_here_and_not_sign_anybody_out(doors: Doors, owner: requests.Session, site: str) -> None:
    visit = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}

    assert owner.get(doors.url, headers=visit, timeout=20).status_code == 200
    assert owner.get(f"{doors.url}/logout", headers=visit, timeout=20).status_code == 403
    assert owner.get(f"{doors.url}/imports", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}, timeout=20).status_code == 403
    assert owner.get(f"{doors.url}/imports", timeout=20).status_code == 200


def test_every_answer_says_that_it_may_be_neither_framed_nor_kept(doors: Doors, owner: requests.Session) -> None:
    paths = [
        "",
        "/login",
        "/search",
        "/import",
        "/imports",
        "/healthz",
        "/theme.css",
        "/nothing",
        "/config",
        "/chats/none",
        "/gradio_api/app_id",
        "/assets/none.js",
    ]
    answers = [
        session.get(f"{doors.url}{path}", allow_redirects=False, timeout=20) for path in paths for session in (owner, requests.Session())
    ]
    answers.append(owner.post(f"{doors.url}/login", data={}, timeout=20))
    answers.append(owner.post(f"{doors.url}/login", data={"token": "x"}, headers={"Origin": EVIL}, timeout=20))

    assert {answer.status_code for answer in answers} == {200, 401, 403, 404, 422}
    for answer in answers:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store", answer.url


def test_behind_https_the_cookie_is_for_this_host_alone(doors: Doors, tmp_path: Path) -> None:
    behind = Stack(tmp_path / "home", environment={"UI_SECURE_COOKIE": "yes", "GATEWAY_URL": doors.stack.url})
    behind._names = ("ui",)
    url = f"http://127.0.0.1:{behind.ports['ui']}"
    try:
        behind.start()
        answer = requests.post(f"{url}/login", data={"token": doors.stack.token}, allow_redirects=False, timeout=20)
        name, _, rest = answer.headers["Set-Cookie"].partition("=")

        assert name == "__Host-sihteeri_session"
        assert {"Secure", "HttpOnly", "Path=/"} <= set(rest.split("; "))
        assert "domain" not in rest.lower()
        cookie = {"Cookie": f"{name}={rest.partition(';')[0]}"}
        assert requests.get(f"{url}/imports", headers=cookie, timeout=20).status_code == 200
        assert requests.get(f"{url}/imports", headers={**cookie, "Origin": url}, timeout=20).status_code == 403
        page = requests.get(url, headers={**cookie, "Host": "assistant.example", "X-Forwarded-Proto": "https"}, timeout=20).text
        assert '"root":"https://assistant.example"' in page
        assert requests.get(f"{url}/imports", headers={"Cookie": cookie["Cookie"].removeprefix("__Host-")}, timeout=20).status_code == 401
    finally:
        behind.stop()


def test_the_page_asks_for_nothing_that_is_refused(doors: Doors, context: BrowserContext) -> None:
    page, refused = context.new_page(), []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    page.goto(doors.url)
    page.fill("#token", OTHER)
    page.click("button")
    page.fill("#message textarea", "Remember that the kayak is blue")
    page.keyboard.press("Enter")
    expect(page.locator("#chat")).to_contain_text("I'll remember: “the kayak is blue”", timeout=SECONDS)
    page.goto(f"{doors.url}/left")
    expect(page.locator(".figure")).to_contain_text("requests never left this machine", timeout=SECONDS)
    page.fill("#preview textarea", "Remind me to call Anna")
    page.get_by_role("button", name="Look").click()
    expect(page.locator("#masked pre")).to_have_text("remind me to <TEXT_1>", timeout=SECONDS)
    page.close()

    assert refused == []
