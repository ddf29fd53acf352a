"""`make prove-privacy`: run the real product full of secrets, capture all that crosses its walls, and try to catch it out.

1. A product over RabbitMQ with stand-ins for OpenAI, Twilio and no model; canaries in its store and in what is asked of it.
   Everything that reaches the interpreter and OpenAI, the broker's wire, logs, metrics, environments, files and the interpreter's
   memory are searched; twelve claims are checked.
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
from collections.abc import Callable, Sequence
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
from tests.prove.planting import Live
from tests.prove.plants import LIVE
from tests.prove.plants_private_llm import SWAPPED
from tests.prove.product import Product, ask_in_order, converse, furnish, plan_in_order, product, reach
from tests.prove.traces import traces
from tests.prove.workload import Canaries, canaries, requests
from tests.standins.rabbitmq import INSTALL_HINT, server_script
from tests.standins.stack import SERVICES, until

SEED = int(os.environ.get("SEED") or secrets.randbelow(2**31))
REQUESTS = int(os.environ.get("REQUESTS") or 10_000)
WHOLE_TURNS = 1000
PROBES = slice(1, 14)
"""Which of the workload's requests are put to a planted leak: some of names, some of phrases, in every way of asking."""
NOTHING = "nothing"
T = TypeVar("T")
SOME = 120
NOT_PROVED = (
    "That nothing can be told from the fact, the time, the number and the kind of requests that go to OpenAI: it sees those.",
    "That every private meaning of everyday words is hidden: `make bench-privacy` measures how much of it is, on public texts.",
    "That a request that leans on what was shown or kept ('the second one') sends nothing tells that there was something to lean on.",
    "What Twilio, Meta, Google (Colab) and a browser see of what a person sends through them.",
    "Anything against whoever is root on this machine, or reads the memory of private-llm, store or gateway.",
    "Walls between processes of one user (`make run`): they need docker compose; containers themselves were not run here.",
    "The real OpenAI, Twilio and Ollama: stand-ins speak their formats here.",
    "Timing: how long an answer takes may say something of its length.",
)


