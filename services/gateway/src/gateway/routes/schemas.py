"""What the HTTP API takes and gives, for flask-smorest: checked strictly, shown in OpenAPI."""

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range

from gateway.domain.texts import NotAText, checked


def _text(value: object) -> None:
    try:
        checked(value)
    except NotAText as error:
        raise ValidationError(str(error)) from None


def _texts(about: str) -> fields.List[str]:
    return fields.List(
        fields.String(validate=[_text, Length(max=200)]),
        validate=Length(max=50),
        metadata={"description": about, "items": {"type": "string"}},
    )


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
    kind = fields.String(load_default=None, validate=OneOf(("note", "message", "reminder", "contact", "chat", "conversation")))
    limit = fields.Integer(load_default=20, validate=Range(1, 100))
    chat = fields.String(load_default=None, validate=Length(1, 64), metadata={"description": "Only messages of this chat, by id."})
    person = fields.String(
        load_default=None,
        validate=Length(1, 200),
        metadata={"description": "Only messages of a contact, by id, name or handle, or of whoever is called so."},
    )
    since = fields.AwareDateTime(load_default=None)
    until = fields.AwareDateTime(load_default=None)


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


class SpanIn(Strict):
    """A span of time."""

    since = fields.AwareDateTime(load_default=None)
    until = fields.AwareDateTime(load_default=None)
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


class EgressLogOut(Schema):
    """What left, newest first."""

    entries = fields.List(fields.Nested(EgressOut))
    requests = fields.Integer()
    never_left = fields.Integer()


class ChainOut(Schema):
    """Whether the record is whole."""

    entries = fields.Integer()
    whole = fields.Boolean()
    broken_at = fields.String(allow_none=True)


class ListIn(Strict):
    """A page of records."""

    limit = fields.Integer(load_default=50, validate=Range(1, 500))
    offset = fields.Integer(load_default=0, validate=Range(0))


class NoteIn(Strict):
    """A note."""

    text = fields.String(required=True, validate=_text)
    important = fields.Boolean()


class ReminderIn(Strict):
    """A reminder; `due_at` in ISO 8601 with its offset."""

    text = fields.String(required=True, validate=_text)
    due_at = fields.AwareDateTime(required=True)
    zone = fields.String(validate=Length(1, 64))
    state = fields.String(validate=OneOf(("pending", "fired", "cancelled")))
    language = fields.String(validate=OneOf(("en", "fi")))


class ContactIn(Strict):
    """Somebody the person knows."""

    name = fields.String(required=True, validate=_text)
    details = fields.String(validate=Length(max=2000))
    names = _texts("What else they are called.")
    handles = _texts("Phone numbers, mail addresses, user names.")
    languages = _texts("Languages they use.")


class ChatIn(Strict):
    """A conversation with others."""

    name = fields.String(required=True, validate=_text)
    group = fields.Boolean()


class ImportIn(Strict):
    """Where messages go that name no chat themselves."""

    chat = fields.String(load_default="", validate=Length(max=200), metadata={"description": "The chat's name."})


class ImportOut(Schema):
    """How far an import is."""

    id = fields.String()
    created_at = fields.AwareDateTime()
    chat = fields.String()
    source = fields.String(metadata={"description": "Which importer reads it; empty until that is known."})
    state = fields.String(metadata={"description": "receiving, waiting, running, done, failed, undoing or undone"})
    reason = fields.String(metadata={"description": "Why it failed."})
    total = fields.Integer(metadata={"description": "Bytes of the file."})
    done = fields.Integer(metadata={"description": "Bytes that have been read."})
    added = fields.Integer(metadata={"description": "Messages and records that were new."})
    skipped = fields.Integer(metadata={"description": "Messages and records that were there before."})
    unread = fields.Integer(metadata={"description": "Places that could not be read, or were kept as text."})
    report = fields.List(fields.String(), metadata={"description": "The first of them: which line, and why."})
    seconds = fields.Float()
    seconds_left = fields.Float(allow_none=True)


class ImportsOut(Schema):
    """Imports, newest first."""

    imports = fields.List(fields.Nested(ImportOut))


class ChatPageIn(Strict):
    """Which messages of a chat."""

    after = fields.String(load_default=None, validate=Length(1, 20))
    before = fields.String(load_default=None, validate=Length(1, 20))
    around = fields.String(load_default=None, validate=Length(1, 20))
    limit = fields.Integer(load_default=50, validate=Range(1, 200))


class ChatMessageOut(Schema):
    """A message of a chat."""

    id = fields.String()
    sender = fields.String(metadata={"description": "Empty for a system line."})
    at = fields.AwareDateTime()
    kind = fields.String()
    text = fields.String()
    media = fields.String(allow_none=True, metadata={"description": "The name of what was attached."})
    forwarded = fields.Boolean()


class ChatPageOut(Schema):
    """Messages of a chat, oldest first."""

    messages = fields.List(fields.Nested(ChatMessageOut))


class LinkOut(Schema):
    """A code that links a WhatsApp number once."""

    code = fields.String()
    expires_at = fields.AwareDateTime()
    how = fields.String()


class StatusOut(Schema):
    """What is in use."""

    status = fields.String()
    parts = fields.Dict(keys=fields.String(), values=fields.String())


class UnsealIn(Strict):
    """The passphrase of the master key."""

    passphrase = fields.String(required=True, validate=Length(1, 1000))


class UnsealedOut(Schema):
    """Whether it was sealed."""

    status = fields.String(metadata={"description": "`open`"})


class RotationIn(Strict):
    """Which keys."""

    what = fields.String(load_default="personal", validate=OneOf(("personal", "master", "all")))


class RotationOut(Schema):
    """What was given another key."""

    people = fields.Integer()
    master = fields.Boolean()


class ForgetIn(Strict):
    """What to forget; of a conversation, a turn's id."""

    kind = fields.String(required=True, validate=OneOf(("note", "reminder", "contact", "chat", "message", "conversation")))
    id = fields.String(required=True, validate=Length(1, 64))


class ReceiptOut(Schema):
    """What was removed, and how that was made sure."""

    removed = fields.Dict(keys=fields.String(), values=fields.Integer())
    remains = fields.List(fields.String(), metadata={"description": "What could not be removed, and why."})
    pages = fields.Integer(metadata={"description": "So many pages of the encrypted file were decrypted and searched, freed ones too."})
    clean = fields.Boolean(metadata={"description": "Whether nothing of it was found there."})


class AuditIn(Strict):
    """Which entries."""

    limit = fields.Integer(load_default=100, validate=Range(1, 1000))
    before = fields.Integer(load_default=None, validate=Range(1))


class AuditEntryOut(Schema):
    """An access to the caller's data."""

    seq = fields.Integer()
    at = fields.AwareDateTime()
    action = fields.String()
    service = fields.String(metadata={"description": "Which service asked; empty in older entries."})
    request = fields.String(metadata={"description": "The id of the request that it was asked for."})


class AuditOut(Schema):
    """Accesses, newest first."""

    entries = fields.List(fields.Nested(AuditEntryOut))
    total = fields.Integer()


class BackupOut(Schema):
    """A backup, in the folder `backups` of the data folder."""

    name = fields.String()
    made_at = fields.AwareDateTime()
    bytes = fields.Integer()


class BackupsOut(Schema):
    """Backups, newest first."""

    backups = fields.List(fields.Nested(BackupOut))
    drilled_at = fields.AwareDateTime(allow_none=True, metadata={"description": "When one was last restored and compared."})
