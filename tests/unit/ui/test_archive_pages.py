"""Pages beside the conversation: what a passage of a chat shows of each message."""

import re
from typing import Any

import pytest

from ui import archive_pages as pages
from ui.names import chat_name
from ui.parts import made
from ui.said import drawn


def message(**more: Any) -> dict[str, Any]:
    flags = {"forwarded": False, "edited": False, "earlier": False}
    said = {"id": "1", "sender": "Anna", "at": "2026-11-26T10:00:00+00:00", "kind": "text", "text": "the eider nests <here>"}
    return said | {"media": None, "size": 0} | flags | more


def shown(**more: Any) -> tuple[str, str]:
    """Return what stands beside the time of a message, and its words."""
    page = pages.passage("c", "Birds", [message(**more)], {})
    ((beside, words),) = re.findall(r"</time>(.*?)</div><p>(.*?)</p>", page)
    return beside, words.strip()


@pytest.mark.parametrize(
    ("flags", "marks"),
    [
        ({}, ""),
        ({"edited": True}, " · <em>Edited</em>"),
        ({"earlier": True}, " · <em>Earlier than its place in the file</em>"),
        ({"edited": True, "forwarded": True}, " · <em>Forwarded</em> · <em>Edited</em>"),
    ],
)
def test_a_passage_shows_the_flags_of_a_message_beside_its_time(flags: dict[str, bool], marks: str) -> None:
    assert shown(**flags) == (marks, "the eider nests &lt;here&gt;")


@pytest.mark.parametrize(("side", "shown"), [("before", "7"), ("after", "7")])
def test_beyond_the_end_of_a_chat_there_is_a_way_back(side: str, shown: str) -> None:
    page = pages.passage("c", "Birds", [], {side: shown})

    assert re.findall(r'<a href="(/chats/c\?[^"]+)">(\w+)</a>', page) == [("/chats/c?around=7", "Back")] * 2
    assert "There is nothing more here." in page


def test_an_import_is_told_in_words_and_only_with_what_it_found() -> None:
    one = {"id": "a", "chat": "home", "state": "done", "created_at": "2026-11-26T10:00:00+00:00", "source": "icalendar"}
    counted = {"total": 1, "done": 1, "added": 3, "skipped": 0, "unread": 0, "reason": "", "report": []}

    assert pages.import_list([one | counted], {}).count(" · Calendar · 3 new</div>") == 1
    assert " · Calendar · 3 new · 2 known before</div>" in pages.import_list([one | counted | {"skipped": 2}], {})


@pytest.mark.parametrize(
    ("state", "added", "button"), [("done", 3, "Undo"), ("done", 0, ""), ("failed", 0, ""), ("failed", 2, "Undo"), ("running", 0, "Stop")]
)
def test_only_what_brought_something_can_be_undone(state: str, added: int, button: str) -> None:
    counted = {"total": 1, "done": 1, "added": added, "skipped": 6, "unread": 0, "reason": "", "report": []}
    one = {"id": "a", "chat": "home", "state": state, "created_at": "2026-11-26T10:00:00+00:00", "source": "whatsapp", **counted}

    assert re.findall(r"data-undo[^>]*>(\w+)<", pages.import_list([one], {})) == ([button] if button else [])


@pytest.mark.parametrize(
    ("source", "added", "state", "leads"),
    [
        ("whatsapp", 2, "done", ["/chats/c1", "/chats/c1/statistics", "/"]),
        ("telegram", 2, "done", ["/chats/c1", "/chats/c1/statistics", "/"]),
        ("chatgpt", 0, "done", []),  # It brought nothing.
        ("icalendar", 3, "done", ["/calendar"]),
        ("vcard", 3, "done", ["/people"]),
        ("whatsapp", 2, "running", []),
        ("whatsapp", 0, "undone", []),
    ],
)
def test_an_import_that_has_ended_leads_to_what_it_brought(source: str, added: int, state: str, leads: list[str]) -> None:
    counted = {"total": 1, "done": 1, "added": added, "skipped": 0, "unread": 0, "reason": "", "report": []}
    one = {"id": "a", "chat": "home", "state": state, "created_at": "2026-11-26T10:00:00+00:00", "source": source, **counted}

    assert re.findall(r'href="([^"]+)"', pages.import_list([one], {"home": "c1"})) == leads
    several = pages.import_list([one | {"chat": "of many"}], {"home": "c1"})
    assert ('href="/chats"' in several) == ("/chats/c1" in leads)


@pytest.mark.parametrize(
    ("kind", "media", "said"),
    [("image", "a/IMG-1.jpg", "Photo: IMG-1.jpg"), ("media", None, "Media"), ("deleted", None, "This message was deleted")],
)
def test_what_has_no_words_is_told_by_what_it_is(kind: str, media: str | None, said: str) -> None:
    assert pages.in_short({"text": "", "kind": kind, "media": media}) == said
    assert pages.in_short({"text": "look", "kind": kind, "media": media}) == "look"


def test_only_a_search_that_is_to_come_takes_the_keyboard() -> None:
    assert " autofocus" in pages.search({}, {})
    assert " autofocus" not in pages.search({"q": "boats"}, {"hits": []})


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("WhatsApp Chat with Rowers.txt", "Rowers"),
        ("WhatsApp-keskustelu: Soutajat.zip", "Soutajat"),
        ("WhatsApp-keskustelu_ Soutajat (2).txt", "Soutajat"),  # As systems write it that take no colon in a name.
        ("_chat.txt", ""),
    ],
)
def test_a_chat_is_called_as_its_file_says(file: str, name: str) -> None:
    assert chat_name(file) == name


def test_the_search_page_says_what_was_looked_for_instead() -> None:
    answer: dict[str, Any] = {"hits": [], "instead": {"sailng<": "sailing"}}

    assert "Nothing says “sailng&lt;”; this is for “sailing”." in pages.search({"q": "sailng<"}, answer)
    assert "Nothing says" not in pages.search({"q": "sailing"}, {"hits": [], "instead": {}})


@pytest.mark.parametrize(("thread", "address"), [("boats0001", "/?c=boats0001"), ("", "/"), (None, "/"), ("'><b>", "/")])
def test_what_was_said_to_the_assistant_leads_to_its_conversation(thread: str | None, address: str) -> None:
    found = {"kind": "conversation", "id": "t1.p", "at": "2026-11-26T10:00:00+00:00", "text": "boats", "snippet": "boats", "thread": thread}

    page = pages.search({"q": "boats"}, {"hits": [found]})
    (row,) = drawn([{**made("assistant", "yes", "answer"), "reply": {"engine": "rules", "sources": [found]}}])

    assert f"<li><a href='{address}'><div" in page
    assert f'<li><a href="{address}"><span' in row["html"]
