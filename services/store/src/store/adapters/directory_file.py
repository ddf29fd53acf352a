"""The directory's database file, and its own keys, which lie in a file beside it, wrapped by the master key.

Several processes may have it open. Whoever gives it another key, or wraps its key anew, replaces the file of keys; by that the others
see that they have to read it again.
"""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.errors import Refused, Unavailable
from store.adapters import keys as key_files
from store.adapters import sqlcipher as encrypted
from store.adapters.faults import translated
from store.adapters.files import Step, prepare, verify
from store.adapters.keys import KEY_BYTES, MasterKey
from store.adapters.models_directory import PersonRow

OWNER = "directory"
"""As whose the keys are wrapped."""


class DirectoryFile:
    """Opens it, or makes it where there is none; raises Refused if the master key is another's."""

    def __init__(self, folder: Path, master: MasterKey) -> None:
        self.path, self._wrapped = folder / "directory.db", folder / "directory.key"
        create = not self.path.exists()
        self.keys = [os.urandom(KEY_BYTES)] if create else self._unwrapped(master)
        if create:
            self.wrap(master)
        self.engine = prepare(self.path, self.keys, "directory", create=create)
        self._seen = self._mark()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a transaction; raises Unavailable at once when the file has another key now."""
        with translated(), Session(self.engine) as session, session.begin():
            session.connection()
            yield session

    def has_changed(self) -> bool:
        """Tell whether another process has replaced the file of keys."""
        return self._mark() != self._seen

    def reopen(self, master: MasterKey) -> None:
        """Read the keys again."""
        self._seen = self._mark()
        self.keys[:] = self._unwrapped(master)
        self.engine.dispose()

    def wrap(self, master: MasterKey) -> None:
        """Write the keys down, wrapped by a master key."""
        lines = b"".join(base64.b64encode(master.wrap(key, OWNER)) + b"\n" for key in self.keys)
        key_files.replace(self._wrapped, lines)
        self._seen = self._mark()

    def rekey(self, master: MasterKey, step: Step) -> None:
        """Give it another key, in two phases: a kill leaves it with the old or the new one, and both are written down."""
        if len(self.keys) == 1:
            self.keys.append(os.urandom(KEY_BYTES))
        self.wrap(master)
        step("the directory's new key is kept beside the old one")
        new = self.keys[-1]
        encrypted.rekey(self.engine, new)
        step("the directory has the new key")
        verify(self.path, new)
        self.keys[:] = [new]
        self.wrap(master)
        step("the directory's old key is dropped")

    def checkpoint(self) -> None:
        """Bring everything into the file itself."""
        encrypted.checkpoint(self.engine)

    def copy(self, target: Path) -> None:
        """Copy it, encrypted as it is."""
        encrypted.copy(self.engine, self.keys, target, lambda _: None)

    def ping(self) -> None:
        """Raise Unavailable unless it answers and its file is there."""
        with translated(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(select(PersonRow.id).limit(1))
        if not self.path.exists():
            raise Unavailable("the directory file is gone; stop the store and restore a backup")

    def close(self) -> None:
        """Close it."""
        self.engine.dispose()

    def _mark(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._wrapped)  # noqa: PTH116  (a third of Path.stat's time)
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _unwrapped(self, master: MasterKey) -> list[bytes]:
        if not self._wrapped.exists():  # From before it had a key of its own.
            return [master.first_directory_key]
        try:
            content = self._wrapped.read_bytes()
            wrapped = [base64.b64decode(line, validate=True) for line in content.split()]
            if content != b"".join(base64.b64encode(one) + b"\n" for one in wrapped):
                raise ValueError("not as it was written")
            return [master.unwrap(one, OWNER) for one in wrapped]
        except (OSError, ValueError):
            raise Refused("the file directory.key is damaged; restore it from a backup") from None
        except Refused:
            raise Refused("the master key does not open the database: it is not the one that this data was kept with") from None
