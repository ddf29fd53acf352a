"""What can go wrong with a database file, in the errors that others understand, and without a word of what is in it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.errors import Refused, Unavailable

DISK_FULL = "the disk is full; free some space"
DISK_FAILED = "the disk failed to read or write; look at the system's log, and at the backups"
DAMAGED = "the file of this person is damaged; see “sihteeri repair”"
BUSY = "the database is busy"
BROKEN = {DISK_FAILED, DAMAGED}
PASSING = {DISK_FULL, BUSY}
"""What may be otherwise a moment later."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn database errors into ours. Their text holds SQL parameters, which are private, so it ends here."""
    try:
        yield
    except PoolTimeout:
        raise Unavailable(BUSY) from None
    except DBAPIError as error:
        raise _explained(error) from None


def _explained(error: DBAPIError) -> Unavailable | Refused:
    cause = error.orig
    if isinstance(cause, UnicodeEncodeError):
        return Refused("the text is not valid Unicode")
    said = str(cause)
    if isinstance(cause, sqlcipher.OperationalError) and "full" in said:
        return Unavailable(DISK_FULL)
    if "disk I/O error" in said:
        return Unavailable(DISK_FAILED)
    if "malformed" in said or "not a database" in said:
        return Unavailable(DAMAGED)
    if isinstance(cause, sqlcipher.IntegrityError):
        return Refused("it does not fit what is there, or it may not be changed")
    return Unavailable(f"the database can't be used now ({type(cause).__name__})")
