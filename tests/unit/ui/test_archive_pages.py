"""Pages beside the conversation: what a passage of a chat shows of each message."""

import re
from typing import Any

import pytest

from ui import archive_pages as pages


def message(**more: Any) -> dict[str, Any]:
    flags = {"forwarded": False, "edited": False, "earlier": False}
    said = {"id": "1", "sender": "Anna", "at": "2026-11-26T10:00:00+00:00", "kind": "text", "text": "the eider nests <here>"}
    return said | {"media": None, "size": 0} | flags | more


def shown(**more: Any) -> tuple[str, str]:
    """Return what stands beside the time of a message, and its words."""
    page = pages.passage("c", "Birds", [message(**more)], None)
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
