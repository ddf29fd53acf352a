"""Whose the machine is: a mark on a person, which passes by an act of whoever runs the server and by nothing else.

The owner's token lies in `owner-token` in the data folder, for whoever runs the server to read. Starting the product gives a token, an
address or the mark to nobody who is there already: what a former owner had opens nothing that is somebody else's."""

import hashlib
import secrets
from datetime import UTC, datetime

from sqlalchemy import delete, update

from shared import logs
from shared.errors import Refused
from store.adapters import keys
from store.adapters.directory import Directory
from store.adapters.models_directory import DirectoryBase, IdentityRow, PassphraseRow, PersonRow, TokenRow
from store.adapters.times import stored
from store.adapters.vault import Vault

TOKEN_FILE, FORMER = "owner-token", "former-owner-token"
log = logs.get_logger()


class Ownership:
    """The owner of a vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._file = vault.folder.parent / TOKEN_FILE

    def ensure(self, whatsapp: str) -> None:
        """Where there is nobody yet, make an owner with a token, who writes from `whatsapp`. Safe to be killed in between."""
        with self._vault.locked("owner"):
            if not self._vault.everybody():
                token = self._written()
                self._vault.create_person(owner=True, beside=lambda person: _known_by(person, token, whatsapp))
            elif self._vault.owner() is None:
                self._adopt()
        if whatsapp and Directory(self._vault).by_address("whatsapp", "twilio", address(whatsapp)) is None:
            log.warning("owner.address-not-linked", reason="OWNER_WHATSAPP is linked when the owner is made; later it takes a code")

    def _adopt(self) -> None:
        """Mark the owner of a directory from before there was a mark, whose token is in the file. A token that is nobody's was the last
        owner's: killed after their account was deleted, it goes now."""
        person = Directory(self._vault).by_token(sha256(self._token())) if self._file.exists() else None
        if person is not None:
            self._mark(person)
            return
        self._file.unlink(missing_ok=True)
        log.warning("owner.none")

    def forget_person(self, person: str) -> None:
        """Forget a person; with the owner goes their token's file, and nobody takes their place."""
        is_owner = person == self._vault.owner()
        self._vault.forget_person(person)
        if is_owner:
            self._file.unlink(missing_ok=True)

    def pass_to(self, person: str) -> None:
        """Make a person the owner in place of whoever is; they keep the token they have. Raises Refused for nobody."""
        with self._vault.locked("owner"):
            if person not in self._vault.everybody():
                raise Refused("nobody has this id")
            if person == self._vault.owner():
                return
            self._mark(person)
            if self._file.exists():
                self._file.replace(self._file.with_name(FORMER))

    def new_token(self) -> None:
        """Write another token of the owner's into the file; those before it open nothing any more, nor what was made by them, nor a
        passphrase. Raises Refused without an owner."""
        with self._vault.locked("owner"):
            person = self._vault.owner()
            if person is None:
                raise Refused("nobody is the owner")
            token = self._written()
            with self._vault.directory() as session:
                session.execute(delete(TokenRow).where(TokenRow.person == person))
                session.execute(delete(PassphraseRow).where(PassphraseRow.person == person))
                session.add_all(_known_by(person, token, ""))

    def has_token(self) -> bool:
        """Tell whether the token in the file is the owner's."""
        owner = self._vault.owner()
        return owner is not None and self._file.exists() and Directory(self._vault).by_token(sha256(self._token())) == owner

    def _mark(self, person: str) -> None:
        with self._vault.directory() as session:
            session.execute(update(PersonRow).where(PersonRow.owner).values(owner=False))
            session.execute(update(PersonRow).where(PersonRow.id == person).values(owner=True))

    def _token(self) -> str:
        return self._file.read_text(encoding="utf-8", errors="replace").strip()

    def _written(self) -> str:
        token = secrets.token_urlsafe(32)
        keys.replace(self._file, f"{token}\n".encode())
        return token


def _known_by(person: str, token: str, whatsapp: str) -> list[DirectoryBase]:
    known: list[DirectoryBase] = [TokenRow(sha256=sha256(token), person=person, created_at=stored(datetime.now(UTC)))]
    if whatsapp:
        known.append(IdentityRow(channel="whatsapp", provider="twilio", external_id=address(whatsapp), person=person))
    return known


def sha256(text: str) -> str:
    """Return how a secret is kept: it is long and random."""
    return hashlib.sha256(text.encode()).hexdigest()


def address(number: str) -> str:
    """Return a telephone number as Twilio gives it."""
    return number if number.startswith("whatsapp:") else f"whatsapp:{number}"
