"""The calendar: what is on in a span of time, all of it as a file, and an address at which a phone may read it."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, request
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.everything import Everything
from gateway.adapters.people import People
from gateway.routes import schemas_records as schemas
from gateway.routes.auth import TOKEN_LIMIT, caller
from shared.bus import Bus
from shared.schemas import archive as ask

SECRET_BYTES = 32
BACK = timedelta(days=90)
"""So far back an address shows what does not come again."""
TYPE = "text/calendar; charset=utf-8"
PUBLIC_URL = "PUBLIC_URL"
"""Under this name the application's configuration holds how it is reached from outside, if that is known."""


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes of the caller's own calendar."""
    routes = DocumentedBlueprint("calendar", __name__, url_prefix="/api/v1")
    routes.before_request(lambda: caller(people))

    @routes.get("/calendar")
    @routes.arguments(schemas.OccurrencesIn, location="query", unknown=None)
    @routes.response(200, schemas.OccurrencesOut)
    def on(query: dict[str, Any]) -> dict[str, Any]:
        """Tell what is on between two instants, soonest first; at most five years are looked into."""
        asked = ask.ListOccurrences(g.person, query["since"], query["until"], query["limit"])
        found = bus.request(asked, ask.Occurrences)
        return {
            "occurrences": [{**vars(one), "repeats": one.repeats(query["language"])} for one in found.occurrences],
            "zone": found.own_zone,
        }

    @routes.get("/calendar.ics")
    @routes.response(200, content_type="text/calendar")
    def file() -> Response:
        """Give the caller their calendar, and what is to be done by a day, as iCalendar (RFC 5545)."""
        return _file(Everything(bus, g.person).calendar())

    @routes.get("/calendar/address")
    @routes.response(200, schemas.CalendarAddressOut)
    def address() -> dict[str, Any]:
        """Say whether there is an address at which the calendar can be read. What it is was told once, when it was made."""
        return {"shared": bus.request(ask.AskCalendarShared(g.person), ask.CalendarShared).shared}

    @routes.post("/calendar/address")
    @routes.response(201, schemas.CalendarAddressOut)
    def share() -> dict[str, Any]:
        """Make an address at which whoever knows it can read the calendar, and nothing else; the one before is void."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        bus.request(ask.ShareCalendar(g.person, hashlib.sha256(secret.encode()).hexdigest()), ask.Done)
        root = (current_app.config.get(PUBLIC_URL) or request.url_root).rstrip("/")
        return {"shared": True, "address": f"{root}/calendar/{secret}.ics"}

    @routes.delete("/calendar/address")
    @routes.response(204)
    def unshare() -> None:
        """Revoke the address: from now on it reads nothing."""
        bus.request(ask.UnshareCalendar(g.person), ask.Done)

    return routes


def subscription(bus: Bus, people: People) -> Blueprint:
    """Return the route that a phone reads. What leaves by it is on record before, once for each thing that it could read."""
    routes = Blueprint("subscription", __name__)

    @routes.get("/calendar/<string:secret>.ics")
    def read(secret: str) -> Response:
        person = people.by_calendar(secret, g.source) if len(secret) <= TOKEN_LIMIT else None
        if person is None:
            abort(404)
        g.leave = people.places.take(person)
        now = datetime.now(UTC)
        body = Everything(bus, person).calendar(since=now - BACK)
        key = f"calendar#{hashlib.sha256(body).hexdigest()}"
        purpose, where = "calendar subscription", "/calendar/….ics"
        bus.request(ask.RecordEgress(person, key, "calendar", purpose, where, body.decode(), "", now), ask.Done)
        bus.request(ask.SettleEgress(person, key, "sent"), ask.Done)
        return _file(body)

    return routes


def _file(body: bytes) -> Response:
    response = Response(body, content_type=TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="sihteeri.ics"'
    return response
