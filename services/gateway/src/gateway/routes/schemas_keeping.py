"""What the HTTP API takes and gives about imports, chats, forgetting, audit, keys and backups."""

from typing import get_args
from zoneinfo import available_timezones

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range

from gateway.routes.schemas import After, Paged, Strict, any_text
from shared.schemas import archive as ask
from shared.schemas.message import possible


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
    unread = fields.Integer(metadata={"description": "Places that could not be read, were kept as text, or fall back in time."})
    report = fields.List(fields.String(), metadata={"description": "The first of them: which line, and why."})
    seconds = fields.Float()
    seconds_left = fields.Float(allow_none=True)


class ImportsIn(After):
    """Which imports."""

    limit = fields.Integer(load_default=50, validate=Range(1, 500))


class ImportsOut(Paged):
    """Imports, newest first."""

    imports = fields.List(fields.Nested(ImportOut))


class ChatPageIn(Strict):
    """Which messages of a chat."""

    after = fields.String(load_default=None, validate=Length(1, 20))
    before = fields.String(load_default=None, validate=Length(1, 20))
    around = fields.String(load_default=None, validate=Length(1, 20))
    since = fields.AwareDateTime(load_default=None, validate=possible)
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
    edited = fields.Boolean(metadata={"description": "Whether its sender changed it later."})
    earlier = fields.Boolean(metadata={"description": "Whether it stood below later messages in what it was imported from."})
    size = fields.Integer(metadata={"description": "Bytes of the attachment that are kept; 0 where only its name is."})


class NewestIn(After):
    """Which chats."""

    limit = fields.Integer(load_default=50, validate=Range(1, 200))


class ChatViewOut(Schema):
    """A chat in a list."""

    id = fields.String()
    name = fields.String()
    group = fields.Boolean()
    messages = fields.Integer(metadata={"description": "How many there are."})
    newest = fields.Nested(ChatMessageOut, allow_none=True, metadata={"description": "Cut at 300 characters."})


class NewestOut(Paged):
    """Chats, the one in which was written last first."""

    chats = fields.List(fields.Nested(ChatViewOut))


class StatisticsIn(Strict):
    """Whose messages."""

    chat = fields.String(load_default=None, validate=Length(1, 64), metadata={"description": "Only those of this chat, by id."})
    person = fields.String(
        load_default=None,
        validate=Length(1, 200),
        metadata={"description": "Only those of a contact, by id, name or handle, or of whoever is called so."},
    )
    words = fields.Boolean(load_default=False, metadata={"description": "Count words too."})


class CountedOut(Schema):
    """So many messages of something, or how often a word was written."""

    name = fields.String()
    messages = fields.Integer()
    id = fields.String(metadata={"description": "Of a chat; else empty."})


class StatisticsOut(Schema):
    """How many messages there are, by what."""

    messages = fields.Integer()
    first_at = fields.AwareDateTime(allow_none=True)
    last_at = fields.AwareDateTime(allow_none=True)
    months = fields.List(fields.Nested(CountedOut), metadata={"description": "`2026-03` and so on; months without messages are left out."})
    hours = fields.List(fields.Integer(), metadata={"description": "Of the day, from 0 on."})
    people = fields.List(fields.Nested(CountedOut), metadata={"description": "Whoever wrote most first, at most 1000."})
    chats = fields.List(fields.Nested(CountedOut), metadata={"description": "The one with most first, at most 1000."})
    zone = fields.String(metadata={"description": "Whose months and hours these are (IANA)."})
    words = fields.List(
        fields.Nested(CountedOut),
        metadata={"description": "The commonest, without stop words: at most 24 that were written twice or more."},
    )
    read = fields.Integer(metadata={"description": "In so many messages words were counted."})
    partly = fields.Boolean(metadata={"description": "Whether these were the newest, and there are older ones."})


class SettingsIn(Strict):
    """What the caller set, as far as they have."""

    cloud = fields.String(
        allow_none=True, validate=OneOf(("on", "off")), metadata={"description": "Whether the cloud model may be shown masked words."}
    )
    language = fields.String(
        allow_none=True, validate=OneOf(("en", "fi")), metadata={"description": "Of answers; else that of each message."}
    )
    zone = fields.String(
        allow_none=True, validate=OneOf(sorted(available_timezones())), metadata={"description": "Where the caller is (IANA)."}
    )


class ChatMessageIn(Strict):
    """A message of a chat; `at` in ISO 8601 with its offset, kept to the second."""

    at = fields.AwareDateTime(required=True, validate=possible)
    sender = fields.String(validate=[any_text, Length(max=100)], metadata={"description": "Empty for a system line."})
    text = fields.String(validate=any_text)
    kind = fields.String(validate=OneOf(get_args(ask.MessageKind)))
    media = fields.String(allow_none=True, validate=[any_text, Length(max=200)])
    forwarded = fields.Boolean()
    edited = fields.Boolean(metadata={"description": "Whether its sender changed it later."})
    earlier = fields.Boolean(metadata={"description": "Whether it stood below later messages in what it was imported from."})


class ChatMessageChange(ChatMessageIn):
    """Fields of a message to change."""


class ChatPageOut(Schema):
    """Messages of a chat, oldest first."""

    messages = fields.List(fields.Nested(ChatMessageOut))


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

    kind = fields.String(required=True, validate=OneOf(get_args(ask.Forgettable)))
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
    before = fields.Integer(load_default=None, validate=Range(1, 2**62))


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
    forgetting = fields.Integer(metadata={"description": "So many forgotten things are still to be taken out of them."})
    missing = fields.Integer(metadata={"description": "So many people are not in the newest, since their files could not be read."})
