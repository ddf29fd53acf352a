"""The HTML of the pages beside the conversation. Every value is escaped; nothing is fetched but the page itself."""

import re
from html import escape
from typing import Any

from ui import words
from ui.client import GatewayError
from ui.frame import asset, page, size, time
from ui.things import talk_at
from ui.words import counted, grouped

W, IN, FOUND = words.of("CHATS"), words.of("IMPORT"), words.of("SEARCH")
SCRIPT = asset("import.js")
PAGES = {
    "note": "/kept/note/{}",
    "reminder": "/kept/reminder/{}",
    "draft": "/kept/draft/{}",
    "summary": "/kept/summary/{}",
    "contact": "/people/{}",
    "event": "/calendar",
    "chat": "/chats/{}",
}
"""Where more is shown of what was found."""
LASTING = frozenset({"contact", "event", "chat"})
"""When these were written down tells nobody anything."""
BUSY = frozenset({"receiving", "waiting", "running", "undoing"})
"""In these states an import is not over."""
ELSEWHERE = {"vcard": "/people", "icalendar": "/calendar"}
"""Where what an importer brings is, if not among the chats."""
WHERE = {"telegram": "/chats", "chatgpt": "/chats", "whatsapp": "/chats", **ELSEWHERE}
"""Where what was brought is looked at, by its source."""
LINE = re.compile(r"line (\d+): (.*)", re.DOTALL)
MARKS = str.maketrans({"⟦": "<mark>", "⟧": "</mark>"})


def attached(message: dict[str, Any]) -> str:
    """Return what came with a message, in words; nothing where nothing did."""
    what, name = W.media.get(message["kind"], ""), (message["media"] or "").rpartition("/")[2]
    return ": ".join(part for part in (what, name) if part)


def in_short(message: dict[str, Any]) -> str:
    """Return what a message says, or what it is where it has no words."""
    return str(message["text"] or (W.deleted if message["kind"] == "deleted" else attached(message)))


def plain_id(text: str) -> str:
    """Return an id that may stand in an address; raises GatewayError for anything else."""
    if not text.isalnum() or len(text) > 64:
        raise GatewayError(404, "There is no such thing.")
    return text


def importing(imports: list[dict[str, Any]], chats: dict[str, str]) -> str:
    """Return the page on which files are brought in."""
    return page(
        IN.title,
        f"""<h1>{IN.title}</h1>
<p class="soft">{IN.about}</p>
<form id="bring">
<label class="drop" id="drop"><input type="file" id="file" accept=".txt,.zip,.json,.vcf,.ics">
<strong>{IN.choose}</strong><span>{IN.formats}</span></label>
<label for="chat">{IN.chat} <span class="soft">{IN.chat_hint}</span></label>
<input id="chat" maxlength="200" autocomplete="off">
<button type="submit" disabled>{IN.bring}</button>
<div class="progress" role="status" aria-live="polite"></div>
</form>
<details><summary>{IN.how}</summary><p>{IN.steps}</p></details>
<h2>{IN.imports}</h2><div id="imports">{import_list(imports, chats)}</div>""",
        here="/import",
        script=SCRIPT,
    )


def import_list(imports: list[dict[str, Any]], chats: dict[str, str]) -> str:
    """Return the list of imports; `data-busy` tells the page to look again. `chats` has the ids of chats by their names."""
    if not imports:
        return f'<p class="soft">{IN.none}</p>'
    busy = any(one["state"] in BUSY for one in imports)
    return f'<ul class="list"{" data-busy" if busy else ""}>{"".join(_import(one, chats) for one in imports)}</ul>'


def import_card(one: dict[str, Any], chat: str) -> str:
    """Return how far an import is, or what came of it and what now, as the talk tells it."""
    state, name = one["state"], f"<bdi>{escape(one['chat'])}</bdi>"
    counts = [IN.new.format(grouped(one["added"])), *([IN.known.format(grouped(one["skipped"]))] if one["skipped"] else [])]
    share = 100 * one["done"] // max(one["total"], 1)
    bar = f'<progress max="100" value="{share}" aria-label="{IN.states["running"]}"></progress>' if state == "running" else ""
    beside = f": {', '.join(counts)}" if state == "done" else ""
    failed = f'<p class="problem">{escape(words.said(one["reason"]))}.</p><p>{IN.otherwise}</p>' if state == "failed" else ""
    where = f"/chats/{escape(chat)}" if chat else WHERE.get(one["source"], "")
    links = [f'<a href="{where}">{IN.look[where.split("/")[1]]}</a>'] if state == "done" and where else []
    undo = f'<button type="button" data-undo="{escape(one["id"])}">{IN.undo}</button>' if state == "done" and one["added"] else ""
    return (
        f'<div class="card"><p><strong>{IN.title}</strong> {name}</p><p>{IN.states.get(state, "")}{beside}</p>{bar}{failed}'
        f'<div class="foot">{"".join([*links, f"""<a href="/import">{IN.all}</a>"""])}{undo}</div></div>'
    )


