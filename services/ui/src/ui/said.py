"""The conversation as HTML, message by message. Every value is escaped; only what a model wrote is read as Markdown."""

from html import escape
from typing import Any

from ui import markdown, words
from ui.dates import moment
from ui.things import talk_at
from ui.words import counted

History = list[dict[str, Any]]
UNDO = frozenset({"Undo", "Kumoa"})
FIRST_WORDS = ("Reminder: ", "Muistutus: ")
CHANNELS = {"whatsapp": "WhatsApp"}
W = words.of("TALK")


def drawn(history: History) -> list[dict[str, Any]]:
    """Return what a page shows: things with an id, a kind, HTML, and the words that can be copied or said again."""
    if not history:
        return [{"id": "welcome", "kind": "note", "html": f'<p class="welcome">{W.welcome}</p>{_follow_ups(W.starters)}'}]
    items: list[dict[str, Any]] = []
    if history[0].get("more"):
        items.append({"id": "earlier", "kind": "note", "html": _button("earlier", W.earlier)})
    last_own = next((part["id"] for part in reversed(history) if part["role"] == "user"), None)
    day = ""
    for part in history:
        if part.get("day", day) != day:
            day = part["day"]
            items.append({"id": f"day {day}", "kind": "day", "html": _day(part)})
        items.append(_item(part, is_last=part["id"] == last_own))
    return items


def _item(part: dict[str, Any], *, is_last: bool) -> dict[str, Any]:
    """Return one message. It is made once as long as nothing of it changes."""
    if part.get("item_last") is not is_last:
        make = _own if part["role"] == "user" else _DRAW[part.get("kind", "answer")]
        classes = f"{'user' if part['role'] == 'user' else 'bot'}-row {part.get('kind', '')}".strip()
        part["item"] = {"id": part["id"], "kind": classes, "text": part["content"], "key": part.get("key", ""), "html": make(part, is_last)}
        part["item_last"] = is_last
    return dict(part["item"])


def _own(part: dict[str, Any], is_last: bool) -> str:
    bubble = f'<div class="bubble">{escape(part["content"])}</div>'
    if part.get("kind") == "waiting":
        return f'{bubble}<div class="foot">{W.waits} {_button("drop", W.take_back)}</div>'
    via = CHANNELS.get(part.get("channel", ""), "")
    again = _button("edit", W.edit) + _button("again", W.send_again) if is_last and "key" not in part else ""
    return f'{bubble}<div class="foot">{_clock(part)}{f" · {via}" if via else ""}{again}</div>'


def _answer(part: dict[str, Any], _last: bool) -> str:
    reply = part.get("reply") or {}
    engine, options = reply.get("engine", ""), [option["value"] for option in part.get("options", ())]
    written = bool(engine) and engine != "rules"
    body = markdown.html(part["content"]) if written else escape(part["content"])
    undo, onward = "".join(_say(text) for text in options if text in UNDO), [text for text in options if text not in UNDO]
    asks = bool(reply.get("asks"))
    foot = f'<div class="foot">{_behind(part, reply, engine)}{_sources(reply.get("sources") or [])}{_button("copy", W.copy)}{undo}</div>'
    return f'<div class="bubble{" md" if written else ""}">{body}</div>{foot}{_follow_ups(onward, asks=asks)}'


def _coming(part: dict[str, Any], _last: bool) -> str:
    body = markdown.html(part["content"]) if part.get("written") else escape(part["content"])
    return f'<div class="bubble{" md" if part.get("written") else ""}" aria-busy="true">{body}</div>'


def _failed(part: dict[str, Any], _last: bool) -> str:
    return (
        f'<div class="bubble" role="alert">{escape(part["content"])}</div>'
        f'<div class="foot">{_button("retry", W.again)}{_button("drop", W.discard)}</div>'
    )


