"""Whatever a page shows of what people wrote is text: between tags, and in the quotation marks of an attribute."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ui import archive_pages, chats_pages, kept_pages, left_pages, people_pages, state_pages, today_pages
from ui.house import House
from ui.taking_back import Did, said

HURT = """<hurt>"'&<b>"""
AT = "2026-11-26T22:30:00+00:00"
ZONE = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 27, 12, tzinfo=ZONE)
THING: dict[str, Any] = {
    "id": HURT, "created_at": AT, "text": HURT, "important": True, "list": HURT, "done": False, "due": "2026-11-27", "due_at": AT,
    "rule": "", "state": "fired", "recipient": HURT, "about": HURT, "sources": ["note:1"], "name": HURT, "names": [HURT], "handles": [HURT],
    "languages": [HURT], "details": HURT, "messages": 2, "group": True, "place": HURT, "guests": [HURT], "repeats": HURT, "all_day": False,
    "zone": HURT, "wall": AT, "kind": "note", "day": NOW.date(), "when": NOW, "begin": NOW, "end": NOW,
}  # fmt: skip
TOLD = said(Did(HURT, (("POST", "contacts", {}),)), HURT, "/kept")
SAID = {
    "id": HURT,
    "sender": HURT,
    "at": AT,
    "kind": "text",
    "text": HURT,
    "media": HURT,
    "size": 5,
    "forwarded": False,
    "edited": False,
    "earlier": False,
}
HIT = {"id": HURT, "chat": HURT, "chat_name": HURT, "at": AT, "text": HURT, "sender": HURT, "kind": "message", "snippet": HURT}
COUNTED = [{"name": HURT, "messages": 2, "id": HURT}]
MONTHS = [{"name": "2026-11", "messages": 2, "id": ""}]
COUNTS = {
    "messages": 2,
    "first_at": AT,
    "last_at": AT,
    "months": MONTHS,
    "hours": [2] * 24,
    "people": COUNTED,
    "chats": COUNTED,
    "zone": "UTC",
    "words": COUNTED,
    "read": 2,
    "partly": True,
}
ENTRY = {
    "id": HURT,
    "at": AT,
    "party": HURT,
    "purpose": HURT,
    "url": HURT,
    "bytes": 3,
    "state": HURT,
    "request": HURT,
    "keeps": HURT,
    "body": HURT,
}
LOG = {"entries": [ENTRY], "requests": 1, "never_left": 0, "next": HURT}
KNOWN = {"asked": HURT, "preview": {"leaves": True, "text": HURT, "reason": ""}, "chain": {"whole": False, "broken_at": HURT, "entries": 2}}
IMPORT = {"chat": HURT, "state": "done", "added": 2, "created_at": AT}
HOUSE = House({"broker": HURT}, dict.fromkeys(("Model", "Cloud", "Interpreter", "What left", "Backups"), HURT), None, IMPORT, 1)
KINDS = ("note", "item", "reminder", "draft", "summary")


def of_kind(kind: str) -> dict[str, Any]:
    return {**THING, "kind": kind}


def day(*kinds: str) -> today_pages.Day:
    things = [of_kind(kind) for kind in kinds]
    return today_pages.Day(NOW, [{**THING, "newest": SAID}], things[:2], things[:2], things)


PAGES: dict[str, Callable[[], str]] = {
    "today": lambda: today_pages.today(day("item", "reminder", "event"), HOUSE, {"say": "done", "text": HURT, "back": {}}, HURT),
    **{f"kept {kind}": lambda kind=kind: kept_pages.kept(kind, {"things": [THING], "next": HURT}, ZONE, told=TOLD) for kind in KINDS},  # type: ignore[misc]
    "kept found": lambda: kept_pages.kept("note", {"things": [THING]}, ZONE, query=HURT),
    **{f"one {kind}": lambda kind=kind: kept_pages.one(kind, THING, ZONE, told=TOLD, problem=HURT) for kind in KINDS},  # type: ignore[misc]
    "sure": lambda: kept_pages.sure(HURT, 2),
    "people": lambda: people_pages.people([THING, {**THING, "name": "A"}]),
    "person": lambda: people_pages.one({**THING, "counts": COUNTS, "last": [HIT], "notes": [HIT]}, ZONE, [THING], told=TOLD, problem=HURT),
    "contact to remove": lambda: people_pages.sure(THING),
    "chats": lambda: chats_pages.chats({"chats": [{**THING, "newest": SAID}], "next": HURT}, ZONE, is_first=False),
    "numbers": lambda: chats_pages.numbers(COUNTS, {"id": HURT, "name": HURT}),
    "numbers of all": lambda: chats_pages.numbers(COUNTS),
    "left": lambda: left_pages.left(LOG, {"on": True, "set": True}, KNOWN, ZONE, is_first=False),
    "left one": lambda: left_pages.one(ENTRY, ZONE),
    "status": lambda: state_pages.status(HOUSE, ZONE),
    "search": lambda: archive_pages.search({"q": HURT, "person": HURT}, {"hits": [HIT, {**HIT, "kind": "note"}], "instead": {HURT: HURT}}, {"id": HURT, "name": HURT}),
    "passage": lambda: archive_pages.passage(HURT, HURT, [SAID], {"around": HURT}, on=HURT),
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_what_people_wrote_is_text_on_every_page(page: str) -> None:
    shown = PAGES[page]()

    assert shown.count("&lt;hurt&gt;&quot;&#x27;&amp;") > 1
    assert "hurt>" not in re.sub(r"&lt;hurt&gt;&quot;&#x27;&amp;", "", shown)
    assert re.findall(r"hurt&gt;[\"']", shown) == []
