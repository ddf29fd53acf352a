"""What was said in a chat: pages of messages, the passage around one that was found; and messages made, changed and deleted by hand."""

from itertools import chain
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, g, stream_with_context
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.everything import attached
from gateway.adapters.people import People
from gateway.routes import schemas_keeping as schemas
from gateway.routes.auth import caller
from gateway.routes.records import following, plain
from shared.bus import Bus
from shared.schemas import archive as ask

COUNT_SECONDS = 30
"""There may be a million messages."""


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes of messages of chats."""
    routes = DocumentedBlueprint("chat messages", __name__, url_prefix="/api/v1/chats")
    routes.before_request(lambda: caller(people))

    @routes.get("/newest")
    @routes.arguments(schemas.NewestIn, location="query", unknown=None)
    @routes.response(200, schemas.NewestOut)
    def newest(query: dict[str, Any]) -> dict[str, Any]:
        """List chats with how many messages each has and its newest one; the one in which was written last comes first."""
        found = bus.request(ask.ListChats(g.person, **query), ask.ChatViews, timeout_seconds=COUNT_SECONDS)
        return {"chats": found.chats, **following(found)}

    @routes.get("/statistics")
    @routes.arguments(schemas.StatisticsIn, location="query", unknown=None)
    @routes.response(200, schemas.StatisticsOut)
    def statistics(query: dict[str, Any]) -> dict[str, Any]:
        """Count messages by month, by hour, by who wrote them and by chat: of a chat or of all, of somebody or of everybody. Words are
        counted if that is asked for, in the newest messages."""
        asked = ask.CountMessages(g.person, query["chat"], query["person"], query["words"])
        found = bus.request(asked, ask.MessageCounts, timeout_seconds=COUNT_SECONDS)
        return {**vars(found), "zone": found.own_zone}

    @routes.get("/<string:chat_id>/messages")
    @routes.arguments(schemas.ChatPageIn, location="query", unknown=None)
    @routes.response(200, schemas.ChatPageOut)
    def messages(query: dict[str, Any], chat_id: str) -> dict[str, Any]:
        """Read a chat by time: the newest messages, those after or before one, those around one, or those from an instant on."""
        return {"messages": bus.request(ask.ReadChat(g.person, chat_id, **query), ask.ChatPage).messages}

    @routes.post("/<string:chat_id>/messages")
    @routes.arguments(schemas.ChatMessageIn)
    @routes.response(201, schemas.ChatMessageOut)
    def create(body: dict[str, Any], chat_id: str) -> ask.ChatMessage:
        """Add a message."""
        return bus.request(ask.PutChatMessage(g.person, chat_id, plain(body)), ask.ChatPage).messages[0]

    @routes.get("/<string:chat_id>/messages/<string:message_id>")
    @routes.response(200, schemas.ChatMessageOut)
    def show(chat_id: str, message_id: str) -> ask.ChatMessage:
        """Show one message."""
        return show_one(chat_id, message_id)

    def show_one(chat_id: str, message_id: str) -> ask.ChatMessage:
        return bus.request(ask.ReadChat(g.person, chat_id, id=message_id), ask.ChatPage).messages[0]

    @routes.get("/<string:chat_id>/messages/<string:message_id>/attachment")
    @routes.response(200, content_type="application/octet-stream")
    def attachment(chat_id: str, message_id: str) -> Response:
        """Download what is attached to a message. It came from somebody else: it is never shown as a page."""
        message = show_one(chat_id, message_id)
        pieces = attached(bus, g.person, chat_id, message_id)
        response = Response(stream_with_context(chain([next(pieces)], pieces)), mimetype="application/octet-stream")
        name = PurePosixPath(message.media or "").name or "attachment"
        response.headers.set("Content-Disposition", "attachment", filename=name)
        response.headers["Content-Length"] = str(message.size)
        return response

    @routes.patch("/<string:chat_id>/messages/<string:message_id>")
    @routes.arguments(schemas.ChatMessageChange(partial=True))
    @routes.response(200, schemas.ChatMessageOut)
    def change(body: dict[str, Any], chat_id: str, message_id: str) -> ask.ChatMessage:
        """Change the fields that are named."""
        return bus.request(ask.PutChatMessage(g.person, chat_id, plain(body), message_id), ask.ChatPage).messages[0]

    @routes.delete("/<string:chat_id>/messages/<string:message_id>")
    @routes.response(204)
    def delete(chat_id: str, message_id: str) -> None:
        """Delete a message, from the search index too."""
        bus.request(ask.DropChatMessage(g.person, chat_id, message_id), ask.Done)

    return routes
