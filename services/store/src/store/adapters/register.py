"""The directory, and the keys that it holds: who there is, and what opens their files."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.errors import Refused, Unavailable
from store.adapters import keys
from store.adapters.directory_file import DirectoryFile
from store.adapters.files import Step, no_step
from store.adapters.keys import KEY_BYTES, MasterKey
from store.adapters.models_directory import PersonRow

NO_OWNER = "this machine has no owner now; whoever runs it names one with “sihteeri owner”"
NOT_THE_OWNER = "only the owner of this machine may do this"


class Register:
    """Opens transactions on the directory and unwraps people's keys. Without a master key it is sealed."""

    def __init__(self, folder: Path, master: MasterKey | None) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.RLock()
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

    def ping(self) -> None:
        """Raise Unavailable unless the directory answers and its file is the one that was opened."""
        self._refresh()
        self._directory.ping()

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

    def everybody(self) -> list[str]:
        """Return all people, the owner first."""
        with self.directory() as session:
            return list(session.scalars(select(PersonRow.id).order_by(PersonRow.owner.desc(), PersonRow.created_at)))

    def owner(self) -> str | None:
        """Return the owner of this machine, if it has one."""
        with self.directory() as session:
            return session.scalars(select(PersonRow.id).where(PersonRow.owner)).first()

    def owner_only(self, person: str) -> None:
        """Raise Refused for anybody but the owner."""
        owner = self.owner()
        if person != owner:
            raise Refused(NO_OWNER if owner is None else NOT_THE_OWNER)

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

    def prepare_rekey(self, person: str) -> bytes:
        """Make another key for a person's file, wrapped beside the one that it has, unless there is one; return it."""
        with self.keys_still(exclusive=False), self.directory() as session:
            row = session.get_one(PersonRow, person)
            if row.next_key is None:
                row.next_key = self.master.wrap(os.urandom(KEY_BYTES), person)
            return self.master.unwrap(row.next_key, person)

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

    def copy_directory(self, target: Path) -> None:
        """Copy the directory, encrypted as it is."""
        self._refresh()
        self._directory.copy(target)
