"""A thread that consumes from some queues on a connection of its own, reconnecting for as long as it runs."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from kombu import Connection, Consumer, Queue

from shared import logs
from shared.bus.connections import ERRORS
from shared.bus.hands import Hands
from shared.envelope import CONTENT_TYPE

RECONNECT_SECONDS = (0.1, 0.5, 1, 2)
POLL_SECONDS = 0.5
BEAT_SECONDS = 1.0
PARTING_SECONDS = 5.0
log = logs.get_logger()


class Listener(threading.Thread):
    """Takes messages one by one and hands each to `handle`, which acks, rejects or leaves it.

    Messages are handled outside `drain_events`, so that another thread can send heartbeats while a long job runs. With a `prefetch` of
    more than one, handling a message may go on `behind` while the next is taken. The first of a connection comes alone: what kills the
    process may be at the head of the queue, and must not take those after it along. It is settled after its consumer is cancelled: what
    the broker sends a consumer that is being cancelled counts as delivered and comes back, and those who are killed would park it.
    """

    def __init__(
        self,
        name: str,
        *,
        connect: Callable[[], Connection],
        queues: Sequence[str],
        handle: Callable[[Any], None],
        prefetch: int = 1,
        no_ack: bool = False,
        declare: Callable[[Any], None] | None = None,
    ) -> None:
        super().__init__(name=f"bus-{name}", daemon=True)
        self._connect = connect
        self._queues = queues
        self._handle = handle
        self._prefetch = prefetch
        self._no_ack = no_ack
        self._declare = declare
        self._connection: Connection | None = None
        self._first: Consumer | None = None
        """Who consumes until the first message of a connection came, where more may be taken."""
        self._lock = threading.Lock()
        self._taken: deque[Any] = deque()
        self._hands = Hands(f"{name}-behind", prefetch)
        self._begun: dict[int, Any] = {}
        """On which connection the message came that a thread goes on with."""
        self._settled: SimpleQueue[tuple[Any, Callable[[], None]]] = SimpleQueue()
        self._beat_at = 0.0
        self.stopping = threading.Event()
        self.ready = threading.Event()
        self.failure = "not connected yet"

    def run(self) -> None:
        attempt = 0
        while not self.stopping.is_set():
            began = time.monotonic()
            try:
                self._consume()
            except Exception as error:  # A thread that ends here would leave its queue without a consumer.
                if not isinstance(error, ERRORS):
                    log.error("bus.failed", error=error, queue=self._queues[0])
                self._lost(error)
                attempt = 0 if time.monotonic() - began > 10 else attempt + 1
                self.stopping.wait(RECONNECT_SECONDS[min(attempt, len(RECONNECT_SECONDS) - 1)])
        self._finish()
        self._close()

    def stop(self) -> None:
        """Ask the thread to finish what it holds and leave."""
        self.stopping.set()

    def beat(self) -> None:
        """Send a heartbeat if the thread is busy with a message; while it waits it beats by itself."""
        if self._connection is not None and self._lock.acquire(blocking=False):
            try:
                with suppress(*ERRORS):
                    self._heartbeat()
            finally:
                self._lock.release()

    def settle(self, action: Callable[[], None]) -> None:
        """Ack or reject, in turn with the heartbeats; of what goes on behind, when this thread comes to it."""
        if threading.get_ident() in self._begun:
            self._settled.put((self._begun[threading.get_ident()], action))
            return
        with self._lock:
            if self._first is not None:
                self._first.cancel()
                self._first = None
            action()

    def behind(self, work: Callable[[], None]) -> None:
        """Go on with the message in hand on another thread, which settles it in the end; the next one is taken meanwhile."""
        connection = self._connection

        def going_on() -> None:
            self._begun[threading.get_ident()] = connection
            try:
                work()
            finally:
                del self._begun[threading.get_ident()]

        self._hands.take(going_on)

    def _settle(self) -> None:
        """Settle what was finished behind. What came on a connection that was lost comes again."""
        while not self._settled.empty():
            connection, action = self._settled.get()
            if connection is self._connection:
                self.settle(action)

    def _finish(self) -> None:
        """Give what goes on behind a little time to end."""
        until = time.monotonic() + PARTING_SECONDS
        while self._hands.busy and time.monotonic() < until:
            time.sleep(BEAT_SECONDS / 20)
        with suppress(*ERRORS):
            self._settle()

    def _consume(self) -> None:
        self._connection = self._connect()
        channel = self._connection.channel()
        if self._declare:
            self._declare(channel)
        channel.basic_qos(0, 1, False)
        consumer = Consumer(
            channel,
            queues=[Queue(name, no_declare=True) for name in self._queues],
            no_ack=self._no_ack,
            auto_declare=False,
            accept=[CONTENT_TYPE],
            on_message=self._handle if self._no_ack else self._taken.append,  # What needs no ack is handed over at once.
        )
        consumer.consume()
        self.ready.set()
        alone = self._prefetch > 1
        self._first = consumer if alone else None
        while not self.stopping.is_set():
            with self._lock:
                with suppress(TimeoutError):
                    self._connection.drain_events(timeout=POLL_SECONDS)
                if time.monotonic() > self._beat_at:
                    self._heartbeat()
            handled = bool(self._taken)
            while self._taken:
                self._handle(self._taken.popleft())
            self._settle()
            if alone and handled:
                alone = False
                self._take_more(consumer)

    def _take_more(self, consumer: Consumer) -> None:
        """Take as many at once as may be; a broker asks at the beginning of consuming how many that are."""
        with self._lock:
            consumer.cancel()  # Of what goes on behind nothing was settled yet.
            self._first = None
            consumer.qos(prefetch_count=self._prefetch)
            consumer.consume()

    def _heartbeat(self) -> None:
        self._beat_at = time.monotonic() + BEAT_SECONDS
        if self._connection is not None and self._connection.heartbeat and self._connection.supports_heartbeats:
            self._connection.heartbeat_check(rate=2)

    def _lost(self, error: Exception) -> None:
        if self.ready.is_set():
            log.warning("bus.lost", error=error, queue=self._queues[0])
        self.ready.clear()
        self.failure = f"the message broker does not answer ({type(error).__name__})"
        self._taken.clear()
        self._close()

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*ERRORS):
                connection.close()
