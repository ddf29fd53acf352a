"""How fast a request over the bus is answered, beside pika alone."""

import secrets
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pika

from shared.bus import Bus, broker_for
from shared.bus.connections import RabbitMQ, declare
from shared.envelope import Keyring
from shared.metrics import Metrics
from shared.schemas.message import Zone
from shared.schemas.status import AskStore, ServiceStatus
from tests.bench.figures import Figure, percentile, timed
from tests.standins.rabbitmq import RabbitNode
from tests.standins.stack import until

PAIRS, ROUNDS = 1500, 3
ECHO = """
import sys, pika
connection = pika.BlockingConnection(pika.URLParameters(sys.argv[1]))
channel = connection.channel()
channel.queue_declare("bench.echo", durable=True)
channel.basic_qos(prefetch_count=1)
def answer(channel, method, properties, body):
    channel.basic_publish("", properties.reply_to, body, pika.BasicProperties(correlation_id=properties.correlation_id))
    channel.basic_ack(method.delivery_tag)
channel.basic_consume("bench.echo", answer)
print("ready", flush=True)
channel.start_consuming()
"""
SERVER = """
import sys, time
from pathlib import Path
from shared import logs
from shared.bus import Bus, broker_for
from shared.envelope import Keyring
from shared.metrics import Metrics
from shared.schemas.message import Zone
from shared.schemas.status import AskStore, ServiceStatus
logs.configure("bench", level="ERROR")
home = Path(sys.argv[1])
bus = Bus("store", broker_for(sys.argv[2], home, [Zone.PRIVATE]), {Zone.PRIVATE: Keyring.load_or_create(home / "key")}, Metrics("store"))
bus.subscribe(AskStore, lambda _: ServiceStatus("store", {}))
bus.start()
while not all(listener.ready.wait(1) for listener in bus._listeners):
    pass
print("ready", flush=True)
time.sleep(600)
"""


@contextmanager
def process(code: str, *arguments: str) -> Iterator[None]:
    """Run a server process and wait until it says that it is ready."""
    running = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.readline()
    try:
        yield
    finally:
        running.kill()
        running.wait()


def raw_pika(url: str) -> list[float]:
    """Request and reply with pika alone: one connection, an exclusive reply queue, no seal, no schema, no confirm."""
    with process(ECHO, url):
        connection = pika.BlockingConnection(pika.URLParameters(url))
        channel = connection.channel()
        mine = channel.queue_declare("", exclusive=True).method.queue
        answers: list[bytes] = []
        channel.basic_consume(mine, lambda *arguments: answers.append(arguments[3]), auto_ack=True)

        def ask() -> None:
            answers.clear()
            channel.basic_publish("", "bench.echo", b"x" * 100, pika.BasicProperties(reply_to=mine, correlation_id=secrets.token_hex(8)))
            while not answers:
                connection.process_data_events(time_limit=1)

        found = timed(PAIRS, ask)
        connection.close()
        return found


def our_bus(home: Path, server_url: str, client_url: str) -> list[float]:
    """Request and reply with the product's bus: sealed, schema-checked, from one thread."""
    home.mkdir()
    with process(SERVER, str(home), server_url):
        keys = {Zone.PRIVATE: Keyring.load_or_create(home / "key")}
        bus = Bus("gateway", broker_for(client_url, home, [Zone.PRIVATE]), keys, Metrics("gateway"), asks=[Zone.PRIVATE])
        bus.start()
        until(lambda: all(listener.ready.is_set() for listener in bus._listeners), what="the bus")
        found = timed(PAIRS, lambda: bus.request(AskStore(), ServiceStatus))
        bus.stop()
        return found


def figures(folder: Path) -> Iterator[Figure]:
    """Three rounds, each of all contenders in turn, so that a busy moment of the machine hits them alike."""
    method = f"{ROUNDS} rounds of {PAIRS} request/reply pairs of one thread between two processes; median of the rounds' p50. Baseline: raw pika over RabbitMQ in the same rounds"
    rounds: dict[str, list[float]] = {"pika": [], "RabbitMQ": [], "the embedded bus": []}
    node = RabbitNode(folder / "rabbit").start()
    try:
        with RabbitMQ(node.url("admin")).connect(Zone.PRIVATE) as connection:
            declare(connection, Zone.PRIVATE)
        for number in range(ROUNDS):
            rounds["pika"].append(percentile(raw_pika(node.url("admin")), 0.5))
            rounds["RabbitMQ"].append(percentile(our_bus(folder / f"rabbit{number}", node.url("store"), node.url("gateway")), 0.5))
            rounds["the embedded bus"].append(percentile(our_bus(folder / f"embedded{number}", "", ""), 0.5))
    finally:
        node.stop()
    baseline = statistics.median(rounds.pop("pika"))
    for name, found in rounds.items():
        p50 = statistics.median(found)
        yield Figure(f"request/reply over {name}, p50", p50, "ms", baseline, p50 / baseline, "≤ 1.5 × pika", p50 <= 1.5 * baseline, method)
