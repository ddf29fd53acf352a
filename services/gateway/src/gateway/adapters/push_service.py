"""Web Push (RFC 8030): notifications by the push service of a browser's maker, which sees that one came, when and to which browser. What is in
it is encrypted for that browser alone (RFC 8291), padded to one size, and signed by this installation's key (RFC 8292)."""

import base64
import hashlib
import http.client
import ipaddress
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPusher

from shared.errors import BadMessage, Refused, Unavailable

PAYLOAD_BYTES = 3000
"""Of everything that is in one, so that its size tells nothing; push services take 4,096 with what encryption adds."""
CONNECT_SECONDS, WHOLE_SECONDS = 5.0, 15.0
ANSWER_BYTES, TRIED = 1024, 3
INTERNET_6 = ipaddress.ip_network("2000::/3")
SIGNED_FOR = timedelta(hours=1)
URL_LIMIT, SECRET_BYTES, POINT_BYTES, TOPIC_CHARACTERS = 1500, 16, 65, 32
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+")
"""A name of the internet, and no address in figures of either kind; what ends in figures is looked up like others, and refused."""
GONE, BUSY = {404, 410}, {408, 425, 429}
Resolve = Callable[[str, int], list[str]]


class Gone(Exception):
    """Raised when the browser is not reached under this address any more."""


def addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class PushService:
    """Sends what was recorded, to hosts of the internet over HTTPS, and to `own`, an origin that was set to be trusted."""

    def __init__(self, *, contact: str, own: str = "", resolve: Resolve = addresses, tls: ssl.SSLContext | None = None) -> None:
        self._contact = contact
        self._own = own.rstrip("/")
        self._resolve = resolve
        self._tls = tls or ssl.create_default_context()

    def check(self, endpoint: str, p256dh: str, auth: str) -> None:
        """Raise BadMessage for an address that nothing is sent to, and for what are no keys of a browser's."""
        try:
            self._parts(endpoint)
        except Refused as error:
            raise BadMessage(error.reason) from None
        try:
            point = _decoded(p256dh)
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            fits = len(point) == POINT_BYTES and len(_decoded(auth)) == SECRET_BYTES
        except ValueError:
            fits = False
        if not fits:
            raise BadMessage("this is no key of a browser's")

    def draft(self, values: dict[str, str], endpoint: str, p256dh: str, auth: str) -> str:
        """Return the body of a notification, encrypted, in base64url: how it is recorded. No values make an empty one."""
        if not values:
            return ""
        payload = json.dumps(values, ensure_ascii=False).encode()
        pusher = WebPusher({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}})
        return _encoded(pusher.encode(payload.ljust(PAYLOAD_BYTES), content_encoding="aes128gcm")["body"])

    def send(self, endpoint: str, key: str, recorded: str, *, tag: str, seconds: int) -> None:
        """Send what was recorded, to be kept for so long; what has the same tag and was not fetched yet is replaced by it. Raises Gone,
        Refused for good, Unavailable for now."""
        parts = self._parts(endpoint)
        body = _decoded(recorded)
        headers = {
            "TTL": str(seconds),
            "Urgency": "high",
            "Topic": _encoded(hashlib.sha256(tag.encode()).digest())[:TOPIC_CHARACTERS],
            "Authorization": self._signed(parts, key),
            "Content-Length": str(len(body)),
        }
        if body:
            headers |= {"Content-Type": "application/octet-stream", "Content-Encoding": "aes128gcm"}
        try:
            status = self._post(parts, body, headers)
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(f"the push service does not answer ({type(error).__name__})") from None
        if status in GONE:
            raise Gone
        if status in BUSY or status >= 500:
            raise Unavailable(f"the push service can't take it now (status {status})")
        if not 200 <= status < 300:
            raise Refused(f"the push service refused it (status {status})")

    def _parts(self, endpoint: str) -> SplitResult:
        try:
            parts = urlsplit(endpoint)
            port = parts.port
        except ValueError:
            raise Refused("this is no address of a push service") from None
        if len(endpoint) > URL_LIMIT or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
            raise Refused("this is no address of a push service")
        if self._is_own(parts):
            return parts
        if parts.scheme != "https" or not HOST.fullmatch(parts.hostname or "") or parts.username is not None or port not in (None, 443):
            raise Refused("this is no address of a push service")
        return parts

    def _signed(self, parts: SplitResult, key: str) -> str:
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((datetime.now(UTC) + SIGNED_FOR).timestamp()),
            "sub": self._contact,
        }
        return str(Vapid02.from_raw(key.encode()).sign(claims)["Authorization"])

    def _post(self, parts: SplitResult, body: bytes, headers: dict[str, str]) -> int:
        """Post to one of the host's addresses, which was looked at before; no redirection is followed, and no proxy is asked."""
        is_https, host = parts.scheme == "https", str(parts.hostname)
        port = parts.port or (443 if is_https else 80)
        until = time.monotonic() + WHOLE_SECONDS
        used = _connected(self._addresses(parts, host, port), port, until)
        if is_https:  # Which takes the descriptor over, so that this is the socket to be shut.
            used = self._tls.wrap_socket(used, server_hostname=host, do_handshake_on_connect=False)
        ending = threading.Timer(until - time.monotonic(), _shut, (used,))
        ending.start()
        try:
            if isinstance(used, ssl.SSLSocket):
                used.do_handshake()
            connection = (http.client.HTTPSConnection if is_https else http.client.HTTPConnection)(host, port)
            connection.sock = used
            with closing(connection):
                connection.request("POST", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", body, headers)
                response = connection.getresponse()
                response.read(ANSWER_BYTES)
                return response.status
        finally:
            ending.cancel()
            used.close()

    def _addresses(self, parts: SplitResult, host: str, port: int) -> list[str]:
        found = self._resolve(host, port)[:TRIED]
        if not found or not (self._is_own(parts) or all(map(is_public, found))):
            raise Refused("the push service is at no address of the internet")
        return found

    def _is_own(self, parts: SplitResult) -> bool:
        return bool(self._own) and f"{parts.scheme}://{parts.netloc}" == self._own


def is_public(address: str) -> bool:
    """Tell whether an address is one of the internet: not of this machine, of a network at home, of many, nor a way to such a one."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        return found in INTERNET_6 and found.is_global and found.sixtofour is None and found.teredo is None
    return found.is_global and not found.is_multicast


def _connected(addresses: list[str], port: int, until: float) -> socket.socket:
    """Return a connection to the first address that answers before a moment of the clock; raises OSError."""
    failure: OSError = TimeoutError()
    for address in addresses:
        if (left := until - time.monotonic()) <= 0:
            break
        try:
            return socket.create_connection((address, port), min(CONNECT_SECONDS, left))
        except OSError as error:
            failure = error
    raise failure


def public_key(private: str) -> str:
    """Return what a browser is told of the installation's key."""
    number = int.from_bytes(_decoded(private), "big")
    return _encoded(ec.derive_private_key(number, ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # An SSL socket's own would take the cipher from under who reads.


def _encoded(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    """Return the bytes of base64url; raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
