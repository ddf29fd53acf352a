"""The encrypted files: one directory, one file per person, opened when needed and closed when others need the handles."""

import fcntl
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from shared.bus.topology import PARTITIONS, partition
from shared.errors import Refused, ServiceError, Unavailable
from shared.logs import asking, request_id
from store.adapters import keys, marks, pages
from store.adapters import sqlcipher as encrypted
from store.adapters.anchors import Anchors, Head
from store.adapters.directory_file import DirectoryFile
from store.adapters.faults import BROKEN, translated
from store.adapters.files import BEFORE, Opened, Step, no_step, prepare, verify
from store.adapters.forgetting import found_in
from store.adapters.keys import KEY_BYTES, MasterKey
from store.adapters.models import AuditRow, DirectoryBase, PersonRow
from store.adapters.times import stored
from store.domain.chain import GENESIS, link

T = TypeVar("T")
OPEN_FILES = 64
REPLACED = "a person's file was deleted or replaced while it was open; stop the assistant, then see “sihteeri repair”"
NO_OWNER = "this machine has no owner now; whoever runs it names one with “sihteeri owner”"
NOT_THE_OWNER = "only the owner of this machine may do this"
INCOMPLETE = "a person's file lacks what was written last: it is damaged, or an old copy was put in its place; see “sihteeri repair”"
ENDINGS = ("", "-wal", "-shm")
QUIET = {
    "store.next-to-embed",
    "store.search",
    "store.list-records",
    "store.list-occurrences",
    "store.list-messages",
    "store.read-chat",
    "store.read-attachment",
    "store.list-imports",
    "store.list-settings",
}
"""Accesses that change nothing that could be embedded."""


