"""Two people in two browsers, both in the middle of everything at the same time: nothing of one is ever sent to the other's."""

import re
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, expect

from tests.e2e.conftest import SECONDS
from tests.standins.ollama import Ollama
from tests.standins.stack import Stack
from tests.standins.ways_in import somebody

SCRIPTS = ("Fetch", "XHR", "EventSource")
OK, SEE_OTHER, NOT_FOUND = 200, 303, 404
MADE = {
    "notes": {"text": "{}note"},
    "items": {"list": "{}list", "text": "{}item", "due": "2026-01-02"},
    "reminders": {"text": "{}later", "due_at": "2040-01-01T09:00:00+00:00"},
    "drafts": {"text": "{}draft", "recipient": "{}recipient"},
    "summaries": {"text": "{}summary", "about": "{}about"},
    "contacts": {"name": "{}contact", "details": "{}details"},
    "events": {"text": "{}event", "start_at": "2040-01-01T09:00:00+00:00", "end_at": "2040-01-01T10:00:00+00:00", "place": "{}place"},
}
ADDRESSES = {
    "notes": "/kept/note/{}",
    "items": "/kept/item/{}",
    "reminders": "/kept/reminder/{}",
    "drafts": "/kept/draft/{}",
    "summaries": "/kept/summary/{}",
    "contacts": "/people/{}",
    "egress": "/left/{}",
}
PAGES = [
    "/today",
    *(f"/kept?kind={kind}" for kind in ("note", "item", "reminder", "draft", "summary")),
    "/people",
    "/chats",
    "/chats/statistics",
]
PAGES += ["/calendar", "/left", "/import", "/status", "/devices", "/search"]


class Echoing(Ollama):
    """A model that goes on about what it was asked for: each hears a poem of their own."""

    def _text(self, messages: list[dict[str, str]]) -> str:
        subjects = re.findall(r"\w+poem\b", messages[-1]["content"])
        return f"{subjects[-1]} " * 3000 if subjects else super()._text(messages)


@dataclass
class Somebody:
    """A person, whose every word begins alike, and a browser that keeps whatever it is sent."""

    stack: Stack
    token: str
    word: str
    context: BrowserContext
    heard: list[bytes] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    of: str = ""
    """Where the browser can go back to what it searched for."""

    def __post_init__(self) -> None:
        self.context.on("requestfinished", lambda request: self.asked.append(request))
        self.talk, self.other = self._page(), self._page()
        self.talk.goto(self.url)
        self.look()
        self.talk.fill("#token", self.token)
        self.talk.click("button")
        expect(self.talk.locator("#chat .welcome")).to_be_visible()

    def _page(self) -> Page:
        """Open a page. What its scripts ask for is heard piece by piece: nothing can be read afterwards of what they break off."""
        page = self.context.new_page()
        wire = self.context.new_cdp_session(page)

        def begun(answer: dict[str, Any]) -> None:
            which = {"requestId": answer["requestId"]}
            if answer["type"] not in SCRIPTS:
                return
            try:
                self.heard.append(b64decode(wire.send("Network.streamResourceContent", which)["bufferedData"]))
            except Error:  # It has ended already.
                self.heard.append(wire.send("Network.getResponseBody", which)["body"].encode())

        wire.on("Network.responseReceived", begun)
        wire.on("Network.dataReceived", lambda piece: self.heard.append(b64decode(piece.get("data", ""))))
        wire.send("Network.enable")
        return page

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.stack.ports['ui']}"

    def call(self, method: str, path: str, **options: Any) -> Any:
        answer = self.stack.call(method, path, headers={"Authorization": f"Bearer {self.token}"}, **options)
        assert answer.ok, answer.text
        return answer.json()

    def look(self) -> None:
        """Read what else has come; a page that goes takes what it was sent with it."""
        asked, self.asked[:] = self.asked[:], []
        for request in asked:
            answer = request.response()
            assert answer is not None
            self.heard.append(str(answer.all_headers()).encode())
            if answer.status != SEE_OTHER and request.resource_type not in map(str.lower, SCRIPTS):
                self.heard.append(answer.body())

    def open(self, path: str) -> tuple[int, str]:
        """Open a page beside the talk; return its status, and all of it."""
        self.look()
        answer = self.other.goto(f"{self.url}{path}")
        assert answer is not None
        self.look()
        return answer.status, self.other.title() + self.other.content()

    def say(self, text: str) -> None:
        self.talk.get_by_label("Message").fill(text)
        self.talk.keyboard.press("Enter")

    def keep(self) -> None:
        """Have something of each kind kept, and something that left."""
        for kind, body in MADE.items():
            self.call("POST", kind, json={name: text.format(self.word) for name, text in body.items()})
        requests.get(self.call("POST", "calendar/address")["address"], timeout=20).raise_for_status()

    def remind(self) -> None:
        due_at = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
        self.call("POST", "reminders", json={"text": f"{self.word}due", "due_at": due_at})

    def bring(self, folder: Path) -> None:
        """Choose a file on the page on which files are brought in, and send it."""
        file = folder / f"WhatsApp Chat with {self.word}chat.txt"
        file.write_text(f"21/11/2025, 18:02 - {self.word}sender: the {self.word}message lies in the {self.word}drawer\n")
        self.open("/import")
        self.other.set_input_files("#file", file)
        self.other.get_by_role("button", name="Import", exact=True).click()

    def search(self, words: str) -> str:
        """Search for words and return what the page says."""
        self.open("/search")
        self.other.get_by_label("What to look for").fill(words)
        self.other.get_by_role("button", name="Search").click()
        self.other.wait_for_url("**/search?of=*")
        self.of = self.other.url.removeprefix(self.url)
        return self.open(self.of)[1]

    def addresses(self) -> list[str]:
        """Return the address of a page of everything that is this person's."""
        ids = {kind: [one["id"] for one in self.call("GET", kind)[kind if kind != "egress" else "entries"]] for kind in ADDRESSES}
        chat = self.call("GET", "chats")["chats"][0]["id"]
        message = self.call("GET", f"chats/{chat}/messages")["messages"][0]["id"]
        of_chat = [f"/chats/{chat}{rest}" for rest in ("", f"?around={message}", "?on=2025-11-21", "/statistics")]
        return [form.format(one) for kind, form in ADDRESSES.items() for one in ids[kind]] + of_chat

    def ids(self) -> set[str]:
        """Return what this person's things are called in addresses, and their turns and imports."""
        named = {part for address in self.addresses() for part in re.findall(r"/(?:kept/\w+|people|left|chats)/([^/?]+)", address)}
        return named | {one["id"] for kind in ("messages", "imports") for one in self.call("GET", kind)[kind]}

    @property
    def cookie(self) -> str:
        return next(str(one["value"]) for one in self.context.cookies() if "session" in one["name"])


