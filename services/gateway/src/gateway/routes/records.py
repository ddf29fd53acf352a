"""What a person keeps: list, create, change, delete; the same doors for each kind. There is one profile, so it has two."""

import secrets
from datetime import datetime
from typing import Any

from flask import Blueprint, g
from flask_smorest import Blueprint as DocumentedBlueprint
from marshmallow import Schema, fields

from gateway.adapters.people import People
from gateway.routes import schemas_records as schemas
from gateway.routes.auth import caller
from gateway.routes.schemas import Paged, Strict
from shared.bus import Bus
from shared.errors import Refused
from shared.schemas import archive as ask
from shared.schemas.records import PROFILE, RecordKind

KINDS: dict[RecordKind, tuple[str, type[Strict]]] = {
    "note": ("notes", schemas.NoteIn),
    "reminder": ("reminders", schemas.ReminderIn),
    "contact": ("contacts", schemas.ContactIn),
    "chat": ("chats", schemas.ChatIn),
    "draft": ("drafts", schemas.DraftIn),
    "summary": ("summaries", schemas.SummaryIn),
    "rule": ("rules", schemas.RuleIn),
    "item": ("items", schemas.ItemIn),
    "event": ("events", schemas.EventIn),
}

DELETE_SECONDS = 60
"""A chat may hold a million messages."""


def blueprints(bus: Bus, people: People) -> list[Blueprint]:
    """Return a blueprint per kind."""
    each = [_blueprint(bus, people, kind, plural, schema) for kind, (plural, schema) in KINDS.items()]
    return [*each, _profile(bus, people), _ringing(bus, people)]


def _blueprint(bus: Bus, people: People, kind: RecordKind, plural: str, schema: type[Strict]) -> Blueprint:
    routes = DocumentedBlueprint(plural, __name__, url_prefix=f"/api/v1/{plural}")
    routes.before_request(lambda: caller(people))
    entered = dict(schema._declared_fields)
    one = type(f"{schema.__name__}Out", (Schema,), {"id": fields.String(), "created_at": fields.AwareDateTime(), **entered})
    changed = type(f"{schema.__name__}Change", (schema,), {})
    many = type(f"{schema.__name__}List", (Paged,), {plural: fields.List(fields.Nested(one))})

    @routes.get("")
    @routes.arguments(schemas.ListIn, location="query", unknown=None)
    @routes.response(200, many)
    def every(query: dict[str, Any]) -> dict[str, Any]:
        """List, newest first (reminders: pending and soonest first)."""
        found = bus.request(ask.ListRecords(g.person, kind, **query), ask.Records)
        return {plural: [_flat(record) for record in found.records], **following(found)}

    @routes.post("")
    @routes.arguments(schema)
    @routes.response(201, one)
    def create(body: dict[str, Any]) -> dict[str, Any]:
        """Create."""
        return _flat(bus.request(ask.PutRecord(g.person, kind, secrets.token_hex(12), plain(body)), ask.Record))

    @routes.get("/<string:record_id>")
    @routes.response(200, one)
    def show(record_id: str) -> dict[str, Any]:
        """Show one."""
        found = bus.request(ask.ListRecords(g.person, kind, id=record_id), ask.Records).records
        if not found:
            raise Refused("there is nothing with this id")
        return _flat(found[0])

    @routes.patch("/<string:record_id>")
    @routes.arguments(changed(partial=True))
    @routes.response(200, one)
    def change(body: dict[str, Any], record_id: str) -> dict[str, Any]:
        """Change the fields that are named."""
        return _flat(bus.request(ask.PutRecord(g.person, kind, record_id, plain(body), change=True), ask.Record))

    @routes.delete("/<string:record_id>")
    @routes.response(204)
    def delete(record_id: str) -> None:
        """Delete, from the search index too; a chat with all its messages."""
        bus.request(ask.DropRecord(g.person, kind, record_id), ask.Done, timeout_seconds=DELETE_SECONDS)

    return routes


def _profile(bus: Bus, people: People) -> Blueprint:
    routes = DocumentedBlueprint("profile", __name__, url_prefix="/api/v1/profile")
    routes.before_request(lambda: caller(people))

    def kept(body: dict[str, Any], *, change: bool) -> dict[str, Any]:
        return bus.request(ask.PutRecord(g.person, "profile", PROFILE, body, change), ask.Record).fields

    @routes.get("")
    @routes.response(200, schemas.ProfileIn)
    def show() -> dict[str, Any]:
        """Show who the caller is, as far as they said."""
        return kept({}, change=False)

    @routes.patch("")
    @routes.arguments(schemas.ProfileIn)
    @routes.response(200, schemas.ProfileIn)
    def change(body: dict[str, Any]) -> dict[str, Any]:
        """Change the fields that are named."""
        kept({}, change=False)
        return kept(body, change=True)

    return routes


def _ringing(bus: Bus, people: People) -> Blueprint:
    routes = DocumentedBlueprint("ringing", __name__, url_prefix="/api/v1/reminders")
    routes.before_request(lambda: caller(people))

    @routes.get("/ringing")
    @routes.response(200, schemas.RingingOut)
    def every() -> dict[str, Any]:
        """List the reminders that came in the last twelve hours and to which nothing was said, the newest first."""
        rings = bus.request(ask.ListRinging(g.person, g.watches, g.token.token), ask.Records).records
        return {"reminders": [_flat(record) for record in rings]}

    @routes.post("/<string:record_id>/once")
    @routes.arguments(schemas.OnceIn)
    @routes.response(201, schemas.RingingReminder)
    def once(body: dict[str, Any], record_id: str) -> dict[str, Any]:
        """Put one time of a series off: it becomes a reminder of its own, and the series goes on."""
        return _flat(bus.request(ask.PutOff(g.person, record_id, **body, id=secrets.token_hex(12)), ask.Record))

    return routes


def following(page: ask.Records | ask.EgressLog | ask.Imports | ask.ChatViews | ask.Threads) -> dict[str, str]:
    """Return where a list goes on, if it does."""
    return {"next": page.next} if page.next is not None else {}


def plain(body: dict[str, Any]) -> dict[str, Any]:
    """Return what was sent as the store takes it."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in body.items()}


def _flat(record: ask.Record | ask.RecordView) -> dict[str, Any]:
    values = {name: datetime.fromisoformat(value) if value and name.endswith("_at") else value for name, value in record.fields.items()}
    return {"id": record.id, "created_at": record.created_at, **values}