def import_line(one: dict[str, Any]) -> str:
    """Return an import in a line."""
    found = f", {IN.new.format(grouped(one['added']))}" if one["state"] == "done" else ""
    return f"{escape(one['chat'])}: {IN.states.get(one['state'], '')}{found}, {time(one['created_at'])}"


def _next(one: dict[str, Any], chats: dict[str, str]) -> str:
    """Return what can be done now with what an import brought."""
    if one["state"] != "done" or not one["added"] + one["skipped"]:
        return ""
    if one["source"] in ELSEWHERE:
        ways = [(ELSEWHERE[one["source"]], IN.ways[one["source"]])]
    else:
        chat = chats.get(one["chat"])
        ways = [(f"/chats/{chat}", IN.read), (f"/chats/{chat}/statistics", IN.numbers)] if chat else [("/chats", IN.chats)]
        ways.append(("/", IN.ask))
    links = " · ".join(f'<a href="{escape(address)}">{shown}</a>' for address, shown in ways)
    return f'<p class="next">{IN.now} {links}</p>'


def _import(one: dict[str, Any], chats: dict[str, str]) -> str:
    share = 100 * one["done"] // max(one["total"], 1)
    left = IN.seconds_left.format(f"{one['seconds_left']:.0f}") if one.get("seconds_left") else ""
    bar = f'<progress max="100" value="{share}"></progress>' if one["state"] == "running" else ""
    counts = (IN.new.format(grouped(one["added"])), IN.known.format(grouped(one["skipped"])) if one["skipped"] else "")
    beside = (
        time(one["created_at"]),
        escape(IN.sources.get(one["source"], one["source"])),
        *(counts if one["added"] or one["skipped"] else ()),
    )
    unread = (
        f"<details><summary>{counted(IN.unread, one['unread'])}</summary><p>{'<br>'.join(map(_unread, one['report']))}</p></details>"
        if one["unread"]
        else ""
    )
    reason = f'<p class="problem">{escape(words.said(one["reason"]))}</p>' if one["reason"] else ""
    undo = (
        f'<button type="button" class="quiet" data-undo="{escape(one["id"])}">{IN.stop if one["state"] in ("running", "waiting") else IN.undo}</button>'
        if one["state"] not in ("undone", "undoing") and (one["added"] or one["state"] in BUSY)
        else ""
    )
    return (
        f"<li><div><strong>{escape(one['chat'])}</strong> <span class='state {escape(one['state'])}'>{IN.states.get(one['state'], '')}{left}</span></div>"
        f"<div class='soft'>{' · '.join(filter(None, beside))}</div>{bar}"
        f"{reason}{unread}{_next(one, chats)}{undo}</li>"
    )


def _unread(why: str) -> str:
    """Return why a place of a file could not be read; it may be told by its line."""
    place = LINE.fullmatch(why)
    return escape(IN.line.format(place[1], words.said(place[2])) if place else words.said(why))


def search(wanted: dict[str, str], answer: dict[str, Any], chat: dict[str, Any] | None = None) -> str:
    """Return the search page, with what the gateway answered."""
    q = wanted.get("q", "")
    kinds = "".join(
        f'<option value="{name}"{" selected" if wanted.get("kind") == name else ""}>{shown}</option>' for name, shown in FOUND.kinds.items()
    )
    found = "".join(map(_hit, answer.get("hits", ()))) or (f'<p class="soft">{FOUND.nothing}</p>' if q else "")
    return page(
        FOUND.title,
        f"""<h1>{FOUND.title}</h1><form method="post" action="/search" class="search">
<input name="q" aria-label="{FOUND.what}" value="{escape(q)}" maxlength="500" placeholder="{FOUND.words}"{"" if q else " autofocus"} required>
<select name="kind" aria-label="{FOUND.where}">{kinds}</select>
<input name="person" aria-label="{FOUND.by}" value="{escape(wanted.get("person", ""))}" maxlength="200" placeholder="{FOUND.anybody}">
<button type="submit">{FOUND.search}</button>{_within(chat) if chat else ""}</form>{mended(answer.get("instead", {}))}<ul class="list">{found}</ul>""",
        here="/search",
    )


def _within(chat: dict[str, Any]) -> str:
    """Return the choice of looking in one chat alone."""
    return f'<label class="within"><input type="checkbox" name="chat" value="{escape(chat["id"])}" checked> {FOUND.within.format(escape(chat["name"]))}</label>'


