"""What the HTTP API takes and gives about messages, search, what would leave, and what is in use."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf, Range, Regexp

from gateway.routes.schemas import After, Paged, Strict, a_text, any_text
from shared.schemas.message import possible

THREAD = (
    "A conversation, by any id of the caller's making (8 to 64 of a-z and 0-9): its first message makes it. Of one whose id begins with ~ "
    "nothing is kept. Empty: the one that all channels share."
)
THREAD_OF = "Of what was said to the assistant: its conversation; empty: the one that all channels share."
a_thread = Regexp(r"(~?[a-z0-9]{8,64})?\Z", error="a conversation's id is 8 to 64 of a-z and 0-9, behind a ~ where nothing is to be kept")


class TextIn(Strict):
    """A message."""

    text = fields.String(required=True, validate=a_text)


class MessageIn(TextIn):
    """A message, and in which conversation it is said."""

    thread = fields.String(load_default="", validate=a_thread, metadata={"description": THREAD})


class StopIn(Strict):
    """Which answer."""

    id = fields.String(load_default="", validate=Length(max=64), metadata={"description": "A turn's id; without one, all are stopped."})


class SourceOut(Schema):
    """What an answer rests on."""

    kind = fields.String()
    id = fields.String()
    text = fields.String()
    at = fields.Raw(metadata={"type": "string", "format": "date-time"})
    chat = fields.String(
        metadata={"description": "Of a message: its chat's id; `GET /chats/{chat}/messages?around={id}` opens the passage."}
    )
    sender = fields.String()
    thread = fields.String(metadata={"description": THREAD_OF})


class AnswerOut(Schema):
    """What belongs to an answer beside its text."""

    steps = fields.List(fields.String(), metadata={"description": "Intents, in order."})
    engine = fields.String(metadata={"description": "`rules`, or the local model that wrote it."})
    sources = fields.List(fields.Nested(SourceOut))
    follow_ups = fields.List(fields.String())
    asks = fields.Boolean(metadata={"description": "Whether it asks something, which the follow-ups answer."})
    language = fields.String(metadata={"description": "`en` or `fi`, as it is worded; empty where that was not noted."})
    egress = fields.List(fields.String(), metadata={"description": "Ids of what left the machine for this request."})


class ReplyOut(AnswerOut):
    """A whole answer."""

    id = fields.String(metadata={"description": "The turn's id."})
    reply = fields.String()


class StoppedOut(Schema):
    """Whether an answer was being written."""

    stopped = fields.Boolean()


class MessageOut(Schema):
    """One message of the conversation; what belongs to an answer is null for the person's own messages."""

    id = fields.String()
    turn = fields.String()
    role = fields.String()
    channel = fields.String()
    text = fields.String()
    at = fields.Raw(metadata={"type": "string", "format": "date-time"})
    reply = fields.Nested(AnswerOut, allow_none=True)
    thread = fields.String(metadata={"description": "Which conversation it belongs to; empty: the one that all channels share."})


class MessagesOut(Schema):
    """A page of the conversation, oldest first."""

    messages = fields.List(fields.Nested(MessageOut))
    forgotten = fields.Integer(
        metadata={"description": "Another number once something was forgotten: what was read before may not be there any more."}
    )


class PageIn(Strict):
    """Which messages."""

    after = fields.String(load_default=None)
    before = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=Range(1, 200))
    thread = fields.String(load_default="", validate=a_thread, metadata={"description": THREAD})


class ThreadsIn(After):
    """Which conversations."""

    limit = fields.Integer(load_default=50, validate=Range(1, 200))
    q = fields.String(
        load_default="", validate=Length(max=500), metadata={"description": "Words that the title or the caller's own messages say."}
    )


class ThreadIn(Strict):
    """What a conversation is called."""

    title = fields.String(required=True, validate=[any_text, Length(max=200)], metadata={"description": "Empty: its first words again."})


class ThreadOut(Schema):
    """A conversation with the assistant."""

    id = fields.String()
    title = fields.String()
    at = fields.AwareDateTime(metadata={"description": "When something was said in it last."})
    snippet = fields.String(metadata={"description": "Where words were looked for: what says them."})


class ThreadsOut(Paged):
    """Conversations; the one in which something was said last comes first."""

    threads = fields.List(fields.Nested(ThreadOut))


class RedactionOut(Schema):
    """What would leave."""

    text = fields.String()
    items = fields.List(fields.Dict())
    language = fields.String()
    leaves = fields.Boolean()
    reason = fields.String()


class SearchIn(Strict):
    """What to look for."""

    q = fields.String(
        load_default="",
        validate=Length(max=500),
        metadata={"description": "Words. They may be missing where a person is named: what that one wrote last is found."},
    )
    kind = fields.String(
        load_default=None, validate=OneOf(("note", "message", "reminder", "contact", "chat", "conversation", "draft", "summary", "event"))
    )
    limit = fields.Integer(load_default=20, validate=Range(1, 100))
    chat = fields.String(load_default=None, validate=Length(1, 64), metadata={"description": "Only messages of this chat, by id."})
    person = fields.String(
        load_default=None,
        validate=Length(1, 200),
        metadata={"description": "Only messages of a contact, by id, name or handle, or of whoever is called so."},
    )
    since = fields.AwareDateTime(load_default=None, validate=possible)
    until = fields.AwareDateTime(load_default=None, validate=possible)

    @validates_schema
    def _looks_for_something(self, query: dict[str, Any], **_: Any) -> None:
        if not (query["q"] or query["person"]):
            raise ValidationError({"q": ["Missing data for required field."]})


class HitOut(Schema):
    """A search result."""

    kind = fields.String()
    id = fields.String()
    text = fields.String()
    snippet = fields.String()
    at = fields.AwareDateTime()
    score = fields.Float()
    chat = fields.String(metadata={"description": "Of a message: its chat's id."})
    chat_name = fields.String()
    sender = fields.String()
    thread = fields.String(metadata={"description": THREAD_OF})


class HitsOut(Schema):
    """Search results, best first."""

    hits = fields.List(fields.Nested(HitOut))
    instead = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "Words that are in nothing, each with what is nearest in spelling and was looked for in their place."},
    )


class StatusOut(Schema):
    """What is in use."""

    status = fields.String()
    parts = fields.Dict(keys=fields.String(), values=fields.String())