Two = tuple[Somebody, Somebody]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A product with that model."""
    server = Echoing()
    server.delay_seconds = 0.02
    made = Stack(tmp_path_factory.mktemp("two") / "home", environment={"OLLAMA_HOST": server.url}, ui=True)
    try:
        yield made.start()
    finally:
        made.stop()
        server.stop()


@pytest.fixture(scope="module")
def two(stack: Stack, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Two who have lived through the same busy minute."""
    somebody(stack, "token-of-the-second")
    both = (
        Somebody(stack, stack.token, "osprey", browser.new_context(color_scheme="dark")),
        Somebody(stack, "token-of-the-second", "walrus", browser.new_context(locale="en-GB")),
    )
    together(both, tmp_path_factory.mktemp("files"))
    yield both
    for one in both:
        one.context.close()


def together(both: Two, folder: Path) -> None:
    """Both talk with the model, bring a file in and are reminded, while the other does."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Somebody.keep, both))
    for one in both:
        one.say(f"Write me a long poem about the {one.word}poem")
    for one in both:
        expect(one.talk.locator("#chat .coming")).to_contain_text(f"{one.word}poem {one.word}poem", timeout=SECONDS)
        one.bring(folder)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Somebody.remind, both))
    for one in both:
        expect(one.other.locator("#imports .state.done")).to_be_visible(timeout=SECONDS)
        expect(one.talk.locator("#chat .coming")).to_be_visible()
    for one in both:
        one.talk.get_by_role("button", name="Stop").click()
    for one in both:
        expect(one.talk.locator("#chat .card")).to_contain_text(f"{one.word}due", timeout=SECONDS)
        expect(one.talk.locator("#stop")).to_have_count(0, timeout=SECONDS)
        one.say(f"What is in the {one.word}drawer?")
    for one in both:
        expect(one.talk.locator("#chat .sources a")).to_contain_text(f"{one.word}message", timeout=SECONDS)
        for path in [*PAGES, *one.addresses()]:
            status, shown = one.open(path)
            assert status == OK, (path, shown[-600:])
        assert f"{one.word}drawer" in one.search(f"{one.word}message")


def test_each_browser_was_sent_all_of_its_own_and_nothing_of_the_other_s(two: Two) -> None:
    said = {word for body in MADE.values() for text in body.values() for word in re.findall(r"{}(\w+)", text)}
    said |= {"poem", "chat", "sender", "message", "drawer", "due"}

    for one, another in (two, two[::-1]):
        heard = b"".join(one.heard).decode(errors="replace")
        assert [word for word in said if f"{one.word}{word}" not in heard] == []
        assert [name for name in one.ids() if name not in heard] == []
        assert another.word not in heard.lower()
        assert [name for name in another.ids() if name in heard] == []
        assert another.cookie not in heard


def test_neither_sees_anything_of_the_other_s(two: Two) -> None:
    for one, another in (two, two[::-1]):
        shown = "".join(one.open(path)[1] for path in [*PAGES, *one.addresses(), one.of])
        shown += one.talk.title() + one.talk.content()

        assert one.word in shown
        assert another.word not in shown.lower()


def test_the_address_of_a_page_of_one_is_an_unknown_page_to_the_other(two: Two) -> None:
    for one, another in (two, two[::-1]):
        for path in another.addresses():
            status, shown = one.open(path)
            assert (path, status) == (path, NOT_FOUND)
            assert one.other.get_by_role("alert").is_visible()
            assert another.word not in shown.lower()
        status, shown = one.open(another.of)
        assert status == OK
        assert another.word not in shown.lower()


def test_neither_finds_what_the_other_has(two: Two) -> None:
    for one, another in (two, two[::-1]):
        for kind in ("message", "note", "poem", "contact", "draft", "due"):
            assert "Nothing found." in one.search(f"{another.word}{kind}")

        one.say(f"What is in the {another.word}drawer?")
        asked = one.talk.locator("#chat .user-row", has_text=another.word)
        expect(asked.locator("xpath=following-sibling::li[contains(@class, 'answer')]")).to_be_visible(timeout=SECONDS)
        assert f"{another.word}message" not in one.talk.content()
