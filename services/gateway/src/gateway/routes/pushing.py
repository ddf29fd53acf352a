"""Notifications that reach a browser with its pages closed: let them, and let them no more."""

from typing import Any

from flask import Blueprint, g
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People
from gateway.adapters.push_service import PushService, public_key
from gateway.routes import schemas_access as schemas
from gateway.routes.auth import caller
from shared.bus import Bus
from shared.schemas import archive as ask

THIS = "this"


def blueprint(bus: Bus, people: People, service: PushService) -> Blueprint:
    """Return the routes of whoever is signed in."""
    routes = DocumentedBlueprint("pushes", __name__, url_prefix="/api/v1/pushes")
    routes.before_request(lambda: caller(people))

    @routes.get("/key")
    @routes.response(200, schemas.PushKeyOut)
    def key() -> dict[str, Any]:
        """Return what a browser needs to be reached."""
        return {"key": public_key(bus.request(ask.AskPush(g.person, g.token.token), ask.Push).key)}

    @routes.put("/this")
    @routes.arguments(schemas.PushIn)
    @routes.response(204)
    def put(body: dict[str, Any]) -> None:
        """Let notifications reach the browser that asks, until it is signed out or says no more."""
        service.check(body["endpoint"], body["p256dh"], body["auth"])
        bus.request(ask.PutPush(g.person, g.token.token, **body), ask.Done)

    @routes.delete("/<string:session_id>")
    @routes.response(204)
    def drop(session_id: str) -> None:
        """Let none reach a browser any more; the one that asks is called `this`."""
        bus.request(ask.DropPush(g.person, g.token.token if session_id == THIS else session_id), ask.Done)

    return routes
