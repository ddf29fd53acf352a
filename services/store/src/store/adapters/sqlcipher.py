"""Opening an encrypted file, in an order that can't make a plaintext database or a new one by mistake."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from shared.errors import Refused, Unavailable
from store.adapters.faults import translated
from store.adapters.pages import damaged

T = TypeVar("T")
OLDEST_SQLITE = (3, 51, 3)
"""Older versions can corrupt a file when the write-ahead log is reset (sqlite.org/wal.html)."""
KEY_BYTES = 32
PLAINTEXT_HEADER = b"SQLite format 3"
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "secure_delete": "ON",
    "temp_store": "MEMORY",
    "foreign_keys": "ON",
    "recursive_triggers": "ON",
    "trusted_schema": "OFF",
    "cell_size_check": "ON",
    "cache_size": "-32768",
    "journal_size_limit": "67108864",
}


class Dialect(SQLiteDialect_pysqlite):
    """All files speak alike: what a statement was compiled to for one of them serves every other."""

    supports_statement_cache = True
    compiled: ClassVar[LRUCache[Any, Any]] = LRUCache(1000)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlcipher", __name__, Dialect.__name__)


def engine(path: Path, keys: Sequence[bytes], *, create: bool = False) -> Engine:
    """Return an engine of one shared connection; raises Refused when no key fits, Unavailable when the file can't be read.

    While a file is given a new key there are two, of which one fits. `keys` is looked at whenever a connection is made."""
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise Refused("a database key has 32 bytes")
    made = create_engine(
        "sqlcipher://",
        module=sqlcipher,
        creator=lambda: _first_that_fits(path, keys, create=create),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        execution_options={"compiled_cache": Dialect.compiled},
    )
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


def rekey(made: Engine, key: bytes) -> None:
    """Encrypt a file with another key: one transaction, so that a kill leaves it with the old key or with the new one, whole."""
    with _raw(made) as connection:
        try:
            connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlcipher.Error:
            connection.invalidate()
            raise


def checkpoint(made: Engine) -> None:
    """Bring the write-ahead log into the file and empty it; raises Unavailable when that can't be done now."""
    with _raw(made) as connection:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise Unavailable("the write-ahead log can't be emptied now")


def copy(made: Engine, keys: Sequence[bytes], target: Path, look: Callable[[Any], T]) -> T:
    """Copy a file, as it is at one moment, to another with the same key; return what `look` saw in the copy. Raises Unavailable when the
    copy is not whole."""
    for ending in ("", "-wal", "-shm", "-journal"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    with _raw(made) as connection:
        for key in keys:
            with _or_another_key(), closing(sqlcipher.connect(str(target), isolation_level=None)) as copied:
                copied.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
                connection.driver_connection.backup(copied, pages=-1)
                copied.execute("PRAGMA journal_mode = DELETE").fetchall()
                seen = look(copied)
                if not is_plaintext(target) and damaged(target, key) is None:
                    return seen
    raise Unavailable("the copy of a database is not whole")


@contextmanager
def _raw(made: Engine) -> Iterator[Any]:
    """Take the driver's own connection."""
    with translated():
        connection: Any = made.raw_connection()
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def _or_another_key() -> Iterator[None]:
    """Pass over what a key that does not fit leads to, and nothing else: what the disk says must be heard."""
    try:
        yield
    except sqlcipher.OperationalError:
        raise
    except (sqlcipher.DatabaseError, Refused):
        pass


def _first_that_fits(path: Path, keys: Sequence[bytes], *, create: bool) -> Any:
    for key in keys[:-1]:
        try:
            return _connect(path, key, create=create)
        except Refused:
            continue
    return _connect(path, keys[-1], create=create)


def _connect(path: Path, key: bytes, *, create: bool) -> Any:
    try:
        connection = sqlcipher.connect(
            f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=10,
        )
    except sqlcipher.OperationalError as error:
        if "unable to open" in str(error):
            raise Unavailable(f"the database file {path.name} can't be opened") from None
        raise
    try:
        _unlock(connection, path, key)
    except BaseException:
        connection.close()
        raise
    return connection


def _unlock(connection: Any, path: Path, key: bytes) -> None:
    version = connection.execute("PRAGMA cipher_version").fetchone()
    if not version or not version[0]:
        raise Refused("this SQLite is not SQLCipher: it would write plaintext")
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise Refused("this SQLCipher is too old to keep its write-ahead log safe; 4.14 or newer is needed")
    connection.execute("PRAGMA cipher_log_level = NONE").fetchall()
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.OperationalError:
        raise  # A full or failing disk says nothing of the key.
    except sqlcipher.DatabaseError:
        raise Refused(f"the key does not open the database file {path.name}") from None
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
    if connection.execute("PRAGMA cipher_status").fetchone()[0] != "1" or is_plaintext(path):
        raise Refused(f"the database file {path.name} is not encrypted")


def is_plaintext(path: Path) -> bool:
    """Tell whether a file begins as an SQLite file that nobody encrypted does."""
    with path.open("rb") as file:
        return file.read(len(PLAINTEXT_HEADER)) == PLAINTEXT_HEADER
