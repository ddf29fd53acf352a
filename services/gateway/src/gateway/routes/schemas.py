"""What the HTTP API takes and gives, for flask-smorest: checked strictly, shown in OpenAPI."""

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range

from gateway.domain.texts import NotAText, checked
from shared.schemas.message import possible


def _text(value: object) -> None:
    try:
        checked(value)
    except NotAText as error:
        raise ValidationError(str(error)) from None


def any_text(value: object) -> None:
    """Refuse what is neither a text nor empty."""
    if value != "":
        _text(value)


def _texts(about: str) -> fields.List[str]:
    return fields.List(
        fields.String(validate=[_text, Length(max=200)]),
        validate=Length(max=50),
        metadata={"description": about, "items": {"type": "string"}},
    )


OFFSET_LIMIT = 100_000


class Strict(Schema):
    """Unknown fields are refused."""

    class Meta:
        unknown = RAISE


class TextIn(Strict):
    """A message."""

    text = fields.String(required=True, validate=_text)


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


class AnswerOut(Schema):
    """What belongs to an answer beside its text."""

    steps = fields.List(fields.String(), metadata={"description": "Intents, in order."})
    engine = fields.String(metadata={"description": "`rules`, or the local model that wrote it."})
    sources = fields.List(fields.Nested(SourceOut))
    follow_ups = fields.List(fields.String())
    egress = fields.List(fields.String(), metadata={"description": "Ids of what left the machine for this request."})


class ReplyOut(AnswerOut):
    """A whole answer."""

    id = fields.String(metadata={"description": "The turn's id."})
    reply = fields.String()


class MessageOut(Schema):
    """One message of the conversation; what belongs to an answer is null for the person's own messages."""

    id = fields.String()
    turn = fields.String()
    role = fields.String()
    channel = fields.String()
    text = fields.String()
    at = fields.Raw(metadata={"type": "string", "format": "date-time"})
    reply = fields.Nested(AnswerOut, allow_none=True)


class MessagesOut(Schema):
    """A page of the conversation, oldest first."""

    messages = fields.List(fields.Nested(MessageOut))


class PageIn(Strict):
    """Which messages."""

    after = fields.String(load_default=None)
    before = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=Range(1, 200))


class RedactionOut(Schema):
    """What would leave."""

    text = fields.String()
    items = fields.List(fields.Dict())
    language = fields.String()
    leaves = fields.Boolean()
    reason = fields.String()


class SearchIn(Strict):
    """What to look for."""

    q = fields.String(required=True, validate=Length(1, 500))
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


class HitsOut(Schema):
    """Search results, best first."""

    hits = fields.List(fields.Nested(HitOut))


class After(Strict):
    """Which page of a list."""

    after = fields.String(
        load_default=None, validate=Length(1, 2000), metadata={"description": "The `next` of the page before: nothing is shown twice."}
    )


class Paged(Schema):
    """A page of a list."""

    next = fields.String(metadata={"description": "Where the list goes on, for `after`; missing on the last page."})


class SpanIn(After):
    """A span of time."""

    since = fields.AwareDateTime(load_default=None, validate=possible)
    until = fields.AwareDateTime(load_default=None, validate=possible)
    limit = fields.Integer(load_default=50, validate=Range(1, 500))


class EgressOut(Schema):
    """One thing that left."""

    id = fields.String()
    at = fields.AwareDateTime()
    party = fields.String()
    purpose = fields.String()
    url = fields.String()
    bytes = fields.Integer()
    cause = fields.String(metadata={"description": "The turn, reminder or message that it was sent for."})
    request = fields.String(metadata={"description": "The caller's own words that caused it; empty where it was no request."})
    state = fields.String()
    tokens = fields.Integer(metadata={"description": "What the party charges for, as far as it said."})
    keeps = fields.String(metadata={"description": "What the party is known to keep."})


class EgressBodyOut(EgressOut):
    """One thing that left, byte for byte."""

    body = fields.String()


class EgressLogOut(Paged):
    """What left, newest first."""

    entries = fields.List(fields.Nested(EgressOut))
    requests = fields.Integer()
    never_left = fields.Integer()


class ChainOut(Schema):
    """Whether the record is whole."""

    entries = fields.Integer()
    whole = fields.Boolean()
    broken_at = fields.String(allow_none=True)


class ListIn(After):
    """A page of records."""

    limit = fields.Integer(load_default=50, validate=Range(1, 500))
    offset = fields.Integer(
        load_default=0,
        validate=Range(0, OFFSET_LIMIT),
        metadata={"description": "How many to pass over; what is added meanwhile moves the rest. `after` is sure."},
    )


