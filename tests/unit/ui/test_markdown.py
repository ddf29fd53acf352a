"""A model's Markdown as HTML: nothing runs, nothing is fetched."""

import re
from html.parser import HTMLParser

import pytest

from tests.standins.markup import HOSTILE
from ui.markdown import html
from ui.said import drawn

TAGS = {"p", "br", "a", "span", "div", "pre", "code", "button", "strong", "em", "s", "ul", "ol", "li", "blockquote", "hr", "table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6", "details", "summary", "time"}  # fmt: skip
ATTRIBUTES = {
    "aria-busy",
    "role",
    "href",
    "rel",
    "target",
    "class",
    "type",
    "tabindex",
    "start",
    "style",
    "data-copy",
    "data-act",
    "data-say",
    "data-fill",
    "datetime",
}


class Seen(HTMLParser):
    """What a page would make of some HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_runs_or_fetches_comes_of_it(text: str) -> None:
    parts = [
        {"id": "a", "role": "assistant", "content": text, "kind": "answer", "reply": {"engine": "ollama/m", "steps": [text], "follow_ups": [text]}, "options": [{"value": text}]},
        {"id": "b", "role": "assistant", "content": text, "kind": "answer", "reply": {"engine": "rules", "sources": [{"kind": text, "id": text, "text": text, "at": "2026-11-27T10:00:00+00:00", "chat": text, "sender": text}]}},
        {"id": "c", "role": "user", "content": text, "kind": ""},
        {"id": "d", "role": "assistant", "content": text, "kind": "coming", "written": True},
        {"id": "e", "role": "assistant", "content": text, "kind": "failed"},
    ]  # fmt: skip

    for shown in [html(text), *(item["html"] for item in drawn(parts))]:
        seen = Seen(shown)

        assert seen.tags <= TAGS
        assert {name for name, _ in seen.attributes} <= ATTRIBUTES
        assert [value for name, value in seen.attributes if name == "href" and not re.match(r"https?://|mailto:", value)] == []
        assert {value for name, value in seen.attributes if name == "style"} <= {"text-align:left", "text-align:right", "text-align:center"}


def test_code_keeps_its_indentation_and_its_marks() -> None:
    assert "<code>if a &lt; b:\n    x = &quot;*&quot;\n</code>" in html('```py\nif a < b:\n    x = "*"\n```')


def test_an_image_is_a_link_and_a_link_shows_where_it_leads() -> None:
    assert html("![cat](https://a.example/c.png) [a](https://b.example/?x=1&y=2) <https://c.example/>") == (
        '<p><a href="https://a.example/c.png" target="_blank" rel="noreferrer noopener nofollow">cat <span class="address">(https://a.example/c.png)</span></a> '
        '<a href="https://b.example/?x=1&amp;y=2" target="_blank" rel="noreferrer noopener nofollow">a <span class="address">(https://b.example/?x=1&amp;y=2)</span></a> '
        '<a href="https://c.example/" target="_blank" rel="noreferrer noopener nofollow">https://c.example/</a></p>\n'
    )


@pytest.mark.parametrize("address", ["/logout", "export", "//evil.example", "javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x"])  # fmt: skip
def test_an_address_of_this_house_or_one_that_runs_is_no_link(address: str) -> None:
    assert "<a" not in html(f"[x]({address}) ![x]({address}) <{address}>")


def test_dollars_are_dollars() -> None:
    assert html("$a$ and $$b$$ and \\(c\\)") == "<p>$a$ and $$b$$ and (c)</p>\n"
