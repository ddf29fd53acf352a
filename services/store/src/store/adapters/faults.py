"""What can go wrong with a database file, in the errors that others understand, and without a word of what is in it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.errors import DISK_FULL, Refused, Unavailable

DISK_FAILED = "the disk failed to read or write; look at the system's log, and at the backups"
DAMAGED = "the file of this person is damaged; see “sihteeri repair”"
NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
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
        raise explained(error.orig) from None
    except sqlcipher.Error as error:
        raise explained(error) from None


def explained(cause: BaseException | None) -> Unavailable | Refused:
    """Return what a driver's error is to others."""
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