class Vault:
    """Opens transactions on people's files; every one leaves an audit entry or does not happen. Without a master key it is sealed."""

    def __init__(
        self, home: Path, master: MasterKey | None, *, zone: str = "UTC", folder: str = "store", owned: Sequence[int] = range(PARTITIONS)
    ) -> None:
        self.zone = zone
        """The time zone (IANA) of people who have not set theirs."""
        self.folder = home / folder
        self._owned = frozenset(owned)
        self._people = self.folder / "people"
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._people.mkdir(exist_ok=True, mode=0o700)
        self._lock = threading.RLock()
        self._open: OrderedDict[str, Opened] = OrderedDict()
        self.anchors = Anchors(self._people, self.directory)
        self._touched: set[str] = set()
        self._touched_since = ""
        self._master: MasterKey | None = None
        self.source: Callable[[], MasterKey | None] = lambda: self._master
        """Where the master key is read again when another process has rotated it."""
        self._directory: DirectoryFile
        if master is not None:
            self.unseal(master)

    def unseal(self, master: MasterKey) -> None:
        """Open the directory with its key; raises Refused if the master key is another's."""
        with self._lock:
            if self._master is not None:
                return
            self._directory = DirectoryFile(self.folder, master)
            self._master = master

    def owns(self, person: str) -> bool:
        """Tell whether this process, and no other, keeps a person's data."""
        return partition(person) in self._owned

    @property
    def sealed(self) -> bool:
        """Whether it waits for the passphrase."""
        return self._master is None

    @property
    def master(self) -> MasterKey:
        """The master key; raises Unavailable while sealed."""
        if self._master is None:
            raise Unavailable(keys.SEALED)
        return self._master

    @contextmanager
    def directory(self) -> Iterator[Session]:
        """Open a transaction on the directory."""
        self._refresh()
        with ExitStack() as opened:
            try:
                session = opened.enter_context(self._directory.session())
            except Unavailable:
                if not self._directory.has_changed():
                    raise
                self._refresh()  # Another process has given it another key in between.
                session = opened.enter_context(self._directory.session())
            yield session

    def _refresh(self) -> None:
        """Read the keys again if another process has changed them."""
        _ = self.master
        if self._directory.has_changed():
            with self._lock:
                if self._directory.has_changed():
                    self._master = self.source()
                    self._directory.reopen(self.master)

    @contextmanager
    def keys_still(self, *, exclusive: bool) -> Iterator[None]:
        """Wrap a key while nobody, in any process, rotates the master key; or (exclusive) rotate it while nobody wraps one."""
        with self.locked("keys", exclusive=exclusive):
            yield

    @contextmanager
    def locked(self, name: str, *, exclusive: bool = True) -> Iterator[None]:
        """Do something while no other process does it; raises Unavailable where the lock can't be made."""
        try:
            file = (self.folder / f"{name}.lock").open("wb")
        except OSError as error:
            raise Unavailable(f"the file {name}.lock can't be written ({error.strerror})") from None
        with file:
            fcntl.flock(file, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
            yield

    @contextmanager
    def person(self, person: str, action: str) -> Iterator[Session]:
        """Open a transaction on a person's file; raises Refused for nobody, Unavailable when the file can't be used."""
        opened = self._opened(person)
        self._same_file(person, opened.inode)
        try:
            with opened.turns.taken(), translated(), Session(opened.engine, info={"zone": self.zone}) as session, session.begin():
                head = _audit(session, action)
                yield session
        except Unavailable as error:
            if error.reason in BROKEN:  # Opened anew, what is on the disk counts again, and nothing that this connection remembers.
                self._drop(person)
            raise
        self.anchors.note(person, head, opened.keys[-1])
        if action not in QUIET:
            self.touch(person)

    def awaited(self, person: str) -> bool:
        """Tell whether somebody waits for the transaction on a person's file to end."""
        opened = self._open.get(person)
        return opened is not None and opened.turns.awaited()

    def touched(self, since: str) -> list[str]:
        """Return the people of this process in whose files something may be new since `since`, a name; for a new name, everybody."""
        if since != self._touched_since:
            self._touched |= set(filter(self.owns, self.everybody()))
            self._touched_since = since
        return sorted(self._touched)

    def touch(self, person: str) -> None:
        """There may be something new in a person's file."""
        self._touched.add(person)

    def settled(self, person: str) -> None:
        """What is new in a person's file is being looked at."""
        self._touched.discard(person)

    def _drop(self, person: str) -> None:
        with self._lock:
            opened = self._open.pop(person, None)
        if opened is not None:
            opened.engine.dispose()

    def missing(self, person: str, session: Session) -> str | None:
        """Return the number of an entry of the audit chain that was noted and is no longer there, or None where all fits."""
        return self.anchors.missing(person, session, self._opened(person).keys)

    def path(self, person: str) -> Path:
        """Return where a person's file lies."""
        return self._people / f"{person}.db"

    def create_person(self, *, owner: bool = False, beside: Callable[[str], Sequence[DirectoryBase]] = lambda _: ()) -> str:
        """Make a person with a file and a random key of their own; return the id, which is random too. What `beside` makes of the id is
        kept in the same transaction of the directory."""
        person, key = secrets.token_hex(16), os.urandom(KEY_BYTES)
        with self.keys_still(exclusive=False), self._lock:
            of_person = [key]
            path = self.path(person)
            engine = prepare(path, of_person, "person", create=True)
            self._open[person] = Opened(engine, of_person, path.stat().st_ino)
            self._close_idle()
            with self.directory() as session:
                wrapped, now = self.master.wrap(key, person), stored(datetime.now(UTC))
                session.add(PersonRow(id=person, created_at=now, wrapped_key=wrapped, next_due_at=None, owner=owner))
                session.flush()
                session.add_all(beside(person))
        return person

    def checkpoint(self, person: str) -> None:
        """Bring everything of a person's into their file itself."""
        opened = self._opened(person)
        with opened.turns.taken():
            encrypted.checkpoint(opened.engine)

    def searched(self, person: str, needles: Sequence[bytes]) -> tuple[int, set[bytes]]:
        """Bring everything of a person's into their file, decrypt each of its pages, freed ones too, and look for byte strings.
        Return how many pages there were and what was found."""
        opened = self._opened(person)
        self.forget_before(person)
        self.checkpoint(person)
        return found_in(pages.decrypted(self.path(person), opened.keys[-1]), needles)

    def forget_before(self, *people: str) -> None:
        """Remove copies from before a migration: some people's, or all there are."""
        for folder in (self._people / BEFORE, self.folder / BEFORE):
            for path in folder.glob("*.db*"):
                if not people or path.name.startswith(people):
                    path.unlink()

    def forget_person(self, person: str) -> None:
        """Delete a person's key, which makes their data noise, then the file, then whatever else names them. Marks stay of the messages
        that may be sent again."""
        secret, digests = self._left_behind(person)
        with self._lock:
            opened = self._open.pop(person, None)
            with self.directory() as session:
                session.execute(delete(PersonRow).where(PersonRow.id == person))
                marks.keep(session, secret, digests)
            self._directory.checkpoint()
            if opened is not None:
                opened.engine.dispose()
            self._touched.discard(person)
            self.anchors.forget(person)
            self.forget_before(person, "directory")
            for ending in ENDINGS:
                (self._people / f"{person}.db{ending}").unlink(missing_ok=True)

    def _left_behind(self, person: str) -> tuple[bytes, set[bytes]]:
        """Return the marks that a person leaves; none where their file can't be read."""
        try:
            with self.person(person, "store.forget-person") as session:
                return marks.left_behind(session)
        except ServiceError:
            return b"", set()

    def copy_directory(self, target: Path) -> None:
        """Copy the directory, encrypted as it is."""
        self._refresh()
        self._directory.copy(target)

    def copy_person(self, person: str, target: Path, look: Callable[[Any], T]) -> T:
        """Copy a person's file, encrypted as it is; return what `look` saw in the copy."""
        with self.person(person, "backup"):
            pass
        opened = self._opened(person)
        try:
            with opened.turns.taken():
                return encrypted.copy(opened.engine, opened.keys, target, look)
        finally:
            if not self.owns(person):  # Whoever owns it may give it another key.
                self._drop(person)

    def check(self, person: str, expected: Mapping[str, object], look: Callable[[Any], Mapping[str, object]]) -> None:
        """Raise Refused unless every page of a person's file is whole and `look` sees what is expected, as far as both know of it: the
        file may be older than its newest tables."""
        opened = self._opened(person)
        path = self.path(person)
        if all(pages.damaged(path, key) is not None for key in opened.keys):
            raise Refused("a person's file in the backup is damaged")
        connection = opened.engine.raw_connection()
        try:
            seen = look(connection.driver_connection)
        finally:
            connection.close()
        if any(seen[name] != value for name, value in expected.items() if name in seen):
            raise Refused("a person's file in the backup does not hold what it held when the backup was made")

    def prepare_rekey(self, person: str) -> bytes:
        """Make another key for a person's file, wrapped beside the one that it has, unless there is one; return it."""
        with self.keys_still(exclusive=False), self.directory() as session:
            row = session.get_one(PersonRow, person)
            if row.next_key is None:
                row.next_key = self.master.wrap(os.urandom(KEY_BYTES), person)
            return self.master.unwrap(row.next_key, person)

    def rekey_person(self, person: str, step: Step = no_step) -> None:
        """Give a person's file another key, in two phases: the new key is kept beside the old one, wrapped, before the file takes it,
        and the old one is dropped after. Killed in between, it is gone on with by calling it again."""
        opened = self._opened(person)
        engine, of_person = opened.engine, opened.keys
        new = self.prepare_rekey(person)
        step("the new key is kept beside the old one")
        of_person[:] = [*of_person, new] if new not in of_person else of_person
        with opened.turns.taken():
            encrypted.rekey(engine, new)
        step("the file has the new key")
        verify(self.path(person), new)
        with self.directory() as session:
            row = session.get_one(PersonRow, person)
            row.wrapped_key, row.next_key = row.next_key or row.wrapped_key, None
        step("the old key is dropped")
        of_person[:] = [new]
        with self.person(person, "keys.rotate"):  # Its anchor is under the old key.
            pass

    def half_rekeyed(self) -> list[str]:
        """Return the people whose file was being given another key."""
        with self.directory() as session:
            return list(session.scalars(select(PersonRow.id).where(PersonRow.next_key.is_not(None))))

    def rekey_directory(self, step: Step = no_step) -> None:
        """Give the directory another key."""
        with self._lock:
            self._directory.rekey(self.master, step)

    def rewrap(self, master: MasterKey, step: Step = no_step) -> None:
        """Wrap every key with another master key, which must also unwrap what the one before has wrapped."""
        with self._lock:
            self._master = master
            self._directory.wrap(master)
        step("the directory's key is wrapped anew")
        with self._lock, self.directory() as session:
            for row in session.scalars(select(PersonRow)):
                row.wrapped_key = master.wrap(master.unwrap(row.wrapped_key, row.id), row.id)
                row.next_key = master.wrap(master.unwrap(row.next_key, row.id), row.id) if row.next_key is not None else None
        step("personal keys are wrapped anew")

    def owner(self) -> str | None:
        """Return the owner of this machine, if it has one."""
        with self.directory() as session:
            return session.scalars(select(PersonRow.id).where(PersonRow.owner)).first()

    def owner_only(self, person: str) -> None:
        """Raise Refused for anybody but the owner."""
        owner = self.owner()
        if person != owner:
            raise Refused(NO_OWNER if owner is None else NOT_THE_OWNER)

    def everybody(self) -> list[str]:
        """Return all people, the owner first."""
        with self.directory() as session:
            return list(session.scalars(select(PersonRow.id).order_by(PersonRow.owner.desc(), PersonRow.created_at)))

    def ping(self) -> None:
        """Raise Unavailable unless the directory answers and its file is the one that was opened."""
        self._refresh()
        self._directory.ping()

    def close(self) -> None:
        """Close every file."""
        with self._lock:
            for opened in self._open.values():
                opened.engine.dispose()
            self._open.clear()
            if self._master is not None:
                self._directory.close()

    def _opened(self, person: str) -> Opened:
        with self._lock:
            if person not in self._open:
                of_person, path = self.keys_of(person), self.path(person)
                engine = prepare(path, of_person, "person")
                try:
                    with translated(), Session(engine) as session:
                        incomplete = self.anchors.missing(person, session, of_person) is not None
                except Unavailable:
                    engine.dispose()
                    raise
                if incomplete:
                    engine.dispose()
                    raise Unavailable(INCOMPLETE)
                self._open[person] = Opened(engine, of_person, path.stat().st_ino)
                self._close_idle()
            self._open.move_to_end(person)
            return self._open[person]

    def _same_file(self, person: str, inode: int) -> None:
        """What is written to a file that was deleted, or replaced, is lost: raises Unavailable instead."""
        try:
            if os.stat(self.path(person)).st_ino == inode:  # noqa: PTH116  (a third of Path.stat's time)
                return
        except OSError:
            pass
        raise Unavailable(REPLACED)

    def _close_idle(self) -> None:
        for person in [name for name, one in self._open.items() if one.engine.pool.checkedout() == 0][:-1]:  # type: ignore[attr-defined]
            if len(self._open) <= OPEN_FILES:
                return
            self._open.pop(person).engine.dispose()

    def keys_of(self, person: str) -> list[bytes]:
        """Return the keys of which one opens a person's file; raises Refused for nobody."""
        with self.directory() as session:
            row = session.get(PersonRow, person)
            if row is None:
                raise Refused("nobody has this id")
            wrapped = [key for key in (row.wrapped_key, row.next_key) if key is not None]
        try:
            return [self.master.unwrap(key, person) for key in wrapped]
        except Refused:
            if not self._directory.has_changed():
                raise
        return self.keys_of(person)  # Another process has rotated the master key in between.


def _audit(session: Session, action: str) -> Head:
    last = session.execute(select(AuditRow.seq, AuditRow.digest).order_by(AuditRow.seq.desc()).limit(1)).first()
    seq, previous = (last.seq, last.digest) if last is not None else (0, GENESIS)
    entry = {"at": stored(datetime.now(UTC)), "action": action, "request": request_id.get(), "service": asking.get() or "store"}
    digest = link(previous, entry)
    session.add(AuditRow(seq=seq + 1, **entry, digest=digest))
    return seq + 1, digest
