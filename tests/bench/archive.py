"""How fast the store is, beside plain SQLite: the same build of SQLite without a key, the same schema, the same statements, the same run."""

import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from shared.schemas.archive import Vector
from store import migrations
from store.adapters import messages, records, search, vectors
from store.adapters import sqlcipher as encrypted
from store.adapters.models import ChatRow
from store.adapters.narrowed import Narrowed
from store.domain.importers.parsed import Message
from tests.bench.archive_product import product_figures
from tests.bench.figures import Figure, percentile
from tests.bench.words import SEED, said, vocabulary

SIZES = (200_000, 1_000_000)
BATCH = 10_000
KEY = bytes(range(32))
VECTORS, DIMENSIONS = 100_000, 384


def batches(count: int) -> Iterator[list[Message]]:
    """Yield messages by the ten thousand."""
    batch: list[Message] = []
    for number, words in enumerate(said(count)):
        batch.append(Message(1_500_000_000 + 60 * number, ("Anna", "Matti", "Bo")[number % 3], words))
        if len(batch) == BATCH:
            yield batch
            batch = []


def plain_engine(path: Path) -> Engine:
    """Open a file as the product does, without a key."""

    def connect() -> Any:
        connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
        for name, value in encrypted.PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
        return connection

    made = create_engine("sqlite+pysqlite://", module=sqlcipher, creator=connect, poolclass=QueuePool, pool_size=1, max_overflow=0)
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


