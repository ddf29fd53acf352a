"""The embedded broker's file: queues, bindings and messages in SQLite, claimed by leases that the kernel frees on kill -9.

A message is claimed with `UPDATE … RETURNING` and an ack deletes it. The claim names a lease, and a lease is an `flock` on a
file: it is held as long as its process lives, however long a job takes, and is free the instant the process is gone.
Durable messages are on disk (`synchronous=FULL`) before `put` returns; transient ones are deleted when they are claimed.
"""

import fcntl
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from shared.bus.ledger_file import BUSY_SECONDS, boot_id, create
from shared.bus.waking import wake

CHECKPOINT_PAGES = 1000
NAP_SECONDS, LONGEST_NAP_SECONDS = 0.0002, 0.01
"""Between tries to write while another process does: SQLite's own first nap is longer than most of what is written here."""


class Claimed(NamedTuple):
    """A message in a consumer's hands."""

    id: int
    queue: str
    key: str
    properties: dict[str, Any]
    body: bytes
    deliveries: int


class Ledger:
    """One connection to a bus file, for use by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        create(path)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
        self._db.execute("PRAGMA wal_autocheckpoint=0")
        self._db.execute("PRAGMA secure_delete=ON")
        self._sync = ""
        self._queues: dict[str, dict[str, Any]] = {}
        self._routes: dict[tuple[str, str], tuple[str, ...]] = {}

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def _begin(self, *, durable: bool = False, needed: Callable[[], bool] = lambda: True) -> bool:
        """Begin to write when nobody else does; return False when it is no longer needed by then."""
        sync = "FULL" if durable else "OFF"
        if sync != self._sync:
            self._db.execute(f"PRAGMA synchronous={sync}")
            self._sync = sync
        until, nap = time.monotonic() + BUSY_SECONDS, NAP_SECONDS
        while needed():
            if self._begin_now(last=time.monotonic() > until):
                return True
            time.sleep(nap)
            nap = min(nap * 1.5, LONGEST_NAP_SECONDS)
        return False

    def _begin_now(self, *, last: bool) -> bool:
        """Begin to write, if nobody else does; raises, the `last` time, where somebody does."""
        self._db.execute("PRAGMA busy_timeout=0")
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        finally:
            self._db.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")
        return True

    @contextmanager
    def _write(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        self._begin(durable=durable)
        with self._begun() as db:
            yield db

    @contextmanager
    def _begun(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._db
        except BaseException:
            if self._db.in_transaction:  # SQLite itself ends one that found the disk full.
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def declare_exchange(self, name: str, kind: str) -> None:
        """Make an exchange, `direct` or `fanout`."""
        with self._write(durable=True) as db:
            db.execute("INSERT OR IGNORE INTO exchange VALUES (?, ?)", (name, kind))

    def declare_queue(self, name: str, arguments: dict[str, Any], lease: str | None) -> None:
        """Make a queue; with a lease it goes when the lease does."""
        with self._write(durable=lease is None) as db:
            db.execute("INSERT OR IGNORE INTO queue VALUES (?, ?, ?)", (name, json.dumps(arguments), lease))

    def bind(self, exchange: str, key: str, queue: str) -> None:
        """Route a key of an exchange to a queue."""
        with self._write() as db:
            db.execute("INSERT OR IGNORE INTO binding VALUES (?, ?, ?)", (exchange, key, queue))

    def has_queue(self, name: str) -> bool:
        """Tell whether a queue is there."""
        return self._db.execute("SELECT 1 FROM queue WHERE name = ?", (name,)).fetchone() is not None

    def has_exchange(self, name: str) -> bool:
        """Tell whether an exchange is there."""
        return self._db.execute("SELECT 1 FROM exchange WHERE name = ?", (name,)).fetchone() is not None

    def size(self, queue: str) -> int:
        """Return how many messages wait."""
        row = self._db.execute("SELECT count(*) FROM message WHERE queue = ? AND claim IS NULL", (queue,)).fetchone()
        return int(row[0])

    def delete_queue(self, name: str) -> None:
        """Remove a queue with its messages and bindings."""
        with self._write() as db:
            _drop_queue(db, name)

    def purge(self, queue: str) -> int:
        """Remove what waits in a queue; return how many that were."""
        with self._write() as db:
            return db.execute("DELETE FROM message WHERE queue = ? AND claim IS NULL", (queue,)).rowcount

    def routes(self, exchange: str, key: str) -> tuple[str, ...]:
        """Return the queues that a key reaches; the answer is kept, since topology is made before traffic."""
        found = self._routes.get((exchange, key))
        if not found:
            rows = self._db.execute(
                "SELECT b.queue FROM binding b JOIN exchange e ON e.name = b.exchange "
                "WHERE b.exchange = ? AND (b.key = ? OR e.type = 'fanout')",
                (exchange, key),
            )
            found = tuple(row[0] for row in rows)
            if len(self._routes) > 500:
                self._routes.clear()
            self._routes[exchange, key] = found
        return found

    def put(self, queues: Sequence[str], key: str, properties: str, body: bytes, *, durable: bool, ttl_seconds: float | None) -> None:
        """Store a message in each queue and wake their consumers."""
        now = time.monotonic()
        addresses: list[str] = []
        with self._write(durable=durable) as db:
            for queue in queues:
                limit = _sooner(ttl_seconds, self._arguments(queue).get("x-message-ttl"))
                db.execute(
                    "INSERT INTO message (queue, key, properties, body, durable, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
                    (queue, key, properties, body, durable, now + limit if limit is not None else None),
                )
                addresses += [row[0] for row in db.execute("SELECT address FROM consumer WHERE queue = ?", (queue,))]
        for address in addresses:
            wake(address)

    def claim(self, queue: str, claim: str) -> Claimed | None:
        """Take the oldest waiting message of a queue, or None."""
        now = time.monotonic()
        alone = self._arguments(queue).get("x-single-active-consumer")
        where = "queue = :queue AND claim IS NULL AND (expires_at IS NULL OR expires_at > :now)"
        if alone:
            where += " AND NOT EXISTS (SELECT 1 FROM message WHERE claim <> :claim AND queue = :queue)"
        oldest = f"SELECT id, durable FROM message WHERE {where} ORDER BY id LIMIT 1"
        values = {"queue": queue, "now": now, "claim": claim}
        if not self._begin(needed=lambda: self._db.execute(oldest, values).fetchone() is not None):
            return None
        with self._begun() as db:
            row = db.execute(oldest, values).fetchone()
            if row is None:
                return None
            taking = "UPDATE message SET claim = :claim, deliveries = deliveries + 1" if row[1] else "DELETE FROM message"
            taken = db.execute(
                f"{taking} WHERE id = :id RETURNING id, queue, key, properties, body, deliveries",
                {"claim": claim, "id": row[0]},
            ).fetchone()
        return Claimed(taken[0], taken[1], taken[2], json.loads(taken[3]), taken[4], taken[5])

    def ack(self, message: int) -> None:
        """Delete a message that was handled."""
        with self._write() as db:
            db.execute("DELETE FROM message WHERE id = ?", (message,))

    def reject(self, message: int, *, requeue: bool) -> None:
        """Give a message back, or dead-letter it."""
        addresses: list[str] = []
        with self._write(durable=True) as db:
            addresses = self._return(db, "id = ?", (message,)) if requeue else self._dead_letter(db, "id = ?", (message,))
        for address in addresses:
            wake(address)

    def release(self, lease: str) -> None:
        """Give back what a lost lease held: its messages, its queues, its wake-up addresses."""
        addresses: list[str] = []
        with self._write(durable=True) as db:
            addresses = self._return(db, "claim GLOB ?", (f"{lease}*",))
            db.execute("DELETE FROM consumer WHERE lease GLOB ?", (f"{lease}*",))
            for (name,) in db.execute("SELECT name FROM queue WHERE lease GLOB ?", (f"{lease}*",)).fetchall():
                _drop_queue(db, name)
        for address in addresses:
            wake(address)

    def expire(self) -> None:
        """Dead-letter what has waited too long. Times are of this boot's monotonic clock; after a boot all times have come."""
        now = time.monotonic()
        self._forget_other_boots()
        due = "expires_at <= ? AND claim IS NULL"
        if self._db.execute(f"SELECT 1 FROM message WHERE {due} LIMIT 1", (now,)).fetchone() is None:
            return
        with self._write(durable=True) as db:
            addresses = self._dead_letter(db, due, (now,))
        for address in addresses:
            wake(address)

    def listen(self, queue: str, address: str, lease: str) -> None:
        """Ask to be woken when a message arrives."""
        with self._write() as db:
            db.execute("INSERT OR IGNORE INTO consumer VALUES (?, ?, ?)", (queue, address, lease))

    def unlisten(self, address: str) -> None:
        """Stop being woken."""
        with self._write() as db:
            db.execute("DELETE FROM consumer WHERE address = ?", (address,))

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file when it has grown; one process does it at a time."""
        wal = self._path.with_name(self._path.name + "-wal")
        if not wal.exists() or wal.stat().st_size < CHECKPOINT_PAGES * 4096:
            return
        with self._path.with_suffix(".checkpoint").open("w") as lock, suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._db.execute("PRAGMA synchronous=FULL")
            self._sync = "FULL"
            self._db.execute("PRAGMA wal_checkpoint(RESTART)")

    def _arguments(self, queue: str) -> dict[str, Any]:
        if queue not in self._queues:
            row = self._db.execute("SELECT arguments FROM queue WHERE name = ?", (queue,)).fetchone()
            if row is None:
                return {}
            if len(self._queues) > 500:
                self._queues.clear()
            self._queues[queue] = json.loads(row[0])
        return self._queues[queue]

    def _return(self, db: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> list[str]:
        """Free claimed messages; those that were delivered too often are dead-lettered instead."""
        rows = db.execute(f"SELECT id, queue, deliveries FROM message WHERE {where}", values).fetchall()
        addresses: list[str] = []
        for message, queue, deliveries in rows:
            limit = self._arguments(queue).get("x-delivery-limit")
            if limit is not None and deliveries > limit:
                addresses += self._dead_letter(db, "id = ?", (message,))
            else:
                db.execute("UPDATE message SET claim = NULL WHERE id = ?", (message,))
                addresses += [row[0] for row in db.execute("SELECT address FROM consumer WHERE queue = ?", (queue,))]
        return addresses

    def _dead_letter(self, db: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> list[str]:
        rows = db.execute(f"SELECT id, queue, key FROM message WHERE {where}", values).fetchall()
        addresses: list[str] = []
        for message, queue, key in rows:
            arguments = self._arguments(queue)
            exchange, dead_key = arguments.get("x-dead-letter-exchange"), arguments.get("x-dead-letter-routing-key", key)
            targets = self.routes(exchange, dead_key) if exchange else ()
            if not targets:
                db.execute("DELETE FROM message WHERE id = ?", (message,))
                continue
            db.execute(
                "UPDATE message SET queue = ?, key = ?, claim = NULL, expires_at = NULL, deliveries = 0 WHERE id = ?",
                (targets[0], dead_key, message),
            )
            addresses += [row[0] for row in db.execute("SELECT address FROM consumer WHERE queue = ?", (targets[0],))]
        return addresses

    def _forget_other_boots(self) -> None:
        boot = boot_id()
        if self._db.execute("SELECT 1 FROM boot WHERE id = ?", (boot,)).fetchone():
            return
        with self._write(durable=True) as db:
            db.execute("UPDATE message SET expires_at = 0 WHERE expires_at IS NOT NULL")
            db.execute("DELETE FROM boot")
            db.execute("INSERT INTO boot VALUES (?)", (boot,))


def _drop_queue(db: sqlite3.Connection, name: str) -> None:
    for table, column in (("message", "queue"), ("binding", "queue"), ("consumer", "queue"), ("queue", "name")):
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", (name,))


def _sooner(first: float | None, milliseconds: int | None) -> float | None:
    limits = [limit for limit in (first, None if milliseconds is None else milliseconds / 1000) if limit is not None]
    return min(limits) if limits else None
