"""The HTML of the list of conversations, and of the page of each. Every value is escaped."""

from html import escape
from typing import Any

from ui import words
from ui.archive_pages import MARKS
from ui.frame import page, time, told

W = words.of("THREADS")


def panel() -> str:
    """Return what stands beside the talk; a script fills the list."""
    return (
        f'<nav aria-label="{W.title}"><p class="ways"><a class="new" href="/conversations/new">{W.new}</a>'
        f'<a href="/conversations/temporary">{W.temporary}</a></p>'
        f'<input type="search" maxlength="500" autocomplete="off" aria-label="{W.search}" placeholder="{W.search}"><ul></ul></nav>'
    )


def rows(found: dict[str, Any], here: str, *, is_first: bool) -> str:
    """Return a page of the list; the conversation that all channels share stands first."""
    main = _row({"id": "", "title": "", "snippet": ""}, here) if is_first else ""
    return main + "".join(_row(one, here) for one in found["threads"]) + _more(found.get("next", ""))


def found(answer: dict[str, Any], here: str) -> str:
    """Return the conversations that say some words."""
    return "".join(_row(one, here) for one in answer["threads"]) or f'<li class="soft">{W.nothing}</li>'


def _row(one: dict[str, Any], here: str) -> str:
    name, thread = escape(one["title"] or (W.untitled if one["id"] else W.main)), escape(one["id"])
    beside = escape(one["snippet"]).translate(MARKS) if one["snippet"] else time(one["at"]) if thread else W.main_hint
    current = ' aria-current="page"' if one["id"] == here else ""
    way = f'<a href="/{f"?c={thread}" if thread else ""}"{current}><bdi>{name}</bdi><span class="soft">{beside}</span></a>'
    more = f'<a class="more" href="/conversations/{thread}" title="{W.change}" aria-label="{W.change}: {name}">…</a>' if thread else ""
    return f"<li>{way}{more}</li>"


def _more(following: str) -> str:
    return f'<li><button type="button" data-after="{escape(following)}">{W.older}</button></li>' if following else ""


def one(thread: dict[str, Any]) -> str:
    """Return the page on which a conversation is called something, or forgotten."""
    address = f"/conversations/{escape(thread['id'])}"
    title = thread["title"] or W.untitled
    return page(
        title,
        f"""<p class="crumb"><a href="/?c={escape(thread["id"])}">← {W.back}</a></p><h1><bdi>{escape(title)}</bdi></h1>
<p class="soft">{W.last.format(time(thread["at"]))}</p>
<form method="post" action="{address}"><label for="title">{W.called} <span class="soft">{W.called_hint}</span></label>
<input id="title" name="title" maxlength="200" value="{escape(thread["title"])}" autocomplete="off"><button>{W.save}</button></form>
<details class="fold"><summary>{W.forget}</summary><p>{W.what_goes}</p>
<form method="post" action="{address}/forget"><button class="danger">{W.forget_for_good}</button></form></details>""",
        here="/",
    )


def forgotten(text: str) -> str:
    """Return the page that says what is gone."""
    return page(
        W.title,
        f'<h1>{W.title}</h1>{told(text) if text else ""}<p><a href="/">{W.main}</a> · <a href="/conversations/new">{W.new}</a></p>',
        here="/",
    )
