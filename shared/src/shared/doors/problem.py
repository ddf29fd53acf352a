"""Answers of the loop's own, whole as they go over the wire (RFC 9457)."""

import json
from http import HTTPStatus

RETRY_SECONDS = 5
SAYS = {
    400: ("The request is malformed", ""),
    408: ("The request was not whole in time", "Send it again; it must be whole within ten seconds."),
    413: ("The request is too large", ""),
    414: ("The address is too long", ""),
    417: ("The request expects what is not known here", ""),
    431: ("The head of the request is too large", ""),
    500: ("Internal error", ""),
    501: ("The transfer coding is not known here", ""),
    503: ("Too much is going on at once", f"Nothing was accepted. Try again in {RETRY_SECONDS} seconds."),
}


def answer(status: int) -> bytes:
    """Return a response that ends the connection."""
    title, detail = SAYS[status]
    body = json.dumps({"type": "about:blank", "title": title, "status": status} | ({"detail": detail} if detail else {})).encode()
    head = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Connection: close",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        *([f"Retry-After: {RETRY_SECONDS}"] if status == 503 else []),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