def _reminder(part: dict[str, Any], _last: bool) -> str:
    """Return a card. Its buttons are there as long as the words mean this very reminder."""
    text, found = part["content"], part.get("reminder") or {}
    label = next((first for first in FIRST_WORDS if text.startswith(first)), FIRST_WORDS[0])
    acts = _acts(found) if found.get("open") else ""
    if found.get("again"):
        acts = f'<p class="state">{escape(W.comes_again.format(found["again"]))}</p>'
    if found.get("done"):
        acts = f'<p class="state">{W.was_done}</p>'
    return (
        f'<div class="card"><p class="due"><strong>{label}</strong>{escape(text.removeprefix(label))}</p>{acts}'
        f'<div class="foot">{_clock(part)}</div></div>'
    )


def _acts(found: dict[str, Any]) -> str:
    done = f'<button type="button" data-act="done" data-reminder="{escape(found["id"])}">{W.done}</button>'
    text = " ".join(found["text"].split())
    later = "" if found.get("wordless") else "".join(_say(say.format(text), name) for name, say in W.later)
    return f'<div class="acts">{done}{later}</div>'


_DRAW = {"answer": _answer, "coming": _coming, "failed": _failed, "reminder": _reminder}


def _behind(part: dict[str, Any], reply: dict[str, Any], engine: str) -> str:
    """Return the small line of an answer, which opens to what is behind it."""
    if not engine:
        return _clock(part)
    left = reply.get("egress") or []
    what = counted(W.left, len(left)).format(f'<span class="wide">{W.this_machine}</span>')
    by = W.without_model if engine == "rules" else W.by_model.format(engine.removeprefix("ollama/"))
    steps = ", ".join(W.acts.get(step, step.replace("_", " ")) for step in reply.get("steps") or []) or W.no_steps
    links = ", ".join(f'<a href="/left/{escape(one)}"><code>{escape(one)}</code></a>' for one in left)
    gone = f"<li>{W.gone.format(links)}</li>" if left else ""
    return (
        f'<details class="behind"><summary>{_clock(part)} · {what}</summary>'
        f"<ul><li>{escape(by)}</li><li>{escape(W.steps.format(steps))}</li>{gone}</ul></details>"
    )


def _sources(sources: list[dict[str, Any]]) -> str:
    if not sources:
        return ""
    return (
        f'<details class="sources"><summary>{W.sources.format(len(sources))}</summary><ul>{"".join(map(_source, sources))}</ul></details>'
    )


def _source(source: dict[str, Any]) -> str:
    """Return a source as a card. A message of a chat opens the passage around it."""
    kind, sender = W.kinds.get(source["kind"], source["kind"]), source.get("sender") or ""
    head = " · ".join(escape(word) for word in (kind, sender, moment(source["at"])) if word)
    card = f'<span class="from">{head}</span><span class="quote">{escape(source["text"])}</span>'
    if source["kind"] == "conversation":
        return f'<li><a href="{talk_at(source)}">{card}</a></li>'
    if source["kind"] != "message" or not source.get("chat", "").isalnum() or not source["id"].isdecimal():
        return f"<li>{card}</li>"
    return f'<li><a href="/chats/{source["chat"]}?around={source["id"]}#chosen">{card}</a></li>'


def _follow_ups(options: Any, *, asks: bool = False) -> str:
    """Return what may be said next: an answer to a question is said by a press, anything else fills the box."""
    return f'<div class="options">{"".join(map(_say if asks else _fill, options))}</div>' if options else ""


def _fill(text: str) -> str:
    return f'<button type="button" data-fill="{escape(text)}">{escape(text)}</button>'


def _say(text: str, name: str = "") -> str:
    return f'<button type="button" data-say="{escape(text)}">{escape(name or text)}</button>'


def _button(act: str, name: str) -> str:
    return f'<button type="button" data-act="{act}">{name}</button>'


def _clock(part: dict[str, Any]) -> str:
    return f'<time datetime="{escape(part["at"])}">{part["clock"]}</time>' if part.get("clock") else ""


def _day(part: dict[str, Any]) -> str:
    return f'<h2><time data-day="{part["day"]}" data-zone="{escape(part["zone"])}">{part["day_said"]}</time></h2>'
