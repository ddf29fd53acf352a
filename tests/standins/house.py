"""A product in which all that can be hostile is kept, and a page of a browser that minds what it asks for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.standins.markup import HOSTILE
from tests.standins.stack import Stack, until

SECONDS = 60_000
CREATED = 201
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
NOW = datetime.now(UTC)
CHAT = "\n".join(
    f"{NOW - timedelta(days=len(HOSTILE) - place):%d/%m/%Y, %H:%M} - {sender}: {' '.join(text.split())}"
    for place, text in enumerate(HOSTILE)
    for sender in ("Anna Kallio", "Petri Vuori")
)
HURT = """() => [window.hurt || 0, [...document.querySelectorAll(
  'img, iframe, object, embed, video, audio, base, math, main link, main style, main meta, main template, [onerror], [onload], [onclick], [onfocus], a[href^="javascript" i], a[href^="http"]')]
  .filter(one => one.closest("main, header")).map(one => one.outerHTML.slice(0, 80))]"""
OUT = """width => [...document.querySelectorAll("header a, header button, main *")]
  .filter(one => one.checkVisibility() && !one.closest("svg, .top [popover]") && one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML.slice(0, 80))"""


class Furnished(NamedTuple):
    """A product, and the id of one of each kind of what is kept in it."""

    stack: Stack
    ids: dict[str, str]


@dataclass
class House:
    """A product in which all that can be hostile is, and a page that is signed in there and minds what it asks for."""

    stack: Stack
    ids: dict[str, str]
    page: Page
    elsewhere: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page, which must be there."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.status == 200, path
        return self.page

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.stack.ports['ui']}"

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Have the person speak a language for a while; the others read English."""
        self.stack.call("PATCH", "settings", json={"language": language}).raise_for_status()
        try:
            yield
        finally:
            self.stack.call("PATCH", "settings", json={"language": "en"}).raise_for_status()

    def misfits(self, size: dict[str, int], language: str) -> list[str]:
        """Return what of the page that is open reaches beyond its edge, and in which other language it says that it is."""
        spoken = self.page.evaluate("document.documentElement.lang")
        return [*self.page.evaluate(OUT, size["width"]), *({spoken} - {language})]

    def paths(self) -> list[str]:
        """Return the address of every page that somebody who is signed in may look at."""
        kept = [f"/kept?kind={kind}" for kind in ("note", "item", "reminder", "draft", "summary")]
        one = [f"/kept/{kind}/{self.ids[kind]}" for kind in ("note", "item", "reminder", "draft", "summary")]
        chat, person, entry = (self.ids[name] for name in ("chat", "contact", "entry"))
        chats = [
            "/chats",
            f"/chats/{chat}",
            f"/chats/{chat}?on={NOW - timedelta(days=40):%Y-%m-%d}",
            f"/chats/{chat}/statistics",
            "/chats/statistics",
        ]
        return [
            "/today",
            *kept,
            *one,
            "/people",
            f"/people/{person}",
            *chats,
            "/left",
            f"/left/{entry}",
            "/status",
            "/settings",
            "/devices",
            "/owner",
            "/calendar",
            "/calendar?view=week",
            f"/calendar?view=month&on={NOW:%Y-%m-%d}",
            "/import",
            "/search",
        ]

    def faces(self) -> list[str]:
        """Return the address of one page of each form."""
        return [path for path in self.paths() if not re.search(r"(=|/)(reminder|draft|summary)\b|on=|chats/statistics", path)]


def fill(stack: Stack) -> dict[str, str]:
    """Have hostile texts kept in every place that takes a text, and return the id of one of each kind."""
    ids = {}
    soon = (NOW + timedelta(minutes=30)).isoformat()
    for number, text in enumerate(HOSTILE):
        other = HOSTILE[-number]
        bodies: dict[str, dict[str, Any]] = {"notes": {"text": text}}
        if number % 14 == 0:
            bodies |= {
                "items": {"list": text[:100], "text": other, "due": f"{NOW:%Y-%m-%d}"},
                "reminders": {"text": text, "due_at": soon},
                "drafts": {"text": text, "recipient": other[:200]},
                "summaries": {"text": text, "about": other},
                "contacts": {"name": text, "details": other, "names": [other[:200]], "handles": [text[:200]]},
                "events": {"text": text[:500], "start_at": soon, "end_at": soon, "place": other[:500], "guests": [text[:200]]},
            }
        for plural, body in bodies.items():
            made = stack.call("POST", plural, json=body)
            if made.status_code == CREATED:
                ids.setdefault({"summaries": "summary"}.get(plural, plural[:-1]), made.json()["id"])
    done = stack.call("POST", "imports", params={"chat": HOSTILE[0]}, data=CHAT.encode()).json()
    until(lambda: stack.call("GET", f"imports/{done['id']}").json()["state"] == "done", what="the import is done")
    ids["chat"] = stack.call("GET", "chats").json()["chats"][0]["id"]
    requests.get(stack.call("POST", "calendar/address").json()["address"], timeout=20)
    ids["entry"] = stack.call("GET", "egress").json()["entries"][0]["id"]
    return ids


def words(text: str) -> str:
    return " ".join(text.replace("\0", "\ufffd").split())


def hindrances(page: Page, rules: Any = None) -> dict[str, list[str]]:
    """Return what axe-core finds on a page that keeps somebody from using it."""
    wrong = [one for one in Axe().run(page, options=rules).response["violations"] if one["impact"] in ("critical", "serious")]
    return {one["id"]: [node["html"][:120] for node in one["nodes"][:3]] for one in wrong}
