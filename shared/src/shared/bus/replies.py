"""Answers on their way back: one exclusive queue per process and zone, and whoever waits for them."""

import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from shared.bus import topology
from shared.bus.listener import Listener
from shared.envelope import Keyring, Sealed, unseal
from shared.errors import BadMessage, Unavailable
from shared.schemas.message import Message, Zone

M = TypeVar("M", bound=Message)
LOOK_SECONDS = 0.25


class Waiting:
    """Answers to one request, by its correlation id."""

    def __init__(self, correlation_id: str, address: str, mailbox: "Replies") -> None:
        self.correlation_id = correlation_id
        self.address = address
        self._mailbox = mailbox
        self._arrived: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def __enter__(self) -> "Waiting":
        return self

    def __exit__(self, *_: object) -> None:
        self._mailbox.forget(self.correlation_id)

    def arrived(self, message: Any) -> None:
        """Called by the listener's thread."""
        self._arrived.put(message)

    def next(self, timeout_seconds: float) -> Any:
        """Return the next answer; raises Unavailable when none comes in time."""
        try:
            return self._arrived.get(timeout=timeout_seconds)
        except queue.Empty:
            raise Unavailable("no answer came in time") from None

    def events(self, kind: type[M], keyring: Keyring, *, idle_seconds: float, meanwhile: Callable[[], None]) -> Iterator[M]:
        """Yield the events of a stream until the reader stops, or `meanwhile`, called now and then, raises; raises Unavailable after
        `idle_seconds` of silence."""
        heard = looked = time.monotonic()
        while True:
            if time.monotonic() - looked >= LOOK_SECONDS:
                meanwhile()
                looked = time.monotonic()
            try:
                raw = self.next(LOOK_SECONDS)
            except Unavailable:
                if time.monotonic() - heard > idle_seconds:
                    raise
                continue
            yield open_reply(raw, kind, keyring, self.correlation_id)
            heard = time.monotonic()


class Replies:
    """The reply queue of one process in one zone."""

    def __init__(self, service: str, broker: Any, zone: Zone) -> None:
        self.address = f"reply.{service}.{secrets.token_hex(12)}"
        self._waiting: dict[str, Waiting] = {}
        self._lock = threading.Lock()
        self.listener = Listener(
            f"replies-{zone}",
            connect=lambda: broker.connect(zone, beating=True),
            queues=[self.address],
            handle=self._handle,
            no_ack=True,
            declare=self._declare,
        )

    def _declare(self, channel: Any) -> None:
        channel.queue_declare(queue=self.address, durable=False, exclusive=True, auto_delete=True)
        channel.queue_bind(queue=self.address, exchange=topology.REPLY, routing_key=self.address)

    def expect(self) -> Waiting:
        """Return somebody to wait for the answers to a new correlation id."""
        waiting = Waiting(secrets.token_hex(16), self.address, self)
        with self._lock:
            self._waiting[waiting.correlation_id] = waiting
        return waiting

    def forget(self, correlation_id: str) -> None:
        """Drop later answers."""
        with self._lock:
            self._waiting.pop(correlation_id, None)

    def _handle(self, message: Any) -> None:
        waiting = self._waiting.get(str(message.properties.get("correlation_id")))
        if waiting is not None:
            waiting.arrived(message)


def open_reply(message: Any, kind: type[M], keyring: Keyring, correlation_id: str) -> M:
    """Unseal an answer; it is bound to the request that it answers. Raises BadMessage."""
    if message.properties.get("correlation_id") != correlation_id:
        raise BadMessage("an answer to another request")
    sealed = Sealed(bytes(message.body), message.headers)
    return unseal(sealed, kind, keyring, message_id=str(message.properties.get("message_id")), correlation_id=correlation_id)
