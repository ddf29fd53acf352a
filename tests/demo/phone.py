"""A page that plays WhatsApp: what is written on it reaches the product as Twilio's signed webhook, and what the product sends is shown."""

import json
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.standins.http import Received, StandIn, send_json
from tests.standins.twilio import Twilio, incoming, webhook

PAGE = Path(__file__).with_name("phone.html").read_bytes()


class Phone(StandIn):
    """The phone of one number, on a page of its own."""

    def __init__(self, twilio: Twilio, hook: str, number: str) -> None:
        self._twilio = twilio
        self._hook = hook
        self._number = number
        self._wrote: list[tuple[int, str, str]] = []
        """After how many answers something was written, when, and what."""
        super().__init__()

    def write(self, text: str) -> None:
        """Send a message to the product; raises requests.RequestException."""
        self._wrote.append((len(self._twilio.sent), f"{datetime.now():%H:%M}", text))
        webhook(self._hook, incoming(text, sender=self._number)).raise_for_status()

    def lines(self) -> list[dict[str, Any]]:
        """Return the conversation, oldest first."""
        heard = [(number, 1, {"text": sent.body, "mine": False}) for number, sent in enumerate(self._twilio.sent)]
        wrote = [(after, 0, {"text": text, "mine": True, "at": at}) for after, at, text in self._wrote]
        return [line for _, _, line in sorted([*heard, *wrote], key=lambda line: line[:2])]

    def answer(self, handler: BaseHTTPRequestHandler, request: Received, fault: str) -> None:
        """Answer the page; nobody else's page may write here."""
        if request.headers.get("Host") != urlsplit(self.url).netloc:
            send_json(handler, 403, {})
        elif request.method == "POST":
            self._send(handler, request)
        elif request.path == "/lines":
            send_json(handler, 200, self.lines())
        else:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html; charset=utf-8")
            handler.send_header("Content-Length", str(len(PAGE)))
            handler.end_headers()
            handler.wfile.write(PAGE)

    def _send(self, handler: BaseHTTPRequestHandler, request: Received) -> None:
        if request.headers.get("Content-Type") != "application/json":  # What another site's form can't send.
            send_json(handler, 415, {})
            return
        try:
            self.write(str(json.loads(request.body)["text"])[:1600])
        except requests.RequestException:
            send_json(handler, 502, {})
        else:
            send_json(handler, 202, {})
