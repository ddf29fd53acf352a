"""What the bus holds to when a consumer is killed and when a connection dies."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from shared.bus import Bus, broker_for, topology
from shared.bus.publisher import IDLE_SECONDS
from shared.envelope import Keyring
from shared.metrics import Metrics
from shared.schemas.conversation import IncomingMessage
from shared.schemas.message import Zone
from shared.schemas.status import AskStore, ServiceStatus
from tests.integration.conftest import PRIVATE, World, is_ready, turn
from tests.prove.tap import Tap
from tests.standins.rabbitmq import RabbitNode
from tests.standins.stack import until

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
    if mode == "die" or (mode == "die at t1" and message.turn == "t1"):
        os.kill(os.getpid(), 9)
    if mode == "hang behind":
        return lambda: time.sleep(60)
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


def test_what_goes_on_behind_in_a_killed_process_is_delivered_again(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    for number in (1, 2):
        gateway.publish(turn(number))
    first = worker(world, "hang behind")
    until(lambda: handled(world) == ["t1", "t2"], what="both are in hand")

    first.send_signal(signal.SIGKILL)
    first.wait()
    second = worker(world, "ok")

    until(lambda: handled(world) == ["t1", "t2"] * 2, what="the second delivery")
    until(lambda: world.size(topology.queue_for(turn(1))) == 0, what="the ack")
    second.kill()
    second.wait()


def test_a_message_that_kills_its_worker_takes_none_of_those_after_it_along(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    for number in range(5):
        gateway.publish(turn(number))
    parked = lambda: world.size(topology.dead_queue(IncomingMessage)) == 1  # noqa: E731
    for _ in range(topology.DELIVERY_LIMIT + 1):
        last = worker(world, "die at t1")
        until(lambda: last.poll() is not None or parked(), what="it has died, or nothing kills it any more")  # noqa: B023
        if parked():
            break
    else:
        last = worker(world, "die at t1")

    until(parked, what="the message is parked")
    until(lambda: set(handled(world)) == {f"t{number}" for number in range(5)}, what="the others are handled")
    assert parked()
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
        until(lambda: is_ready(store) and is_ready(gateway), what="both are ready")
        for _ in range(3):
            assert gateway.request(AskStore(), ServiceStatus).service == "store"
            tap.cut()
            until(lambda: not (is_ready(store) and is_ready(gateway)), what="it is noticed")
            until(lambda: is_ready(store) and is_ready(gateway), what="both are ready again")
            idle = time.monotonic() + IDLE_SECONDS
            until(lambda: time.monotonic() > idle, what="the connection counts as idle")  # noqa: B023

        assert [gateway.request(AskStore(), ServiceStatus, timeout_seconds=20).service for _ in range(5)] == ["store"] * 5


def test_only_who_sends_heartbeats_promises_them(rabbitmq: RabbitNode, tmp_path: Path) -> None:
    broker = broker_for(rabbitmq.url("gateway"), tmp_path, PRIVATE)

    for confirm in (False, True):
        with broker.connect(Zone.PRIVATE, confirm=confirm) as publishing:
            assert publishing.connection.heartbeat == 0
    with broker.connect(Zone.PRIVATE, beating=True) as consuming:
        assert consuming.connection.heartbeat == 10
