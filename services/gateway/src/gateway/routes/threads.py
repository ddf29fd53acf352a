"""The caller's conversations with the assistant: list, look for, call something. One begins with its first message (POST /messages), and is
forgotten as other things are (POST /forget)."""

from typing import Any

from flask import Blueprint, g
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People
from gateway.routes import schemas_conversation as schemas
from gateway.routes.auth import caller
from gateway.routes.records import following
from shared.bus import Bus
from shared.schemas import archive as ask


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes."""
    routes = DocumentedBlueprint("threads", __name__, url_prefix="/api/v1/threads")
    routes.before_request(lambda: caller(people))

    @routes.get("")
    @routes.arguments(schemas.ThreadsIn, location="query", unknown=None)
    @routes.response(200, schemas.ThreadsOut)
    def every(query: dict[str, Any]) -> dict[str, Any]:
        """List conversations, or those that say some words. The one that all channels share is only found by words; temporary ones never."""
        found = bus.request(ask.ListThreads(g.person, query["limit"], query["after"], query["q"]), ask.Threads)
        return {"threads": found.threads, **following(found)}

    @routes.get("/<string:thread_id>")
    @routes.response(200, schemas.ThreadOut)
    def one(thread_id: str) -> ask.ThreadView:
        """Show one conversation; what was said in it is read by GET /messages."""
        return show(thread_id)

    def show(thread_id: str) -> ask.ThreadView:
        return bus.request(ask.ListThreads(g.person, id=thread_id), ask.Threads).threads[0]

    @routes.patch("/<string:thread_id>")
    @routes.arguments(schemas.ThreadIn)
    @routes.response(200, schemas.ThreadOut)
    def call(body: dict[str, Any], thread_id: str) -> ask.ThreadView:
        """Call a conversation something."""
        bus.request(ask.NameThread(g.person, thread_id, body["title"]), ask.Done)
        return show(thread_id)

    return routes
