"""Where notifications reach browsers, and the installation's key for them. Both lie in the encrypted directory; what is signed out is gone."""

import base64
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas import archive as ask
from store.adapters.access import BROWSER, is_in_force
from store.adapters.models_directory import PushKeyRow, PushRow, TokenRow
from store.adapters.vault import Vault

KEY_BYTES = 32


class Pushes:
    """One place for each browser that is signed in, at most."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def put(self, request: ask.PutPush) -> None:
        """Let notifications reach a browser; raises Refused for one that is not signed in. An address that another browser gave before
        is this one's now: somebody else may have signed in there."""
        with self._vault.directory() as session:
            row = session.scalars(select(TokenRow).where(TokenRow.id == request.token, TokenRow.person == request.person)).first()
            if row is None or row.kind != BROWSER or not is_in_force(row, datetime.now(UTC)):
                raise Refused("no browser of that id is signed in")
            session.execute(delete(PushRow).where((PushRow.endpoint == request.endpoint) | (PushRow.token == row.sha256)))
            given = {name: getattr(request, name) for name in ("person", "endpoint", "p256dh", "auth", "content")}
            session.add(PushRow(token=row.sha256, **given))

    def drop(self, request: ask.DropPush) -> bool:
        """Let none reach it; tell whether any did."""
        which = _of(request.person, request.token)
        only = PushRow.endpoint == request.endpoint if request.endpoint else which
        with self._vault.directory() as session:
            found = session.scalars(select(PushRow.token).where(which, only)).all()
            session.execute(delete(PushRow).where(PushRow.token.in_(found)))
            return bool(found)

    def one(self, request: ask.AskPush) -> ask.Push:
        """Return where a browser's notifications go."""
        with self._vault.directory() as session:
            row = session.scalars(select(PushRow).where(_of(request.person, request.token))).first()
            token = session.get(TokenRow, row.token) if row else None
            key = _key(session)
            if row is None or token is None or not is_in_force(token, datetime.now(UTC)):
                return ask.Push(key=key)
            return ask.Push(row.endpoint, row.p256dh, row.auth, row.content, key)  # type: ignore[arg-type]

    def devices(self, person: str) -> tuple[str, ...]:
        """Return the browsers of a person's that are reached, by id."""
        with self._vault.directory() as session:
            rows = session.scalars(select(TokenRow).join(PushRow, PushRow.token == TokenRow.sha256).where(PushRow.person == person))
            return tuple(row.id for row in rows if is_in_force(row, datetime.now(UTC)))


def _of(person: str, token: str) -> ColumnElement[bool]:
    return PushRow.token.in_(select(TokenRow.sha256).where(TokenRow.person == person, TokenRow.id == token))


def _key(session: Session) -> str:
    """Return the installation's private key, which is made when it is first asked for."""
    row = session.get(PushKeyRow, 1)
    if row is None:
        secret = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(KEY_BYTES, "big")
        row = PushKeyRow(one=1, private=base64.urlsafe_b64encode(secret).decode().rstrip("="))
        session.add(row)
    return row.private
