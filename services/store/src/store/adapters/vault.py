"""People's encrypted files: one each, opened when needed and closed when others need the handles."""

import os
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from shared.bus.topology import PARTITIONS, partition
from shared.errors import Refused, ServiceError, Unavailable
from shared.logs import asking, request_id
from store.adapters import marks, pages
from store.adapters import sqlcipher as encrypted
from store.adapters.anchors import Anchors, Head
from store.adapters.faults import BROKEN, translated
from store.adapters.files import BEFORE, Opened, Step, no_step, prepare, verify
from store.adapters.forgetting import found_in
from store.adapters.keys import KEY_BYTES, MasterKey
from store.adapters.models import AuditRow
from store.adapters.models_directory import DirectoryBase, PersonRow
from store.adapters.register import Register
from store.adapters.times import stored
from store.domain.chain import GENESIS, link

T = TypeVar("T")
OPEN_FILES = 64
AUDIT = cast(Table, AuditRow.__table__)
REPLACED = "a person's file was deleted or replaced while it was open; stop the assistant, then see “sihteeri repair”"
INCOMPLETE = "a person's file lacks what was written last: it is damaged, or an old copy was put in its place; see “sihteeri repair”"
ENDINGS = ("", "-wal", "-shm")
QUIET = {
    "store.next-to-embed",
    "store.search",
    "store.list-records",
    "store.list-ringing",
    "store.list-occurrences",
    "store.list-messages",
    "store.list-threads",
    "store.read-chat",
    "store.read-attachment",
    "store.list-imports",
    "store.list-settings",
    "store.list-senders",
    "store.list-members",
}
"""Accesses that change nothing that could be embedded."""


class Vault(Register):
    """Opens transactions on people's files; every one leaves an audit entry or does not happen."""

    def __init__(
        self, home: Path, master: MasterKey | None, *, zone: str = "UTC", folder: str = "store", owned: Sequence[int] = range(PARTITIONS)
    ) -> None:
        super().__init__(home / folder, master)
        self.zone = zone
        """The time zone (IANA) of people who have not set theirs."""
        self._owned = frozenset(owned)
        self._people = self.folder / "people"
        self._people.mkdir(exist_ok=True, mode=0o700)
        self._open: OrderedDict[str, Opened] = OrderedDict()
        self.anchors = Anchors(self._people, self.directory)
        self._touched: set[str] = set()
        self._touched_since = ""

    def owns(self, person: str) -> bool:
        """Tell whether this process, and no other, keeps a person's data."""
        return partition(person) in self._owned

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

    @contextmanager
    def glance(self, person: str) -> Iterator[Session]:
        """Look whether there is something new in a person's file, and change nothing. It leaves no entry: nothing that they kept and that
        is new may be told from it."""
        opened = self._opened(person)
        self._same_file(person, opened.inode)
        with opened.turns.taken(), translated(), Session(opened.engine, info={"zone": self.zone}) as session:
            yield session

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

    def create_person(self, *, owner: bool = False, name: str = "", beside: Callable[[str], Sequence[DirectoryBase]] = lambda _: ()) -> str:
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
                session.add(PersonRow(id=person, created_at=now, wrapped_key=wrapped, next_due_at=None, owner=owner, name=name))
                session.flush()
                session.add_all(beside(person))
        if not self.owns(person):  # Whoever owns it may give it another key.
            self._drop(person)
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


def _audit(session: Session, action: str) -> Head:
    last = session.execute(select(AuditRow.seq, AuditRow.digest).order_by(AuditRow.seq.desc()).limit(1)).first()
    seq, previous = (last.seq, last.digest) if last is not None else (0, GENESIS)
    entry = {"at": stored(datetime.now(UTC)), "action": action, "request": request_id.get(), "service": asking.get() or "store"}
    digest = link(previous, entry)
    session.execute(insert(AUDIT), {"seq": seq + 1, **entry, "digest": digest})
    return seq + 1, digest
