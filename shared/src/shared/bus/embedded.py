"""The embedded broker as a kombu transport: the same API as RabbitMQ, over one SQLite file (see `ledger`).

For one machine and with nothing installed. It honours direct and fanout exchanges, per-queue and per-message TTL,
dead-letter exchange and key, delivery limit, single active consumer (as: nobody takes what another one has a message in hand of),
exclusive queues, prefetch and manual acks.
"""

import json
import select
import socket
import sqlite3
import time
from pathlib import Path
from queue import Empty
from typing import Any

from amqp.exceptions import NotFound
from kombu.transport import virtual

from shared.bus.lease import Lease
from shared.bus.ledger import Claimed, Ledger
from shared.bus.waking import wake_socket


class Channel(virtual.Channel):
    """A channel with a ledger connection and a wake-up address of its own."""

    do_restore = False
    body_encoding = None
    supports_fanout = False

    def __init__(self, connection: Any, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        path = Path(connection.client.transport_options["path"])
        self._ledger = Ledger(path)
        self._waker, self._address = wake_socket()
        self._claim = f"{Lease.held(path).name}/{self._address[1:]}"
        self._claimed: dict[str, int] = {}

    def exchange_declare(self, exchange: str | None = None, type: str = "direct", passive: bool = False, **_: Any) -> None:
        if not passive:
            self._ledger.declare_exchange(exchange or "", type)
        elif not self._ledger.has_exchange(exchange or ""):
            raise NotFound(f"no exchange {exchange!r}")

    def queue_declare(
        self, queue: str | None = None, passive: bool = False, exclusive: bool = False, arguments: Any = None, **_: Any
    ) -> Any:
        name = queue or ""
        if not passive:
            self._ledger.declare_queue(name, arguments or {}, self._claim if exclusive else None)
        elif not self._ledger.has_queue(name):
            raise NotFound(f"no queue {name!r}")
        return virtual.base.queue_declare_ok_t(name, self._ledger.size(name), 0)

    def queue_bind(self, queue: str, exchange: str | None = None, routing_key: str = "", arguments: Any = None, **_: Any) -> None:
        self._ledger.bind(exchange or "", routing_key, queue)

    def queue_delete(self, queue: str, if_unused: bool = False, if_empty: bool = False, **_: Any) -> None:
        self._ledger.delete_queue(queue)

    def queue_purge(self, queue: str, **_: Any) -> int:
        return self._ledger.purge(queue)

    def _size(self, queue: str) -> int:
        return self._ledger.size(queue)

    def prepare_message(
        self,
        body: Any,
        priority: Any = None,
        content_type: Any = None,
        content_encoding: Any = None,
        headers: Any = None,
        properties: Any = None,
    ) -> dict[str, Any]:
        return {
            "body": body,
            "content-type": content_type,
            "content-encoding": content_encoding,
            "headers": headers or {},
            "properties": dict(properties or {}),
        }

    def basic_publish(self, message: Any, exchange: str, routing_key: str, mandatory: bool = False, **_: Any) -> None:
        queues = self._ledger.routes(exchange, routing_key) if exchange else (routing_key,)
        if not queues or (not exchange and not self._ledger.has_queue(routing_key)):
            if mandatory:
                raise NotFound(f"nothing is bound to {exchange!r} with {routing_key!r}")
            return
        body, properties = message["body"], message["properties"]
        described = {name: message[name] for name in ("content-type", "content-encoding", "headers")} | {"properties": properties}
        self._ledger.put(
            queues,
            routing_key,
            json.dumps(described),
            body if isinstance(body, bytes) else str(body).encode(),
            durable=properties.get("delivery_mode") == 2,
            ttl_seconds=int(properties["expiration"]) / 1000 if properties.get("expiration") else None,
        )

    def basic_consume(self, queue: str, no_ack: bool, callback: Any, consumer_tag: str, **kwargs: Any) -> None:
        self._ledger.listen(queue, self._address, self._claim)
        super().basic_consume(queue, no_ack, callback, consumer_tag, **kwargs)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        claimed = self._ledger.claim(queue, self._claim)
        if claimed is None:
            raise Empty
        return self._raw(claimed)

    def _raw(self, claimed: Claimed) -> dict[str, Any]:
        tag = self._next_delivery_tag()
        if claimed.properties["properties"].get("delivery_mode") == 2:  # A transient message was deleted when it was claimed.
            self._claimed[tag] = claimed.id
        properties = claimed.properties["properties"] | {
            "delivery_tag": tag,
            "delivery_info": {"routing_key": claimed.key, "redelivered": claimed.deliveries > 1},
        }
        headers = claimed.properties["headers"] | {"x-delivery-count": max(claimed.deliveries - 1, 0)}
        return claimed.properties | {"body": claimed.body, "properties": properties, "headers": headers}

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        message = self._claimed.pop(delivery_tag, None)
        if message is not None:
            self._ledger.ack(message)
        super().basic_ack(delivery_tag, multiple)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        message = self._claimed.pop(delivery_tag, None)
        if message is not None:
            self._ledger.reject(message, requeue=requeue)
        self.qos.ack(delivery_tag)

    def wait(self, seconds: float) -> None:
        """Sleep until a message may be there."""
        select.select([self._waker], [], [], seconds)
        try:
            while True:
                self._waker.recv(1)
        except BlockingIOError:
            return

    def close(self) -> None:
        if not self.closed:
            self._ledger.unlisten(self._address)
            self._ledger.release(self._claim)
            super().close()
            self._waker.close()
            self._ledger.close()


class Transport(virtual.Transport):
    """kombu's entry point; `transport_options={"path": …}` names the bus file."""

    Channel = Channel
    driver_type = "sqlite"
    driver_name = "sihteeri-embedded"
    connection_errors = (sqlite3.Error, OSError)
    channel_errors = (NotFound,)
    can_parse_url = False

    def driver_version(self) -> str:
        return sqlite3.sqlite_version

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        """Deliver one message, waiting for at most `timeout` seconds; raises socket.timeout."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                self.cycle.get(self._deliver, timeout=0)
                return
            except Empty:
                left = 1.0 if deadline is None else deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError from None
                channels = [channel for channel in self.channels if channel._active_queues]
                if channels:
                    channels[0].wait(min(left, 1.0))
                else:
                    time.sleep(min(left, 0.1))


assert socket.timeout is TimeoutError  # What kombu's callers catch is what we raise.
