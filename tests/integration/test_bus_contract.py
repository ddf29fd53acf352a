"""One contract, two transports: whatever a service relies on holds over RabbitMQ and over the embedded broker."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import kombu
import pytest

from shared.bus import Bus, broker_for, topology
from shared.bus.connections import Broker, declare
from shared.bus.publisher import IDLE_SECONDS, Outgoing
from shared.envelope import Keyring, Sealed
from shared.errors import BadMessage, Refused, Unavailable
from shared.metrics import Metrics
from shared.schemas.archive import Delivered
from shared.schemas.conversation import IncomingMessage, TurnEvent
from shared.schemas.message import Zone
from shared.schemas.status import AskStore, ServiceStatus
from tests.prove.tap import Tap
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
        until(lambda: _is_ready(bus), what="the bus is ready")
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


def _is_ready(bus: Bus) -> bool:
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
    return IncomingMessage(person, f"t{number}", "api", f"e{number}", f"{SECRET} {number}", datetime.now(UTC))


def test_a_request_is_answered_by_whoever_handles_it(world: World) -> None:
    world.bus("store", setup=lambda bus: bus.subscribe(AskStore, lambda _: ServiceStatus("store", {"a": "b"})))
    gateway = world.bus("gateway", asks=True)

    answer = gateway.request(AskStore(), ServiceStatus)

    assert answer.parts == {"a": "b"}


def test_answers_go_to_the_thread_that_asked(world: World) -> None:
    numbers = iter(range(1000))
    world.bus("store", setup=lambda bus: bus.subscribe(AskStore, lambda _: ServiceStatus(str(next(numbers)), {})))
    gateway = world.bus("gateway", asks=True)
    seen: list[str] = []

    threads = [
        threading.Thread(target=lambda: seen.extend(gateway.request(AskStore(), ServiceStatus).service for _ in range(20)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(seen) == len(set(seen)) == 160


@pytest.mark.parametrize("kind", [Refused, Unavailable, BadMessage])
def test_the_handlers_error_is_raised_where_the_request_was_made(world: World, kind: type[Exception]) -> None:
    def fail(_: AskStore) -> ServiceStatus:
        raise kind("because")

    world.bus("store", setup=lambda bus: bus.subscribe(AskStore, fail))
    gateway = world.bus("gateway", asks=True)

    with pytest.raises(kind, match="because"):
        gateway.request(AskStore(), ServiceStatus)


def test_a_request_that_nobody_answers_ends_in_time(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    began = time.monotonic()

    with pytest.raises(Unavailable, match="store"):
        gateway.request(AskStore(), ServiceStatus, timeout_seconds=0.5)

    assert time.monotonic() - began < 3


def test_a_published_message_is_in_its_queue_when_publish_returns(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    message = turn(1)

    gateway.publish(message)

    assert world.size(topology.queue_for(message)) == 1


def test_stopping_finishes_and_acks_the_message_in_hand(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    begun, seen = threading.Event(), []

    def handle(message: IncomingMessage, _emit: object) -> None:
        begun.set()
        time.sleep(0.3)
        seen.append(message.turn)

    engine = world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    gateway.publish(turn(1))
    assert begun.wait(10)

    engine.stop()

    assert seen == ["t1"]
    assert world.size(topology.queue_for(turn(1))) == 0


def test_events_stream_back_in_order_to_the_one_who_waits(world: World) -> None:
    def handle(message: IncomingMessage, emit: Callable[[TurnEvent], None]) -> None:
        for number in range(20):
            emit(TurnEvent("token", message.turn, str(number)))
        emit(TurnEvent("reply", message.turn))

    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    gateway = world.bus("gateway", asks=True)

    with gateway.stream() as stream:
        gateway.publish(turn(1), stream=stream)
        events = stream.events(TurnEvent, idle_seconds=10)
        texts = [next(events).text for _ in range(20)]
        last = next(events)

    assert texts == [str(number) for number in range(20)]
    assert last.kind == "reply"


def test_turns_of_one_person_are_handled_in_order_and_one_at_a_time(world: World) -> None:
    seen: list[str] = []
    busy = threading.Semaphore(1)

    def handle(message: IncomingMessage, _emit: object) -> None:
        assert busy.acquire(blocking=False), "two turns of one person at once"
        seen.append(message.turn)
        time.sleep(0.002)
        busy.release()

    gateway = world.bus("gateway", asks=True)
    for number in range(30):
        gateway.publish(turn(number))
    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))

    until(lambda: len(seen) == 30, what="all turns are handled")
    assert seen == [f"t{number}" for number in range(30)]


def test_an_ordered_topic_waits_in_place_for_what_is_away(world: World) -> None:
    seen: list[str] = []

    def handle(message: IncomingMessage, _emit: object) -> None:
        seen.append(message.turn)
        if len(seen) < 3:
            raise Unavailable("not yet")

    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    gateway = world.bus("gateway", asks=True)
    gateway.publish(turn(1))
    gateway.publish(turn(2))

    until(lambda: len(seen) == 4, what="both turns are handled")
    assert seen == ["t1", "t1", "t1", "t2"]


def test_a_topic_without_order_is_tried_again_after_a_delay(world: World) -> None:
    seen: list[float] = []

    def handle(_event: Delivered, _emit: object) -> None:
        seen.append(time.monotonic())
        if len(seen) == 1:
            raise Unavailable("not yet")

    world.bus("store", setup=lambda bus: bus.subscribe(Delivered, handle))
    gateway = world.bus("gateway", asks=True)
    gateway.publish(Delivered("twilio", "SM1", "sent"))

    until(lambda: len(seen) == 2, what="the second try")
    assert seen[1] - seen[0] >= topology.RETRY_DELAYS_SECONDS[0] * 0.9


def test_what_can_never_be_handled_is_parked_and_its_neighbours_pass(world: World) -> None:
    seen: list[str] = []

    def handle(message: IncomingMessage, _emit: object) -> None:
        if message.turn == "t1":
            raise BadMessage("poison")
        seen.append(message.turn)

    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    gateway = world.bus("gateway", asks=True)
    gateway.publish(turn(1))
    gateway.publish(turn(2))

    until(lambda: seen == ["t2"], what="the neighbour is handled")
    until(lambda: world.size(topology.dead_queue(IncomingMessage)) == 1, what="the poison is parked")


def test_a_message_sealed_with_another_key_is_parked_unread(world: World) -> None:
    stranger = Bus(
        "gateway",
        world.broker("gateway"),
        {Zone.PRIVATE: Keyring.load_or_create(world.home / "other.key")},
        Metrics("gateway"),
        asks=PRIVATE,
    )
    stranger.start()
    seen: list[str] = []
    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, lambda message, _emit: seen.append(message.turn)))

    stranger.publish(turn(1))

    until(lambda: world.size(topology.dead_queue(IncomingMessage)) == 1, what="the forgery is parked")
    assert seen == []
    stranger.stop()


def test_a_topic_that_nobody_handles_is_parked_and_not_lost(world: World) -> None:
    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, lambda _message, _emit: None))
    gateway = world.bus("gateway", asks=True)
    sealed = Sealed(b"x", {"v": 1, "topic": "private-llm.unheard-of", "key": "k"})

    gateway._publisher.send(Outgoing(sealed, Zone.PRIVATE, "private-llm", topology.queue_for(turn(1)), "m1", durable=True))

    until(lambda: world.size(topology.dead_queue(IncomingMessage)) == 1, what="the message is parked")


def test_bodies_are_sealed(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    message = turn(1)

    gateway.publish(message)

    assert SECRET.encode() not in world.raw(topology.queue_for(message))


WORKER = """
import os, sys, time
from pathlib import Path
from shared.bus import Bus, broker_for
from shared.envelope import Keyring
from shared.metrics import Metrics
from shared.schemas.conversation import ReminderDue, IncomingMessage
from shared.schemas.message import Zone
home, url, mode = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
keys = {Zone.PRIVATE: Keyring.load_or_create(home / "bus.key")}
bus = Bus("private-llm", broker_for(url, home, [Zone.PRIVATE]), keys, Metrics("private-llm"))
def handle(message, emit):
    with open(home / "handled", "a") as file:
        file.write(message.turn + "\\n")
    if mode == "die":
        os.kill(os.getpid(), 9)
    if mode == "hang":
        time.sleep(60)
