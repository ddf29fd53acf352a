"""The HTML of what is kept."""

from collections.abc import Callable
from datetime import date, datetime
from html import escape
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from ui import words
from ui.archive_pages import mended
from ui.commands.kinds import Thing, repeats
from ui.dates import moment, said
from ui.frame import page, pager
from ui.things import list_name
from ui.words import counted

W = words.of("KEPT")


def kept(kind: str, found: dict[str, Any], zone: ZoneInfo, *, query: str = "", told: str = "", is_first: bool = True) -> str:
    """Return the page of a kind, or of what was found of it."""
    things = found["things"]
    body = _lists(things, zone, is_open=bool(query)) if kind == "item" else _rows(kind, things, zone)
    body = body or f'<p class="soft">{W.nothing if query else W.none[kind]}</p>'
    head = (
        f'<p class="soft" role="status">{counted(W.found, len(things)).format(escape(query))} · <a href="/kept?kind={kind}">{W.all}</a></p>'
        if query
        else ""
    )
    adding = _adding(kind) if kind in W.add and not query and is_first else ""
    tabs = "".join(f'<a href="/kept?kind={name}"{" aria-current=page" * (name == kind)}>{shown}</a>' for name, shown in W.kinds.items())
    more = pager(f"/kept?kind={kind}", found.get("next", ""), is_first=is_first)
    return page(
        f"{W.kinds[kind]} – {W.title}",
        f"""<h1>{W.title}</h1><nav class="tabs" aria-label="{W.tabs}">{tabs}</nav><p class="soft">{W.about[kind]}</p>{told}
<form method="post" action="/kept/search" class="find"><input type="hidden" name="kind" value="{kind}">
<input name="q" aria-label="{W.find}" placeholder="{W.find}" value="{escape(query)}" maxlength="500"><button>{W.search}</button></form>
{adding}{head}{mended(found.get("instead", {}))}{body}{more}""",
        here="/kept",
    )


def _adding(kind: str) -> str:
    name = f'<label for="list">{W.list}</label><input id="list" name="list" maxlength="100" required>' if kind == "item" else ""
    return f"""<details class="fold"><summary>{W.add[kind]}</summary><form method="post" action="/kept"><input type="hidden" name="kind" value="{kind}">
{name}<label for="new">{W.text}</label><textarea id="new" name="text" rows="{1 if kind == "item" else 3}" required></textarea><button>{W.add_it}</button></form></details>"""


def _rows(kind: str, things: list[Thing], zone: ZoneInfo) -> str:
    rows = "".join(_row(kind, one, _BESIDE[kind](one, zone)) for one in things)
    return f'<ul class="list">{rows}</ul>' if rows else ""


def _lists(things: list[Thing], zone: ZoneInfo, *, is_open: bool) -> str:
    """Return each list, what is still to do first; what is done is folded away."""
    things = sorted(things, key=lambda one: (one["list"].casefold(), one["list"], one["done"], one["due"] or "~"))
    return "".join(_list(name, list(some), zone, is_open=is_open) for name, some in groupby(things, key=lambda one: one["list"]))


def _list(name: str, things: list[Thing], zone: ZoneInfo, *, is_open: bool) -> str:
    to_do, over = ([one for one in things if one["done"] is done] for done in (False, True))
    done = (
        f'<details class="fold"{" open" * is_open}><summary>{W.was_done.format(len(over))}</summary>{_rows("item", over, zone)}</details>'
        if over
        else ""
    )
    hidden = f'<input type="hidden" name="list" value="{escape(name)}">'
    forget = f'<form method="post" action="/kept/list" class="act">{hidden}<button class="quiet" aria-label="{W.forget_list} {escape(list_name(name))}">{W.forget_list}</button></form>'
    count = f'<span class="soft">{W.open_item.format(len(to_do))}</span>'
    return f"<section><h2>{escape(list_name(name))} {count}</h2>{_rows('item', to_do, zone)}{done}{forget}</section>"


def _row(kind: str, one: Thing, beside: list[str]) -> str:
    address, text = f"/kept/{kind}/{escape(one['id'])}", escape(one["text"])
    small = " · ".join(escape(part) for part in beside if part)
    return (
        f'<li id="{escape(one["id"])}" class="row"><a href="{address}"><p class="clamp">{text}</p>'
        f"{f'<div class=soft>{small}</div>' if small else ''}</a>{_mark(kind, one)}</li>"
    )


def _mark(kind: str, one: Thing) -> str:
    """Return the button that sets or takes away what can be set by one touch."""
    field, acts = {"note": ("important", ("star", "unstar")), "item": ("done", ("done", "undone"))}.get(kind, ("", ("", "")))
    if not field:
        return ""
    act = acts[one[field]]
    shown = {"star": "☆", "unstar": "★"}.get(act, getattr(W, act))
    label = f"{getattr(W, act)}: {one['text'][:80]}"
    return (
        f'<form method="post" action="/kept/{kind}/{escape(one["id"])}"><button name="act" value="{act}" class="quiet {act}" '
        f'aria-pressed="{str(one[field]).lower()}" aria-label="{escape(label)}">{shown}</button></form>'
    )


