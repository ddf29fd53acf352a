"""What happens to a message that was taken: the failure policy, in one place.

| raised by the handler | a request | a durable message |
|---|---|---|
| nothing | answered | acked |
| BadMessage | answered with the failure | parked in the dead-letter queue at once |
| Refused | answered with the failure | acked: understood and declined |
| Unavailable | answered with the failure | tried again: in place if the topic keeps order, else after a delay; then parked |
| anything else | answered with a failure, logged by type | parked, logged by type |

A worker killed in mid-message counts as a delivery; the broker itself parks the message after the delivery limit.

The handler of a durable message may return what is left to do: that goes on behind, on another thread, while the next message of the
queue is handled; the same table says what becomes of it.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import Any

from shared import logs
from shared.bus import topology
from shared.bus.listener import Listener
from shared.bus.publisher import Outgoing, Publisher
from shared.envelope import Keyring, Sealed, seal, unseal
from shared.errors import BadMessage, Refused, ServiceError, Unavailable
from shared.metrics import Metrics
from shared.schemas.failure import Failure
from shared.schemas.message import Message, Zone

Emit = Callable[[Message], None]
Rest = Callable[[], None]
Handler = Callable[..., Message | Rest | None]
IN_PLACE_SECONDS = (0.25, 0.5, 1, 2, 4, 8)
GIVE_UP_SECONDS = 1200
"""How long a topic that keeps order waits for what it needs before it parks a message and goes on."""
log = logs.get_logger()


class Handling:
    """Handles the messages of one listener."""

    def __init__(
        self,
        handlers: Mapping[str, tuple[type[Message], Handler]],
        publisher: Publisher,
        keyrings: Mapping[Zone, Keyring],
        metrics: Metrics,
    ) -> None:
        self._handlers = handlers
        self._publisher = publisher
        self._keyrings = keyrings
        self._metrics = metrics
        self.listener: Listener

    def handle(self, raw: Any) -> None:
        """Take one raw message to its end: answered, acked, parked or put back."""
        topic = str(raw.headers.get("topic"))
        began = time.monotonic()
        token = logs.request_id.set(str(raw.headers.get("request") or "")[:64])
        label = topic if topic in self._handlers else "unknown"
        asking = logs.asking.set(self._sender(raw, label))
        try:
            self._note(label, self._outcome(raw, label, began), began)
        finally:
            logs.request_id.reset(token)
            logs.asking.reset(asking)

    def _note(self, label: str, outcome: str, began: float) -> None:
        if not outcome:
            return  # It goes on behind.
        seconds = time.monotonic() - began
        self._metrics.handled.labels(label, outcome).inc()
        self._metrics.handling.labels(label).observe(seconds)
        log.info("message.handled", topic=label, outcome=outcome, duration_ms=round(seconds * 1000, 1))

    def _sender(self, raw: Any, label: str) -> str:
        """Return who sent a message: whose reply queue it names, which the broker lets nobody else read, else its only sender."""
        address = str(raw.properties.get("reply_to") or "").split(".")
        if len(address) == 3 and address[1] in topology.SERVICES:
            return address[1]
        senders = self._handlers[label][0].senders if label in self._handlers else ()
        return senders[0] if len(senders) == 1 else ""

    def _outcome(self, raw: Any, label: str, began: float) -> str:
        if label == "unknown":
            return self._fail(raw, None, BadMessage("a topic that this service does not handle"))
        kind, handler = self._handlers[label]
        try:
            message = unseal(Sealed(bytes(raw.body), raw.headers), kind, self._keyrings[kind.zone], message_id=_id(raw))
        except BadMessage as error:
            return self._fail(raw, kind, error)
        act = (lambda: handler(message, self._emitter(raw))) if message.durable else lambda: handler(message)
        return self._conclude(raw, kind, act, began)

    def _conclude(self, raw: Any, kind: type[Message], act: Callable[[], Message | Rest | None], began: float) -> str:
        """Do what a message asks for, and settle it; nothing is returned while that goes on behind."""
        try:
            answer = self._run(kind, act)
        except ServiceError as error:
            return self._fail(raw, kind, error)
        except Exception as error:
            log.error("message.failed", topic=kind.topic, error=error)
            return self._fail(raw, kind, BadMessage(f"the {kind.handler()} failed ({type(error).__name__})"))
        if isinstance(answer, Message):
            if not kind.durable:
                self._answer(raw, answer, kind.zone)
        elif callable(answer):
            rest, context = answer, copy_context()
            self.listener.behind(lambda: context.run(self._go_on, raw, kind, rest, began))
            return ""
        self.listener.settle(raw.ack)
        return "ok"

    def _go_on(self, raw: Any, kind: type[Message], rest: Rest, began: float) -> None:
        try:
            outcome = self._conclude(raw, kind, rest, began)
        except Exception as error:  # As when its connection is lost: it comes again.
            log.error("message.failed", topic=kind.topic, error=error)
            self.listener.settle(raw.requeue)
            outcome = "requeued"
        self._note(kind.topic, outcome, began)

    def _run(self, kind: type[Message], act: Callable[[], Message | Rest | None]) -> Message | Rest | None:
        """Call the handler; for a topic that keeps order, wait in place while something it needs is away."""
        deadline = time.monotonic() + GIVE_UP_SECONDS
        attempt = 0
        while True:
            try:
                return act()
            except Unavailable as error:
                if not kind.partitioned or time.monotonic() > deadline:
                    raise
                log.warning("message.waits", topic=kind.topic, reason=error.reason, attempt=attempt)
                if self.listener.stopping.wait(IN_PLACE_SECONDS[min(attempt, len(IN_PLACE_SECONDS) - 1)]):
                    raise _Stopping from None
                attempt += 1

    def _fail(self, raw: Any, kind: type[Message] | None, error: ServiceError) -> str:
        if kind is not None and not kind.durable:
            self._answer(raw, Failure(type(error).__name__, error.reason), kind.zone)
            self.listener.settle(raw.ack)
            return type(error).__name__.lower()
        if isinstance(error, _Stopping):
            self.listener.settle(raw.requeue)
            return "requeued"
        if kind is None:
            self.listener.settle(raw.reject)  # The queue's own dead-letter exchange parks it.
            return "parked"
        if isinstance(error, Refused):
            self.listener.settle(raw.ack)
            return "refused"
        return self._retry_or_park(raw, kind, error)

    def _retry_or_park(self, raw: Any, kind: type[Message], error: ServiceError) -> str:
        attempt = int(raw.headers.get("attempt", 0))
        if isinstance(error, Unavailable) and not kind.partitioned and attempt < kind.retries:
            queue, delays = topology.queues_of(kind)[0], topology.RETRY_DELAYS_SECONDS
            self._move(raw, kind, topology.retry_exchange(delays[min(attempt, len(delays) - 1)]), queue, {"attempt": attempt + 1})
            outcome = "retried"
        else:
            log.error("message.parked", topic=kind.topic, reason=error.reason)
            self._move(raw, kind, topology.DEAD, topology.dead_queue(kind), {"error": error.reason})
            outcome = "parked"
        self.listener.settle(raw.ack)
        return outcome

    def _move(self, raw: Any, kind: type[Message], exchange: str, key: str, headers: Mapping[str, Any]) -> None:
        kept = {name: raw.headers[name] for name in ("v", "topic", "key") if name in raw.headers}
        sealed = Sealed(bytes(raw.body), kept)
        self._publisher.send(
            Outgoing(
                sealed,
                kind.zone,
                exchange,
                key,
                _id(raw),
                durable=True,
                correlation_id=raw.properties.get("correlation_id"),
                reply_to=raw.properties.get("reply_to"),
                headers=headers,
            )
        )

    def _emitter(self, raw: Any) -> Emit:
        return lambda event: self._answer(raw, event, event.zone)

    def _answer(self, raw: Any, answer: Message, zone: Zone) -> None:
        """Send an answer to whoever asked; nobody there any more is no error."""
        address, correlation_id = raw.properties.get("reply_to"), raw.properties.get("correlation_id")
        if not address or not correlation_id:
            return
        message_id = secrets.token_hex(16)
        sealed = seal(answer, self._keyrings[zone], message_id=message_id, correlation_id=correlation_id)
        try:
            self._publisher.send(
                Outgoing(sealed, zone, topology.REPLY, address, message_id, correlation_id=correlation_id), mandatory=False
            )
        except ServiceError as error:
            log.warning("answer.lost", topic=answer.topic, reason=error.reason)


class _Stopping(ServiceError):
    """Raised when the service stops while a message waits; it goes back to its queue."""

    def __init__(self) -> None:
        super().__init__("stopping")


def _id(raw: Any) -> str:
    return str(raw.properties.get("message_id"))
