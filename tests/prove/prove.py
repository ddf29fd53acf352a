"""`make prove-privacy`: run the real product full of secrets, capture all that crosses its walls, and try to catch it out.

1. A product over RabbitMQ with stand-ins for OpenAI, Twilio and no model; canaries in its store and in what is asked of it.
   Everything that reaches the interpreter and OpenAI, the broker's wire, logs, metrics, environments, files and the interpreter's
   memory are searched; eleven claims are checked.
2. The same requests, in order, over two products with entirely different stores: the bytes that reach the interpreter and OpenAI are
   compared. A thousand are whole conversations; the others go through the engine's planner, over the same store, bus and interpreter.
3. Leaks are planted, live and as traces; each must turn a claim red, or the proof proves nothing.
4. The network walls, in namespaces, where root allows.

No key, no internet. `SEED` chooses the secrets, `REQUESTS` the length of the second part.
"""

import logging
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rich.console import Console

from shared import logs
from tests.prove import network
from tests.prove.detectors import DETECTORS, findings, findings_apart
from tests.prove.evidence import Evidence, broker_permissions
from tests.prove.plants import LIVE, SWAPPED, Live, traces
from tests.prove.product import Product, ask_in_order, converse, furnish, plan_in_order, product
from tests.prove.workload import Canaries, canaries, requests
from tests.standins.rabbitmq import INSTALL_HINT, server_script
from tests.standins.stack import SERVICES, until

SEED = int(os.environ.get("SEED") or secrets.randbelow(2**31))
REQUESTS = int(os.environ.get("REQUESTS") or 10_000)
WHOLE_TURNS = 1000
PROBES = 6
T = TypeVar("T")
SOME = 120
NOT_PROVED = (
    "That nothing can be told from the fact, the time, the number and the kind of requests that go to OpenAI: it sees those.",
    "That every private meaning of everyday words is hidden: `make bench-privacy` measures how much of it is, on public texts.",
    "What Twilio, Meta, Google (Colab) and a browser see of what a person sends through them.",
    "Anything against whoever is root on this machine, or reads the memory of private-llm, store or gateway.",
    "Walls between processes of one user (`make run`): they need docker compose; containers themselves were not run here.",
    "The real OpenAI, Twilio and Ollama: stand-ins speak their formats here.",
    "Timing: how long an answer takes may say something of its length.",
)


def first_part(one: Product, allowed: set[tuple[str, str, str]], planted: Canaries, console: Console) -> tuple[Evidence, bool]:
    """The whole product, searched."""
    furnish(one.stack, planted)
    converse(one, requests(planted, SOME, SEED))
    found = one.evidence(planted, memory=True)
    found.allowed = allowed
    against = findings_apart(found)
    bytes_read = sum(map(len, found.blobs.values()))
    console.print(f"1. {SOME} conversations: {len(found.arrived)} messages reached the interpreter, {len(found.openai)} requests OpenAI, {len(found.twilio)} Twilio; {len(found.blobs)} logs, files and memories ({bytes_read / 2**20:.0f} MiB) searched")  # fmt: skip
    for detector in DETECTORS:
        held = detector.claim not in against
        console.print(f"   {'held  ' if held else 'LEAKED'}  {detector.claim}", style=None if held else "bold red")
        for reason in against.get(detector.claim, [])[:5]:
            console.print(f"           {reason}", style="red")
    enough = len(found.arrived) >= SOME and len(found.openai) >= SOME // 3 and len(found.allowed) > 30
    if not enough:
        console.print("   There was too little to look at; the run proves nothing.", style="bold red")
    return found, enough and not against


def progress(console: Console, text: str) -> None:
    """Show how far it is, where somebody watches."""
    if console.is_terminal:
        console.print(f"   {text} …   ", end="\r")


def second_part(two: tuple[Product, Product], planted: Canaries, console: Console) -> bool:
    """The same requests over two stores."""
    for number, one in enumerate(two):
        furnish(one.stack, planted if number == 0 else canaries(SEED + 2))
    began = time.monotonic()
    texts = requests(planted, REQUESTS, SEED + 3)
    whole = min(WHOLE_TURNS, REQUESTS // 4)
    answered = _both(two, lambda one, told: ask_in_order(one, texts[:whole], told), console)
    planned = _both(two, lambda one, told: plan_in_order(one, texts[whole:], told), console)
    same = answered[0] == answered[1] and planned[0] == planned[1]
    interpreted, sent = (len(part) for part in answered[0])
    console.print(f"2. {REQUESTS} requests over two different stores in {time.monotonic() - began:.0f} s, {whole} of them answered and the others planned: {interpreted + len(planned[0])} messages reached the interpreter, {sent} requests OpenAI")  # fmt: skip
    console.print(f"   {'held  ' if same else 'LEAKED'}  not a byte depends on what is kept", style=None if same else "bold red")
    return same and len(planned[0]) > 0.8 * (REQUESTS - whole) and interpreted > 0.8 * whole


def _both(two: tuple[Product, Product], ask: Callable[[Product, Callable[[int], None]], T], console: Console) -> list[T]:
    def told(number: int) -> None:
        if number % 200 == 0:
            progress(console, f"{number} requests")

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda one: ask(one, told if one is two[0] else lambda _: None), two))


