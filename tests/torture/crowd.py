"""Many people at once, more than files may be open: nobody waits for a lock, nobody sees anything of anybody else."""

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

from shared.errors import ServiceError
from shared.schemas import archive as ask
from store.adapters.vault import OPEN_FILES
from tests.torture.subject import opened, prepare


def run(home: Path, people: int, seconds: float, seed: int, *, threads: int = 8, told: Callable[[int], None] = lambda _: None) -> tuple[int, list[str]]:  # fmt: skip
    """Let threads write and read for random people; return how often, and what went wrong."""
    everybody = prepare(home, people)
    vault, handlers = opened(home)
    until, found, counts = time.monotonic() + seconds, [], [0] * threads

    def visit(number: int) -> None:
        made = random.Random(f"{seed} {number}")
        while time.monotonic() < until and not found:
            person = made.choice(everybody)
            try:
                handlers.put_record(ask.PutRecord(person, "note", f"{number}-{counts[number]}", {"text": f"of {person}"}))
                hits = handlers.search(ask.Search(person, "of", limit=5)).hits  # type: ignore[attr-defined]
                if not hits or any(person not in hit.text for hit in hits):
                    found.append("somebody sees what is somebody else's, or not their own")
            except ServiceError as error:
                found.append(error.reason)
            counts[number] += 1
            told(sum(counts))

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(threads)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    if len(vault._open) > OPEN_FILES + threads:
        found.append(f"{len(vault._open)} files are open")
    vault.close()
    return sum(counts), found
