"""The gateway, assembled."""

import secrets

from flask import Response, abort, g, request
from flask_smorest import Api

from gateway.adapters.people import People
from gateway.adapters.push_service import PushService
from gateway.adapters.tries import Tries
from gateway.adapters.twilio_channel import Twilio
from gateway.delivery import Delivery
from gateway.lanes import LANES
from gateway.notifying import Notifying
from gateway.routes import (
    accounts,
    api,
    calendar,
    chats,
    completions,
    imports,
    keeping,
    keys,
    links,
    problems,
    pushing,
    records,
    sessions,
    tokens,
)
from gateway.routes.messages import Talk
from gateway.routes.webhooks import Webhooks
from shared import logs
from shared.bus import Bus
from shared.doors import BODY_LIMIT_BYTES, EXTENSION
from shared.forwarding import FORWARDED, KEY, Vouching
from shared.health import Dependency
from shared.metrics import Metrics
from shared.schemas.archive import AskOwner, Identified
from shared.schemas.conversation import Deliver, Notify
from shared.schemas.status import AskPrivateLlm, ServiceStatus
from shared.service import Service

DOORS = (api, imports, chats, calendar, keeping, keys, links, accounts, sessions, tokens)
UPLOAD = "imports.begin"
"""The one route whose body is read as it comes."""
OPENAPI = {
    "API_TITLE": "Sihteeri",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    },
}


def assemble(
    bus: Bus, metrics: Metrics, twilio: Twilio | None, pushes: PushService, tries: Tries, vouching: Vouching, *, public_url: str = ""
) -> Service:
    """Build the gateway around a bus; without Twilio there is no WhatsApp, and nothing else changes."""
    people = People(bus, tries)
    bus.subscribe(Deliver, Delivery(bus, twilio).deliver)
    bus.subscribe(Notify, Notifying(bus, pushes).notify)
    store = Dependency("store", lambda: bus.request(AskOwner(), Identified, timeout_seconds=2))
    engine = Dependency("private-llm", lambda: bus.request(AskPrivateLlm(), ServiceStatus, timeout_seconds=4))
    service = Service("gateway", bus=bus, metrics=metrics, checks=[store, engine])
    app = service.app
    app.extensions[EXTENSION] = LANES
    app.config.update(OPENAPI, PUBLIC_URL=public_url, MAX_CONTENT_LENGTH=BODY_LIMIT_BYTES)
    app.config[links.NUMBER] = twilio.sender if twilio else ""
    app.json.sort_keys, app.json.ensure_ascii = False, False  # type: ignore[attr-defined]
    app.before_request(lambda: _begin(vouching))
    app.after_request(_end)
    if public_url.startswith("https:"):
        app.after_request(_https_only)
    documented = Api(app)
    talk = Talk(bus, people)
    own = (talk.blueprint(), sessions.signing_in(people), pushing.blueprint(bus, people, pushes))
    for blueprint in (*own, *(door.blueprint(bus, people) for door in DOORS), *records.blueprints(bus, people)):
        documented.register_blueprint(blueprint)
    app.register_blueprint(calendar.subscription(bus, people))
    app.register_blueprint(completions.blueprint(talk, people))
    if twilio is not None:
        app.register_blueprint(Webhooks(bus, people, twilio).blueprint())
    problems.register(app)
    return service


def _begin(vouching: Vouching) -> None:
    g.source = vouching.caller(request.remote_addr or "", request.headers.get(FORWARDED, ""), request.headers.get(KEY, ""))
    g.request_id = secrets.token_hex(8)
    logs.request_id.set(g.request_id)
    if request.endpoint == UPLOAD:
        request.max_content_length = imports.FILE_LIMIT_BYTES
    elif request.content_length is None and len(request.get_data(cache=True)) >= BODY_LIMIT_BYTES:
        abort(413)  # A chunked body is cut off at the limit without a word.


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    if leave := g.pop("leave", None):
        response.call_on_close(leave)
    return response


def _https_only(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
