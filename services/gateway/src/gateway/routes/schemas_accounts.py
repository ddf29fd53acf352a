"""What the HTTP API takes and gives about who is on this machine, and about its keys."""

from marshmallow import Schema, fields
from marshmallow.validate import Length

from gateway.routes.schemas import Strict, a_text


class AccountIn(Strict):
    """Somebody who is invited."""

    name = fields.String(required=True, validate=[a_text, Length(1, 100)], metadata={"description": "What the owner calls them."})


class AccountOut(Schema):
    """Somebody, as the owner knows them."""

    id = fields.String()
    name = fields.String(metadata={"description": "What the owner called them; empty for those who were not invited."})
    created_at = fields.AwareDateTime()
    owner = fields.Boolean()
    came = fields.Boolean(metadata={"description": "Whether they ever signed in, or can."})
    seen_at = fields.AwareDateTime(allow_none=True)
    invited_until = fields.AwareDateTime(allow_none=True, metadata={"description": "Until when the link of who has not come lets them in."})


class AccountsOut(Schema):
    """Everybody, the owner first."""

    accounts = fields.List(fields.Nested(AccountOut))


class InvitedOut(AccountOut):
    """Somebody who was invited."""

    code = fields.String(metadata={"description": "Told only now. The front end takes it at /enter, behind a #."})


class DeletedOut(Schema):
    """What was done to be sure."""

    remains = fields.List(fields.String(), metadata={"description": "What could not be removed, and why."})


class KeysOut(Schema):
    """How the keys are; never what they are."""

    passphrase = fields.Boolean(metadata={"description": "Whether the master key is behind a passphrase."})
    changed_at = fields.AwareDateTime(metadata={"description": "When the file of the master key was last written."})
    waiting = fields.Integer(metadata={"description": "So many people's files are still to be given their new key."})
