"""`make bench`: how fast it is, as ratios to named baselines measured in the same run on the same machine.

Each figure says how it was taken in its `method`. Results go to `var/bench.json` (name, value, unit, baseline, ratio, goal)
and to a table. Traffic is on loopback alone and bounded.
"""

import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psutil
import requests
from rich.console import Console
from twilio.request_validator import RequestValidator

from tests.bench import answering, archive, bus, front
from tests.bench.figures import Figure, report
from tests.conftest import CHROMIUM_HINT
from tests.standins.ollama import Ollama
from tests.standins.rabbitmq import INSTALL_HINT, server_script
from tests.standins.stack import Stack, until
from tests.standins.twilio import TOKEN, Twilio, incoming

WEBHOOKS = 1500
IDLE_SECONDS, SETTLED_SECONDS = 20, 10


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


def idle_figure(stack: Stack) -> Figure:
    """How much of a core the front end takes while nobody asks for anything."""
    time.sleep(SETTLED_SECONDS)
    took = {name: -_seconds(running.pid) for name, running in stack.running.items()}
    time.sleep(IDLE_SECONDS)
    share = {name: (took[name] + _seconds(running.pid)) / IDLE_SECONDS * 100 for name, running in stack.running.items()}
    method = f"processor time in {IDLE_SECONDS} s, {SETTLED_SECONDS} s after the last request. Baseline: the gateway in the same time"
    value, base = share["ui"], share["gateway"]
    return Figure("the browser's front end at rest", value, "% of a core", base, value / base, "≤ 1 %", value <= 1, method)


def _seconds(pid: int) -> float:
    process = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    for there, hint in ((server_script(), INSTALL_HINT), (chromium, CHROMIUM_HINT)):
        if there is None:
            print(f"bench: {hint}", file=sys.stderr)
            return 1
    folder = Path(tempfile.mkdtemp(prefix="sihteeri-bench-"))
    twilio, model = Twilio(), Ollama()
    model.delay_seconds = 0.01
    figures: list[Figure] = []
    console = Console()
    console.print("Measuring; about six minutes …")
    figures += bus.figures(folder)
    plain = Stack(folder / "plain", ui=True)
    try:
        plain.start()
        figures.append(memory_figure(plain))
        figures += answering.turn_figures(plain)
        figures.append(idle_figure(plain))
    finally:
        plain.stop()
    environment = {**twilio.environment(), "OWNER_WHATSAPP": "whatsapp:+358401234567", "OLLAMA_HOST": model.url}
    full = Stack(folder / "full", environment=environment)
    try:
        full.start()
        figures += answering.stream_figures(full, model)
        figures += answering.stop_figures(full, model)
        figures += webhook_figures(full, twilio)
    finally:
        full.stop()
    figures += front.figures(folder, model, str(chromium))
    figures += archive.figures(folder, lambda what: console.print(f"   {what} …", style="dim"))
    report(figures, console, "bench.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
