"""The messages of a conversation as a page keeps them: what is kept of it, and behind that what was said and is not answered."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ui.dates import clock, long
from ui.line import Entry
from ui.onward import onward
from ui.progress import worded
from ui.said import History
from ui.times import local

RECENT = timedelta(hours=12)
"""So long after it came a reminder can be put off by its name."""


def last_answer(messages: list[dict[str, Any]]) -> str:
    """Return the id of the last answer, if there is one."""
    return next((message["id"] for message in reversed(messages) if message["role"] == "assistant" and message.get("reply")), "")


def shown(message: dict[str, Any], zone: str, *, with_options: bool = False, asked: str = "") -> dict[str, Any]:
    """Return a message of the gateway as a page keeps it; an answer to what was asked may offer what to say next."""
    role = "user" if message["role"] == "person" else "assistant"
    kind = "" if role == "user" else "reminder" if is_reminder(message) else "answer"
    part = {**made(role, message["text"], kind), "id": message["id"], "channel": message.get("channel", "")}
    if message.get("at"):
        at = local(message["at"], zone)
        day = {"day": f"{at:%Y-%m-%d}", "day_said": long(at)}
        part |= {"at": message["at"], "clock": clock(at), "zone": zone, **day}
    reply = message.get("reply") or {}
    options = [{"value": text} for text in onward(reply, asked)] if with_options else []
    return part | {"reply": reply} | ({"options": options} if options else {})


def is_reminder(message: dict[str, Any]) -> bool:
    """Tell whether a message came by itself."""
    return message["id"].startswith("reminder#")


def made(role: str, text: str, kind: str, key: str = "") -> dict[str, Any]:
    """Return something to be shown that has no id of its own."""
    return {"id": f"{kind} {key}", "role": role, "content": text, "kind": kind}


def opened(entries: tuple[Entry, ...], history: History) -> History:
    """Return what was said and is not answered, after what is kept of it already."""
    parts: History = []
    kept = {part["id"] for part in history}
    for entry in entries:
        turn = entry.turn or _turn_of(entry, history)
        if f"{turn}.a" in kept:
            continue
        if f"{turn}.p" not in kept:
            kind = "" if entry.asked else "waiting"
            parts.append({**made("user", entry.text, kind, f"said {entry.key}"), "key": entry.key})
        if entry.problem:
            parts.append({**made("assistant", f"{entry.problem}", "failed", entry.key), "key": entry.key})
        elif entry.asked:
            coming = made("assistant", entry.spoken or (entry.progress and worded(entry.progress)) or "…", "coming", entry.key)
            parts.append({**coming, "key": entry.key, "written": entry.is_written})
    return parts


def _turn_of(entry: Entry, history: History) -> str:
    """Return the turn that took something in, where it was never heard which one: the first later one of the same words."""
    ids = [part["id"] for part in history]
    later = history[ids.index(entry.after) + 1 if entry.after in ids else 0 :]
    return next((part["id"].removesuffix(".p") for part in later if part["role"] == "user" and part["content"] == entry.text), "")


def without_options(history: History) -> History:
    """Return messages of which none offers what to say next."""
    return [fresh(part, options=[]) if part.get("options") else part for part in history]


def fresh(part: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a message that is to be drawn anew."""
    return {name: value for name, value in part.items() if not name.startswith("item")} | values


def is_recent(part: dict[str, Any]) -> bool:
    """Tell whether a reminder that came can still be put off by its name."""
    return datetime.now(UTC) - datetime.fromisoformat(part["at"]) < RECENT
