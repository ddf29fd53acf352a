"""The calendar: what is on in a span of time, series unrolled."""

from typing import Any

from flask import Blueprint, g
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People
from gateway.routes import schemas_records as schemas
from gateway.routes.auth import caller
from shared.bus import Bus
from shared.schemas import archive as ask


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the route."""
    routes = DocumentedBlueprint("calendar", __name__, url_prefix="/api/v1/calendar")
    routes.before_request(lambda: caller(people))

    @routes.get("")
    @routes.arguments(schemas.OccurrencesIn, location="query", unknown=None)
    @routes.response(200, schemas.OccurrencesOut)
    def on(query: dict[str, Any]) -> dict[str, Any]:
        """Tell what is on between two instants, soonest first; at most five years are looked into."""
        request = ask.ListOccurrences(g.person, query["since"], query["until"], query["limit"])
        found = bus.request(request, ask.Occurrences).occurrences
        return {"occurrences": [{**vars(one), "repeats": one.repeats("en")} for one in found]}

    return routes
