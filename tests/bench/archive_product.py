"""The whole product beside a million messages: how long their import takes, what memory, and what a turn costs."""

import json
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from tests.bench.figures import ROOT, Figure
from tests.bench.words import said, vocabulary
from tests.standins.stack import Stack

MESSAGES = 1_000_000
REFERENCE = ROOT / ".venv-reference" / "bin" / "python"
IMPORT_SECONDS, MEMORY_MIB = 60, 300
ROUNDS = 9
TURNS = {
    "note": "Remember that the code of locker {number} is 2{number}",
    "reminder": "Remind me to send parcel {number} on Friday at 8",
    "reminders": "What reminders do I have?",
    "calendar": "What's on Wednesday?",
    "small talk": "Good night",
    "rare words": "Where is the {rare} kept?",
    "middling words": "What did the {middling} cost?",
    "common words": "Is the {common} good?",
    "nobody's words": "Where does Qvorz{number} live?",
    "find": "Find {middling}",
    "by somebody": "What did Anna say about {middling}?",
    "in a chat": "What was said about {middling} in the {chat} chat?",
    "of a span": "What did Anna say about {middling} last week?",
    "the newest of somebody": "Show me the photos Anna sent",
    "who is there": "Who is in the {chat} chat?",
}
"""What is asked, by what it is like."""


def export_file(path: Path, count: int) -> Path:
    """Write a WhatsApp export of so many messages."""
    at = 1_420_070_400
    with path.open("w", encoding="utf-8") as file:
        for number, words in enumerate(said(count)):
            moment = time.gmtime(at + 300 * number)
            file.write(f"{time.strftime('%d/%m/%Y, %H:%M', moment)} - {('Anna', 'Matti', 'Bo')[number % 3]}: {words}\n")
    return path


def product_figures(folder: Path, told: Callable[[str], None]) -> Iterator[Figure]:
    """The whole product: an import from upload to searchable, its memory, and a turn beside little and much."""
    count = MESSAGES
    stack, other = Stack(folder / "product"), Stack(folder / "product-small")
    told("a WhatsApp export of 1 000 000 messages")
    export = export_file(folder / "export.txt", count)
    try:
        stack.start()
        told("importing it through the product")
        began = time.monotonic()
        found, memory = _import(stack, export, "Harbour")
        seconds = time.monotonic() - began
        other.start()
        small, _ = _import(other, export_file(folder / "small.txt", 1000), "Harbour")
        told("turns beside it")
        times = _turns(other, stack)
    finally:
        stack.stop()
        other.stop()
    parser = _established_parser(export)
    method = f"HTTP upload of {export.stat().st_size / 2**20:.0f} MiB until the last message is searchable; baseline: whatstk 0.9.1 parsing the same file into memory, no more ({'measured' if parser else 'not installed: make .venv-reference/.installed'})"  # fmt: skip
    whole = found["added"] == count and small["added"] == 1000
    yield Figure("import of 1 000 000 messages", seconds, "s", parser, seconds / parser if parser else None, "< 60 s", seconds < IMPORT_SECONDS and whole, method)  # fmt: skip
    yield Figure(
        "largest process during it",
        memory,
        "MiB",
        None,
        None,
        "≤ 300 MiB",
        memory <= MEMORY_MIB,
        "peak resident set of any of the product's processes, the one that reads the file too, looked at five times a second",
    )
    yield from turn_figures(times)


def turn_figures(times: dict[str, list[tuple[float, ...]]]) -> Iterator[Figure]:
    """The mean of what each kind of turn costs in the middle, beside little and beside much, and the kind for which that differs most."""
    few, many = ({name: statistics.median(pair[which] for pair in pairs) for name, pairs in times.items()} for which in (0, 1))
    ratio = sum(many.values()) / sum(few.values())
    method = f"{ROUNDS} turns over HTTP, without a model, of each of {len(times)} kinds ({', '.join(times)}), beside 1 000 000 and beside 1 000 messages, in turn in the same run; the mean of the kinds' medians"  # fmt: skip
    yield Figure("a turn beside 1 000 000 messages, p50", sum(many.values()) / len(many), "ms", sum(few.values()) / len(few), ratio, "≤ 1.2×", ratio <= 1.2, method)  # fmt: skip
    worst = max(times, key=lambda name: many[name] / few[name])
    yield Figure(f"the kind with the largest ratio: {worst}", many[worst], "ms", few[worst], many[worst] / few[worst], "", True, method)


def _import(stack: Stack, file: Path, chat: str) -> tuple[dict[str, Any], float]:
    """Import a file; return what became of it and the peak of the largest process, in MiB."""
    memory = 0.0
    with file.open("rb") as body:
        begun = stack.call("POST", "imports", params={"chat": chat}, data=body, timeout=300).json()
    while True:
        found: dict[str, Any] = stack.call("GET", f"imports/{begun['id']}").json()
        memory = max(memory, *(_peak_mib(running.pid) for running in stack.running.values()))
        if found["state"] in ("done", "failed"):
            return found, memory
        time.sleep(0.2)


def _turns(*stacks: Stack) -> dict[str, list[tuple[float, ...]]]:
    """Return how many milliseconds turns take, by kind, in each of some stacks; the first of each kind is not counted."""
    words, _ = vocabulary()
    times: dict[str, list[tuple[float, ...]]] = {}
    for number in range(ROUNDS + 1):
        given = {
            "number": number,
            "rare": words[20_000 + number],
            "middling": words[500 + number],
            "common": words[number],
            "chat": "Harbour",
        }
        for name, request in TURNS.items():
            spent = tuple(_milliseconds(stack, request.format_map(given)) for stack in stacks)
            times.setdefault(name, []).extend([spent] if number else [])
    return times


def _milliseconds(stack: Stack, request: str) -> float:
    began = time.perf_counter()
    stack.ask(request)
    return (time.perf_counter() - began) * 1000


def _peak_mib(pid: int) -> float:
    found = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    return max(map(_peak_of, found)) / 1024


def _peak_of(pid: int) -> int:
    """Return the peak of a process in KiB, 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return max((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), default=0)


def _established_parser(export: Path) -> float | None:
    if not REFERENCE.exists():
        return None
    program = "import sys, time, json; from whatstk import df_from_whatsapp as parse; began = time.perf_counter(); frame = parse(sys.argv[1], max_size=None); print(json.dumps([len(frame), time.perf_counter() - began]))"  # fmt: skip
    done = subprocess.run([str(REFERENCE), "-c", program, str(export)], capture_output=True, text=True, check=False)
    try:
        return float(json.loads(done.stdout)[1])
    except (ValueError, IndexError):
        return None
