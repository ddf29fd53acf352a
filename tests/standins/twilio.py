"""Twilio's REST API for messages, and the signing of its webhooks.

Faults of a send: `429`, `500`, `21211` (a bad number), `accepted-then-drop` (the message is taken and the answer is lost).
"""

import secrets
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from twilio.request_validator import RequestValidator

from tests.standins.http import Received, StandIn, hang_up, send_json

ACCOUNT, TOKEN, SENDER = "AC" + "0" * 32, "stand-in-token", "whatsapp:+14155238886"


@dataclass
class Sent:
    """A message that the product sent."""

    sid: str
    to: str
    body: str


class Twilio(StandIn):
    """The stand-in."""

    def __post_init__(self) -> None:
        self.sent: list[Sent] = []
        super().__post_init__()

    def is_faulty(self, request: Received) -> bool:
        return request.method == "POST"

    def environment(self) -> dict[str, str]:
        """Return the settings that point the product here."""
        return {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WHATSAPP_FROM": SENDER,
            "TWILIO_API_BASE_URL": self.url,
        }

    def answer(self, handler: BaseHTTPRequestHandler, request: Received, fault: str) -> None:
        path = urlsplit(request.path)
        if path.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            send_json(handler, 404, {"code": 20404, "message": "not found", "status": 404})
        elif request.method == "GET":
            wanted = parse_qs(path.query)
            found = [_message(sent) for sent in self.sent if sent.to in wanted.get("To", [sent.to])]
            send_json(handler, 200, {"messages": found, "page": 0, "page_size": 50, "next_page_uri": None, "uri": request.path})
        elif fault in {"429", "500"}:
            send_json(handler, int(fault), {"code": 20429, "message": "later", "status": int(fault)})
        elif fault == "21211":
            send_json(handler, 400, {"code": 21211, "message": "invalid number", "status": 400})
        else:
            form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
            sent = Sent(f"SM{secrets.token_hex(16)}", form["To"], form["Body"])
            self.sent.append(sent)
            hang_up(handler) if fault == "accepted-then-drop" else send_json(handler, 201, _message(sent))


def _message(sent: Sent) -> dict[str, Any]:
    return {
        "sid": sent.sid,
        "account_sid": ACCOUNT,
        "to": sent.to,
        "from": SENDER,
        "body": sent.body,
        "status": "queued",
        "direction": "outbound-api",
        "date_created": None,
        "date_sent": None,
        "date_updated": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "error_code": None,
        "error_message": None,
        "api_version": "2010-04-01",
        "messaging_service_sid": None,
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sent.sid}.json",
        "subresource_uris": {},
    }


def webhook(url: str, fields: dict[str, str], *, token: str = TOKEN, signature: str | None = None) -> requests.Response:
    """Call a webhook as Twilio would, signed."""
    signed = RequestValidator(token).compute_signature(url, fields) if signature is None else signature
    return requests.post(url, data=fields, headers={"X-Twilio-Signature": signed}, timeout=15)


def incoming(text: str, *, sid: str | None = None, sender: str = "whatsapp:+358401234567") -> dict[str, str]:
    """Return the fields of an incoming WhatsApp message."""
    return {
        "MessageSid": sid or f"SM{secrets.token_hex(16)}",
        "From": sender,
        "To": SENDER,
        "Body": text,
        "NumMedia": "0",
        "ProfileName": "Somebody",
        "WaId": sender.rsplit("+", 1)[-1],
    }
