"""Who has an account on this machine, for its owner to see, and accounts for those whom they invite."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from shared.errors import Full
from shared.schemas import archive as ask
from store.adapters.access import LINK
from store.adapters.models_directory import IdentityRow, PassphraseRow, PersonRow, TokenRow
from store.adapters.times import instant, stored
from store.adapters.vault import Vault

MOST = 100
"""So many people share a machine."""


class Accounts:
    """The people of a vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def every(self, owner: str) -> tuple[ask.Account, ...]:
        """Return everybody, the owner first; raises Refused for anybody but the owner."""
        self._vault.owner_only(owner)
        now = stored(datetime.now(UTC))
        with self._vault.directory() as session:
            people = session.scalars(select(PersonRow).order_by(PersonRow.owner.desc(), PersonRow.created_at)).all()
            ways = session.scalars(select(TokenRow)).all()
            able = {*session.scalars(select(PassphraseRow.person)), *session.scalars(select(IdentityRow.person))}
            return tuple(_account(one, [way for way in ways if way.person == one.id], now, able=one.id in able) for one in people)

    def invite(self, request: ask.Invite) -> ask.Account:
        """Make a person whom a link lets in once, unless it was made before; raises Refused for anybody but the owner, Full where there
        are as many as may be."""
        self._vault.owner_only(request.person)
        with self._vault.locked("invitations"):
            person = self._invited(request.link_sha256) or self._made(request)
        return next(one for one in self.every(request.person) if one.id == person)

    def _invited(self, link_sha256: str) -> str | None:
        with self._vault.directory() as session:
            return session.scalars(select(TokenRow.person).where(TokenRow.sha256 == link_sha256)).first()

    def _made(self, request: ask.Invite) -> str:
        if len(self._vault.everybody()) >= MOST:
            raise Full(f"there are {MOST} people already; delete one first")
        now = datetime.now(UTC)
        until = stored(now + timedelta(seconds=request.seconds))
        return self._vault.create_person(
            name=request.name,
            beside=lambda person: [
                TokenRow(sha256=request.link_sha256, person=person, created_at=stored(now), kind=LINK, expires_at=until),
            ],
        )


def _account(person: PersonRow, ways: Sequence[TokenRow], now: str, *, able: bool) -> ask.Account:
    seen = max((way.seen_at for way in ways if way.seen_at), default=None)
    came = able or any(way.kind != LINK or way.ended for way in ways)
    open_until = max((way.expires_at for way in ways if way.expires_at and way.expires_at > now), default=None)
    return ask.Account(
        person.id,
        person.name,
        instant(person.created_at),
        person.owner,
        came,
        instant(seen) if seen else None,
        instant(open_until) if open_until and not came else None,
    )
