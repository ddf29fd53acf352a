"""Talking: POST /api/v1/messages answers as JSON, or as server-sent events while the answer comes into being. Who leaves before the end
has the model stopped that writes; so has who says stop."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal

from flask import Blueprint, Response, current_app, g, request, stream_with_context
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People
from gateway.routes import schemas_conversation as schemas
from gateway.routes.auth import caller
from gateway.routes.problems import TITLES
from shared import logs
from shared.bus import Bus
from shared.doors.connection import Wire
from shared.errors import BadMessage, ServiceError, Unavailable
from shared.schemas import archive as ask
from shared.schemas.conversation import Halt, Halted, IncomingMessage, TurnEvent
from shared.schemas.status import AskEngine, ServiceStatus

IDLE_SECONDS = 90.0
"""How long a waiting caller is kept without any sign of life from the engine."""
HALT_SECONDS, HALT_TRIES = 1.0, 8
"""There may be several engines, and any of them takes a request: it is asked until the one is met that writes."""
KEY_LIMIT = 128
KEPT = "Your message is kept and will be answered; see GET /api/v1/messages. Don't send it again"


class Talk:
    """One conversation engine, as callers reach it."""

    def __init__(self, bus: Bus, people: People) -> None:
        self._bus = bus
        self._people = people

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        routes = DocumentedBlueprint("messages", __name__, url_prefix="/api/v1/messages")
        routes.before_request(lambda: caller(self._people))

        @routes.post("")
        @routes.arguments(schemas.MessageIn)
        @routes.response(200, schemas.ReplyOut)
        def send(body: dict[str, Any]) -> Any:
            """Say something. With `Accept: text/event-stream` the answer comes as events `accepted`, `step`, `progress`, `token`,
            `reply`, `error`; what `reply` says is what counts. An `Idempotency-Key` header (at most 128 characters) makes sending twice the
            same as once; with another text it is refused."""
            message = self.incoming(body["text"], body["thread"])
            self.check_engine()
            if "text/event-stream" in request.headers.get("Accept", ""):
                return event_stream(self._events(message))
            return self._whole(message)

        @routes.post("/stop")
        @routes.arguments(schemas.StopIn, required=False)
        @routes.response(200, schemas.StoppedOut)
        def stop(body: dict[str, Any]) -> dict[str, Any]:
            """Stop what a language model is writing for the caller: one answer, or all. What was written of it stands as the answer."""
            return {"stopped": self._halt(g.person, body["id"], "stopped")}

        @routes.get("")
        @routes.arguments(schemas.PageIn, location="query", unknown=None)
        @routes.response(200, schemas.MessagesOut)
        def history(query: dict[str, Any]) -> dict[str, Any]:
            """Read a conversation, oldest first: the newest messages, or those after or before one."""
            page = ask.ListMessages(g.person, **query, watching=g.watches)
            found = self._bus.request(page, ask.Conversation)
            messages = [message.dump() for message in found.messages]
            shown = [{**message, "reply": message["reply"] and _public(message["reply"])} for message in messages]
            return {"messages": shown, "forgotten": found.forgotten}

        return routes

    def incoming(self, text: str, thread: str = "") -> IncomingMessage:
        """Return what the caller says. The key that came with it, if any, makes it the same message when it comes again."""
        turn = secrets.token_hex(12)
        key = request.headers.get("Idempotency-Key", "")
        if len(key) > KEY_LIMIT:
            raise BadMessage(f"Idempotency-Key is longer than {KEY_LIMIT} characters")
        return IncomingMessage(
            person=g.person, turn=turn, channel="api", external_id=key or turn, text=text, at=datetime.now(UTC), thread=thread
        )

    def check_engine(self) -> None:
        """Refuse before anything is accepted when nobody would answer; a WhatsApp message is accepted all the same. The store has just
        said who the caller is."""
        self._bus.request(AskEngine(), ServiceStatus, timeout_seconds=3)

    def _whole(self, message: IncomingMessage) -> dict[str, Any]:
        try:
            *_, last = self.turn(message)
        except ConnectionAbortedError:
            raise Unavailable(KEPT) from None  # Nobody hears it.
        return _reply(last)

    def _events(self, message: IncomingMessage) -> Iterator[str]:
        try:
            for event in self.turn(message):
                yield _event(event.kind, _reply(event) if event.kind == "reply" else _small(event))
        except Unavailable as error:
            yield _event("error", {"status": 503, "title": "A part of the assistant is away", "detail": f"{error.reason}."})
        except BadMessage as error:
            yield _event("error", {"status": 422, "title": TITLES[422], "detail": f"{error.reason}."})

    def turn(self, message: IncomingMessage) -> Iterator[TurnEvent]:
        """Publish and yield what happens, to the reply."""
        caller, over = request.environ.get("gunicorn.socket"), False
        try:
            with self._bus.stream() as stream:
                self._bus.publish(message, stream=stream)
                yield TurnEvent("accepted", message.turn)
                for event in _told(stream.events(TurnEvent, idle_seconds=IDLE_SECONDS, meanwhile=lambda: _look_at(caller))):
                    over = event.kind == "reply"
                    yield event
                    if over:
                        return
        except ServiceError:
            over = True
            raise
        finally:
            if not over:
                self._halt(message.person, message.turn, "gone")

    def _halt(self, person: str, turn: str, why: Literal["stopped", "gone"]) -> bool:
        """Have the model stop; tell whether one was writing."""
        try:
            return any(self._bus.request(Halt(person, turn, why), Halted, timeout_seconds=HALT_SECONDS).found for _ in range(HALT_TRIES))
        except Unavailable:
            return False


def _told(events: Iterator[TurnEvent]) -> Iterator[TurnEvent]:
    """Yield events; raises what they say went wrong."""
    while True:
        try:
            event = next(events)
        except Unavailable:
            raise Unavailable(KEPT) from None
        if event.text == ask.OTHER_TEXT and event.kind == "error":
            raise BadMessage(event.text)
        if event.kind == "error":
            raise Unavailable(f"{event.text}. {KEPT}")
        yield event


def _look_at(caller: Any) -> None:
    """Raise if whoever asked has gone."""
    if isinstance(caller, Wire) and caller.is_deserted():
        raise ConnectionAbortedError


def event_stream(events: Iterator[str]) -> Response:
    """Return events as they come."""
    token = logs.request_id.get()

    def with_request_id() -> Iterator[str]:
        logs.request_id.set(token)
        yield from events

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return current_app.response_class(stream_with_context(with_request_id()), mimetype="text/event-stream", headers=headers)


def _event(name: str, values: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(values, ensure_ascii=False)}\n\n"


def _small(event: TurnEvent) -> dict[str, Any]:
    progress = {"doing": event.text, "seconds": event.seconds, **({} if event.share is None else {"share": event.share})}
    small: dict[str, dict[str, Any]] = {
        "accepted": {"id": event.turn},
        "step": {"intent": event.text},
        "progress": progress,
        "token": {"text": event.text},
    }
    return small.get(event.kind, {})


def _public(reply: dict[str, Any]) -> dict[str, Any]:
    """Return what callers are told of an answer; what it did to which thing, and what exactly it asks, is for the engine alone."""
    return {name: value for name, value in reply.items() if name not in {"effects", "asked"}} | {"asks": reply["asked"] is not None}


def _reply(event: TurnEvent) -> dict[str, Any]:
    assert event.reply is not None
    values = _public(event.reply.dump())
    return {"id": event.turn, "reply": values.pop("text"), **values}
