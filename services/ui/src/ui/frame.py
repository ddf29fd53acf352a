"""What all pages have in common, made in one place: the header with the way to each of them, the colours, and the page around a body."""

from contextvars import ContextVar
from datetime import datetime
from html import escape
from importlib import resources
from typing import NamedTuple

from ui import words
from ui.dates import moment

W = words.of("FRAME")
OWNER = "/owner"
"""The one page that is not everybody's."""
WAYS = (
    ("/", "talk"),
    ("/today", "today"),
    ("/search", "search"),
    ("/kept", "kept"),
    ("/people", "people"),
    ("/chats", "chats"),
    ("/calendar", "calendar"),
    ("/left", "left"),
    ("/import", "imports"),
    ("/status", "status"),
    ("/settings", "settings"),
    ("/devices", "devices"),
    (OWNER, "owner"),
    ("/export", "export"),
    ("/logout", "sign_out"),
)
"""The address of each page, and under which word the header has it."""
ALWAYS, BESIDE = 3, 8
"""So many stand beside the name on a phone, and on a wide screen; all others are in the menu."""


class Viewer(NamedTuple):
    """Whoever looks at a page, as far as every page is made for them."""

    theme: str = ""
    """`light` or `dark`, where their browser is not to follow its system."""
    is_owner: bool = False
    """Whether the machine is theirs."""


ANYBODY = Viewer()
viewer: ContextVar[Viewer] = ContextVar("viewer", default=ANYBODY)


def asset(name: str) -> str:
    """Return a file that is printed into pages."""
    return resources.files("ui").joinpath(f"assets/{name}").read_text(encoding="utf-8")


TOKENS, HEADER = asset("tokens.css"), asset("header.css")
KEYS = asset("keys.js")
"""Runs on every page of those who are signed in."""
STYLE = TOKENS + HEADER + asset("archive.css")
DUE = asset("due.js")


def header(here: str = "") -> str:
    """Return the header of every page. The menu opens, and closes by Escape or a click beside it, without a script."""
    ways = [way for way in WAYS if way[0] != OWNER or viewer.get().is_owner]
    row = "".join(_way(*way, here, "wide" * (place >= ALWAYS)) for place, way in enumerate(ways[:BESIDE]))
    menu = "".join(_way(*way, here, "twice" * (place < BESIDE)) for place, way in enumerate(ways) if place >= ALWAYS)
    return (
        f'<header class="top"><strong>{W.name}</strong><nav aria-label="{W.pages}">{row}'
        f'<button type="button" popovertarget="menu">{W.menu}</button><div id="menu" popover>{menu}</div></nav>{_keys(ways)}</header>'
    )


def _keys(ways: list[tuple[str, str]]) -> str:
    """Return what the keys of every page are, which “?” shows."""
    rows = "".join(
        f'<p data-key="{place}" data-to="{address}"><kbd>g</kbd> <kbd>{place}</kbd> {getattr(W, name)}</p>'
        for place, (address, name) in enumerate(ways[:9], 1)
    )
    return f'<div id="keys" popover><strong>{W.keys}</strong><p><kbd>?</kbd> {W.these}</p><p><kbd>/</kbd> {W.look}</p>{rows}</div>'


def _way(address: str, name: str, here: str, kind: str) -> str:
    marks = f' class="{kind}"' * bool(kind) + " aria-current=page" * (address == here)
    return f'<a href="{address}"{marks}>{getattr(W, name)}</a>'


def root() -> str:
    """Return what a page's first element says of it."""
    theme = viewer.get().theme
    return f'<html lang="{words.language()}"' + f' data-theme="{theme}"' * bool(theme) + ">"


def page(title: str, body: str, here: str = "", script: str = "") -> str:
    """Return a page; `here` is the address of the one that its way in the header leads to, `script` what runs in it."""
    return f"""<!doctype html>
{root()}<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} – {W.name}</title><style>{STYLE}</style></head>
<body><a class="skip" href="#main">{W.skip}</a>{header(here)}<main id="main">{body}</main>
<aside id="due" aria-label="{W.reminders}" aria-live="polite"><div></div><div></div></aside><script>{DUE}{KEYS}</script>{script and f"<script>{words.script(script)}</script>"}</body></html>"""


def problem(text: str) -> str:
    """Return a page that says what went wrong."""
    return page(W.problem, f'<h1>{W.problem}</h1><p class="problem" role="alert">{escape(text)}</p>')


def pager(address: str, following: str, *, is_first: bool) -> str:
    """Return the ways from a page of a list: to the next one, which begins at a place, and back to the first."""
    older = f'<a href="{address}{"&amp;" if "?" in address else "?"}after={escape(following)}">{W.older}</a>' if following else ""
    newest = "" if is_first else f'<a href="{address}">{W.newest}</a>'
    return f'<nav class="pager" aria-label="{W.more}">{newest}<span></span>{older}</nav>' if older or newest else ""


def told(text: str, address: str = "", undo: str = "") -> str:
    """Return what was done, in words; with a button that takes it back where it is kept under a name how."""
    button = (
        f'<form method="post" action="{address}"><input type="hidden" name="did" value="{escape(undo)}">'
        f'<button name="act" value="undo" class="quiet">{W.undo}</button></form>'
    )
    return f'<div class="told" role="status"><p>{escape(text)}</p>{button if undo else ""}</div>'


def size(count: int) -> str:
    """Return so many bytes in words."""
    large, small = W.sizes
    return str(large.format(f"{count / (1 << 20):.1f}".replace(".", W.point)) if count >= 1 << 20 else small.format(max(1, count >> 10)))


def time(at: str) -> str:
    """Return a time in the person's zone."""
    return f'<time datetime="{datetime.fromisoformat(at).isoformat()}">{moment(at)}</time>'
