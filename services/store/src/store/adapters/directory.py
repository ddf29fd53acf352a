"""Who there is: people, tokens, addresses, linking codes. Secrets are kept as SHA-256, for they are long and random."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update

from shared.schemas import archive as ask
from store.adapters import marks
from store.adapters.forgetting import Forgotten
from store.adapters.models_directory import DeliveryRow, ForgottenRow, IdentityRow, JobRow, LinkCodeRow, PersonRow, TokenRow
from store.adapters.times import instant, stored
from store.adapters.vault import Vault

LINK_CODE_BYTES = 16
LINK_MINUTES = 15
ID_DIGITS = 16
CALENDAR = "calendar"
"""The channel on which a secret, by its SHA-256, reads a calendar and does nothing else."""


class Directory:
    """Answers who somebody is."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def by_token(self, sha256: str) -> str | None:
        """Return the person of a token."""
        with self._vault.directory() as session:
            return session.scalars(select(TokenRow.person).where(TokenRow.sha256 == sha256)).first()

    def by_address(self, channel: str, provider: str, external_id: str) -> str | None:
        """Return the person who writes from an address."""
        with self._vault.directory() as session:
            row = session.get(IdentityRow, (channel, provider, external_id))
            return row.person if row else None

    def addresses(self, person: str) -> tuple[str, ...]:
        """Return the WhatsApp addresses of a person."""
        with self._vault.directory() as session:
            return tuple(
                session.scalars(select(IdentityRow.external_id).where(IdentityRow.person == person, IdentityRow.channel == "whatsapp"))
            )

    def offer_link(self, person: str) -> tuple[str, datetime]:
        """Make a code of 128 random bits that links an address once, for a quarter of an hour."""
        code, expires_at = secrets.token_hex(LINK_CODE_BYTES), datetime.now(UTC) + timedelta(minutes=LINK_MINUTES)
        with self._vault.directory() as session:
            session.execute(delete(LinkCodeRow).where(LinkCodeRow.person == person))
            session.add(LinkCodeRow(sha256=_sha256(code), person=person, expires_at=stored(expires_at)))
        return code, expires_at

    def link(self, code: str, channel: str, provider: str, external_id: str) -> str | None:
        """Use a code up; return whom the address now belongs to, or None for a code that is wrong, used or too old."""
        with self._vault.directory() as session:
            row = session.get(LinkCodeRow, _sha256(code.strip().lower()))
            if row is None or instant(row.expires_at) < datetime.now(UTC):
                return None
            session.merge(IdentityRow(channel=channel, provider=provider, external_id=external_id, person=row.person))
            session.delete(row)
            return row.person

    def linked(self, person: str) -> tuple[ask.Address, ...]:
        """Return the addresses of a person, each with an id that may stand in an address of a page."""
        return tuple(ask.Address(_sha256(address)[:ID_DIGITS], "whatsapp", address) for address in self.addresses(person))

    def unlink(self, person: str, which: str) -> bool:
        """Take an address from a person, by its id; tell whether there was one."""
        found = [one.address for one in self.linked(person) if one.id == which]
        mine = and_(IdentityRow.person == person, IdentityRow.channel == "whatsapp", IdentityRow.external_id.in_(found))
        with self._vault.directory() as session:
            session.execute(delete(IdentityRow).where(mine))
        return bool(found)

    def share_calendar(self, person: str, sha256: str) -> None:
        """Let a secret read a person's calendar, instead of the one before."""
        with self._vault.directory() as session:
            session.execute(delete(IdentityRow).where(_calendar_of(person)))
            session.add(IdentityRow(channel=CALENDAR, provider=CALENDAR, external_id=sha256, person=person))

    def unshare_calendar(self, person: str) -> None:
        """Let none read it any more."""
        with self._vault.directory() as session:
            session.execute(delete(IdentityRow).where(_calendar_of(person)))

    def shares_calendar(self, person: str) -> bool:
        """Tell whether there is a secret."""
        with self._vault.directory() as session:
            return session.scalars(select(IdentityRow.person).where(_calendar_of(person))).first() is not None

    def remind_by(self, person: str, due_at: datetime) -> None:
        """Make sure that the clock looks at a person's reminders at `due_at` or before."""
        text = stored(due_at)
        later = (PersonRow.next_due_at.is_(None)) | (PersonRow.next_due_at > text)
        with self._vault.directory() as session:
            session.execute(update(PersonRow).where(PersonRow.id == person, later).values(next_due_at=text))

    def set_next_due(self, person: str, seen: datetime, due_at: datetime | None) -> None:
        """Note when the next reminder is due, unless an earlier one has come in since `seen` was read."""
        with self._vault.directory() as session:
            session.execute(
                update(PersonRow)
                .where(PersonRow.id == person, PersonRow.next_due_at == stored(seen))
                .values(next_due_at=stored(due_at) if due_at else None)
            )

    def due(self, now: datetime) -> list[tuple[str, datetime]]:
        """Return the people whose reminders the clock must look at."""
        with self._vault.directory() as session:
            rows = session.execute(select(PersonRow.id, PersonRow.next_due_at).where(PersonRow.next_due_at <= stored(now)))
            return [(person, instant(due_at)) for person, due_at in rows if due_at]

    def jobs(self) -> list[tuple[str, str]]:
        """Return (person, import) of the imports that wait or run."""
        with self._vault.directory() as session:
            return [(row.person, row.id) for row in session.scalars(select(JobRow))]

    def add_job(self, import_id: str, person: str) -> None:
        """Make sure that an import goes on after a restart."""
        with self._vault.directory() as session:
            session.merge(JobRow(id=import_id, person=person))

    def end_job(self, import_id: str) -> None:
        """An import has come to its end."""
        with self._vault.directory() as session:
            session.execute(delete(JobRow).where(JobRow.id == import_id))

    def note_forgotten(self, person: str, what: Forgotten) -> None:
        """Remember to take something out of backups."""
        with self._vault.directory() as session:
            session.add(ForgottenRow(person=person, kind=what.kind, thing=what.thing, digest=what.digest))

    def forgotten(self) -> list[tuple[int, str, Forgotten]]:
        """Return (number, person, what) of all that is still to be taken out of backups."""
        with self._vault.directory() as session:
            rows = session.scalars(select(ForgottenRow).order_by(ForgottenRow.seq)).all()
            return [(row.seq, row.person, Forgotten(row.kind, row.thing, row.digest)) for row in rows]  # type: ignore[arg-type]

    def end_forgotten(self, numbers: Sequence[int]) -> None:
        """These have been taken out."""
        with self._vault.directory() as session:
            session.execute(delete(ForgottenRow).where(ForgottenRow.seq.in_(numbers)))

    def is_of_the_gone(self, channel: str, external_id: str) -> bool:
        """Tell whether a message was that of somebody who is gone."""
        if channel != marks.SENT_AGAIN:
            return False
        with self._vault.directory() as session:
            return marks.is_of_the_gone(session, external_id)

    def note_delivery(self, external_id: str, person: str, key: str) -> None:
        """Remember whose a provider's message id is."""
        with self._vault.directory() as session:
            session.merge(DeliveryRow(external_id=external_id, person=person, key=key))

    def delivery(self, external_id: str) -> tuple[str, str] | None:
        """Return the person and the egress key of a provider's message id."""
        with self._vault.directory() as session:
            row = session.get(DeliveryRow, external_id)
            return (row.person, row.key) if row else None


def _calendar_of(person: str) -> ColumnElement[bool]:
    return and_(IdentityRow.channel == CALENDAR, IdentityRow.person == person)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
