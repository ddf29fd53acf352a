"""A bus with nothing in it, over each transport."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import kombu
import pytest

from shared.bus import Bus, broker_for, topology
from shared.bus.connections import Broker, declare
from shared.envelope import Keyring
from shared.errors import Unavailable
from shared.metrics import Metrics
from shared.schemas.conversation import IncomingMessage
from shared.schemas.message import Zone
from tests.standins.rabbitmq import RabbitNode
from tests.standins.stack import until

PRIVATE = (Zone.PRIVATE,)
SECRET = "xylophone-canary-93"


class World:
    """A broker with nothing in its queues, and services around it."""

    def __init__(self, home: Path, url: Callable[[str], str]) -> None:
        self.home = home
        self.url = url
        self.keys = {Zone.PRIVATE: Keyring.load_or_create(home / "bus.key")}
        self._open: list[Bus] = []

    def broker(self, service: str) -> Broker:
        return broker_for(self.url(service), self.home, PRIVATE)

    def bus(self, service: str, *, asks: bool = False, setup: Callable[[Bus], None] = lambda _: None) -> Bus:
        """Return a started bus, subscribed by `setup`."""
        bus = Bus(service, self.broker(service), self.keys, Metrics(service), asks=PRIVATE if asks else ())
        setup(bus)
        bus.start()
        self._open.append(bus)
        until(lambda: is_ready(bus), what="the bus is ready")
        return bus

    def empty(self) -> None:
        with self.broker("admin").connect(Zone.PRIVATE) as connection:
            declare(connection, Zone.PRIVATE)
            for queue in topology.queues(Zone.PRIVATE):
                connection.default_channel.queue_purge(queue.name)

    def size(self, queue: str) -> int:
        with self.broker("admin").connect(Zone.PRIVATE) as connection:
            return int(connection.default_channel.queue_declare(queue=queue, passive=True).message_count)

    def raw(self, queue: str) -> bytes:
        """Take one body off a queue, as it lies there."""
        with self.broker("admin").connect(Zone.PRIVATE) as connection:
            found: list[Any] = []
            consumer = kombu.Consumer(
                connection.channel(), [kombu.Queue(queue, no_declare=True)], on_message=found.append, auto_declare=False
            )
            with consumer:
                connection.drain_events(timeout=5)
            return bytes(found[0].body)

    def close(self) -> None:
        for bus in self._open:
            bus.stop()


def is_ready(bus: Bus) -> bool:
    """Tell whether a bus can be used."""
    try:
        bus.ping()
    except Unavailable:
        return False
    return True


@pytest.fixture(params=["embedded", "rabbitmq"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Each test runs on both transports."""
    node: RabbitNode | None = request.getfixturevalue("rabbitmq") if request.param == "rabbitmq" else None
    made = World(tmp_path, node.url if node else lambda _: "")
    made.empty()
    yield made
    made.close()


def turn(number: int, person: str = "p1") -> IncomingMessage:
    """Return a message of somebody's."""
    return IncomingMessage(person, f"t{number}", "api", f"e{number}", f"{SECRET} {number}", datetime.now(UTC))
