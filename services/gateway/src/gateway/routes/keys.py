"""The store's keys: opening it with a passphrase, and rotation."""

from typing import Any

from flask import Blueprint, g
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People
from gateway.routes import schemas_keeping as schemas
from gateway.routes.auth import caller
from gateway.routes.schemas_accounts import KeysOut
from shared.bus import Bus
from shared.errors import Refused
from shared.schemas import archive as ask

UNSEAL_SECONDS = 60
ROTATION_SECONDS = 600


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes. Unsealing needs no token, since nobody can be known while the store is sealed: the passphrase is what counts."""
    routes = DocumentedBlueprint("keys", __name__, url_prefix="/api/v1/keys")

    @routes.post("/unseal")
    @routes.doc(security=[])
    @routes.arguments(schemas.UnsealIn)
    @routes.response(200, schemas.UnsealedOut)
    def unseal(body: dict[str, Any]) -> dict[str, str]:
        """Open a store that was started sealed."""
        people.tries.check(g.source)
        try:
            bus.request(ask.Unseal(body["passphrase"]), ask.Done, timeout_seconds=UNSEAL_SECONDS)
        except Refused:
            people.tries.wrong(g.source)
            raise
        people.forget()
        return {"status": "open"}

    @routes.get("")
    @routes.response(200, KeysOut)
    def state() -> ask.KeysState:
        """Say how the keys are, never what they are (owner)."""
        caller(people)
        return bus.request(ask.AskKeys(g.person), ask.KeysState)

    @routes.post("/rotation")
    @routes.arguments(schemas.RotationIn)
    @routes.response(200, schemas.RotationOut)
    def rotation(body: dict[str, Any]) -> dict[str, Any]:
        """Encrypt the caller's data with another key; for the owner also everybody's, and another master key."""
        caller(people)
        return bus.request(ask.RotateKeys(g.person, body["what"]), ask.KeysRotated, timeout_seconds=ROTATION_SECONDS).dump()

    return routes
