"""A push service, and a browser that is reached through it and reads what comes with keys of its own (RFC 8291).

Faults of a notification: a status, such as `410`, `429` or `500`; `accepted-then-drop` (it is taken and the answer is lost); `slow` (an answer
that never ends).
"""

import base64
import json
import os
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.standins.http import Received, StandIn, hang_up


@dataclass
class Browser:
    """Something that subscribed to notifications."""

    service: "Push"
    path: str = field(default_factory=lambda: f"/send/{secrets.token_urlsafe(24)}")
    _private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    _auth: bytes = field(default_factory=lambda: os.urandom(16))

    def subscription(self, content: str = "discreet") -> dict[str, str]:
        """Return what the browser tells the product."""
        public = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.service.url}{self.path}", "p256dh": _encoded(public), "auth": _encoded(self._auth), "content": content}

    def requests(self) -> list[Received]:
        """Return what came for it, as it came."""
        return [one for one in self.service.received if one.path == self.path]

    def read(self, body: bytes) -> dict[str, Any]:
        """Return what is in a notification; nothing of an empty one."""
        if not body:
            return {}
        return json.loads(http_ece.decrypt(body, private_key=self._private, auth_secret=self._auth, version="aes128gcm"))  # type: ignore[no-any-return]

    def shown(self) -> list[dict[str, Any]]:
        """Return the notifications that were taken in for it, read; of those of one tag the last, as a browser shows them."""
        taken = [self.read(body) for path, body in self.service.taken if path == self.path]
        return list({one.get("tag", str(number)): one for number, one in enumerate(taken)}.values())


class Push(StandIn):
    """The service."""

    def __post_init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.ended = threading.Event()
        super().__post_init__()

    def environment(self) -> dict[str, str]:
        """Return the settings that let the product send here."""
        return {"PUSH_OWN_SERVICE": self.url, "PUSH_CONTACT": "mailto:owner@example.org"}

    def answer(self, handler: BaseHTTPRequestHandler, request: Received, fault: str) -> None:
        if fault.isdecimal():
            _status(handler, int(fault))
            return
        if fault == "slow":
            handler.wfile.write(b"HTTP/1.1 ")
            while not self.ended.wait(0.1):
                handler.wfile.write(b"well ")
            return
        self.taken.append((request.path, request.body))
        hang_up(handler) if fault == "accepted-then-drop" else _status(handler, 201)

    def stop(self) -> None:
        self.ended.set()
        super().stop()


def claims(request: Received, key: str) -> dict[str, Any]:
    """Return what the product signed a notification with, once its signature holds under the key that a browser was told."""
    scheme, _, rest = request.headers["Authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", key)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
    return jwt.decode(parts["t"], public, algorithms=["ES256"], options={"verify_aud": False})  # type: ignore[no-any-return]


def _status(handler: BaseHTTPRequestHandler, status: int) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _encoded(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")
