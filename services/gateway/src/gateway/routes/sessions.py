"""Browsers that are signed in, and links that sign one in once. Secrets are made here and told once; the store keeps their digests."""

import secrets
from functools import partial
from typing import Any, Final

from flask import Blueprint, abort, g
from flask_smorest import Blueprint as DocumentedBlueprint
from werkzeug.exceptions import Gone

from gateway.adapters.people import People, sha256
from gateway.routes import schemas_access as schemas
from gateway.routes.auth import Narrow, caller
from gateway.scopes import needed
from shared.bus import Bus
from shared.errors import Refused
from shared.schemas import archive as ask

SECRET_BYTES = 32
LINK_SECONDS = 600
BROWSER: Final = "browser"
LINK: Final = "link"
THIS = "this"


class Over(Gone):
    """Raised when what should sign a browser in does so no more."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.safe_detail = {
            "used": "This link was used already: each works once. Ask for another.",
            "expired": "The time of this is over. A link lasts for ten minutes, an invitation for a day. Ask for another.",
        }[why]


def signing_in(people: People) -> Blueprint:
    """Return the one route that takes no token, since by it a browser gets one."""
    routes = DocumentedBlueprint("signing_in", __name__, url_prefix="/api/v1/sessions")

    @routes.post("")
    @routes.doc(security=[])
    @routes.arguments(schemas.SessionIn)
    @routes.response(201, schemas.SessionOut)
    def begin(body: dict[str, Any]) -> dict[str, Any]:
        """Sign a browser in, by a token, a passphrase or a link's code. The browser that it was before is signed out."""
        by = body["link"] or body["secret"].strip()
        if not by:
            abort(401)
        token = secrets.token_urlsafe(SECRET_BYTES)
        admitted = people.admit(by, g.source, partial(_admit, body, token))
        if admitted.why in ("used", "expired"):
            raise Over(admitted.why)
        if admitted.why == "narrow":
            raise Narrow(("do less than all",), needed("POST", "/api/v1/sessions/links"))
        if admitted.person is None:
            abort(401)
        return {"token": token, "expires_at": admitted.expires_at}

    return routes


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes of whoever is signed in."""
    routes = DocumentedBlueprint("sessions", __name__, url_prefix="/api/v1/sessions")
    routes.before_request(lambda: caller(people))

    @routes.get("")
    @routes.response(200, schemas.DevicesOut)
    def every() -> dict[str, Any]:
        """List the browsers that are signed in as the caller."""
        found = bus.request(ask.ListTokens(g.person, BROWSER), ask.Tokens)
        return {"sessions": [vars(view) | {"this": view.id == g.token.token} for view in found.tokens]}

    @routes.delete("")
    @routes.response(204)
    def end_others() -> None:
        """Sign out every browser but the one that asks."""
        bus.request(ask.EndTokens(g.person, BROWSER, all_but=g.token.token), ask.Done)
        people.forget()

    @routes.post("/links")
    @routes.response(201, schemas.EntryOut)
    def link() -> dict[str, Any]:
        """Make a code that signs one browser in as the caller, once, within ten minutes."""
        code = secrets.token_urlsafe(SECRET_BYTES)
        wanted = ask.MakeToken(g.person, g.token.token, sha256(code), LINK, LINK_SECONDS)
        return {"code": code, "expires_at": bus.request(wanted, ask.Tokens).tokens[0].expires_at}

    @routes.get("/<string:session_id>")
    @routes.response(200, schemas.ThisOut)
    def one(session_id: str) -> dict[str, Any]:
        """Tell of the browser that asks, which is called `this`; no other has an address."""
        if session_id != THIS or g.token.kind != BROWSER:
            raise Refused("no browser of that id asks")
        return {"id": g.token.token, "expires_at": g.token.expires_at, "owner": g.person == people.owner()}

    @routes.delete("/<string:session_id>")
    @routes.response(204)
    def end(session_id: str) -> None:
        """Sign a browser out; the one that asks is called `this`."""
        wanted = g.token.token if session_id == THIS else session_id
        ended = bus.request(ask.EndTokens(g.person, BROWSER, only=wanted), ask.Done)
        people.forget()
        if not ended.fresh:
            raise Refused("no browser of that id is signed in")

    return routes


def _admit(body: dict[str, Any], token: str, digest: str) -> ask.Admit:
    return ask.Admit(
        sha256(token),
        body["device"],
        digest,
        passphrase="" if body["link"] else body["secret"],
        name=body["name"],
        stay=body["stay"],
        instead_of=sha256(body["instead_of"]) if body["instead_of"] else "",
    )