class NoteIn(Strict):
    """A note."""

    text = fields.String(required=True, validate=_text)
    important = fields.Boolean()


class ReminderIn(Strict):
    """A reminder; `due_at` in ISO 8601 with its offset."""

    text = fields.String(required=True, validate=_text)
    due_at = fields.AwareDateTime(required=True, validate=possible)
    zone = fields.String(validate=Length(1, 64))
    state = fields.String(validate=OneOf(("pending", "fired", "cancelled")))
    language = fields.String(validate=OneOf(("en", "fi")))
    rule = fields.String(
        validate=[any_text, Length(max=300)], metadata={"description": "How it repeats (RFC 5545), in wall time of `zone`."}
    )
    wall = fields.String(validate=[any_text, Length(max=32)], metadata={"description": "When a series began, in wall time."})


class ItemIn(Strict):
    """Something on a list."""

    list = fields.String(required=True, validate=[_text, Length(max=100)])
    text = fields.String(required=True, validate=_text)
    done = fields.Boolean()


class ContactIn(Strict):
    """Somebody the person knows."""

    name = fields.String(required=True, validate=_text)
    details = fields.String(validate=[any_text, Length(max=2000)])
    names = _texts("What else they are called.")
    handles = _texts("Phone numbers, mail addresses, user names.")
    languages = _texts("Languages they use.")


class ChatIn(Strict):
    """A conversation with others."""

    name = fields.String(required=True, validate=_text)
    group = fields.Boolean()


class DraftIn(Strict):
    """A message to somebody, for the person to send themselves."""

    text = fields.String(required=True, validate=_text)
    recipient = fields.String(validate=[any_text, Length(max=200)])


class SummaryIn(Strict):
    """A summary; it is forgotten with any of its sources."""

    text = fields.String(required=True, validate=_text)
    about = fields.String(validate=[any_text, Length(max=2000)])
    sources = _texts("What it was made of, each as `kind:id`.")


class RuleIn(Strict):
    """How the assistant is to write."""

    text = fields.String(required=True, validate=[_text, Length(max=300)])
    active = fields.Boolean()


class EventIn(Strict):
    """Something in a calendar, or a series of it; times in ISO 8601 with their offsets."""

    text = fields.String(required=True, validate=[_text, Length(max=500)])
    start_at = fields.AwareDateTime(required=True, validate=possible, metadata={"description": "Of a series the first time."})
    end_at = fields.AwareDateTime(required=True, validate=possible, metadata={"description": "Of whole days the midnight after the last."})
    all_day = fields.Boolean(metadata={"description": "Then the times are midnights in UTC."})
    zone = fields.String(validate=Length(1, 64), metadata={"description": "Where its wall time holds when it comes again (IANA)."})
    rule = fields.String(validate=Length(max=60_000), metadata={"description": "RRULE, RDATE and EXDATE lines of RFC 5545."})
    place = fields.String(validate=[any_text, Length(max=500)])
    details = fields.String(validate=[any_text, Length(max=4000)])
    state = fields.String(validate=OneOf(("confirmed", "tentative", "cancelled")))


class OccurrencesIn(Strict):
    """A span of time."""

    since = fields.AwareDateTime(required=True, validate=possible)
    until = fields.AwareDateTime(required=True, validate=possible)
    limit = fields.Integer(load_default=50, validate=Range(1, 500))


class OccurrenceOut(Schema):
    """One time of an event."""

    event = fields.String(metadata={"description": "The event's id."})
    text = fields.String()
    start_at = fields.AwareDateTime()
    end_at = fields.AwareDateTime()
    all_day = fields.Boolean()
    zone = fields.String()
    repeats = fields.String(metadata={"description": "How it comes again, in words; empty where it does not."})
    place = fields.String()
    details = fields.String()
    state = fields.String()


class OccurrencesOut(Schema):
    """What is on, soonest first."""

    occurrences = fields.List(fields.Nested(OccurrenceOut))


class ProfileIn(Strict):
    """Who the caller is."""

    name = fields.String(validate=[any_text, Length(max=200)])
    about = fields.String(validate=[any_text, Length(max=2000)])


class LinkOut(Schema):
    """A code that links a WhatsApp number once."""

    code = fields.String()
    expires_at = fields.AwareDateTime()
    how = fields.String()


class StatusOut(Schema):
    """What is in use."""

    status = fields.String()
    parts = fields.Dict(keys=fields.String(), values=fields.String())
