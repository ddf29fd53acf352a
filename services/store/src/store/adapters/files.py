"""A database file in use: opened, brought up to date, looked at."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from store import migrations
from store.adapters import sqlcipher as encrypted
from store.adapters.faults import translated
from store.adapters.turns import Turns

BEFORE = "before"
"""Folder of copies from before a migration, kept until there is a backup that is younger, or a thing is forgotten."""


Step = Callable[[str], None]


def no_step(_name: str) -> None:
    """Take no note of how far a rotation is; the tests kill here."""


@dataclass
class Opened:
    """A file in use: its engine, the keys of which one fits, which file it is, and whose turn it is."""

    engine: Engine
    keys: list[bytes]
    inode: int
    turns: Turns = field(default_factory=Turns)


def prepare(path: Path, of_file: list[bytes], kind: str, *, create: bool = False) -> Engine:
    engine = encrypted.engine(path, of_file, create=create)
    try:
        with translated():
            _brought_up_to_date(engine, of_file, path, kind)
    except BaseException:
        engine.dispose()  # A connection that is left open to a file that is then replaced confuses SQLite about others.
        raise
    if create:
        path.chmod(0o600)
    return engine


def _brought_up_to_date(engine: Engine, of_file: list[bytes], path: Path, kind: str) -> None:
    """Migrate a file that is behind, after a copy of it was made."""
    with engine.begin() as connection:
        behind = migrations.is_behind(connection, kind)
    if behind:
        before = path.parent / BEFORE
        before.mkdir(exist_ok=True, mode=0o700)
        encrypted.copy(engine, of_file, before / path.name, lambda _: None)
    with engine.begin() as connection:
        migrations.upgrade(connection, kind)


def verify(path: Path, key: bytes) -> None:
    """Open a file apart from everybody else, with this key alone."""
    apart = encrypted.engine(path, [key])
    try:
        with translated(), apart.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        apart.dispose()
