"""What was said in a chat: pages of messages, and the passage around one that was found."""

from typing import Any

from flask import Blueprint, g
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People
from gateway.routes import schemas_keeping as schemas
from gateway.routes.auth import caller
from shared.bus import Bus
from shared.schemas import archive as ask


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes of messages of chats."""
    routes = DocumentedBlueprint("chat messages", __name__, url_prefix="/api/v1/chats")
    routes.before_request(lambda: caller(people))

    @routes.get("/<string:chat_id>/messages")
    @routes.arguments(schemas.ChatPageIn, location="query", unknown=None)
    @routes.response(200, schemas.ChatPageOut)
    def messages(query: dict[str, Any], chat_id: str) -> dict[str, Any]:
        """Read a chat by time: the newest messages, those after or before one, or those around one."""
        return {"messages": bus.request(ask.ReadChat(g.person, chat_id, **query), ask.ChatPage).messages}

    return routes
