"""The conversation, as a page shows it and speaks in it."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import dropwhile
from typing import Any, NamedTuple

import gradio as gr

from ui import due_acts, parts
from ui.client import Gateway, GatewayError
from ui.dates import soon
from ui.line import Entry, Line
from ui.said import History
from ui.things import CONVERSATION, person_zone, thread_of
from ui.times import local

SHOWN = 60
STOP_TRIES, STOP_EVERY_SECONDS = 20, 0.25
STOPS = frozenset({"stop", "seis", "lopeta"})
LOOKED_UP = 10
KEY_CHARACTERS = 64
GONE = 404
Connect = Callable[[gr.Request], Gateway]
Lines = Callable[[gr.Request, str], Line]


class Told(NamedTuple):
    """What a page shows: messages to the newest one, in a zone. The first has a mark when there are earlier ones."""

    history: History = []
    newest: str = ""
    zone: str = ""
    version: int = 0
    """Of what is open, when it was shown."""
    thread: str = ""
    """Which conversation it is; empty: the one that all channels share."""
    forgotten: int = 0
    """As the gateway said when it was read: another number says that it may hold what was forgotten since."""


class Talk:
    """What a page asks for."""

    def __init__(self, connect: Connect, lines: Lines | None = None) -> None:
        only = Line()
        self._connect = connect
        self._lines = lines or (lambda _request, _thread: only)

    def load(self, request: gr.Request) -> tuple[History, Told]:
        """Show the newest messages of the conversation that the page's address names."""
        return self._loaded(thread_of(request.query_params.get(CONVERSATION, "")), request)

    def _loaded(self, thread: str, request: gr.Request) -> tuple[History, Told]:
        told = Told(thread=thread)
        try:
            gateway = self._connect(request)
            found = gateway.get("messages", limit=SHOWN, thread=thread)
            messages, said = found["messages"], _begun(found["messages"]) if thread else found["messages"]
            told = told._replace(zone=person_zone(gateway).key, forgotten=found["forgotten"])
            told = _continued(told, said, asking=parts.last_answer(said))
            if said == messages:
                _mark_first(told, gateway)
            told = told._replace(newest=messages[-1]["id"] if messages else "")
        except GatewayError as error:
            return [parts.made("assistant", f"{error}", "answer")], Told(thread=thread)
        told = self._looked_up(told, request)
        return self._all(told, request), told

    def _here(self, told: Told, request: gr.Request) -> Told:
        """Return what the page shows; read anew where that is not known here (yet, or any more): its address says which conversation it is."""
        thread = thread_of(request.query_params.get(CONVERSATION, told.thread))
        return told if told.zone and told.thread == thread else self._loaded(thread, request)[1]

    def earlier(self, told: Told, request: gr.Request) -> tuple[Any, Any]:
        """Show what was said before what is shown."""
        told = self._here(told, request)
        if not told.history or not told.history[0].get("more") or self._line(told, request).busy:
            return gr.skip(), gr.skip()
        try:
            gateway = self._connect(request)
            messages = gateway.get("messages", limit=SHOWN, before=told.history[0]["id"], thread=told.thread)["messages"]
            before = [parts.shown(message, told.zone) for message in messages]
            _mark_first(told._replace(history=before), gateway)
        except GatewayError:
            return gr.skip(), gr.skip()
        told = told._replace(history=[*before, parts.fresh(told.history[0], more=False), *told.history[1:]])
        return self._all(told, request), told

    def poll(self, told: Told, request: gr.Request) -> tuple[Any, Any]:
        """Add what has come meanwhile: reminders, messages of other channels, and what other pages said. Once something was forgotten, all is
        read anew."""
        here = self._here(told, request)
        line = self._line(here, request)
        if line.is_followed(_page(request)):
            return gr.skip(), gr.skip()
        if here is not told:
            return self._all(here, request), here
        try:
            found = self._connect(request).watching().get("messages", after=told.newest, limit=SHOWN, thread=told.thread)
        except GatewayError as error:
            return self._loaded(told.thread, request) if error.status == GONE else (gr.skip(), gr.skip())
        if told.forgotten not in (0, found["forgotten"]):
            return self._loaded(told.thread, request)
        messages, version = found["messages"], line.version
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
        told = self._here(told, request)
        text, line, page = (text or "").strip(), self._line(told, request), _page(request)
        if not text:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        if line.busy and text.casefold().rstrip(".!") in STOPS:
            self.stop(told, request)
            yield "", gr.skip(), gr.skip()
            return
        before = line.now()
        line.say(self._connect(request), text, key=key, after=told.newest)
        if line.is_followed(page):
            yield "", gr.skip(), gr.skip()
            return
        told = told._replace(history=parts.without_options(told.history))
        others = tuple(entry for entry in before.entries if entry.text != text)
        first = parts.opened((*others, Entry(text, key, told.newest, asked=before.over)), told.history)
        yield "", told.history + first, told
        yield from self._follow(told, request, before.answered)

    def follow(self, told: Told, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Show an answer that is coming already; nothing when none is."""
        told = self._here(told, request)
        state = self._line(told, request).now()
        if state.over:
            yield gr.skip(), gr.skip(), gr.skip()
        else:
            yield from self._follow(told, request, state.answered)

    def stop(self, told: Told, request: gr.Request) -> None:
        """Have the model stop that writes in this conversation; what it has written stands, and comes as the answer. Who stops at once may be
        before the model begins."""
        line = self._line(self._here(told, request), request)
        answered = line.now().answered
        for _ in range(STOP_TRIES):
            turn = next((entry.turn for entry in line.now().entries if entry.asked), "")
            try:
                if turn and self._connect(request).post("messages/stop", {"id": turn})["stopped"]:
                    return
            except GatewayError:
                return  # Whoever waits for the answer hears why.
            time.sleep(STOP_EVERY_SECONDS)
            if not line.busy or line.now().answered != answered:
                return

    def drop(self, told: Told, event: gr.EventData, request: gr.Request) -> tuple[Any, Any]:
        """Give up what waits or could not be sent."""
        told = self._here(told, request)
        line = self._line(told, request)
        line.drop(str(event._data.get("key", "")))
        if line.busy:  # Whoever shows the answer shows this too.
            return gr.skip(), gr.skip()
        return self._all(told, request), told

    def done(self, told: Told, event: gr.EventData, request: gr.Request) -> tuple[Any, Any]:
        """Take a reminder that came as done."""
        told = self._here(told, request)
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
        line = self._line(told, request)
        for state in line.states(_page(request)):
            if state is None:
                yield gr.skip(), gr.skip(), gr.skip()
                continue
            if state.answered != seen:
                seen, told = state.answered, self._answered(told, state.last, request)
            told = told._replace(version=line.version)
            yield gr.skip(), told.history + parts.opened(state.entries, told.history), told

    def _answered(self, told: Told, data: dict[str, Any], request: gr.Request) -> Told:
        """Return what is shown once an answer is there: with whatever else came meanwhile, where that can be read."""
        answer = f"{data['id']}.a"
        try:
            messages = self._connect(request).get("messages", after=told.newest, limit=SHOWN, thread=told.thread)["messages"]
        except GatewayError:
            messages = []
        if any(message["id"] == answer for message in messages):
            return self._looked_up(_continued(told, messages, asking=answer), request)
        message = {"id": answer, "role": "assistant", "turn": data["id"], "text": data["reply"], "reply": data}
        return told._replace(history=[*told.history, parts.shown(message, told.zone, with_options=True)], newest=answer)

    def _all(self, told: Told, request: gr.Request) -> Any:
        return told.history + parts.opened(self._line(told, request).now().entries, told.history)

    def _line(self, told: Told, request: gr.Request) -> Line:
        return self._lines(request, told.thread)

    def _looked_up(self, told: Told, request: gr.Request) -> Told:
        """Return what is shown with what became of the reminders that came lately."""
        history, left = list(told.history), LOOKED_UP
        for place in range(len(history) - 1, -1, -1):
            part = history[place]
            if left and part.get("kind") == "reminder" and parts.is_recent(part):
                left -= 1
                history[place] = parts.fresh(part, reminder=self._reminder(part, told, request, is_newest=place == len(history) - 1))
        return told._replace(history=history)

    def _reminder(self, part: dict[str, Any], told: Told, request: gr.Request, *, is_newest: bool) -> dict[str, Any]:
        try:
            found = self._connect(request).watching().get(f"reminders/{part['id'].split('#')[1]}")
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
    asked = next((message["text"] for message in messages if f"{message['id'].removesuffix('.p')}.a" == asking), "")
    history = told.history + [parts.shown(message, told.zone, with_options=message["id"] == asking, asked=asked) for message in messages]
    return told._replace(history=history, newest=messages[-1]["id"] if messages else told.newest)


def _begun(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was said since a conversation began: what came by itself before was shown elsewhere."""
    return list(dropwhile(parts.is_reminder, messages))


def _mark_first(told: Told, gateway: Gateway) -> None:
    """Mark the first message when there are earlier ones."""
    if told.history and gateway.get("messages", limit=1, before=told.history[0]["id"], thread=told.thread)["messages"]:
        told.history[0]["more"] = True


def _page(request: gr.Request) -> str:
    return str(request.session_hash)
