"""The conversation as HTML, message by message. Every value is escaped; only what a model wrote is read as Markdown."""

from html import escape
from typing import Any

from ui import markdown
from ui.times import when

History = list[dict[str, Any]]
STARTERS = ("What can you do?", "Show my reminders", "Show my notes", "What left my machine today?")
UNDO = frozenset({"Undo", "Kumoa"})
FIRST_WORDS = ("Reminder: ", "Muistutus: ")
CHANNELS = {"whatsapp": "WhatsApp"}
KINDS = {"message": "Chat", "note": "Note", "reminder": "Reminder", "contact": "Contact", "event": "Calendar", "draft": "Draft"}
LATER = {
    "en": (("10 min", "Snooze the reminder “{}” for 10 minutes"), ("1 h", "Snooze the reminder “{}” for 1 hour"), ("Tomorrow", "Snooze the reminder “{}” until tomorrow")),
    "fi": (("10 min", "Torkuta muistutusta “{}” 10 minuuttia"), ("1 h", "Torkuta muistutusta “{}” 1 tunti"), ("Huomenna", "Siirrä muistutus “{}” huomiseen")),
}  # fmt: skip
"""What the buttons of a reminder are called, and what they say."""
REMINDER = {
    "en": {"done": "Done", "was_done": "Done", "later": "Comes again {}"},
    "fi": {"done": "Valmis", "was_done": "Valmis", "later": "Tulee uudelleen {}"},
}
WELCOME = '<p class="welcome">Tell me something to remember, ask for it later, or set a reminder.</p>'


def drawn(history: History) -> list[dict[str, Any]]:
    """Return what a page shows: things with an id, a kind, HTML, and the words that can be copied or said again."""
    if not history:
        return [{"id": "welcome", "kind": "note", "html": WELCOME + _follow_ups(STARTERS)}]
    items: list[dict[str, Any]] = []
    if history[0].get("more"):
        items.append({"id": "earlier", "kind": "note", "html": _button("earlier", "Earlier")})
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
    words = f'<div class="bubble">{escape(part["content"])}</div>'
    if part.get("kind") == "waiting":
        return f'{words}<div class="foot">Waits for its turn {_button("drop", "Take back")}</div>'
    via = CHANNELS.get(part.get("channel", ""), "")
    again = _button("edit", "Edit") + _button("again", "Send again") if is_last and "key" not in part else ""
    return f'{words}<div class="foot">{_clock(part)}{f" · {via}" if via else ""}{again}</div>'


def _answer(part: dict[str, Any], _last: bool) -> str:
    reply = part.get("reply") or {}
    engine, options = reply.get("engine", ""), [option["value"] for option in part.get("options", ())]
    written = bool(engine) and engine != "rules"
    words = markdown.html(part["content"]) if written else escape(part["content"])
    undo = "".join(_say(text) for text in options if text in UNDO)
    foot = f'<div class="foot">{_behind(part, reply, engine)}{_sources(reply.get("sources") or [])}{_button("copy", "Copy")}{undo}</div>'
    return f'<div class="bubble{" md" if written else ""}">{words}</div>{foot}{_follow_ups([text for text in options if text not in UNDO])}'


def _coming(part: dict[str, Any], _last: bool) -> str:
    words = markdown.html(part["content"]) if part.get("written") else escape(part["content"])
    return f'<div class="bubble{" md" if part.get("written") else ""}" aria-busy="true">{words}</div>'


def _failed(part: dict[str, Any], _last: bool) -> str:
    return (
        f'<div class="bubble" role="alert">{escape(part["content"])}</div>'
        f'<div class="foot">{_button("retry", "Try again")}{_button("drop", "Discard")}</div>'
    )


def _reminder(part: dict[str, Any], _last: bool) -> str:
    """Return a card. Its buttons are there as long as the words mean this very reminder."""
    text, found = part["content"], part.get("reminder") or {}
    label = next((words for words in FIRST_WORDS if text.startswith(words)), FIRST_WORDS[0])
    language = "fi" if label == FIRST_WORDS[1] else "en"
    acts = _acts(found, language) if found.get("open") else ""
    if found.get("again"):
        acts = f'<p class="state">{escape(REMINDER[language]["later"].format(found["again"]))}</p>'
    if found.get("done"):
        acts = f'<p class="state">{REMINDER[language]["was_done"]}</p>'
    return (
        f'<div class="card"><p class="due"><strong>{label}</strong>{escape(text.removeprefix(label))}</p>{acts}'
        f'<div class="foot">{_clock(part)}</div></div>'
    )


def _acts(found: dict[str, Any], language: str) -> str:
    done = f'<button type="button" data-act="done" data-reminder="{escape(found["id"])}">{REMINDER[language]["done"]}</button>'
    words = " ".join(found["text"].split())
    later = "".join(_say(say.format(words), name) for name, say in LATER[language])
    return f'<div class="acts">{"" if found.get("rule") else done}{later}</div>'


_DRAW = {"answer": _answer, "coming": _coming, "failed": _failed, "reminder": _reminder}


def _behind(part: dict[str, Any], reply: dict[str, Any], engine: str) -> str:
    """Return the small line of an answer, which opens to what is behind it."""
    if not engine:
        return _clock(part)
    left = reply.get("egress") or []
    what = f'{len(left)} left<span class="wide"> this machine</span>' if left else 'nothing left<span class="wide"> this machine</span>'
    by = "without a model" if engine == "rules" else f"by {engine.removeprefix('ollama/')} on this side"
    steps = ", ".join(step.replace("_", " ") for step in reply.get("steps") or []) or "none"
    links = ", ".join(f'<a href="/left/{escape(one)}"><code>{escape(one)}</code></a>' for one in left)
    gone = f"<li>Left: {links}</li>" if left else ""
    return (
        f'<details class="behind"><summary>{_clock(part)} · {what}</summary>'
        f"<ul><li>Written {escape(by)}</li><li>Steps: {escape(steps)}</li>{gone}</ul></details>"
    )


def _sources(sources: list[dict[str, Any]]) -> str:
    if not sources:
        return ""
    return f'<details class="sources"><summary>Sources ({len(sources)})</summary><ul>{"".join(map(_source, sources))}</ul></details>'


def _source(source: dict[str, Any]) -> str:
    """Return a source as a card. A message of a chat opens the passage around it."""
    kind, sender = KINDS.get(source["kind"], source["kind"]), source.get("sender") or ""
    head = " · ".join(escape(word) for word in (kind, sender, when(source["at"])) if word)
    card = f'<span class="from">{head}</span><span class="quote">{escape(source["text"])}</span>'
    if source["kind"] != "message" or not source.get("chat", "").isalnum() or not source["id"].isdecimal():
        return f"<li>{card}</li>"
    return f'<li><a href="/chats/{source["chat"]}?around={source["id"]}#chosen">{card}</a></li>'


def _follow_ups(options: Any) -> str:
    return f'<div class="options">{"".join(map(_say, options))}</div>' if options else ""


def _say(text: str, name: str = "") -> str:
    return f'<button type="button" data-say="{escape(text)}">{escape(name or text)}</button>'


def _button(act: str, name: str) -> str:
    return f'<button type="button" data-act="{act}">{name}</button>'


def _clock(part: dict[str, Any]) -> str:
    return f'<time datetime="{escape(part["at"])}">{part["clock"]}</time>' if part.get("clock") else ""


def _day(part: dict[str, Any]) -> str:
    return f'<h2><time data-day="{part["day"]}" data-zone="{escape(part["zone"])}">{part["day_said"]}</time></h2>'
