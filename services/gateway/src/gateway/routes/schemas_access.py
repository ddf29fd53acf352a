"""What the HTTP API takes and gives about ways in."""

from typing import get_args

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range

from gateway.routes.schemas import Strict, any_text
from gateway.scopes import SCOPES
from shared.schemas.archive import PushContent

HOURS = 30 * 24
"""So long a token lasts at most that was made by another."""


class SessionIn(Strict):
    """Who signs a browser in: a token or a passphrase (`secret`), or a link's code."""

    secret = fields.String(load_default="", validate=[Length(max=512), any_text])
    name = fields.String(
        load_default="", validate=[Length(max=100), any_text], metadata={"description": "With a passphrase; the owner needs none."}
    )
    link = fields.String(load_default="", validate=[Length(max=512), any_text])
    stay = fields.Boolean(load_default=False, metadata={"description": "For 30 days rather than 12 hours."})
    device = fields.String(
        load_default="", validate=[Length(max=100), any_text], metadata={"description": "What it is called in the list."}
    )
    instead_of = fields.String(
        load_default="", validate=[Length(max=512), any_text], metadata={"description": "The secret that the browser had; it ends."}
    )


class SessionOut(Schema):
    """A browser that is signed in now."""

    token = fields.String(metadata={"description": "The browser's secret, told only now."})
    expires_at = fields.AwareDateTime()


class DeviceOut(Schema):
    """A browser that is signed in."""

    id = fields.String()
    name = fields.String()
    created_at = fields.AwareDateTime(metadata={"description": "When it signed in."})
    seen_at = fields.AwareDateTime(allow_none=True)
    expires_at = fields.AwareDateTime(allow_none=True)
    this = fields.Boolean(metadata={"description": "Whether it is the one that asks."})
    push = fields.String(metadata={"description": "What is in notifications that reach it with its pages closed; empty where none do."})


class DevicesOut(Schema):
    """Browsers that are signed in, the one that was seen last first."""

    sessions = fields.List(fields.Nested(DeviceOut))


class ThisOut(Schema):
    """The browser that asks."""

    id = fields.String()
    expires_at = fields.AwareDateTime(allow_none=True)
    owner = fields.Boolean(metadata={"description": "Whether the machine is whose browser it is."})


class PushIn(Strict):
    """Where notifications reach the browser that asks, as it says itself (PushSubscription)."""

    endpoint = fields.String(required=True, validate=[Length(1, 1500), any_text])
    p256dh = fields.String(required=True, validate=[Length(1, 128), any_text])
    auth = fields.String(required=True, validate=[Length(1, 64), any_text])
    content = fields.String(
        required=True,
        validate=OneOf(get_args(PushContent)),
        metadata={"description": "That there is a reminder, its words (encrypted), or nothing at all."},
    )


class PushKeyOut(Schema):
    """The key that this installation signs notifications with."""

    key = fields.String(metadata={"description": "Public, P-256, base64url: `applicationServerKey`."})


class EntryOut(Schema):
    """A code that signs one browser in, once."""

    code = fields.String(metadata={"description": "Told only now. The front end takes it at /enter, behind a #."})
    expires_at = fields.AwareDateTime()


class TokenIn(Strict):
    """A token for a while."""

    name = fields.String(load_default="", validate=[Length(max=100), any_text])
    scopes = fields.List(fields.String(validate=OneOf(SCOPES)), required=True, validate=Length(1, len(SCOPES)))
    hours = fields.Integer(load_default=12, strict=True, validate=Range(1, HOURS))


class TokenOut(Schema):
    """A token, without what makes it one."""

    id = fields.String()
    name = fields.String()
    scopes = fields.List(fields.String())
    created_at = fields.AwareDateTime()
    seen_at = fields.AwareDateTime(allow_none=True)
    expires_at = fields.AwareDateTime(allow_none=True)
    this = fields.Boolean(metadata={"description": "Whether it is the one that asks."})


class TokenMadeOut(TokenOut):
    """A token that was made."""

    token = fields.String(metadata={"description": "Told only now."})


class TokensOut(Schema):
    """Tokens that are in force, newest first."""

    tokens = fields.List(fields.Nested(TokenOut))


class PassphraseIn(Strict):
    """A passphrase of one's own."""

    passphrase = fields.String(required=True, validate=[Length(1, 256), any_text])
    name = fields.String(load_default="", validate=[Length(max=100), any_text])


class PassphraseOut(Schema):
    """Whether there is one."""

    set = fields.Boolean()
    name = fields.String()
    needs_name = fields.Boolean(metadata={"description": "Whether a name must be given with it."})


class LinkOut(Schema):
    """A code that links a WhatsApp number once."""

    code = fields.String()
    expires_at = fields.AwareDateTime()
    how = fields.String()


class LinkedOut(Schema):
    """A number whose messages are the caller's."""

    id = fields.String()
    channel = fields.String(metadata={"description": "`whatsapp`"})
    address = fields.String()


class LinksOut(Schema):
    """The numbers that are linked."""

    links = fields.List(fields.Nested(LinkedOut))
    number = fields.String(metadata={"description": "The assistant's own; empty where WhatsApp is not set up."})
