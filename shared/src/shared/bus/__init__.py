"""The bus: publish, request, subscribe. One API over RabbitMQ and over the embedded broker.

Importing kombu is lazy and not safe in threads, so this package is imported by the main thread, before any starts.
"""

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from shared import logs
from shared.bus import topology
from shared.bus.connections import Broker, Embedded, RabbitMQ
from shared.bus.handling import Handler, Handling
from shared.bus.listener import Listener
from shared.bus.publisher import Outgoing, Publisher
from shared.bus.replies import Replies, Waiting, open_reply
from shared.envelope import Keyring, seal
from shared.errors import ServiceError, Unavailable
from shared.metrics import Metrics
from shared.schemas.failure import Failure
from shared.schemas.message import Message, Zone

__all__ = ["Broker", "Bus", "Stream", "broker_for"]

M = TypeVar("M", bound=Message)
BEAT_SECONDS = 3
STOP_SECONDS = 6
log = logs.get_logger()


def broker_for(url: str, home: Path, zones: Sequence[Zone]) -> Broker:
    """Return RabbitMQ for an `amqp://` URL, the embedded broker for none."""
    return RabbitMQ(url) if url else Embedded(home / "bus", zones)


class Stream:
    """The events that come back for one published message."""

    def __init__(self, waiting: Waiting, keyring: Keyring) -> None:
        self.waiting = waiting
        self._keyring = keyring

    def events(self, kind: type[M], *, idle_seconds: float, meanwhile: Callable[[], None] = lambda: None) -> Iterator[M]:
        """Yield events; raises Unavailable after `idle_seconds` without one. `meanwhile` is called a few times a second, and ends it by
        raising."""
        return self.waiting.events(kind, self._keyring, idle_seconds=idle_seconds, meanwhile=meanwhile)


