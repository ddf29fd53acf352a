"""Errors as RFC 9457 problem details: what went wrong and what to do, never what was sent."""

from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from gateway.adapters.tries import TooManyTries
from gateway.lanes import EACH, TooManyAtOnce
from gateway.routes.auth import Narrow
from shared.errors import BadMessage, Full, Refused, ServiceError, Unavailable

STATUS: dict[type[ServiceError], tuple[int, str]] = {
    BadMessage: (422, "The request can't be understood"),
    Refused: (404, "There is no such thing"),
    Full: (409, "There is no room for one more"),
    Unavailable: (503, "A part of the assistant is away"),
}
TITLES = {
    400: "The request is malformed",
    401: "Sign in first",
    403: "This is not allowed",
    404: "There is no such thing",
    405: "This method is not allowed here",
    408: "The request was not whole in time",
    410: "This can't be used any more",
    413: "The request is too large",
    415: "The content type is not supported",
    422: "The request can't be understood",
    429: "Too many requests",
}
RETRY_SECONDS = 5


def problem(status: int, title: str, detail: str = "", **more: Any) -> Response:
    """Return a problem document, and to OpenAI's clients what they can read."""
    if request.path.startswith("/v1/"):
        response = jsonify(
            {"error": {"message": f"{title}: {detail}" if detail else title, "type": "invalid_request_error", "code": status}}
        )
    else:
        response = jsonify({"type": "about:blank", "title": title, "status": status} | ({"detail": detail} if detail else {}) | more)
        response.content_type = "application/problem+json"
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="sihteeri"'
    return response


def register(app: Flask) -> None:
    """Turn every error into a problem document."""

    def service_error(error: ServiceError) -> Response:
        status, title = STATUS[type(error)]
        detail = f"{error.reason}. Try again in a few seconds." if status == 503 else error.reason
        return problem(status, title, detail)

    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        return problem(status, TITLES.get(status, error.name), _fields(error))

    def too_many_tries(error: TooManyTries) -> Response:
        response = problem(429, TITLES[429], f"Too many wrong tries came from your address. Try again in {error.seconds} s.")
        response.headers["Retry-After"] = str(error.seconds)
        return response

    def too_many_at_once(_: TooManyAtOnce) -> Response:
        response = problem(429, TITLES[429], f"You have {EACH} answers open. Try again when one of them has ended.")
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response

    def narrow(error: Narrow) -> Response:
        has, needs = " and ".join(error.has), sorted(error.needs - {"all"}) or ["all"]
        scope = " ".join(needs)
        response = problem(403, TITLES[403], f"This token may {has}; this takes one that may {' or '.join(needs)}.")
        response.headers["WWW-Authenticate"] = f'Bearer realm="sihteeri", error="insufficient_scope", scope="{scope}"'
        return response

    app.register_error_handler(Narrow, narrow)
    app.register_error_handler(TooManyTries, too_many_tries)
    app.register_error_handler(TooManyAtOnce, too_many_at_once)
    app.register_error_handler(ServiceError, service_error)
    app.register_error_handler(RecursionError, lambda _: problem(400, TITLES[400], "the JSON is nested too deeply"))
    app.register_error_handler(HTTPException, http_error)


def _fields(error: HTTPException) -> str:
    """Name the fields that a validation error speaks of; marshmallow's own message may quote the input."""
    messages = getattr(error, "data", {}).get("messages", {}) if isinstance(getattr(error, "data", None), dict) else {}
    names = sorted({str(name) for place in messages.values() if isinstance(place, dict) for name in place})
    if names:
        return f"wrong, unknown or missing: {', '.join(names)}"
    return str(getattr(error, "safe_detail", ""))