def mended(words: dict[str, str]) -> str:
    """Return which words were looked for instead of others."""
    said = " ".join(FOUND.instead.format(escape(word), escape(nearest)) for word, nearest in words.items())
    return f'<p class="soft" role="status">{said}</p>' if said else ""


def _hit(hit: dict[str, Any]) -> str:
    text = escape(hit["snippet"]).translate(MARKS)
    if hit["kind"] != "message":
        kind, at = FOUND.one.get(hit["kind"], hit["kind"]), "" if hit["kind"] in LASTING else f"{time(hit['at'])} · "
        body = f"<div class='soft'>{at}{escape(kind)}</div><div>{text}</div>"
        page_of = talk_at(hit) if hit["kind"] == "conversation" else PAGES.get(hit["kind"], "").format(escape(hit["id"]))
        return f"<li><a href='{page_of}'>{body}</a></li>" if page_of else f"<li>{body}</li>"
    address = f"/chats/{escape(hit['chat'])}?around={escape(hit['id'])}#chosen"
    return (
        f"<li><a href='{address}'><div class='soft'>{time(hit['at'])} · {escape(hit['chat_name'])}</div>"
        f"<div><strong>{escape(hit['sender'])}</strong> {text}</div></a></li>"
    )


def passage(chat: str, name: str, messages: list[dict[str, Any]], where: dict[str, str | None], *, on: str = "") -> str:
    """Return a page of a chat; beyond its end, the way back."""
    around, before, after = (where.get(side) for side in ("around", "before", "after"))
    said = "".join(_message(chat, message, marked=message["id"] == around) for message in messages)
    to = f'<a href="/chats/{escape(chat)}?'
    sooner = (
        f'{to}before={escape(messages[0]["id"])}">{W.earlier}</a>'
        if messages
        else f'{to}around={escape(after)}">{W.back}</a>'
        if after
        else ""
    )
    later = (
        f'{to}after={escape(messages[-1]["id"])}">{W.later}</a>'
        if messages
        else f'{to}around={escape(before)}">{W.back}</a>'
        if before
        else ""
    )
    body = f'<ol class="talk">{said}</ol>' if messages else f'<p class="soft">{W.end}</p>'
    pager = f'<nav class="pager" aria-label="{{}}">{sooner}<span></span>{later}</nav>'
    above, below = pager.format(W.above), pager.format(W.below)
    return page(name, f"<h1>{escape(name)}</h1>{_tools(chat, on)}{above}{body}{below}", here="/chats")


def _tools(chat: str, on: str) -> str:
    """Return the ways into a chat: from a day on, by words, and to its numbers."""
    return f"""<div class="tools"><form method="get" action="/chats/{escape(chat)}"><label for="on">{W.from_day}</label>
<input type="date" id="on" name="on" value="{escape(on)}" required><button>{W.go}</button></form>
<form method="post" action="/search"><input type="hidden" name="kind" value="message"><input type="hidden" name="chat" value="{escape(chat)}">
<input name="q" aria-label="{W.find}" placeholder="{W.find}" maxlength="500" required><button>{W.search}</button></form>
<a href="/chats/{escape(chat)}/statistics">{W.numbers_of}</a></div>"""


def _seen(kind: str, address: str, what: str) -> str:
    """Return a photo or a player of what came with a message; nothing for what is neither."""
    if kind in ("image", "sticker"):
        return f'<img src="{address}/photo" alt="{what}" loading="lazy" decoding="async" class="{kind}">'
    if kind == "audio":
        return f'<audio src="{address}/sound" aria-label="{what}" controls preload="none"></audio>'
    return ""


def _message(chat: str, message: dict[str, Any], *, marked: bool) -> str:
    chosen = ' class="chosen" id="chosen"' if marked else ""
    what = escape(attached(message))
    media = f"<em>{what}</em>" if message["kind"] in W.media else ""
    if message["size"]:
        address = f"/chats/{escape(chat)}/messages/{escape(message['id'])}"
        media = (
            f'<a class="file" href="{address}/attachment" download>{what or W.file} <span class="soft">{size(message["size"])}</span></a>'
        )
        media = _seen(message["kind"], address, what) + media
    media = f"<em>{W.deleted}</em>" if message["kind"] == "deleted" else media
    sender = f"<strong>{escape(message['sender'])}</strong> " if message["sender"] else ""
    flags = "".join(f" · <em>{shown}</em>" for flag, shown in W.flags.items() if message[flag])
    return f"<li{chosen}><div class='soft'>{sender}{time(message['at'])}{flags}</div><p>{media} {escape(message['text'])}</p></li>"
