"""How far each person's audit chain was, kept outside of their file: so an older copy in its place, or a write-ahead log of which
SQLite has quietly dropped the end because a bit of it had turned, does not fit.

It is kept twice. Beside the file after each transaction, authenticated by the person's key and not synced: a file written after the
commit that it tells of can't be ahead of it, whatever a power cut leaves. And in the directory now and then, for whoever replaces both.
"""

import hmac
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.adapters.models import AuditRow
from store.adapters.models_directory import AnchorRow, PersonRow

Head = tuple[int, str]
"""The number and the digest of an entry of the audit chain."""


class Anchors:
    """Of the people whose files lie in a folder; `directory` opens a transaction on the directory."""

    def __init__(self, folder: Path, directory: Callable[[], AbstractContextManager[Session]]) -> None:
        self._folder = folder
        self._directory = directory
        self._heads: dict[str, Head] = {}

    def note(self, person: str, head: Head, key: bytes) -> None:
        """A transaction has been committed. Failing to note it is no failure of it."""
        self._heads[person] = head
        with suppress(OSError):
            descriptor = os.open(self.path(person), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                os.pwrite(descriptor, _line(head, key), 0)
            finally:
                os.close(descriptor)

    def write_down(self) -> None:
        """Write into the directory what was noted since the last time."""
        heads, self._heads = self._heads, {}
        if heads:
            with self._directory() as session:
                for person, (seq, digest) in heads.items():
                    if session.get(PersonRow, person) is not None:
                        session.merge(AnchorRow(person=person, seq=seq, digest=digest))

    def missing(self, person: str, session: Session, keys: Sequence[bytes]) -> str | None:
        """Return the number of an entry that was noted and that the person's file, open in `session`, does not have, or None."""
        with self._directory() as directory:
            row = directory.get(AnchorRow, person)
            noted = [(row.seq, row.digest)] if row is not None else []
        for seq, digest in [*noted, *self._beside(person, keys)]:
            if session.scalar(select(AuditRow.digest).where(AuditRow.seq == seq)) != digest:
                return str(seq)
        return None

    def forget(self, person: str) -> None:
        """Take what the file holds now as all that there was."""
        self._heads.pop(person, None)
        self.path(person).unlink(missing_ok=True)
        with self._directory() as session:
            session.execute(delete(AnchorRow).where(AnchorRow.person == person))

    def path(self, person: str) -> Path:
        """Return the file beside the person's."""
        return self._folder / f"{person}.head"

    def _beside(self, person: str, keys: Sequence[bytes]) -> list[Head]:
        """Return the head that lies beside a file; none if it was never written whole, or with another key."""
        try:
            line = self.path(person).read_bytes()
            seq, digest, _ = line.decode("ascii").split()
            head = int(seq), digest
        except (OSError, ValueError):
            return []
        return [head] if any(hmac.compare_digest(line, _line(head, key)) for key in keys) else []


def _line(head: Head, key: bytes) -> bytes:
    """Return a head as it lies beside a file: always as long, so that one write replaces it."""
    said = f"{head[0]:020d} {head[1]} "
    return f"{said}{hmac.digest(key, said.encode(), 'sha256').hex()}\n".encode()