class Tally:
    """What was tried, what held and what leaked; what was planted and what was caught. Prints each as it comes."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self.held: dict[str, bool] = {}
        self.caught: dict[str, bool] = {}
        self.sound = True

    def claim(self, text: str, against: list[str]) -> None:
        """Note whether a claim held: whether nothing speaks against it."""
        self.held[text] = not against
        self.console.print(f"   {'LEAKED' if against else 'held  '}  {text}", style="bold red" if against else None)
        for reason in against[:5]:
            self.console.print(f"           {reason}", style="red")

    def plant(self, name: str, *, caught: bool) -> None:
        """Note whether a planted leak was seen."""
        self.caught[name] = caught
        self.console.print(f"   {'caught' if caught else 'MISSED'}  {name}", style="dim" if caught else "bold red")

    def must(self, condition: bool, otherwise: str) -> None:
        """Note what must be true for the run to prove anything."""
        if not condition:
            self.sound = False
            self.console.print(f"   {otherwise}", style="bold red")

    def verdict(self, minutes: float) -> bool:
        """Print the sum of it all."""
        held, caught = sum(self.held.values()), sum(self.caught.values())
        good = self.sound and held == len(self.held) and caught == len(self.caught)
        text = f"Claims: {len(self.held)} tried, {held} held, {len(self.held) - held} leaked. Leaks planted: {len(self.caught)}, caught {caught}."
        self.console.print(
            f"{'Held.' if good else 'NOT HELD.'} {text} ({minutes:.1f} minutes, SEED={SEED})", style="bold green" if good else "bold red"
        )
        return good


def first_part(one: Product, allowed: set[tuple[str, str, str]], planted: Canaries, tally: Tally) -> Evidence:
    """The whole product, searched."""
    reach(one)
    furnish(one.stack, planted)
    converse(one, requests(planted, SOME, SEED))
    found = one.evidence(planted, thorough=True)
    found.allowed = allowed
    against = findings_apart(found)
    mebibytes = sum(map(len, found.blobs.values())) / 2**20
    tally.console.print(f"1. {SOME} conversations: {len(found.arrived)} messages reached the interpreter, {len(found.openai)} requests OpenAI, {len(found.twilio)} Twilio, {len(found.pushed)} a push service; {len(found.blobs)} logs, files and memories ({mebibytes:.0f} MiB) searched")  # fmt: skip
    for detector in DETECTORS:
        tally.claim(detector.claim, against.get(detector.claim, []))
    enough = len(found.arrived) >= SOME and len(found.openai) >= SOME // 3 and len(found.allowed) > 30
    tally.must(enough, "There was too little to look at; the run proves nothing.")
    return found


def second_part(two: tuple[Product, Product], planted: Canaries, tally: Tally) -> None:
    """The same requests over two stores."""
    for number, one in enumerate(two):
        furnish(one.stack, planted if number == 0 else canaries(SEED + 2))
    for number in range(5):
        two[1].stack.call("POST", "notes", json={"text": f"only here {'x' * number}"})
    began = time.monotonic()
    texts = requests(planted, REQUESTS, SEED + 3)
    whole = min(WHOLE_TURNS, REQUESTS // 4)
    answered = _both(two, lambda one, told: ask_in_order(one, texts[:whole], told), tally)
    planned = _both(two, lambda one, told: plan_in_order(one, texts[whole:], told), tally)
    interpreted, sent = (len(part) for part in answered[0])
    tally.console.print(f"2. {REQUESTS} requests over two different stores in {time.monotonic() - began:.0f} s, {whole} of them answered and the others planned: {interpreted + len(planned[0])} messages reached the interpreter, {sent} requests OpenAI")  # fmt: skip
    pairs = {"answered": answered, "planned": planned}
    tally.claim(
        "of requests that lean on nothing that was shown, not a byte depends on what is kept",
        [f"what was {name} differs {_where(*pair)}" for name, pair in pairs.items() if pair[0] != pair[1]],
    )
    tally.must(len(planned[0]) > 0.8 * (REQUESTS - whole) and interpreted > 0.8 * whole, "Too little reached the interpreter to compare.")


def _where(first: Sequence[object], second: Sequence[object]) -> str:
    place = next(
        (place for place, (one, other) in enumerate(zip(first, second, strict=False)) if one != other), min(len(first), len(second))
    )
    return f"from the message {place} of {len(first)} and {len(second)}"


def _both(two: tuple[Product, Product], ask: Callable[[Product, Callable[[int], None]], T], tally: Tally) -> list[T]:
    def told(number: int) -> None:
        if number % 200 == 0 and tally.console.is_terminal:
            tally.console.print(f"   {number} requests …   ", end="\r")

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda one: ask(one, told if one is two[0] else lambda _: None), two))


def restart(one: Product, service: str, planted: dict[str, str], *, start_seconds: float = 8) -> None:
    """Stop a service and start it, with a leak in it or without; what was seen before counts no more."""
    one.stack.stop_one(service)
    one.forget_the_past()
    one.stack.gunicorn_config = "tests/prove/planted.conf.py" if planted else "deploy/gunicorn.conf.py"
    one.stack.planted = planted
    one.stack.start_one(service)
    one.stack.gunicorn_config, one.stack.planted = "deploy/gunicorn.conf.py", {}
    broken = planted.get("PLANT", NOTHING) != NOTHING
    with suppress(AssertionError) if broken else nullcontext():  # Some leaks break the product; what they leave behind counts.
        until(
            lambda: all(one.stack.is_ready(name) for name in SERVICES), seconds=start_seconds if broken else 60, what=f"{service} is ready"
        )
    if not broken:  # Let what the last leak broke come to rest.
        until(lambda: one.stack.call("POST", "messages", json={"text": "hello"}).status_code == 200, seconds=90, every=1, what="an answer")
        one.forget_the_past()


def look_at_live(
    one: Product, name: str, live: Live, planted: Canaries, allowed: set[tuple[str, str, str]], *, start_seconds: float = 8
) -> list[str]:
    """Return the claims that turn red when a leak is planted in a running service."""
    restart(one, live.service, {"PLANT": name, **dict(live.variables)}, start_seconds=start_seconds)
    with nullcontext() if name == NOTHING else suppress(Exception):
        converse(one, requests(planted, PROBES.stop, SEED + 4)[PROBES], patience_seconds=30 if name == NOTHING else start_seconds / 2)
    found = one.evidence(planted)
    found.allowed = allowed
    return list(findings_apart(found))


def third_part(one: Product, two: tuple[Product, Product], first: Evidence, planted: Canaries, tally: Tally) -> None:
    """Plant leaks, and see whether they are seen; and that nothing is seen where nothing is planted."""
    tally.console.print("3. Leaks planted: in running services, in what two stores are compared by, and as traces")
    for service in SERVICES:
        for name, live in LIVE.items():
            if live.service == service:
                # Most that break the product are seen at once; what is not seen may only have been too slow to start.
                seen = any(look_at_live(one, name, live, planted, first.allowed, start_seconds=seconds) for seconds in (8, 60))
                tally.plant(f"{name} ({service})", caught=seen)
        unplanted = look_at_live(one, NOTHING, Live(service, lambda: None), planted, first.allowed)
        tally.must(not unplanted, f"With nothing planted in {service}, something is seen: {unplanted}")
        restart(one, service, {})
    for name, live in SWAPPED.items():
        for each in two:
            restart(each, live.service, {"PLANT": name})
        sequences = _both(two, lambda each, told: ask_in_order(each, requests(planted, 80, SEED + 5), told), tally)
        tally.plant(f"{name} ({live.service}, two stores)", caught=sequences[0] != sequences[1])
    for name, changed in traces(first):
        tally.plant(f"{name} (a trace)", caught=bool(findings(changed)))


def fourth_part(tally: Tally) -> None:
    """The network walls."""
    reason = network.missing()
    if reason:
        tally.console.print(f"4. The network walls were not tried: {reason}.", style="yellow")
        tally.must(not os.environ.get("CI"), "In CI they must be.")
        return
    tally.console.print(f"4. Network namespaces wired as docker-compose.yml says: {len(network.HOSTS)} hosts, each tried to reach each and the internet")  # fmt: skip
    wired = network.networks()
    tally.claim("the private zone has no way out, and the interpreter none in", network.holds(network.reach(wired)))
    opened = {
        "a route to the internet for the store": wired | {"store": wired["store"] | {"outside"}},
        "a route to the internet for private-llm": wired | {"private-llm": wired["private-llm"] | {"outside"}},
        "the interpreter on the private network": wired | {"interpreter": wired["interpreter"] | {"private"}},
        "the broker's network opened": wired | {network.INTERNET: wired[network.INTERNET] | {"public"}},
    }
    for name, changed in opened.items():
        tally.plant(name, caught=bool(network.holds(network.reach(changed))))


def main() -> int:
    if server_script() is None:
        print(f"prove-privacy: {INSTALL_HINT}", file=sys.stderr)
        return 1
    logs.configure("prove", level="CRITICAL")
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # It reports each refusal that the broker owes us.
    tally, began, planted = Tally(), time.monotonic(), canaries(SEED + 1)
    tally.console.print(f"Trying to catch the privacy wall out. Seed {SEED}, {REQUESTS} requests; about ten minutes …")
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # Nothing here has to outlast a power cut.
    with tempfile.TemporaryDirectory(prefix="sihteeri-prove-", dir=memory, ignore_cleanup_errors=True) as folder:
        _try_products(Path(folder), planted, tally)
    fourth_part(tally)
    tally.console.print("Not proved:")
    for line in NOT_PROVED:
        tally.console.print(f"   {line}")
    return 0 if tally.verdict((time.monotonic() - began) / 60) else 1


def _try_products(folder: Path, planted: Canaries, tally: Tally) -> None:
    allowed: set[tuple[str, str, str]] = set()
    tapped = ("interpreter",)
    with product(folder / "one", engine="openai", first=lambda node: allowed.update(broker_permissions(node))) as one:
        first = first_part(one, allowed, planted, tally)
        with product(folder / "a", engine="auto", tapped=tapped) as a, product(folder / "b", engine="auto", tapped=tapped) as b:
            second_part((a, b), planted, tally)
            third_part(one, (a, b), first, planted, tally)


if __name__ == "__main__":
    sys.exit(main())