def one(kind: str, thing: Thing, zone: ZoneInfo, *, told: str = "", problem: str = "") -> str:
    """Return the page of one thing, on which it can be changed and forgotten."""
    address = f"/kept/{kind}/{escape(thing['id'])}"
    beside = " · ".join(
        escape(part)
        for part in (
            *_BESIDE[kind](thing, zone),
            W.kept_on.format(moment(thing["created_at"], zone)) if kind in ("item", "reminder") else "",
        )
        if part
    )
    rests = len(thing.get("sources", ()))
    made = f'<p class="soft">{counted(W.rests, rests)}</p>' if rests else ""
    warning = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return page(
        W.one[kind],
        f"""<p class="crumb"><a href="/kept?kind={kind}">← {W.kinds[kind]}</a></p><div class="heading"><h1>{W.one[kind]}</h1>{_mark(kind, thing)}</div>
<p class="soft">{beside}</p>{made}{told}{warning}
<form method="post" action="{address}"><label for="text">{W.text}</label><textarea id="text" name="text" rows="{_height(thing["text"])}" required>
{escape(thing["text"])}</textarea>{_fields(kind, thing)}<button name="act" value="edit">{W.save}</button></form>
{_timing(thing, address, zone) if kind == "reminder" else ""}{_removing(kind, address)}<details class="fold"><summary>{W.forget}</summary><p>{W.what_goes}</p>
<form method="post" action="{address}/forget"><button class="danger">{W.forget_for_good}</button></form></details>""",
        here="/kept",
    )


def _timing(thing: Thing, address: str, zone: ZoneInfo) -> str:
    """Return what is done about when a reminder comes."""
    if thing["state"] == "cancelled":
        return ""
    act = "skip" if thing["rule"] and thing["state"] == "pending" else "done"
    at = datetime.fromisoformat(thing["due_at"]).astimezone(zone)
    return f"""<form method="post" action="{address}" class="act"><button name="act" value="{act}" class="quiet">{W.timed[act]}</button></form>
<details class="fold"><summary>{W.pick}</summary><form method="post" action="{address}" class="find">
<input type="datetime-local" name="at" aria-label="{W.pick_at}" value="{at:%Y-%m-%dT%H:%M}" required><button name="act" value="pick">{W.pick_it}</button></form></details>"""


def _removing(kind: str, address: str) -> str:
    """Return what takes a thing away in such a way that it can be brought back; a summary goes with what it was made of alone."""
    if kind not in W.remove:
        return ""
    return f"""<details class="fold"><summary>{W.remove[kind]}</summary><p>{W.removes}</p>
<form method="post" action="{address}"><button name="act" value="remove">{W.remove_it}</button></form></details>"""


def _height(text: str) -> int:
    return min(20, 2 + sum(1 + len(line) // 60 for line in text.split("\n")))


def _fields(kind: str, thing: Thing) -> str:
    """Return the fields beside the words."""
    wanted = {
        "item": (("list", W.list, "text"), ("due", W.due, "date")),
        "draft": (("recipient", W.recipient, "text"),),
        "summary": (("about", W.subject, "text"),),
    }
    return "".join(
        f'<label for="{name}">{label}</label><input id="{name}" name="{name}" type="{form}" value="{escape(list_name(thing[name]) if name == "list" else thing[name])}"{" required" * (name == "list")}>'
        for name, label, form in wanted.get(kind, ())
    )


def sure(name: str, count: int) -> str:
    """Return the page that asks before a whole list is forgotten."""
    return page(
        W.title,
        f"""<h1>{escape(W.sure.format(list_name(name)))}</h1><p>{escape(counted(W.sure_of, count).format(list_name(name)))}</p><p>{W.removes}</p>
<form method="post" action="/kept/list" class="acts"><input type="hidden" name="list" value="{escape(name)}">
<button name="sure" value="yes" class="danger">{counted(W.forget_all, count)}</button><button name="sure" value="remove">{counted(W.remove_all, count)}</button><a class="button" href="/kept?kind=item">{W.leave}</a></form>""",
        here="/kept",
    )


def _of_note(one: Thing, zone: ZoneInfo) -> list[str]:
    return [moment(one["created_at"], zone)]


def _of_item(one: Thing, _zone: ZoneInfo) -> list[str]:
    return [W.by.format(said(date.fromisoformat(one["due"]))) if one["due"] else ""]


def _of_reminder(one: Thing, zone: ZoneInfo) -> list[str]:
    return [moment(one["due_at"], zone), repeats(one), W.states[one["state"]]]


def _of_draft(one: Thing, zone: ZoneInfo) -> list[str]:
    return [W.to.format(one["recipient"]) if one["recipient"] else "", moment(one["created_at"], zone)]


def _of_summary(one: Thing, zone: ZoneInfo) -> list[str]:
    return [W.of.format(one["about"]) if one["about"] else "", moment(one["created_at"], zone)]


_BESIDE: dict[str, Callable[[Thing, ZoneInfo], list[str]]] = {
    "note": _of_note,
    "item": _of_item,
    "reminder": _of_reminder,
    "draft": _of_draft,
    "summary": _of_summary,
}
"""What is said of each beside its words."""
