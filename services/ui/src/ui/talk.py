"""The conversation, as a page shows it and speaks in it."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import gradio as gr

from ui import due_acts
from ui.client import Gateway, GatewayError
from ui.dates import clock, long, soon
from ui.line import Entry, Line
from ui.progress import worded
from ui.said import History
from ui.things import person_zone
from ui.times import local

SHOWN = 60
STOP_TRIES, STOP_EVERY_SECONDS = 20, 0.25
STOPS = frozenset({"stop", "seis", "lopeta"})
RECENT = timedelta(hours=12)
"""So long after it came a reminder can be put off by its name."""
LOOKED_UP = 10
KEY_CHARACTERS = 64
Connect = Callable[[gr.Request], Gateway]
Lines = Callable[[gr.Request], Line]


class Told(NamedTuple):
    """What a page shows: messages to the newest one, in a zone. The first has a mark when there are earlier ones."""

    history: History = []
    newest: str = ""
    zone: str = ""
    version: int = 0
    """Of what is open, when it was shown."""


class Talk:
    """What a page asks for."""

    def __init__(self, connect: Connect, lines: Lines | None = None) -> None:
        only = Line()
        self._connect = connect
        self._line = lines or (lambda _request: only)

    def load(self, request: gr.Request) -> tuple[History, Told]:
        """Show the newest messages."""
        try:
            gateway = self._connect(request)
            messages = gateway.get("messages", limit=SHOWN)["messages"]
            told = _continued(Told(zone=person_zone(gateway).key), messages, asking=_last_answer(messages))
            _mark_first(told.history, gateway)
        except GatewayError as error:
            return [_part("assistant", f"{error}", "answer")], Told()
        told = self._looked_up(told, request)
        return self._all(told, request), told

    def earlier(self, told: Told, request: gr.Request) -> tuple[Any, Any]:
        """Show what was said before what is shown."""
        if not told.history or not told.history[0].get("more") or self._line(request).busy:
            return gr.skip(), gr.skip()
        try:
            gateway = self._connect(request)
            messages = gateway.get("messages", limit=SHOWN, before=told.history[0]["id"])["messages"]
            before = [_shown(message, told.zone) for message in messages]
            _mark_first(before, gateway)
        except GatewayError:
            return gr.skip(), gr.skip()
        told = told._replace(history=[*before, _fresh(told.history[0], more=False), *told.history[1:]])
        return self._all(told, request), told

    def poll(self, told: Told, request: gr.Request) -> tuple[Any, Any]:
        """Add what has come meanwhile: reminders, messages of other channels, and what other pages said."""
        line = self._line(request)
        if line.is_followed(_page(request)):
            return gr.skip(), gr.skip()
        try:
            messages = self._connect(request).get("messages", after=told.newest, limit=SHOWN)["messages"]
        except GatewayError:
            return gr.skip(), gr.skip()
        version = line.version
        if not messages and version == told.version:
            return gr.skip(), gr.skip()
        told = _continued(told, messages)._replace(version=version)
        told = self._looked_up(told, request) if messages else told
        return self._all(told, request), told

    def chosen(self, told: Told, event: gr.SelectData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Say what the page says: what was written, or the words of a button."""
        value = event.value
        text, key = (value.get("text", value.get("value")), value.get("key")) if isinstance(value, dict) else (value, "")
        key = key if isinstance(key, str) and key.isalnum() and len(key) <= KEY_CHARACTERS else ""
        for _box, *shown in self.send(text if isinstance(text, str) else "", told, request, key=key):
            yield gr.skip(), *shown  # The page has emptied its box itself, and somebody may write in it again.

    def send(self, text: str, told: Told, request: gr.Request, key: str = "") -> Iterator[tuple[Any, ...]]:
        """Say something, after what was said before, and show the answers as they come."""
        text, line, page = (text or "").strip(), self._line(request), _page(request)
        if not text:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        if line.busy and text.casefold().rstrip(".!") in STOPS:
            self.stop(request)
            yield "", gr.skip(), gr.skip()
            return
        before = line.now()
        line.say(self._connect(request), text, key=key, after=told.newest)
        if line.is_followed(page):
            yield "", gr.skip(), gr.skip()
            return
        told = told._replace(history=_without_options(told.history))
        others = tuple(entry for entry in before.entries if entry.text != text)
        first = _opened((*others, Entry(text, key, told.newest, asked=before.over)), told.history)
        yield "", told.history + first, told
        yield from self._follow(told, request, before.answered)

    def follow(self, told: Told, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Show an answer that is coming already; nothing when none is."""
        state = self._line(request).now()
        if state.over:
            yield gr.skip(), gr.skip(), gr.skip()
        else:
            yield from self._follow(told, request, state.answered)

    def stop(self, request: gr.Request) -> None:
        """Have the model stop; what it has written stands, and comes as the answer. Who stops at once may be before the model begins."""
        line, answered = self._line(request), self._line(request).now().answered
        for _ in range(STOP_TRIES):
            try:
                if self._connect(request).post("messages/stop")["stopped"]:
                    return
            except GatewayError:
                return  # Whoever waits for the answer hears why.
            time.sleep(STOP_EVERY_SECONDS)
            if not line.busy or line.now().answered != answered:
                return

    def drop(self, told: Told, event: gr.EventData, request: gr.Request) -> tuple[Any, Any]:
        """Give up what waits or could not be sent."""
        line = self._line(request)
        line.drop(str(event._data.get("key", "")))
        if line.busy:  # Whoever shows the answer shows this too.
            return gr.skip(), gr.skip()
        return self._all(told, request), told

    def done(self, told: Told, event: gr.EventData, request: gr.Request) -> tuple[Any, Any]:
        """Take a reminder that came as done."""
        reminder = str(event._data.get("reminder", ""))
        known = any(part.get("reminder", {}).get("id") == reminder for part in told.history)
        if known:
            try:
                due_acts.done(self._connect(request), f"rang:{reminder}", "done", datetime.now(UTC))
            except GatewayError:
                return gr.skip(), gr.skip()
            told = self._looked_up(told, request)
        return self._all(told, request), told

    def _follow(self, told: Told, request: gr.Request, seen: int) -> Iterator[tuple[Any, ...]]:
        line = self._line(request)
        for state in line.states(_page(request)):
            if state is None:
                yield gr.skip(), gr.skip(), gr.skip()
                continue
            if state.answered != seen:
                seen, told = state.answered, self._answered(told, state.last, request)
            told = told._replace(version=line.version)
            yield gr.skip(), told.history + _opened(state.entries, told.history), told

    def _answered(self, told: Told, data: dict[str, Any], request: gr.Request) -> Told:
        """Return what is shown once an answer is there: with whatever else came meanwhile, where that can be read."""
        answer = f"{data['id']}.a"
        try:
            messages = self._connect(request).get("messages", after=told.newest, limit=SHOWN)["messages"]
        except GatewayError:
            messages = []
        if any(message["id"] == answer for message in messages):
            return self._looked_up(_continued(told, messages, asking=answer), request)
        message = {"id": answer, "role": "assistant", "turn": data["id"], "text": data["reply"], "reply": data}
        return told._replace(history=[*told.history, _shown(message, told.zone, with_options=True)], newest=answer)

    def _all(self, told: Told, request: gr.Request) -> Any:
        return told.history + _opened(self._line(request).now().entries, told.history)

    def _looked_up(self, told: Told, request: gr.Request) -> Told:
        """Return what is shown with what became of the reminders that came lately."""
        history, left = list(told.history), LOOKED_UP
        for place in range(len(history) - 1, -1, -1):
            part = history[place]
            if left and part.get("kind") == "reminder" and _is_recent(part):
                left -= 1
                history[place] = _fresh(part, reminder=self._reminder(part, told, request, is_newest=place == len(history) - 1))
        return told._replace(history=history)

    def _reminder(self, part: dict[str, Any], told: Told, request: gr.Request, *, is_newest: bool) -> dict[str, Any]:
        try:
            found = self._connect(request).get(f"reminders/{part['id'].split('#')[1]}")
        except GatewayError:
            return {}
        if found["state"] == "cancelled":
            return {"id": found["id"], "done": True}
        if found["state"] == "pending" and not found["rule"]:
            return {"id": found["id"], "again": soon(local(found["due_at"], told.zone))}
        if not found["rule"]:
            return {**found, "open": True}
        rang = found["rang_at"] and datetime.fromisoformat(found["rang_at"]) == datetime.fromisoformat(part["id"].split("#")[2])
        return {**found, "open": rang, "wordless": not is_newest}  # Of a series the words mean what came last of all.


def _continued(told: Told, messages: list[dict[str, Any]], *, asking: str = "") -> Told:
    """Return what a page shows after some more messages. One may ask back."""
    history = told.history + [_shown(message, told.zone, with_options=message["id"] == asking) for message in messages]
    return told._replace(history=history, newest=messages[-1]["id"] if messages else told.newest)


def _last_answer(messages: list[dict[str, Any]]) -> str:
    return next((message["id"] for message in reversed(messages) if message["role"] == "assistant" and message.get("reply")), "")


def _mark_first(history: History, gateway: Gateway) -> None:
    """Mark the first message when there are earlier ones."""
    if history and gateway.get("messages", limit=1, before=history[0]["id"])["messages"]:
        history[0]["more"] = True


def _shown(message: dict[str, Any], zone: str, *, with_options: bool = False) -> dict[str, Any]:
    role = "user" if message["role"] == "person" else "assistant"
    kind = "" if role == "user" else "reminder" if message["id"].startswith("reminder#") else "answer"
    part = {**_part(role, message["text"], kind), "id": message["id"], "channel": message.get("channel", "")}
    if message.get("at"):
        at = local(message["at"], zone)
        day = {"day": f"{at:%Y-%m-%d}", "day_said": long(at)}
        part |= {"at": message["at"], "clock": clock(at), "zone": zone, **day}
    reply = message.get("reply") or {}
    options = [{"value": text} for text in reply.get("follow_ups") or []] if with_options else []
    return part | {"reply": reply} | ({"options": options} if options else {})


def _part(role: str, text: str, kind: str, key: str = "") -> dict[str, Any]:
    return {"id": f"{kind} {key}", "role": role, "content": text, "kind": kind}


def _opened(entries: tuple[Entry, ...], history: History) -> History:
    """Return what was said and is not answered, after what is kept of it already."""
    parts: History = []
    kept = {part["id"] for part in history}
    for entry in entries:
        turn = entry.turn or _turn_of(entry, history)
        if f"{turn}.a" in kept:
            continue
        if f"{turn}.p" not in kept:
            kind = "" if entry.asked else "waiting"
            parts.append({**_part("user", entry.text, kind, f"said {entry.key}"), "key": entry.key})
        if entry.problem:
            parts.append({**_part("assistant", f"{entry.problem}", "failed", entry.key), "key": entry.key})
        elif entry.asked:
            coming = _part("assistant", entry.spoken or (entry.progress and worded(entry.progress)) or "…", "coming", entry.key)
            parts.append({**coming, "key": entry.key, "written": entry.is_written})
    return parts


def _turn_of(entry: Entry, history: History) -> str:
    """Return the turn that took something in, where it was never heard which one: the first later one of the same words."""
    ids = [part["id"] for part in history]
    later = history[ids.index(entry.after) + 1 if entry.after in ids else 0 :]
    return next((part["id"].removesuffix(".p") for part in later if part["role"] == "user" and part["content"] == entry.text), "")


def _without_options(history: History) -> History:
    return [_fresh(part, options=[]) if part.get("options") else part for part in history]


def _fresh(part: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a message that is to be drawn anew."""
    return {name: value for name, value in part.items() if not name.startswith("item")} | values


def _is_recent(part: dict[str, Any]) -> bool:
    return datetime.now(UTC) - datetime.fromisoformat(part["at"]) < RECENT


def _page(request: gr.Request) -> str:
    return str(request.session_hash)
