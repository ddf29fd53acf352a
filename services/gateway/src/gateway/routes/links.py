"""The telephones that a person writes from: linked by a code, and let go."""

from typing import Any

from flask import Blueprint, current_app, g
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People
from gateway.routes import schemas_access as schemas
from gateway.routes.auth import caller
from shared.bus import Bus
from shared.errors import Refused
from shared.schemas import archive as ask

NUMBER = "WHATSAPP_NUMBER"
"""Under this name the application's configuration holds the assistant's own, empty without WhatsApp."""


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes."""
    routes = DocumentedBlueprint("links", __name__, url_prefix="/api/v1/links")
    routes.before_request(lambda: caller(people))

    @routes.get("")
    @routes.response(200, schemas.LinksOut)
    def every() -> dict[str, Any]:
        """List the WhatsApp numbers whose messages are the caller's."""
        found = bus.request(ask.ListAddresses(g.person), ask.Addresses)
        links = [vars(one) | {"address": _number(one.address)} for one in found.addresses]
        return {"links": links, "number": _number(current_app.config[NUMBER])}

    @routes.post("")
    @routes.response(201, schemas.LinkOut)
    def link() -> dict[str, Any]:
        """Make a code that links a WhatsApp number to the caller, once, for a quarter of an hour."""
        offered = bus.request(ask.OfferLink(g.person), ask.LinkOffered)
        how = "Send this code as a WhatsApp message to the assistant's number."
        return {"code": offered.code, "expires_at": offered.expires_at, "how": how}

    @routes.delete("/<string:link_id>")
    @routes.response(204)
    def unlink(link_id: str) -> None:
        """Let a number go: whoever writes from it is a stranger."""
        gone = bus.request(ask.Unlink(g.person, link_id), ask.Done)
        people.forget()
        if not gone.fresh:
            raise Refused("no number of that id is linked")

    return routes


def _number(address: str) -> str:
    return address.removeprefix("whatsapp:")
