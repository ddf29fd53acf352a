"""Who is calling: a bearer token, resolved to a person before any route runs, and their place among those whose answer lasts."""

from flask import abort, g, request

from gateway.adapters.people import People
from gateway.lanes import LASTING

TOKEN_LIMIT = 512


def caller(people: People) -> None:
    """Set `g.person`, or answer 401; after too many wrong tokens from where this comes from, or with too many answers open, 429."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > TOKEN_LIMIT:
        abort(401)
    person = people.by_token(token.strip(), g.source)
    if person is None:
        abort(401)
    g.person = person
    if LASTING.routes.match(f"{request.method} {request.path}"):
        g.leave = people.places.take(person)