class File:
    """One database, encrypted or not, and what is measured of it."""

    def __init__(self, folder: Path, name: str, *, key: bytes | None) -> None:
        self.path = folder / f"{name}.db"
        self.engine = encrypted.engine(self.path, [key], create=True) if key else plain_engine(self.path)
        with self.engine.begin() as connection:
            migrations.upgrade(connection, "person")
        with Session(self.engine) as session, session.begin():
            session.add(ChatRow(id="c", created_at="2026", name="Chat", group=False))
        self.key = key

    def fill(self, count: int) -> float:
        """Add messages as an import does; return rows a second, the making of them left out."""
        seconds = 0.0
        for batch in batches(count):
            began = time.perf_counter()
            with Session(self.engine) as session, session.begin():
                messages.add(session, 1, batch, imported=None)
            seconds += time.perf_counter() - began
        return count / seconds

    def fill_by_triggers(self, count: int) -> float:
        """Add messages with a trigger that feeds the index row by row."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TRIGGER feed AFTER INSERT ON message BEGIN INSERT INTO message_index (rowid, text) VALUES (new.seq, new.text); END")  # fmt: skip
        seconds = 0.0
        for batch in batches(count):
            rows = [{"chat": 1, "at": one.at, "text": one.text} for one in batch]
            began = time.perf_counter()
            with self.engine.begin() as connection:
                connection.execute(
                    text("INSERT INTO message (chat, at, kind, text, forwarded) VALUES (:chat, :at, 'text', :text, 0)"), rows
                )
            seconds += time.perf_counter() - began
        return count / seconds

    def write(self) -> list[float]:
        """Return the milliseconds of single durable writes."""
        from datetime import UTC, datetime

        times = []
        for number in range(300):
            began = time.perf_counter()
            with Session(self.engine) as session, session.begin():
                records.put(session, "note", f"n{number}", {"text": "a note of some words"}, change=False, now=datetime.now(UTC))
            times.append((time.perf_counter() - began) * 1000)
        return times

    def find(self, words: str) -> float:
        """Return the milliseconds of one search among messages."""
        began = time.perf_counter()
        with Session(self.engine) as session, session.begin():
            search.find(session, words, Narrowed(("message",)))
        return (time.perf_counter() - began) * 1000

    def open(self) -> float:
        """Return the milliseconds until a file that was closed answers."""
        self.engine.dispose()
        made = encrypted.engine(self.path, [self.key]) if self.key else plain_engine(self.path)
        began = time.perf_counter()
        with made.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM chat").fetchone()
        spent = (time.perf_counter() - began) * 1000
        made.dispose()
        return spent

    def read_beside_a_writer(self, seconds: float = 4.0) -> float:
        """Return reads a second of four threads while a fifth writes without a pause."""
        until, counts, lock = time.monotonic() + seconds, [0] * 4, threading.Lock()

        def read(number: int) -> None:
            made = random.Random(number)
            while time.monotonic() < until:
                with lock, Session(self.engine) as session, session.begin():
                    session.execute(text("SELECT text FROM message WHERE seq = :seq"), {"seq": made.randrange(1, 200_000)}).fetchone()
                counts[number] += 1

        def write() -> None:
            number = 0
            while time.monotonic() < until:
                with lock, Session(self.engine) as session, session.begin():
                    session.execute(text("INSERT OR REPLACE INTO setting VALUES ('x', :value)"), {"value": str(number)})
                number += 1

        threads = [*(threading.Thread(target=read, args=(number,)) for number in range(4)), threading.Thread(target=write)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / seconds

    def size(self) -> float:
        """Return mebibytes, the write-ahead log brought in."""
        encrypted.checkpoint(self.engine)
        return self.path.stat().st_size / 2**20


def file_figures(folder: Path, count: int, told: Callable[[str], None]) -> Iterator[Figure]:
    """Figures of a file of so many messages."""
    where = f"{count} messages of about 60 characters, made-up words by Zipf's law"
    base = f"{where}; baseline: SQLite without a key, same build, schema, pragmas and statements"
    told(f"{count} messages, encrypted")
    ours = File(folder, f"ours-{count}", key=KEY)
    rate = ours.fill(count)
    told(f"{count} messages, plain")
    plain = File(folder, f"plain-{count}", key=None)
    plain_rate = plain.fill(count)
    label = f"{count // 1000}k messages"
    yield Figure(f"{label}: insert with index", rate, "rows/s", plain_rate, rate / plain_rate, "≥ 0.75×", rate / plain_rate >= 0.75, base)
    told(f"{count} messages, by triggers")
    triggers = File(folder, f"triggers-{count}", key=KEY).fill_by_triggers(min(count, 200_000))
    yield Figure(f"{label}: the same against row triggers", rate, "rows/s", triggers, rate / triggers, "≥ 1.5×", rate / triggers >= 1.5, f"{where}; baseline: an encrypted file whose index is fed by a trigger for each row, 200 000 rows")  # fmt: skip
    size, plain_size = ours.size(), plain.size()
    yield Figure(f"{label}: file", size, "MiB", plain_size, size / plain_size, "≤ 1.1×", size / plain_size <= 1.1, base)
    listed, _ = vocabulary()
    for name, ranks, goal in (("middling words", range(500, 525), 1.3), ("rare words", range(20_000, 20_025), 1.3)):
        words = listed[ranks.start : ranks.stop]
        mine, theirs = _interleaved(ours, plain, words)
        ratio = statistics.median(mine) / statistics.median(theirs)
        yield Figure(f"{label}: search, {name}, p50", statistics.median(mine), "ms", statistics.median(theirs), ratio, f"≤ {goal}×", ratio <= goal, f"25 words, twice each; {base}")  # fmt: skip
    common = listed[:20]
    mine, theirs = _interleaved(ours, plain, common)
    slow = percentile(mine, 0.99)
    with Session(plain.engine) as session, session.begin():
        ranked = [_whole_bm25(session, word) for word in common]
    yield Figure(f"{label}: search, the 20 commonest words, p99", slow, "ms", percentile(ranked, 0.99), slow / percentile(ranked, 0.99), "< 50 ms", slow < 50, f"twice each; {where}; baseline: FTS5's own ORDER BY rank on plain SQLite")  # fmt: skip
    mine, theirs = [ours.open() for _ in range(15)], [plain.open() for _ in range(15)]
    yield Figure(f"{label}: cold open", statistics.median(mine), "ms", statistics.median(theirs), statistics.median(mine) / statistics.median(theirs), "≤ 10 ms", statistics.median(mine) <= 10, base)  # fmt: skip
    if count == SIZES[0]:
        mine, theirs = ours.write(), plain.write()
        ratio = statistics.median(mine) / statistics.median(theirs)
        yield Figure("single durable write, p50", statistics.median(mine), "ms", statistics.median(theirs), ratio, "≤ 1.5×", ratio <= 1.5, f"a note with its place in the index, synchronous=FULL, 300 times; {base}")  # fmt: skip
        reads, plain_reads = ours.read_beside_a_writer(), plain.read_beside_a_writer()
        yield Figure("four readers beside a busy writer", reads, "reads/s", plain_reads, reads / plain_reads, "≥ 0.75×", reads / plain_reads >= 0.75, f"one shared connection, four threads reading single messages, one writing; {base}")  # fmt: skip
    ours.engine.dispose()
    plain.engine.dispose()


def _interleaved(ours: File, plain: File, words: list[str]) -> tuple[list[float], list[float]]:
    for word in words[:5]:
        ours.find(word), plain.find(word)
    pairs = [(ours.find(word), plain.find(word)) for word in [*words, *words]]
    return [mine for mine, _ in pairs], [theirs for _, theirs in pairs]


def _whole_bm25(session: Session, word: str) -> float:
    began = time.perf_counter()
    query = text("SELECT rowid, rank FROM message_index WHERE message_index MATCH :query ORDER BY rank LIMIT 20")
    session.execute(query, {"query": f'"{word}"*' if len(word) > 2 else f'"{word}"'}).fetchall()
    return (time.perf_counter() - began) * 1000


def vector_figures(folder: Path) -> Iterator[Figure]:
    """Search by meaning, against comparing everything in plain SQLite."""
    made = np.random.default_rng(SEED)
    centres = made.normal(size=(VECTORS // 50, DIMENSIONS))
    everything = (centres.repeat(50, axis=0) + 0.8 * made.normal(size=(VECTORS, DIMENSIONS))).astype("<f4")
    queries = everything[:: VECTORS // 40] + 0.4 * made.normal(size=(40, DIMENSIONS)).astype("<f4")
    file = File(folder, "vectors", key=KEY)
    plain = sqlcipher.connect(str(folder / "plain-vectors.db"), isolation_level=None)
    plain.execute("CREATE TABLE embedding (id INTEGER PRIMARY KEY, vector BLOB)")
    plain.execute("BEGIN")
    plain.executemany("INSERT INTO embedding (vector) VALUES (?)", [(row.tobytes(),) for row in everything])
    plain.execute("COMMIT")
    with Session(file.engine) as session, session.begin():
        session.execute(text("INSERT INTO passage VALUES (:seq, 'note', :seq, '2026-01-01T00:00:00+00:00', 'text')"), [{"seq": seq} for seq in range(1, VECTORS + 1)])  # fmt: skip
        vectors.add(session, "m", [Vector("passage", seq, row.tobytes()) for seq, row in enumerate(everything, 1)])
    memory, times, hits = vectors.Vectors(), [], 0
    unit = everything / np.linalg.norm(everything, axis=1, keepdims=True)
    with Session(file.engine) as session, session.begin():
        memory.find(session, "p", "m", queries[0].tobytes(), 10)
        for query in queries:
            began = time.perf_counter()
            found = memory.find(session, "p", "m", query.tobytes(), 10)
            times.append((time.perf_counter() - began) * 1000)
            hits += len({seq for _, seq in found} & {int(place) + 1 for place in np.argsort(-(unit @ query))[:10]})
    whole = []
    for query in queries[:5]:
        began = time.perf_counter()
        rows = plain.execute("SELECT id, vector FROM embedding").fetchall()
        table = np.frombuffer(b"".join(row[1] for row in rows), "<f4").reshape(-1, DIMENSIONS)
        np.argsort(-(table @ query / np.linalg.norm(table, axis=1)))[:10]
        whole.append((time.perf_counter() - began) * 1000)
    recall, middle, base = hits / (10 * len(queries)), statistics.median(times), statistics.median(whole)
    method = f"{VECTORS} vectors of {DIMENSIONS} dimensions in clusters of 50, 40 queries; baseline: all of them read from plain SQLite and compared by numpy"  # fmt: skip
    yield Figure("search by meaning, p50", middle, "ms", base, middle / base, "≤ 10 ms", middle <= 10, method)
    yield Figure("search by meaning, recall at 10", recall, "", 1.0, recall, "≥ 0.95", recall >= 0.95, method)


def figures(folder: Path, told: Callable[[str], None]) -> Iterator[Figure]:
    """All figures of the store."""
    for count in SIZES:
        yield from file_figures(folder, count, told)
    told("vectors")
    yield from vector_figures(folder)
    yield from product_figures(folder, told)
