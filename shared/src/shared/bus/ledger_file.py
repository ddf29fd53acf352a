"""The file of the embedded broker: its tables, how it is made once, and which boot its times are of."""

import fcntl
import sqlite3
from pathlib import Path

from shared.envelope import create_once

SCHEMA = """
CREATE TABLE exchange (name TEXT PRIMARY KEY, type TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE queue (name TEXT PRIMARY KEY, arguments TEXT NOT NULL, lease TEXT) WITHOUT ROWID;
CREATE TABLE binding (exchange TEXT, key TEXT, queue TEXT, PRIMARY KEY (exchange, key, queue)) WITHOUT ROWID;
CREATE TABLE consumer (queue TEXT, address TEXT, lease TEXT, PRIMARY KEY (queue, address)) WITHOUT ROWID;
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, key TEXT NOT NULL, properties TEXT NOT NULL, body BLOB NOT NULL,
    durable INTEGER NOT NULL, expires_at REAL, deliveries INTEGER NOT NULL DEFAULT 0, claim TEXT);
CREATE INDEX waiting ON message (queue, id) WHERE claim IS NULL;
CREATE INDEX held ON message (queue) WHERE claim IS NOT NULL;
CREATE INDEX claimed ON message (claim) WHERE claim IS NOT NULL;
CREATE INDEX expiring ON message (expires_at) WHERE expires_at IS NOT NULL AND claim IS NULL;
CREATE TABLE boot (id TEXT NOT NULL);
PRAGMA user_version = 1;
"""
BUSY_SECONDS = 5.0


def create(path: Path) -> None:
    """Make the file, unless it is there."""
    if path.exists() and path.stat().st_size:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.with_suffix(".create").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        create_once(path, b"")
        db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
        db.execute("PRAGMA journal_mode=WAL")
        if db.execute("PRAGMA user_version").fetchone()[0] == 0:
            db.executescript(f"BEGIN;{SCHEMA}INSERT INTO boot VALUES ('{boot_id()}');COMMIT;")
        db.close()


def boot_id() -> str:
    """Return what this boot of the machine is called."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"
