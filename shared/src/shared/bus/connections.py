"""Connections to a broker: RabbitMQ by its URL, or the embedded one. The only place that knows which it is."""

import select
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Connection
from kombu.exceptions import KombuError

from shared.bus import topology
from shared.bus.embedded import Transport
from shared.schemas.message import Zone

CONNECT_SECONDS = 3
HEARTBEAT_SECONDS = 10
NOTICE_SECONDS = 0.05
ERRORS: tuple[type[Exception], ...] = (*Transport.connection_errors, AMQPError, KombuError)
"""What a broker that is gone, full or misconfigured raises, over either transport."""


class RabbitMQ:
    """A RabbitMQ server or cluster. Its topology is made at install, from `definitions.json`; services declare nothing."""

    def __init__(self, url: str) -> None:
        self._url = url

    name = "rabbitmq"

    def connect(self, zone: Zone, *, confirm: bool = False, beating: bool = False) -> Connection:
        """Open a connection; it belongs to the calling thread. `beating`: its owner sends heartbeats; of any other the broker must not
        expect them, or it closes it when it has been idle for a while."""
        connection = Connection(
            self._url,
            connect_timeout=CONNECT_SECONDS,
            heartbeat=HEARTBEAT_SECONDS if beating else 0,
            transport_options={
                "confirm_publish": confirm,
                "max_retries": 0,
                "socket_settings": {socket.TCP_NODELAY: 1},
                "read_timeout": None,
                "write_timeout": CONNECT_SECONDS,
            },
        )
        connection._ensure_connection(max_retries=1, reraise_as_library_errors=False)
        if not confirm:
            # py-amqp 5.4 looks for a "blocked" notice before every publish, three system calls each. Requests have deadlines of
            # their own; only confirmed publishing needs the notice.
            connection.connection.client_properties["capabilities"]["connection.blocked"] = False
        return connection

    def install(self) -> None:
        """Make the topology, for a broker whose user may; idempotent."""
        with Connection(self._url, connect_timeout=CONNECT_SECONDS) as connection:
            for zone in Zone:
                declare(connection, zone)


class Embedded:
    """One SQLite file per zone, in a folder of this machine."""

    def __init__(self, folder: Path, zones: Sequence[Zone]) -> None:
        self._folder = folder
        self._zones = zones

    name = "embedded"

    def connect(self, zone: Zone, *, confirm: bool = False, beating: bool = False) -> Connection:
        """Open a connection; it belongs to the calling thread."""
        connection = Connection(transport=Transport, transport_options={"path": str(self._folder / f"{zone}.sqlite3")})
        connection.connect()
        return connection

    def install(self) -> None:
        """Make the files and their topology, if they are not there."""
        for zone in self._zones:
            with self.connect(zone) as connection:
                declare(connection, zone)


Broker = RabbitMQ | Embedded


def declare(connection: Connection, zone: Zone) -> None:
    """Make a zone's exchanges, queues and bindings."""
    channel: Any = connection.default_channel
    for name, kind in topology.exchanges():
        channel.exchange_declare(exchange=name, type=kind, durable=True, auto_delete=False)
    for queue in topology.queues(zone):
        channel.queue_declare(queue=queue.name, durable=True, auto_delete=False, arguments=queue.arguments)
    for exchange, key, name in topology.bindings(zone):
        channel.queue_bind(queue=name, exchange=exchange, routing_key=key)


def is_closed(connection: Connection) -> bool:
    """Tell whether the broker has closed a connection on which nothing is waited for: what is published on it would be lost unseen."""
    amqp = connection._connection
    found = getattr(amqp, "sock", None) if amqp is not None else None
    if found is None:
        return False
    try:
        while select.select([found], [], [], 0)[0]:
            amqp.drain_events(timeout=NOTICE_SECONDS)
    except TimeoutError:
        return False
    except ERRORS:
        return True
    except ValueError:  # It was closed here.
        return True
    return False
