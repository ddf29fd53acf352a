"""Who has an account on this machine: the owner sees, invites and deletes people, and sees nothing of what they keep."""

import secrets
from typing import Any

from flask import Blueprint, g
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People, sha256
from gateway.routes import schemas_accounts as schemas
from gateway.routes.auth import caller
from shared.bus import Bus
from shared.schemas import archive as ask

SECRET_BYTES = 32
INVITED_SECONDS = 24 * 3600
FORGET_SECONDS = 120


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes."""
    routes = DocumentedBlueprint("accounts", __name__, url_prefix="/api/v1/accounts")
    routes.before_request(lambda: caller(people))

    @routes.get("")
    @routes.response(200, schemas.AccountsOut)
    def every() -> dict[str, Any]:
        """List who is on this machine (owner)."""
        return {"accounts": bus.request(ask.ListAccounts(g.person), ask.Accounts).accounts}

    @routes.post("")
    @routes.arguments(schemas.AccountIn)
    @routes.response(201, schemas.InvitedOut)
    def invite(body: dict[str, str]) -> dict[str, Any]:
        """Make an account for somebody, and a code that signs one browser of theirs in, once, within a day (owner)."""
        code = secrets.token_urlsafe(SECRET_BYTES)
        made = bus.request(ask.Invite(g.person, body["name"], sha256(code), INVITED_SECONDS), ask.Accounts).accounts[0]
        return vars(made) | {"code": code}

    @routes.delete("/<string:account_id>")
    @routes.response(200, schemas.DeletedOut)
    def delete(account_id: str) -> dict[str, object]:
        """Forget somebody else: their key first, which makes all that is theirs noise (owner)."""
        receipt = bus.request(ask.ForgetPerson(account_id, by=g.person), ask.Receipt, timeout_seconds=FORGET_SECONDS)
        people.forget()
        return receipt.dump()

    return routes