def restart(one: Product, service: str, planted: dict[str, str]) -> None:
    """Stop a service and start it, with a leak in it or without; what was seen before counts no more."""
    one.stack.stop_one(service)
    one.forget_the_past()
    one.stack.gunicorn_config = "tests/prove/planted.conf.py" if planted else "deploy/gunicorn.conf.py"
    one.stack.planted = planted
    one.stack.start_one(service)
    one.stack.gunicorn_config, one.stack.planted = "deploy/gunicorn.conf.py", {}
    broken = planted.get("PLANT", "nothing") != "nothing"
    with suppress(AssertionError) if broken else nullcontext():  # Some leaks break the product; what they leave behind counts.
        until(lambda: all(one.stack.is_ready(name) for name in SERVICES), seconds=8 if broken else 30, what=f"{service} is ready")


def look_at_live(one: Product, name: str, live: Live, planted: Canaries, allowed: set[tuple[str, str, str]]) -> bool:
    """Tell whether a leak that is planted in a running service turns a claim red."""
    restart(one, live.service, {"PLANT": name, **dict(live.variables)})
    with nullcontext() if name == "nothing" else suppress(Exception):
        converse(one, requests(planted, PROBES, SEED + 4), patience_seconds=30 if name == "nothing" else 4)
    found = one.evidence(planted)
    found.allowed = allowed
    return bool(findings_apart(found))


def third_part(one: Product, two: tuple[Product, Product], first: Evidence, planted: Canaries, console: Console) -> bool:
    """Plant leaks and count those that are seen."""
    caught: dict[str, bool] = {}
    quiet = True
    for service in SERVICES:
        for name, live in LIVE.items():
            if live.service == service:
                caught[f"{name} ({service})"] = look_at_live(one, name, live, planted, first.allowed)
                progress(console, f"{len(caught)} planted")
        quiet &= not look_at_live(one, "nothing", Live(service, lambda: None), planted, first.allowed)
        restart(one, service, {})
    for name, live in SWAPPED.items():
        for each in two:
            restart(each, live.service, {"PLANT": name})
        sequences = _both(two, lambda each, told: ask_in_order(each, requests(planted, 80, SEED + 5), told), console)
        caught[f"{name} ({live.service}, two stores)"] = sequences[0] != sequences[1]
    for name, changed in traces(first):
        caught[f"{name} (a trace)"] = bool(findings(changed))
    console.print(
        f"3. {len(caught)} leaks planted, {sum(caught.values())} caught; without one {'nothing is' if quiet else 'SOMETHING IS'} reported"
    )
    for name, seen in caught.items():
        console.print(f"   {'caught' if seen else 'MISSED'}  {name}", style="dim" if seen else "bold red")
    return quiet and all(caught.values())


def fourth_part(console: Console) -> bool:
    """The network walls."""
    reason = network.missing()
    if reason:
        console.print(f"4. The network walls were not tried: {reason}.", style="yellow")
        return not os.environ.get("CI")
    wired = network.networks()
    wrong = network.holds(network.reach(wired))
    opened = {
        "a route to the internet for the store": wired | {"store": wired["store"] | {"outside"}},
        "a route to the internet for private-llm": wired | {"private-llm": wired["private-llm"] | {"outside"}},
        "the interpreter on the private network": wired | {"interpreter": wired["interpreter"] | {"private"}},
        "the broker's network opened": wired | {network.INTERNET: wired[network.INTERNET] | {"public"}},
    }
    seen = {name: bool(network.holds(network.reach(changed))) for name, changed in opened.items()}
    console.print(
        f"4. Network namespaces wired as docker-compose.yml says: {len(network.HOSTS)} hosts, each tried to reach each and the internet"
    )
    console.print(
        f"   {'held  ' if not wrong else 'LEAKED'}  the private zone has no way out, and the interpreter none in",
        style="bold red" if wrong else None,
    )
    for line in wrong:
        console.print(f"           {line}", style="red")
    for name, found in seen.items():
        console.print(f"   {'caught' if found else 'MISSED'}  {name}", style="dim" if found else "bold red")
    return not wrong and all(seen.values())


def main() -> int:
    if server_script() is None:
        print(f"prove-privacy: {INSTALL_HINT}", file=sys.stderr)
        return 1
    logs.configure("prove", level="CRITICAL")
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # It reports each refusal that the broker owes us.
    console = Console(highlight=False, soft_wrap=True)
    began = time.monotonic()
    planted = canaries(SEED + 1)
    console.print(f"Trying to catch the privacy wall out. Seed {SEED}, {REQUESTS} requests; about nine minutes …")
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # Nothing here has to outlast a power cut.
    with tempfile.TemporaryDirectory(prefix="sihteeri-prove-", dir=memory, ignore_cleanup_errors=True) as folder:
        allowed: set[tuple[str, str, str]] = set()
        with product(Path(folder) / "one", engine="openai", first=lambda node: allowed.update(broker_permissions(node))) as one:
            first, held = first_part(one, allowed, planted, console)
            tapped = ("interpreter",)
            with (
                product(Path(folder) / "a", engine="auto", tapped=tapped) as a,
                product(Path(folder) / "b", engine="auto", tapped=tapped) as b,
            ):
                held &= second_part((a, b), planted, console)
                held &= third_part(one, (a, b), first, planted, console)
        held &= fourth_part(console)
    console.print("Not proved:")
    for line in NOT_PROVED:
        console.print(f"   {line}")
    minutes = (time.monotonic() - began) / 60
    verdict = "Held: no leak was found, and every planted one was." if held else "NOT HELD: see the lines in capitals."
    console.print(f"{verdict} ({minutes:.1f} minutes, SEED={SEED})", style="bold green" if held else "bold red")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
