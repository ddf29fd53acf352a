"""`make bench`: how fast it is, as ratios to named baselines measured in the same run on the same machine.

Each figure says how it was taken in its `method`. Results go to `var/bench.json` (name, value, unit, baseline, ratio, goal)
and to a table. Traffic is on loopback alone and bounded.
"""

import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import ollama as ollama_client
import pika
import psutil
import requests
from rich.console import Console
from twilio.request_validator import RequestValidator

from shared.bus import Bus, broker_for
from shared.bus.connections import RabbitMQ, declare
from shared.envelope import Keyring
from shared.metrics import Metrics
from shared.schemas.message import Zone
from shared.schemas.status import AskStore, ServiceStatus
from tests.bench import archive
from tests.bench.figures import Figure, percentile, report
from tests.standins.ollama import Ollama
from tests.standins.rabbitmq import INSTALL_HINT, RabbitNode, server_script
from tests.standins.stack import Stack, until
from tests.standins.twilio import TOKEN, Twilio, incoming

PAIRS, ROUNDS = 1500, 3
TURNS = 300
WEBHOOKS = 1500
STREAMS = 12
READING_SECONDS, LOOKING_SECONDS = 0.05, 0.03
"""Of the stand-in for Ollama: about what a small model on a good machine takes."""


def timed(count: int, act: Callable[[], object]) -> list[float]:
    """Return milliseconds per call, after a warm-up of a tenth."""
    for _ in range(count // 10):
        act()
    found: list[float] = []
    for _ in range(count):
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
    return found


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


def bus_figures(folder: Path) -> Iterator[Figure]:
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


def turn_figures(stack: Stack) -> Iterator[Figure]:
    session = requests.Session()
    headers = {"Authorization": f"Bearer {stack.token}"}
    texts = iter(f"Remember that the number {number} is a fine number" for number in range(TURNS * 2))

    def turn() -> None:
        response = session.post(f"{stack.url}/api/v1/messages", json={"text": next(texts)}, headers=headers, timeout=30)
        assert response.status_code == 200

    health = percentile(timed(TURNS, lambda: session.get(f"{stack.url}/healthz", timeout=30)), 0.5)
    found = timed(TURNS, turn)
    p50, p99 = percentile(found, 0.5), percentile(found, 0.99)
    method = f"{TURNS} “remember” requests one after another over HTTP, embedded bus, no model. Baseline: GET /healthz in the same run"
    yield Figure("a whole turn without a model, p50", p50, "ms", health, p50 / health, "≤ 40 ms", p50 <= 40, method)
    yield Figure("a whole turn without a model, p99", p99, "ms", health, p99 / health, "", True, method)


def stream_figures(stack: Stack, model: Ollama) -> Iterator[Figure]:
    stack.ask("Remember that the heron " + "stands on one leg and waits for the fish to come by " * 12)
    prompt = (
        "Passages:\n[1] (today) "
        + "the heron stands on one leg and waits for the fish to come by " * 12
        + "\n\nQuestion: What does the heron do?"
    )
    client = ollama_client.Client(model.url)

    def direct() -> tuple[float, float]:
        return _stream(
            piece.message.content for piece in client.chat("stand-in:latest", [{"role": "user", "content": prompt}], stream=True)
        )

    def ours() -> tuple[float, float]:
        began = time.perf_counter()
        return _stream(_pieces(stack, "What does the heron do?"), began)

    model.reading_seconds, model.looking_seconds = READING_SECONDS, LOOKING_SECONDS
    pairs = [(direct(), ours()) for _ in range(STREAMS)]
    base = statistics.median(theirs[0] for theirs, _ in pairs)
    first = statistics.median(mine[0] for _, mine in pairs) - base
    rate = statistics.median(mine[1] for _, mine in pairs) / statistics.median(theirs[1] for theirs, _ in pairs)
    method = f"{STREAMS} streamed answers of about 150 tokens, {model.delay_seconds * 1000:.0f} ms apart, from a stand-in for Ollama that reads for {READING_SECONDS * 1000:.0f} ms and takes {LOOKING_SECONDS * 1000:.0f} ms for each of /api/tags and /api/show; median. Baseline: the ollama client against the same server, alternating"
    yield Figure("first token, above the baseline", first, "ms", base, (base + first) / base, "≤ +50 ms", first <= 50, method)
    speed = statistics.median(mine[1] for _, mine in pairs)
    yield Figure(
        "tokens per second", speed, "1/s", statistics.median(theirs[1] for theirs, _ in pairs), rate, "≥ 0.95 ×", rate >= 0.95, method
    )


def stop_figures(stack: Stack, model: Ollama) -> Iterator[Figure]:
    """From a wish that a model should stop to the moment when it has: told by the stand-in, which goes on as long as it may."""
    model.saying, model.reading_seconds = "wave " * 3000, 0.0
    alone = percentile([_milliseconds(lambda: stack.ask("Remember that the buoy is red")) for _ in range(STREAMS)], 0.5)
    by_stop, by_leaving, beside = [], [], []
    for _ in range(STREAMS):
        pieces = _pieces(stack, "Write me a long poem about the sea")
        next(pieces)
        beside.append(_milliseconds(lambda: stack.ask("Remember that the buoy is red")))
        by_stop.append(_milliseconds(lambda: stack.call("POST", "messages/stop"), lambda: not model.at_work))
        pieces.close()
        pieces = _pieces(stack, "Write me a long poem about the sea")
        next(pieces)
        by_leaving.append(_milliseconds(pieces.close, lambda: not model.at_work))
    model.saying = ""
    method = f"{STREAMS} times; p95 of the time from the stop, or from closing the connection, until the stand-in for Ollama has seen that nobody listens, looked for every 5 ms. Baseline: one piece of the answer"
    piece = model.delay_seconds * 1000
    for name, found in (("stop to a model at rest, by POST /messages/stop", by_stop), ("the same, by leaving", by_leaving)):
        p95 = percentile(found, 0.95)
        yield Figure(name, p95, "ms", piece, p95 / piece, "≤ 1000 ms", p95 <= 1000, method)
    quick = percentile(beside, 0.5)
    method = f"{STREAMS} “remember” requests over HTTP while a long answer is written for the same person, p50. Baseline: the same with nothing beside it"
    yield Figure("a quick request beside a long answer", quick, "ms", alone, quick / alone, "≤ 2 × alone", quick <= 2 * alone, method)


def _pieces(stack: Stack, text: str) -> Iterator[bytes]:
    """Ask, and yield the pieces of the answer as they come; closed before the end, the connection is."""
    headers = {"Authorization": f"Bearer {stack.token}", "Accept": "text/event-stream"}
    with requests.post(f"{stack.url}/api/v1/messages", json={"text": text}, headers=headers, stream=True, timeout=60) as response:
        yield from (line for line in response.iter_lines(chunk_size=1) if line.startswith(b'data: {"text"'))


def _milliseconds(act: Callable[[], object], until_then: Callable[[], bool] = lambda: True) -> float:
    """Return for how many milliseconds something lasts, until what it leads to is there."""
    began = time.perf_counter()
    act()
    until(until_then, every=0.005, what="what it leads to")
    return (time.perf_counter() - began) * 1000


def _stream(pieces: Iterator[object], began: float | None = None) -> tuple[float, float]:
    """Return milliseconds to the first piece, and pieces per second after it."""
    began = began or time.perf_counter()
    times = [time.perf_counter() for _ in pieces]
    return (times[0] - began) * 1000, (len(times) - 1) / (times[-1] - times[0])


def webhook_figures(stack: Stack, twilio: Twilio) -> Iterator[Figure]:
    """Signed webhooks from eight connections; none may be lost. The turns behind them are worked off afterwards."""
    url, validator, session = f"{stack.url}/webhooks/twilio/whatsapp", RequestValidator(TOKEN), threading.local()
    batches = [
        incoming(f"Remember that {secrets.token_hex(4)} is webhook {number}", sender="whatsapp:+358401234567") for number in range(WEBHOOKS)
    ]
    signed = [(fields, validator.compute_signature(url, fields)) for fields in batches]

    def post(item: tuple[dict[str, str], str]) -> int:
        if not hasattr(session, "http"):
            session.http = requests.Session()
        return int(session.http.post(url, data=item[0], headers={"X-Twilio-Signature": item[1]}, timeout=30).status_code)

    def get(_: object) -> int:
        if not hasattr(session, "http"):
            session.http = requests.Session()
        return int(session.http.get(f"{stack.url}/healthz", timeout=30).status_code)

    rates = []
    for act, items in ((get, signed), (post, signed)):
        with ThreadPoolExecutor(8) as pool:
            began = time.perf_counter()
            statuses = list(pool.map(act, items))
            rates.append(len(items) / (time.perf_counter() - began))
        assert set(statuses) == {200}
    answered = until(
        lambda: len({sent.body for sent in twilio.sent if "is webhook" in sent.body}) >= WEBHOOKS,
        seconds=240,
        what="every webhook is answered",
    )
    lost = WEBHOOKS - len({sent.body for sent in twilio.sent if "is webhook" in sent.body})
    assert answered
    method = f"{WEBHOOKS} distinct signed webhooks from 8 connections of one process on the same two cores; all answered afterwards, {lost} lost. Baseline: GET /healthz the same way"
    yield Figure(
        "signed webhooks accepted",
        rates[1],
        "1/s",
        rates[0],
        rates[1] / rates[0],
        "≥ 300/s, none lost",
        rates[1] >= 300 and lost == 0,
        method,
    )


def memory_figure(stack: Stack) -> Figure:
    """Proportional set size, so that pages shared between processes count once."""
    time.sleep(3)
    processes = [psutil.Process(running.pid) for running in stack.running.values()]
    everyone = [*processes, *(child for process in processes for child in process.children(recursive=True))]
    total = sum(process.memory_full_info().pss for process in everyone) / 2**20
    plain = psutil.Process(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3)"]).pid)
    time.sleep(1)
    base = plain.memory_full_info().pss / 2**20
    method = f"proportional set size of {len(everyone)} processes (five services) at rest. Baseline: one bare Python process"
    return Figure("memory of the whole stack at rest", total, "MiB", base, total / base, "≤ 600 MiB", total <= 600, method)


def main() -> int:
    if server_script() is None:
        print(f"bench: {INSTALL_HINT}", file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="sihteeri-bench-"))
    twilio, model = Twilio(), Ollama()
    model.delay_seconds = 0.01
    figures: list[Figure] = []
    console = Console()
    console.print("Measuring; about five minutes …")
    figures += bus_figures(folder)
    plain = Stack(folder / "plain", ui=True)
    try:
        plain.start()
        figures.append(memory_figure(plain))
        figures += turn_figures(plain)
    finally:
        plain.stop()
    environment = {**twilio.environment(), "OWNER_WHATSAPP": "whatsapp:+358401234567", "OLLAMA_HOST": model.url}
    full = Stack(folder / "full", environment=environment)
    try:
        full.start()
        figures += stream_figures(full, model)
        figures += stop_figures(full, model)
        figures += webhook_figures(full, twilio)
    finally:
        full.stop()
    figures += archive.figures(folder, lambda what: console.print(f"   {what} …", style="dim"))
    report(figures, console, "bench.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
