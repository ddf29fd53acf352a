"""The HTTP API under /api/v1. Every route acts for the caller and for nobody else."""

from typing import Any

from flask import Blueprint, g
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People
from gateway.routes import schemas_conversation, schemas_egress, schemas_keeping
from gateway.routes.auth import caller
from gateway.routes.records import following
from shared.bus import Bus
from shared.errors import Refused, ServiceError
from shared.schemas import archive as ask
from shared.schemas.conversation import Embed, Embedded, Redact, Redacted
from shared.schemas.status import AskPrivateLlm, ServiceStatus

EMBED_SECONDS = 3
KEEPS = {
    "openai": "Not kept by request (store=false); OpenAI may keep abuse-monitoring logs for up to 30 days.",
    "calendar": "Whoever reads your calendar's address keeps a copy of it: your phone, or the calendar service that it uses.",
    "push service": "Your browser's push service (Google's, Mozilla's, Apple's or Microsoft's) sees that something came, when and to which browser; it can't read it.",
    "twilio": "Twilio keeps message bodies and numbers until they are deleted there; WhatsApp is run by Meta.",
}


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return everything but messages and records."""
    routes = DocumentedBlueprint("api", __name__, url_prefix="/api/v1")
    routes.before_request(lambda: caller(people))

    @routes.post("/redactions")
    @routes.arguments(schemas_conversation.TextIn)
    @routes.response(200, schemas_conversation.RedactionOut)
    def redactions(body: dict[str, Any]) -> dict[str, Any]:
        """Show what would leave if this were sent. Nothing is sent."""
        return bus.request(Redact(g.person, body["text"]), Redacted).dump()

    @routes.get("/search")
    @routes.arguments(schemas_conversation.SearchIn, location="query", unknown=None)
    @routes.response(200, schemas_conversation.HitsOut)
    def search(query: dict[str, Any]) -> dict[str, Any]:
        """Find the caller's own words: what has all of them, then what has some; with a local embedding model also what is near in meaning.
        In place of words that are in nothing, what is nearest to them in spelling is looked for; `instead` says so."""
        kinds = (query["kind"],) if query["kind"] else ()
        wanted = {"chat": query["chat"], "sender": query["person"], "since": query["since"], "until": query["until"]}
        meant = _embedded(bus, query["q"])
        near: dict[str, Any] = {"model": meant.model, "vector": meant.vector, "respell": True}
        found = bus.request(ask.Search(g.person, query["q"], kinds, "any", query["limit"], **wanted, **near), ask.Found)
        return {"hits": found.hits, "instead": found.instead}

    @routes.get("/egress")
    @routes.arguments(schemas_egress.SpanIn, location="query", unknown=None)
    @routes.response(200, schemas_egress.EgressLogOut)
    def egress(query: dict[str, Any]) -> dict[str, Any]:
        """List what left the machine for the caller, newest first."""
        log = bus.request(ask.ListEgress(g.person, **query), ask.EgressLog)
        entries = [_entry(entry) for entry in log.entries]
        return {"entries": entries, "requests": log.requests, "never_left": log.never_left, **following(log)}

    @routes.get("/egress/verification")
    @routes.response(200, schemas_egress.ChainOut)
    def verification() -> ask.ChainVerified:
        """Walk the hash chain of the egress record from its beginning."""
        return bus.request(ask.VerifyChain(g.person, "egress"), ask.ChainVerified, timeout_seconds=30)

    @routes.get("/egress/<string:entry_id>")
    @routes.response(200, schemas_egress.EgressBodyOut)
    def egress_entry(entry_id: str) -> dict[str, Any]:
        """Show one thing that left, byte for byte."""
        log = bus.request(ask.ListEgress(g.person, id=entry_id), ask.EgressLog)
        if not log.entries:
            raise Refused("nothing left under this id")
        return _entry(log.entries[0])

    @routes.get("/audit")
    @routes.arguments(schemas_keeping.AuditIn, location="query", unknown=None)
    @routes.response(200, schemas_keeping.AuditOut)
    def audit(query: dict[str, Any]) -> dict[str, Any]:
        """List who looked at the caller's data: which service, for which request, newest first."""
        log = bus.request(ask.ListAudit(g.person, query["limit"], query["before"]), ask.AuditLog)
        return {"entries": log.entries, "total": log.total}

    @routes.get("/audit/verification")
    @routes.response(200, schemas_egress.ChainOut)
    def audit_verification() -> ask.ChainVerified:
        """Walk the hash chain of the audit record from its beginning, and compare it with what was noted outside of it."""
        return bus.request(ask.VerifyChain(g.person, "audit"), ask.ChainVerified, timeout_seconds=60)

    @routes.get("/status")
    @routes.response(200, schemas_conversation.StatusOut)
    def status() -> dict[str, Any]:
        """Say which parts are in use."""
        found = bus.request(AskPrivateLlm(), ServiceStatus, timeout_seconds=4)
        return {"status": "ready", "parts": found.parts}

    return routes


def _entry(entry: ask.EgressEntry) -> dict[str, Any]:
    return {**vars(entry), "keeps": KEEPS.get(entry.party, "")}


def _embedded(bus: Bus, text: str) -> Embedded:
    """Ask for the vector of what is looked for; without private-llm words are searched alone."""
    try:
        return bus.request(Embed(text), Embedded, timeout_seconds=EMBED_SECONDS)
    except ServiceError:
        return Embedded("", b"")
