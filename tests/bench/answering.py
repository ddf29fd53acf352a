"""How long whole turns take, and answers that a model writes, beside a request that does nothing and the model alone."""

import statistics
import time
from collections.abc import Callable, Iterator

import ollama as ollama_client
import requests

from tests.bench.figures import Figure, percentile, timed
from tests.standins.ollama import Ollama
from tests.standins.stack import Stack, until

TURNS = 300
STREAMS = 12
READING_SECONDS, LOOKING_SECONDS = 0.05, 0.03
"""Of the stand-in for Ollama: about what a small model on a good machine takes."""


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
        return _stream(pieces(stack, "What does the heron do?"), began)

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
        coming = pieces(stack, "Write me a long poem about the sea")
        next(coming)
        beside.append(_milliseconds(lambda: stack.ask("Remember that the buoy is red")))
        by_stop.append(_milliseconds(lambda: stack.call("POST", "messages/stop"), lambda: not model.at_work))
        coming.close()
        coming = pieces(stack, "Write me a long poem about the sea")
        next(coming)
        by_leaving.append(_milliseconds(coming.close, lambda: not model.at_work))
    model.saying = ""
    method = f"{STREAMS} times; p95 of the time from the stop, or from closing the connection, until the stand-in for Ollama has seen that nobody listens, looked for every 5 ms. Baseline: one piece of the answer"
    piece = model.delay_seconds * 1000
    for name, found in (("stop to a model at rest, by POST /messages/stop", by_stop), ("the same, by leaving", by_leaving)):
        p95 = percentile(found, 0.95)
        yield Figure(name, p95, "ms", piece, p95 / piece, "≤ 1000 ms", p95 <= 1000, method)
    quick = percentile(beside, 0.5)
    method = f"{STREAMS} “remember” requests over HTTP while a long answer is written for the same person, p50. Baseline: the same with nothing beside it"
    yield Figure("a quick request beside a long answer", quick, "ms", alone, quick / alone, "≤ 2 × alone", quick <= 2 * alone, method)


def pieces(stack: Stack, text: str) -> Iterator[bytes]:
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
