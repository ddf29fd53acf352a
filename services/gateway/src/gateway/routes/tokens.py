"""Tokens for a while that may do less than all, and a passphrase of one's own."""

import secrets
from typing import Any, Final

from flask import Blueprint, g
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People, sha256
from gateway.routes import schemas_access as schemas
from gateway.routes.auth import caller
from gateway.scopes import SCOPES
from shared.bus import Bus
from shared.errors import BadMessage, Refused
from shared.schemas import archive as ask

SECRET_BYTES = 32
TOKEN: Final = "token"
SHORTEST, DIFFERENT = 12, 5
HASH_SECONDS = 10


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes."""
    routes = DocumentedBlueprint("tokens", __name__, url_prefix="/api/v1")
    routes.before_request(lambda: caller(people))

    @routes.get("/tokens")
    @routes.response(200, schemas.TokensOut)
    def every() -> dict[str, Any]:
        """List the caller's tokens that are in force."""
        found = bus.request(ask.ListTokens(g.person, TOKEN), ask.Tokens)
        return {"tokens": [_shown(view) for view in found.tokens]}

    @routes.post("/tokens")
    @routes.arguments(schemas.TokenIn)
    @routes.response(201, schemas.TokenMadeOut)
    def make(body: dict[str, Any]) -> dict[str, Any]:
        """Make a token that ends, and may do all or some of: `read`, `ask`, `import`. It ends with the token that asks for it."""
        secret, scopes = secrets.token_urlsafe(SECRET_BYTES), tuple(scope for scope in SCOPES if scope in body["scopes"])
        seconds = body["hours"] * 3600
        wanted = ask.MakeToken(g.person, g.token.token, sha256(secret), TOKEN, seconds, name=body["name"], scopes=scopes)
        return _shown(bus.request(wanted, ask.Tokens).tokens[0]) | {"token": secret}

    @routes.delete("/tokens/<string:token_id>")
    @routes.response(204)
    def revoke(token_id: str) -> None:
        """Take a token away, and with it whatever was made by it: tokens, browsers that it signed in."""
        ended = bus.request(ask.EndTokens(g.person, TOKEN, only=token_id), ask.Done)
        people.forget()
        if not ended.fresh:
            raise Refused("no token of that id is in force")

    @routes.get("/passphrase")
    @routes.response(200, schemas.PassphraseOut)
    def passphrase() -> dict[str, Any]:
        """Tell whether the caller has a passphrase."""
        found = bus.request(ask.AskPassphrase(g.person), ask.PassphraseState)
        return {"set": found.is_set, "name": found.name, "needs_name": found.needs_name}

    @routes.put("/passphrase")
    @routes.arguments(schemas.PassphraseIn)
    @routes.response(204)
    def choose(body: dict[str, str]) -> None:
        """Give the caller a passphrase. Where there was one, every browser but the one that asks is signed out."""
        if len(body["passphrase"].strip()) < SHORTEST or len(set(body["passphrase"])) < DIFFERENT:
            raise BadMessage(f"a passphrase has at least {SHORTEST} characters, {DIFFERENT} of them different")
        _set(body["passphrase"], body["name"])

    @routes.delete("/passphrase")
    @routes.response(204)
    def give_up() -> None:
        """Take the passphrase away; every browser but the one that asks is signed out."""
        _set("", "")

    def _set(passphrase: str, name: str) -> None:
        wanted = ask.SetPassphrase(g.person, g.token.token, passphrase, name)
        bus.request(wanted, ask.Done, timeout_seconds=HASH_SECONDS)
        people.forget()

    return routes


def _shown(view: ask.TokenView) -> dict[str, Any]:
    return vars(view) | {"this": view.id == g.token.token}
