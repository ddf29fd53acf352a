"""Publishing: each thread has connections of its own, and a confirmed publish is on the broker's disk when it returns."""

import errno
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from amqp.exceptions import AccessRefused, NotFound

from shared.bus.connections import ERRORS, Broker, is_closed
from shared.envelope import CONTENT_TYPE, Sealed
from shared.errors import DISK_FULL, Unavailable
from shared.logs import request_id
from shared.schemas.message import Zone

PUBLISH_SECONDS = 3
IDLE_SECONDS = 1.0
"""A connection that was used so recently is taken to be open."""


@dataclass(frozen=True)
class Outgoing:
    """A sealed message and where it goes."""

    sealed: Sealed
    zone: Zone
    exchange: str
    key: str
    message_id: str
    durable: bool = False
    correlation_id: str | None = None
    reply_to: str | None = None
    ttl_seconds: float | None = None
    headers: Mapping[str, Any] = field(default_factory=dict)


class Publisher:
    """Sends on behalf of any thread."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._own = threading.local()
        self._open: list[Any] = []

    def send(self, outgoing: Outgoing, *, mandatory: bool = True) -> None:
        """Publish, confirmed if durable; raises Unavailable. The first failure is tried again on a fresh connection."""
        try:
            self._send(outgoing, mandatory=mandatory)
        except ERRORS as error:
            self._forget(outgoing)
            if isinstance(error, AccessRefused):
                raise Unavailable(f"the broker does not let this service publish to {outgoing.exchange}") from None
            if isinstance(error, NotFound):
                raise Unavailable(f"the broker has no queue for {outgoing.exchange}") from None
            if isinstance(error, TimeoutError):
                raise Unavailable("the broker took no message within 3 s") from None
            self._retry(outgoing, mandatory=mandatory)

    def _retry(self, outgoing: Outgoing, *, mandatory: bool) -> None:
        try:
            self._send(outgoing, mandatory=mandatory)
        except ERRORS as error:
            self._forget(outgoing)
            full = "full" in str(error) or getattr(error, "errno", 0) == errno.ENOSPC  # Of the embedded broker's file.
            raise Unavailable(DISK_FULL if full else "the message broker does not answer") from None

    def _send(self, outgoing: Outgoing, *, mandatory: bool) -> None:
        channel = self._channel(outgoing.zone, confirm=outgoing.durable)
        message = channel.prepare_message(
            outgoing.sealed.body,
            content_type=CONTENT_TYPE,
            content_encoding="binary",
            headers={**outgoing.sealed.headers, **outgoing.headers, "request": request_id.get()},
            properties={
                name: value
                for name, value in (
                    ("delivery_mode", 2 if outgoing.durable else 1),
                    ("message_id", outgoing.message_id),
                    ("correlation_id", outgoing.correlation_id),
                    ("reply_to", outgoing.reply_to),
                    ("expiration", str(int(outgoing.ttl_seconds * 1000)) if outgoing.ttl_seconds else None),
                )
                if value is not None
            },
        )
        limits = {"timeout": PUBLISH_SECONDS, "confirm_timeout": PUBLISH_SECONDS} if outgoing.durable else {}
        channel.basic_publish(message, exchange=outgoing.exchange, routing_key=outgoing.key, mandatory=mandatory, **limits)

    def _channel(self, zone: Zone, *, confirm: bool) -> Any:
        connections, now = self._connections(), time.monotonic()
        known = connections.get((zone, confirm))
        if known is not None and now - self._own.used > IDLE_SECONDS and is_closed(known):
            self._drop(zone, confirm=confirm)
            known = None
        if known is None:
            known = connections[zone, confirm] = self._broker.connect(zone, confirm=confirm)
            self._open.append(known)
        self._own.used = now
        return known.default_channel

    def _connections(self) -> dict[tuple[Zone, bool], Any]:
        if not hasattr(self._own, "connections"):
            self._own.connections, self._own.used = {}, 0.0
        return self._own.connections

    def _forget(self, outgoing: Outgoing) -> None:
        self._drop(outgoing.zone, confirm=outgoing.durable)

    def _drop(self, zone: Zone, *, confirm: bool) -> None:
        connection = self._connections().pop((zone, confirm), None)
        if connection is not None:
            self._open.remove(connection)
            with suppress(*ERRORS):
                connection.close()

    def close(self) -> None:
        """Close every thread's connections, when no thread publishes any more."""
        for connection in self._open:
            with suppress(*ERRORS):
                connection.close()
