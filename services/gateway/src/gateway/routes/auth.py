"""Who is calling: a bearer token, resolved to a person before any route runs, what it may do, and the person's place among those whose
answer lasts."""

from flask import abort, g, request
from werkzeug.exceptions import Unauthorized

from gateway.adapters.people import People
from gateway.lanes import LASTING
from gateway.scopes import needed
from shared.forwarding import WATCHING

TOKEN_LIMIT = 512
WATCHED = {f"/api/v1/{path}" for path in ("messages", "reminders/ringing", "reminders/<string:record_id>", "sessions/<string:session_id>")}
"""What an open page asks for by itself, again and again. Where a browser says so, that does not keep it signed in, and that nothing is new
leaves no entry in the audit record."""


class Ended(Unauthorized):
    """Raised when a token was somebody's and is nobody's now."""

    safe_detail = "This token has ended: its time is over, or it was taken away."


class Narrow(Exception):
    """Raised when a token may not do this."""

    def __init__(self, has: tuple[str, ...], needs: frozenset[str]) -> None:
        super().__init__("a token may not do this")
        self.has, self.needs = has, needs


def caller(people: People) -> None:
    """Set `g.person` and `g.token`, or answer 401; 403 where the token may not do this; after too many wrong tokens from where this
    comes from, or with too many answers open, 429."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > TOKEN_LIMIT:
        abort(401)
    rule = request.url_rule.rule if request.url_rule else ""
    watches = WATCHING in request.headers and request.method == "GET" and rule in WATCHED
    known = people.by_token(token.strip(), g.source, seen=not watches)
    if known.ended:
        raise Ended
    if known.person is None:
        abort(401)
    needs = needed(request.method, rule)
    if not needs.intersection(known.scopes):
        raise Narrow(known.scopes, needs)
    g.person, g.token, g.watches = known.person, known, watches and known.kind == "browser"
    if LASTING.routes.match(f"{request.method} {request.path}"):
        g.leave = people.places.take(known.person)
