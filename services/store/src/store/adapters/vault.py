"""The encrypted files: one directory, one file per person, opened when needed and closed when others need the handles."""

import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from shared.errors import Refused, Unavailable
from shared.logs import asking, request_id
from store import migrations
from store.adapters import sqlcipher as encrypted
from store.adapters.keys import KEY_BYTES, MasterKey
from store.adapters.models import AuditRow, PersonRow
from store.adapters.times import stored
from store.domain.chain import GENESIS, link

OPEN_FILES = 64


class Vault:
    """Opens transactions on people's files; every one leaves an audit entry or does not happen."""

    def __init__(self, home: Path, master: MasterKey, *, zone: str = "UTC") -> None:
        self.zone = zone
        """The time zone (IANA) of people who have not set theirs."""
        self._folder = home / "store"
        self._people = self._folder / "people"
        self._people.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._master = master
        self._lock = threading.RLock()
        self._open: OrderedDict[str, Engine] = OrderedDict()
        path = self._folder / "directory.db"
        self._directory = self._prepare(path, master.directory_key, "directory", create=not path.exists())

    @contextmanager
    def directory(self) -> Iterator[Session]:
        """Open a transaction on the directory."""
        with _translated(), Session(self._directory) as session, session.begin():
            yield session

    @contextmanager
    def person(self, person: str, action: str) -> Iterator[Session]:
        """Open a transaction on a person's file; raises Refused for nobody, Unavailable when the file can't be used."""
        with _translated(), Session(self._engine(person)) as session, session.begin():
            _audit(session, action)
            yield session

    def create_person(self) -> str:
        """Make a person with a file and a random key of their own; return the id, which is random too."""
        person, key = secrets.token_hex(16), os.urandom(KEY_BYTES)
        with self._lock:
            self._open[person] = self._prepare(self._people / f"{person}.db", key, "person", create=True)
            self._close_idle()
            with self.directory() as session:
                session.add(
                    PersonRow(id=person, created_at=stored(datetime.now(UTC)), wrapped_key=self._master.wrap(key, person), next_due_at=None)
                )
        return person

    def ping(self) -> None:
        """Raise Unavailable unless the directory answers and its file is the one that was opened."""
        with _translated(), self._directory.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(select(PersonRow.id).limit(1))
        if not (self._folder / "directory.db").exists():
            raise Unavailable("the directory file is gone; stop the store and restore a backup")

    def close(self) -> None:
        """Close every file."""
        with self._lock:
            for engine in (*self._open.values(), self._directory):
                engine.dispose()
            self._open.clear()

    def _engine(self, person: str) -> Engine:
        with self._lock:
            if person not in self._open:
                self._open[person] = self._prepare(self._people / f"{person}.db", self._key(person), "person")
                self._close_idle()
            self._open.move_to_end(person)
            return self._open[person]

    def _close_idle(self) -> None:
        for person in [name for name, engine in self._open.items() if engine.pool.checkedout() == 0][:-1]:  # type: ignore[attr-defined]
            if len(self._open) <= OPEN_FILES:
                return
            self._open.pop(person).dispose()

    def _key(self, person: str) -> bytes:
        with self.directory() as session:
            row = session.get(PersonRow, person)
            if row is None:
                raise Refused("nobody has this id")
            return self._master.unwrap(row.wrapped_key, person)

    @staticmethod
    def _prepare(path: Path, key: bytes, kind: str, *, create: bool = False) -> Engine:
        engine = encrypted.engine(path, key, create=create)
        with _translated(), engine.begin() as connection:
            migrations.upgrade(connection, kind)
        if create:
            path.chmod(0o600)
        return engine


def _audit(session: Session, action: str) -> None:
    previous = session.scalars(select(AuditRow.digest).order_by(AuditRow.seq.desc()).limit(1)).first() or GENESIS
    entry = {"at": stored(datetime.now(UTC)), "action": action, "request": request_id.get(), "service": asking.get() or "store"}
    session.add(AuditRow(**entry, digest=link(previous, entry)))


@contextmanager
def _translated() -> Iterator[None]:
    """Turn database errors into ours. Their text holds SQL parameters, which are private, so it ends here."""
    try:
        yield
    except PoolTimeout:
        raise Unavailable("the database is busy") from None
    except DBAPIError as error:
        raise _explained(error) from None


def _explained(error: DBAPIError) -> Unavailable | Refused:
    cause = error.orig
    if isinstance(cause, UnicodeEncodeError):
        return Refused("the text is not valid Unicode")
    if isinstance(cause, sqlcipher.OperationalError) and "full" in str(cause):
        return Unavailable("the disk is full; free some space")
    if isinstance(cause, sqlcipher.IntegrityError):
        return Refused("it does not fit what is there, or it may not be changed")
    return Unavailable(f"the database can't be used now ({type(cause).__name__})")