class Bus:
    """A service's end of the bus. Subscribe before `start`; publish and request from any thread after. `threads` take requests from
    each queue; `owned` are the partitions whose requests this process answers."""

    def __init__(
        self,
        service: str,
        broker: Broker,
        keyrings: Mapping[Zone, Keyring],
        metrics: Metrics,
        *,
        asks: Sequence[Zone] = (),
        threads: int = 2,
        owned: Sequence[int] = range(topology.PARTITIONS),
    ) -> None:
        self.service = service
        self._broker = broker
        self._keyrings = keyrings
        self._metrics = metrics
        self._threads = threads
        self._owned = owned
        self._publisher = Publisher(broker)
        self._replies = {zone: Replies(service, broker, zone) for zone in asks}
        self._handlers: dict[str, tuple[type[Message], Handler]] = {}
        self._listeners: list[Listener] = [replies.listener for replies in self._replies.values()]
        self._stopping = threading.Event()

    @property
    def broker_name(self) -> str:
        """Return `rabbitmq` or `embedded`."""
        return self._broker.name

    def subscribe(self, kind: type[Message], handler: Handler) -> None:
        """Handle messages of a class. A request's handler takes the message and returns the answer; a durable message's
        handler also takes `emit`, which sends events to whoever is waiting."""
        self._handlers[kind.topic] = (kind, handler)

    def publish(self, message: Message, *, stream: Stream | None = None) -> None:
        """Put a durable message on the bus; it is on the broker's disk when this returns. Raises Unavailable."""
        waiting = stream.waiting if stream else None
        self._send(message, secrets.token_hex(16), waiting=waiting, ttl_seconds=None)

    def request(self, message: Message, answer: type[M], *, timeout_seconds: float = 5.0) -> M:
        """Ask and wait; raises what the other side raised, or Unavailable when no answer comes in time."""
        return self.request_all((message,), answer, timeout_seconds=timeout_seconds)[0]

    def request_all(self, messages: Sequence[Message], answer: type[M], *, timeout_seconds: float = 5.0) -> list[M]:
        """Ask several at once and wait for all; raises as `request` does, for the first that has no answer."""
        with ExitStack() as stack:
            asked = [(message, stack.enter_context(self._replies[message.zone].expect())) for message in messages]
            for message, waiting in asked:
                self._send(message, secrets.token_hex(16), waiting=waiting, ttl_seconds=timeout_seconds)
            return [self._answer(message, waiting, answer, timeout_seconds) for message, waiting in asked]

    def _answer(self, message: Message, waiting: Waiting, answer: type[M], timeout_seconds: float) -> M:
        try:
            raw = waiting.next(timeout_seconds)
        except Unavailable:
            raise Unavailable(f"the {message.handler()} service does not answer") from None
        keyring = self._keyrings[message.zone]
        if raw.headers.get("topic") == Failure.topic:
            raise open_reply(raw, Failure, keyring, waiting.correlation_id).as_error()
        return open_reply(raw, answer, keyring, waiting.correlation_id)

    @contextmanager
    def stream(self, zone: Zone = Zone.PRIVATE) -> Iterator[Stream]:
        """Open a way back for the events of one message."""
        with self._replies[zone].expect() as waiting:
            yield Stream(waiting, self._keyrings[zone])

    def _send(self, message: Message, message_id: str, *, waiting: Waiting | None, ttl_seconds: float | None) -> None:
        sealed = seal(message, self._keyrings[message.zone], message_id=message_id)
        outgoing = Outgoing(
            sealed,
            message.zone,
            message.handler(),
            topology.queue_for(message),
            message_id,
            durable=message.durable,
            correlation_id=waiting.correlation_id if waiting else None,
            reply_to=waiting.address if waiting else None,
            ttl_seconds=ttl_seconds,
        )
        try:
            self._publisher.send(outgoing)
        except ServiceError as error:
            self._metrics.published.labels(message.topic, type(error).__name__.lower()).inc()
            raise
        self._metrics.published.labels(message.topic, "ok").inc()

    def __enter__(self) -> "Bus":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make the embedded topology, start a thread per queue (several for requests) and the heartbeat."""
        if isinstance(self._broker, Embedded):
            self._broker.install()
        self._listeners += self._consumers()
        for listener in self._listeners:
            listener.start()
        threading.Thread(target=self._beat, name="bus-beat", daemon=True).start()

    def stop(self) -> None:
        """Let every thread finish the message it holds, then close."""
        self._stopping.set()
        for listener in self._listeners:
            listener.stop()
        for listener in self._listeners:
            listener.join(STOP_SECONDS)
        self._publisher.close()

    def checks(self) -> list["BusCheck"]:
        """Return what `/readyz` asks."""
        return [BusCheck(self)]

    def ping(self) -> None:
        """Raise Unavailable if any consumer is without its broker."""
        for listener in self._listeners:
            if not listener.is_alive() or not listener.ready.is_set():
                raise Unavailable(listener.failure)

    def _consumers(self) -> Iterator[Listener]:
        requests = {topic: entry for topic, entry in self._handlers.items() if not entry[0].durable}
        for zone in {kind.zone for kind, _ in requests.values()}:
            of_zone = {topic: entry for topic, entry in requests.items() if entry[0].zone is zone}
            for queue in topology.request_queues(self.service, [kind for kind, _ in of_zone.values()], self._owned):
                for number in range(self._threads):
                    yield self._consumer(f"{queue}-{number}", zone, queue, of_zone)
        for topic, (kind, handler) in self._handlers.items():
            if kind.durable:
                for queue in topology.queues_of(kind):
                    yield self._consumer(queue, kind.zone, queue, {topic: (kind, handler)})

    def _consumer(self, name: str, zone: Zone, queue: str, handlers: Mapping[str, Any]) -> Listener:
        handling = Handling(handlers, self._publisher, self._keyrings, self._metrics)
        handling.listener = Listener(
            name,
            connect=lambda: self._broker.connect(zone, beating=True),
            queues=[queue],
            handle=handling.handle,
            prefetch=max(kind.in_hand for kind, _ in handlers.values()),
        )
        return handling.listener

    def _beat(self) -> None:
        while not self._stopping.wait(BEAT_SECONDS):
            for listener in self._listeners:
                listener.beat()


class BusCheck:
    """The bus, as `/readyz` sees it."""

    name = "bus"

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def ping(self) -> None:
        """Raise Unavailable if the broker does not answer."""
        self._bus.ping()