bus.subscribe(IncomingMessage, handle)
bus.start()
time.sleep(60)
"""


def worker(world: World, mode: str) -> subprocess.Popen[bytes]:
    """Start a consumer in a process of its own, to be killed."""
    return subprocess.Popen([sys.executable, "-c", WORKER, str(world.home), world.url("private-llm"), mode])


def handled(world: World) -> list[str]:
    path = world.home / "handled"
    return path.read_text().split() if path.exists() else []


def test_a_message_in_the_hands_of_a_killed_process_is_delivered_again(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    gateway.publish(turn(1))
    first = worker(world, "hang")
    until(lambda: handled(world) == ["t1"], what="the first delivery")

    first.send_signal(signal.SIGKILL)
    first.wait()
    second = worker(world, "ok")

    until(lambda: handled(world) == ["t1", "t1"], what="the second delivery")
    until(lambda: world.size(topology.queue_for(turn(1))) == 0, what="the ack")
    second.kill()
    second.wait()


def test_a_message_that_kills_its_worker_is_parked_after_the_delivery_limit(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    gateway.publish(turn(1))
    for _ in range(topology.DELIVERY_LIMIT + 1):
        count = len(handled(world))
        process = worker(world, "die")
        until(lambda count=count: len(handled(world)) > count, what="another delivery")  # type: ignore[misc]
        process.wait()

    last = worker(world, "ok")

    until(lambda: world.size(topology.dead_queue(IncomingMessage)) == 1, what="the message is parked")
    assert len(handled(world)) == topology.DELIVERY_LIMIT + 1
    last.kill()
    last.wait()


def test_nothing_is_lost_while_its_consumer_is_killed_again_and_again(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    for number in range(300):
        gateway.publish(turn(number, person=f"p{number % 7}"))
    for _ in range(4):
        process = worker(world, "ok")
        count = len(set(handled(world)))
        until(lambda count=count: len(set(handled(world))) > min(count + 20, 299), what="some are handled")  # type: ignore[misc]
        process.send_signal(signal.SIGKILL)
        process.wait()
    last = worker(world, "ok")

    until(lambda: len(set(handled(world))) == 300, what="all 300 are handled")
    last.kill()
    last.wait()


def test_publishing_to_what_is_not_there_is_an_error(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    broken = type("Broken", (Delivered,), {"topic": "store.not-there"})("twilio", "SM1", "sent")

    with pytest.raises(Unavailable):
        gateway.publish(broken)


def test_a_connection_that_the_broker_closed_while_it_was_idle_loses_no_request(rabbitmq: RabbitNode, tmp_path: Path) -> None:
    """A broker closes connections whose heartbeats it misses, and when it is restarted. What is written into such a connection is
    accepted by the operating system and lost; a request would wait in vain, an answer never come."""
    keys = {Zone.PRIVATE: Keyring.load_or_create(tmp_path / "bus.key")}
    tap = Tap(rabbitmq.port, ("gateway", "store"))

    def url(service: str) -> str:
        return rabbitmq.url(service).replace(f":{rabbitmq.port}/", f":{tap.port(service)}/")

    store = Bus("store", broker_for(url("store"), tmp_path, PRIVATE), keys, Metrics("store"))
    store.subscribe(AskStore, lambda _request: ServiceStatus("store", {}))
    gateway = Bus("gateway", broker_for(url("gateway"), tmp_path, PRIVATE), keys, Metrics("gateway"), asks=PRIVATE)
    with store, gateway:
        until(lambda: _is_ready(store) and _is_ready(gateway), what="both are ready")
        for _ in range(3):
            assert gateway.request(AskStore(), ServiceStatus).service == "store"
            tap.cut()
            until(lambda: not (_is_ready(store) and _is_ready(gateway)), what="it is noticed")
            until(lambda: _is_ready(store) and _is_ready(gateway), what="both are ready again")
            idle = time.monotonic() + IDLE_SECONDS
            until(lambda: time.monotonic() > idle, what="the connection counts as idle")  # noqa: B023

        assert [gateway.request(AskStore(), ServiceStatus, timeout_seconds=2).service for _ in range(5)] == ["store"] * 5


def test_only_who_sends_heartbeats_promises_them(rabbitmq: RabbitNode, tmp_path: Path) -> None:
    broker = broker_for(rabbitmq.url("gateway"), tmp_path, PRIVATE)

    for confirm in (False, True):
        with broker.connect(Zone.PRIVATE, confirm=confirm) as publishing:
            assert publishing.connection.heartbeat == 0
    with broker.connect(Zone.PRIVATE, beating=True) as consuming:
        assert consuming.connection.heartbeat == 10
