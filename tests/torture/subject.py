"""A store that is written to, acknowledging each commit; and a look at what is left of it."""

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from shared.errors import ServiceError
from shared.schemas import archive as ask
from store.adapters import egress, messages
from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.vault import Vault
from store.domain.importers.parsed import Message
from store.handlers import Handlers

MASTER = bytes(range(32))
BATCH = 20


def opened(home: Path, master: bytes = MASTER) -> tuple[Vault, Handlers]:
    """Open a store with a key that is known here."""
    vault = Vault(home, MasterKey(master))
    return vault, Handlers(vault, Directory(vault))


def prepare(home: Path, people: int = 1) -> list[str]:
    """Make a store with some people and a chat each."""
    vault, handlers = opened(home)
    made = [vault.create_person() for _ in range(people)]
    for person in made:
        handlers.put_record(ask.PutRecord(person, "chat", "c", {"name": "Chat"}))
    vault.close()
    return made


def work(home: Path, person: str, acknowledge: Callable[[str], None], seed: int, *, early: bool = False, steps: int = 1_000_000) -> None:
    """Write notes, batches of messages and forget some, each acknowledged once it is committed (`early`, the planted defect: before)."""
    made = random.Random(seed)
    vault, handlers = opened(home)
    kept: list[str] = []
    for step in range(steps):
        name = f"{seed}-{step}"
        kind = made.choice("nnnnbf") if kept else "n"
        gone = kept.pop(made.randrange(len(kept))) if kind == "f" else ""
        said = f"{kind} {gone or name}"
        if kind == "f":
            acknowledge(f"t {gone}")
        if early:
            acknowledge(said)
        if kind == "n":
            handlers.put_record(ask.PutRecord(person, "note", name, {"text": f"note {name} {'x' * made.randrange(400)}"}))
            kept.append(name)
        elif kind == "f":
            handlers.drop_record(ask.DropRecord(person, "note", gone))
        else:
            with vault.person(person, "batch") as session:
                chat = session.execute(text("SELECT seq FROM chat")).scalar_one()
                batch = [Message(step * 1000 + number, "Anna", f"message {name} {number}") for number in range(BATCH)]
                messages.add(session, chat, batch, imported=None)
        if not early:
            acknowledge(said)
    vault.close()


class Expected:
    """What must be there, by what was acknowledged."""

    def __init__(self) -> None:
        self.notes: set[str] = set()
        self.batches: set[str] = set()
        self.forgotten: set[str] = set()
        self.going: set[str] = set()
        """Notes that are being forgotten: they may be there or not."""

    def take(self, acknowledged: str) -> None:
        """Note one acknowledgement."""
        kind, name = acknowledged.split(" ", 1)
        if kind == "n":
            self.notes.add(name)
        elif kind == "b":
            self.batches.add(name)
        elif kind == "t":
            self.going.add(name)
        else:
            self.notes.discard(name)
            self.forgotten.add(name)


def losses(home: Path, person: str, expected: Expected, master: bytes = MASTER) -> list[str]:
    """Open what is left; return what was acknowledged and is not there, half there, or not as it was. Something that was done and not
    acknowledged may be there."""
    try:
        vault, _ = opened(home, master)
    except ServiceError as error:
        return [f"it does not open: {error.reason}"]
    try:
        with vault.person(person, "look") as session:
            return _losses(session, expected)
    except ServiceError as error:
        return [f"it can't be read: {error.reason}"]
    finally:
        vault.close()


def _losses(session: Any, expected: Expected) -> list[str]:
    found = []
    notes = {row.id: row.text for row in session.execute(text("SELECT id, text FROM note"))}
    if lost := expected.notes - expected.going - notes.keys():
        found.append(f"{len(lost)} notes are lost")
    if back := expected.forgotten & notes.keys():
        found.append(f"{len(back)} forgotten notes are back")
    if any(not words.startswith(f"note {name} ") for name, words in notes.items()):
        found.append("a note holds other words")
    sizes: dict[str, int] = {}
    for row in session.execute(text("SELECT text FROM message")):
        name = row.text.split(" ")[1]
        sizes[name] = sizes.get(name, 0) + 1
    if expected.batches - sizes.keys():
        found.append(f"{len(expected.batches - sizes.keys())} batches are lost")
    if any(size != BATCH for size in sizes.values()):
        found.append("a batch is there in part")
    for table in ("passage_index", "message_index"):
        try:
            session.execute(text(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)"))
        except Exception as error:  # Whatever it says, the index does not fit its table.
            found.append(f"{table} does not fit ({type(error).__name__})")
    if session.execute(text("PRAGMA integrity_check")).scalar() != "ok":
        found.append("the database is malformed")
    if not egress.verify(session, "audit").whole:
        found.append("the audit chain is broken")
    return found


def forked(act: Callable[[Callable[[str], None]], None]) -> tuple[int, int]:
    """Do something in a child; return its pid and a descriptor from which its acknowledgements are read, a line each."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    os.close(reading)
    try:
        act(lambda said: os.write(writing, f"{said}\n".encode()))  # type: ignore[arg-type,return-value]
    except BaseException:
        os._exit(1)
    os._exit(0)
