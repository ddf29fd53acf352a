"""Passphrases that people chose themselves, kept as argon2id hashes (RFC 9106, section 4, the second recommended option).

A wrong one takes as long whether there is somebody of that name or not. After ninety wrong ones in a row, from wherever they came, none is
right any more until another is set (NIST SP 800-63B-4, 3.2.2, allows a hundred): whoever it belongs to comes in by a link or a token.
"""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas import archive as ask
from store.adapters.keys import ARGON2
from store.adapters.models_directory import PassphraseRow, PersonRow
from store.adapters.vault import Vault

MOST_WRONG = 90
HASHER = PasswordHasher(time_cost=ARGON2["time_cost"], memory_cost=ARGON2["memory_cost"], parallelism=ARGON2["parallelism"])


class Passphrases:
    """Whose passphrase something is."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def person(self, name: str, passphrase: str) -> str | None:
        """Return the person of a name, or the owner where there is none, if this is their passphrase."""
        with self._vault.directory() as session:
            row = _row(session, name)
            known = (row.person, row.hash) if row is not None and row.wrong < MOST_WRONG else None
        is_right = _is_right(known[1] if known else _nobodys(), passphrase)
        if known is None:
            return None
        person, encoded = known
        with self._vault.directory() as session:
            same = update(PassphraseRow).where(PassphraseRow.person == person, PassphraseRow.hash == encoded)
            session.execute(same.values(wrong=0 if is_right else PassphraseRow.wrong + 1))
        return person if is_right else None

    def set(self, person: str, passphrase: str, name: str) -> None:
        """Give a person a passphrase, or none where it is empty; raises Refused for a name that is another's."""
        encoded = HASHER.hash(_plain(passphrase)) if passphrase else ""
        with self._vault.directory() as session:
            session.execute(delete(PassphraseRow).where(PassphraseRow.person == person))
            if not encoded:
                return
            called = _called(name)
            if called is None and not _is_owner(session, person):
                raise Refused("a name is needed to sign in with")
            if called is not None and session.scalars(select(PassphraseRow).where(PassphraseRow.name == called)).first():
                raise Refused("this name is somebody else's; choose another")
            session.add(PassphraseRow(person=person, name=called, hash=encoded))

    def state(self, person: str) -> ask.PassphraseState:
        """Tell whether a person has one, and whether they need a name with it."""
        with self._vault.directory() as session:
            row = session.get(PassphraseRow, person)
            return ask.PassphraseState(row is not None, (row.name if row else None) or "", needs_name=not _is_owner(session, person))


def _row(session: Session, name: str) -> PassphraseRow | None:
    of = select(PassphraseRow)
    if (called := _called(name)) is None:
        return session.scalars(of.join(PersonRow, PersonRow.id == PassphraseRow.person).where(PersonRow.owner)).first()
    return session.scalars(of.where(PassphraseRow.name == called)).first()


def _is_owner(session: Session, person: str) -> bool:
    return bool(session.scalars(select(PersonRow.owner).where(PersonRow.id == person)).first())


def _is_right(encoded: str, passphrase: str) -> bool:
    try:
        return HASHER.verify(encoded, _plain(passphrase))
    except Argon2Error:
        return False


@cache
def _nobodys() -> str:
    return HASHER.hash(secrets.token_hex(16))


def _plain(passphrase: str) -> bytes:
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def _called(name: str) -> str | None:
    return unicodedata.normalize("NFKC", name).strip().casefold() or None
