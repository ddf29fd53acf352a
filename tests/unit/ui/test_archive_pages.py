"""Pages beside the conversation: what a passage of a chat shows of each message."""

import re
from typing import Any

import pytest

from ui import archive_pages as pages


def message(**more: Any) -> dict[str, Any]:
    flags = {"forwarded": False, "edited": False, "earlier": False}
    said = {"id": "1", "sender": "Anna", "at": "2026-11-26T10:00:00+00:00", "kind": "text", "text": "the eider nests <here>"}
    return said | {"media": None, "size": 0} | flags | more


def shown(**more: Any) -> str:
    page = pages.passage("c", "Birds", [message(**more)], None)
    return " ".join(re.findall(r"<p>(.*?)</p>", page))


@pytest.mark.parametrize(
    ("flags", "marks"),
    [
        ({}, ""),
        ({"edited": True}, "Edited"),
        ({"earlier": True}, "Dated earlier"),
        ({"forwarded": True}, "Forwarded"),
        ({"earlier": True, "forwarded": True, "edited": True}, "Forwarded · Edited · Dated earlier"),
    ],
)
def test_a_passage_shows_the_flags_of_a_message_before_its_words(flags: dict[str, bool], marks: str) -> None:
    words = shown(**flags)

    assert re.findall(r"<em>(.*?)</em>", words) == [marks] * bool(marks)
    assert words.endswith("the eider nests &lt;here&gt;")
    assert words.startswith("<em>") == bool(marks)
