"""A model's Markdown as HTML that runs nothing and fetches nothing: raw HTML is text, an image is a link, a link shows its address."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from ui import words

ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
REL = "noreferrer noopener nofollow"


def html(text: str) -> str:
    """Return HTML of Markdown (CommonMark with tables and strike-through)."""
    return str(_reader.render(text))


class _Renderer(RendererHTML):
    """What differs from the library's own HTML."""

    def link_open(self, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
        return f'<a href="{escape(_address(tokens[place]))}" target="_blank" rel="{REL}">'

    def link_close(self, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
        begin = next(n for n in range(place, -1, -1) if tokens[n].type == "link_open")
        address = _address(tokens[begin])
        if "".join(token.content for token in tokens[begin:place]) == address:
            return "</a>"
        return f" {_seen(escape(address))}</a>"

    def image(self, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
        address = escape(str(tokens[place].attrs["src"]))
        return f'<a href="{address}" target="_blank" rel="{REL}">{escape(tokens[place].content)} {_seen(address)}</a>'

    def fence(self, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
        return f'<div class="code"><button type="button" data-copy="code">{words.of("TALK").copy}</button><pre tabindex="0"><code>{escape(tokens[place].content)}</code></pre></div>'

    def code_block(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return self.fence(tokens, place, options, env)

    def heading_open(self, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
        return f"<h{_level(tokens[place])}>"

    def heading_close(self, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
        return f"</h{_level(tokens[place])}>"

    def table_open(self, _tokens: Sequence[Token], _place: int, _options: Any, _env: Any) -> str:
        return '<div class="table" tabindex="0"><table>'

    def table_close(self, _tokens: Sequence[Token], _place: int, _options: Any, _env: Any) -> str:
        return "</table></div>"


def _address(token: Token) -> str:
    return str(token.attrs["href"])


def _seen(address: str) -> str:
    return f'<span class="address">({address})</span>'


def _level(token: Token) -> int:
    """Return the level of a heading below those of the page."""
    return min(6, int(token.tag[1]) + 2)


class _Reader(MarkdownIt):
    """What is read as Markdown."""

    def validateLink(self, url: str) -> bool:
        """Refuse addresses that run something or are of this house, where opening one may do something."""
        return ADDRESS.fullmatch(url) is not None


_reader = _Reader("commonmark", {"html": False, "breaks": True, "maxNesting": 20}, renderer_cls=_Renderer)
_reader.enable(["table", "strikethrough"])
