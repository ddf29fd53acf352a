"""What the HTTP API takes and gives about what left the machine."""

from marshmallow import Schema, fields
from marshmallow.validate import Range

from gateway.routes.schemas import After, Paged
from shared.schemas.message import possible


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
