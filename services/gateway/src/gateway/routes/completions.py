"""OpenAI's form of talking, so that other chat programs are faces of this assistant: POST /v1/chat/completions and GET /v1/models.

Such a program sends the whole talk each time; here only the last message is a request, and all else is what the assistant knows already.
What it asks for on its own account (titles, tags, suggestions) is no request of a person's, and is refused.
"""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, request
from marshmallow import EXCLUDE, Schema, ValidationError, fields
from marshmallow.validate import Length

from gateway.adapters.people import People
from gateway.domain.texts import NotAText, checked
from gateway.routes.auth import caller
from gateway.routes.messages import Talk, event_stream
from shared.errors import BadMessage, ServiceError, Unavailable
from shared.schemas.conversation import TurnEvent

MODEL = "sihteeri"
CARD = {"id": MODEL, "object": "model", "created": 1_795_000_000, "owned_by": MODEL}
OF_ITS_OWN = re.compile(
    r"\s*(### Task:|<chat_history>|(Provide|Write|Generate|Create|Detect)\b[^.\n]{0,80}\btitle\b.{0,200}\bconversation\b)", re.I | re.S
)
"""What programs ask for on their own account."""
DONE = "data: [DONE]\n\n"


class MessageIn(Schema):
    """One message of the talk. Its other fields are the program's."""

    class Meta:
        unknown = EXCLUDE

    role = fields.String(required=True)
    content = fields.Raw(load_default=None)


class CompletionIn(Schema):
    """A request as OpenAI's clients write it. What chooses or steers a model means nothing here."""

    class Meta:
        unknown = EXCLUDE

    messages = fields.List(fields.Nested(MessageIn), required=True, validate=Length(min=1))
    stream = fields.Boolean(load_default=False)


def blueprint(talk: Talk, people: People) -> Blueprint:
    """Return the routes."""
    routes = Blueprint("completions", __name__, url_prefix="/v1")
    routes.before_request(lambda: caller(people))

    @routes.get("/models")
    def models() -> dict[str, Any]:
        return {"object": "list", "data": [CARD]}

    @routes.get(f"/models/{MODEL}")
    def model() -> dict[str, Any]:
        return CARD

    @routes.post("/chat/completions")
    def complete() -> Response:
        try:
            asked = CompletionIn().load(request.get_json())
        except ValidationError as error:
            raise BadMessage(f"wrong or missing: {', '.join(sorted(map(str, error.messages)))}") from None
        message = talk.incoming(_request(asked["messages"]))
        talk.check_engine()
        pieces = _Pieces(message.turn)
        if asked["stream"]:
            return event_stream(pieces.streamed(talk.turn(message)))
        return jsonify(pieces.whole(talk.turn(message)))

    return routes


def _request(messages: list[dict[str, Any]]) -> str:
    """Return what the person asks for: the last message, if it is theirs."""
    last = messages[-1]
    if last["role"] != "user":
        raise BadMessage("the last message must be the user's")
    try:
        text = checked(_text(last["content"]))
    except NotAText as error:
        raise BadMessage(str(error)) from None
    if OF_ITS_OWN.match(text):
        raise BadMessage("this is what a program asks on its own account, not its user; turn titles, tags and suggestions off in it")
    return text


def _text(content: Any) -> Any:
    """Return the text of a message; parts that are none are refused."""
    if not isinstance(content, list):
        return content
    if not all(isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str) for part in content):
        raise BadMessage("only text can be read here")
    return "\n".join(part["text"] for part in content)


class _Pieces:
    """An answer in OpenAI's form, whole or piece by piece."""

    def __init__(self, turn: str) -> None:
        self._head = {"id": f"chatcmpl-{turn}", "created": int(time.time()), "model": MODEL}

    def whole(self, events: Iterator[TurnEvent]) -> dict[str, Any]:
        """Return all of it."""
        choice = {"index": 0, "message": {"role": "assistant", "content": _last(events)}, "finish_reason": "stop"}
        return {**self._head, "object": "chat.completion", "choices": [choice]}

    def streamed(self, events: Iterator[TurnEvent]) -> Iterator[str]:
        """Yield it as server-sent events. What the reply says counts: where it does not begin as was told, it is said after that."""
        told = ""
        yield self._piece({"role": "assistant", "content": ""})
        try:
            for event in events:
                if event.kind == "token":
                    told += event.text
                    yield self._piece({"content": event.text})
                elif event.kind == "reply":
                    if rest := _rest(told, _answer(event)):
                        yield self._piece({"content": rest})
                else:
                    yield ": at work\n\n"
        except ServiceError as error:
            yield self._piece({"content": _rest(told, f"{error.reason}.")})
        yield self._piece({}, finish="stop")
        yield DONE

    def _piece(self, delta: dict[str, str], *, finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        piece = {**self._head, "object": "chat.completion.chunk", "choices": [choice]}
        return f"data: {json.dumps(piece, ensure_ascii=False)}\n\n"


def _last(events: Iterator[TurnEvent]) -> str:
    """Return the answer. That it is still to come is said as one: as an error these clients would send the request again."""
    try:
        *_, last = events
    except (Unavailable, ConnectionAbortedError) as error:
        return f"{getattr(error, 'reason', 'Nobody waited for the answer')}."
    return _answer(last)


def _answer(event: TurnEvent) -> str:
    return event.reply.text if event.reply else ""


def _rest(told: str, answer: str) -> str:
    """Return what is still to be said after what was told already."""
    if not told.strip():
        return answer
    return answer.removeprefix(told) if answer.startswith(told) else "" if told.strip() == answer.strip() else f"\n\n{answer}"
