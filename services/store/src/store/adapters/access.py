"""What lets a person in: tokens, browsers that are signed in, links that do so once. Only digests are kept of any of them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import Session

from shared.errors import Full, Refused, Unavailable
from shared.schemas import archive as ask
from store.adapters.models_directory import PushRow, TokenRow
from store.adapters.passphrases import Passphrases
from store.adapters.times import instant, stored
from store.adapters.vault import Vault

TOKEN, BROWSER, LINK = "token", "browser", "link"
STAYING, STAYING_IDLE = timedelta(days=30), timedelta(days=14)
VISITING, VISITING_IDLE = timedelta(hours=12), timedelta(hours=2)
"""So long a browser is signed in at most, and so long without being seen: where it was asked to stay, and where not."""
SEEN_EVERY = timedelta(minutes=5)
REMEMBERED = timedelta(days=30)
"""So long after its time a token is still known to have been one."""
MOST = {TOKEN: 100, BROWSER: 50, LINK: 20}
"""So many of a person's are in force at once."""


class Access:
    """Lets people in, and shuts them out again."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._passphrases = Passphrases(vault)

    def identify(self, sha256: str, *, seen: bool = True) -> ask.Identified:
        """Tell whose a token is, and note that it was seen; of a browser only where its person did something."""
        now = datetime.now(UTC)
        with self._vault.directory() as session:
            row = session.get(TokenRow, sha256)
            if row is None or row.kind == LINK:
                return ask.Identified(None)
            if not is_in_force(row, now):
                return ask.Identified(None, ended=True)
            view = _view(row)
            found = ask.Identified(row.person, view.id, view.kind, view.scopes, view.expires_at)
        if (seen or view.kind != BROWSER) and (view.seen_at is None or view.seen_at + SEEN_EVERY < now):
            self._note_seen(sha256, now)
        return found

    def admit(self, request: ask.Admit) -> ask.Admitted:
        """Sign a browser in, or say why not. A link is used up by it."""
        now = datetime.now(UTC)
        with self._vault.directory() as session:
            made = session.get(TokenRow, request.browser_sha256)
            if made is not None:  # The same request again.
                return ask.Admitted(made.person, _view(made).expires_at)
            by = session.get(TokenRow, request.by_sha256)
            if by is not None:
                return _let_in(session, request, by, now)
        person = self._passphrases.person(request.name, request.passphrase)
        if person is None:
            return ask.Admitted(None, why="unknown")
        with self._vault.directory() as session:
            return _begun(session, request, person, None, now)

    def make(self, request: ask.MakeToken) -> ask.TokenView:
        """Make a token or a link; raises Refused where there are too many."""
        now = datetime.now(UTC)
        with self._vault.directory() as session:
            made = session.get(TokenRow, request.token_sha256) or _made(session, request, now)
            session.flush()
            return _view(made)

    def every(self, person: str, kind: str) -> tuple[ask.TokenView, ...]:
        """Return those in force, whichever was seen or made last first."""
        now = datetime.now(UTC)
        with self._vault.directory() as session:
            pushes = dict(session.execute(select(PushRow.token, PushRow.content).where(PushRow.person == person)).tuples().all())
            rows = [row for row in session.scalars(_of(person, kind)) if is_in_force(row, now)]
            views = [replace(_view(row), push=pushes.get(row.sha256, "")) for row in rows]
        return tuple(sorted(views, key=lambda view: view.seen_at or view.created_at, reverse=True))

    def end(self, person: str, kind: str, *, only: str = "", all_but: str = "") -> int:
        """End one, or all but one and every open link, with what they made; return how many. Ending one that has ended does nothing."""
        which = TokenRow.id == only if only else TokenRow.id != all_but
        with self._vault.directory() as session:
            rows = list(session.scalars(_of(person, kind, *(() if only else (LINK,))).where(which)))
            _end(session, [row.sha256 for row in rows])
            return len(rows)

    def set_passphrase(self, request: ask.SetPassphrase) -> None:
        """Give a person another passphrase, or none; where there was one, every browser but this is signed out."""
        had = self._passphrases.state(request.person).is_set
        self._passphrases.set(request.person, request.passphrase, request.name)
        if had:
            self.end(request.person, BROWSER, all_but=request.by)

    def passphrase(self, person: str) -> ask.PassphraseState:
        """Tell whether a person has one."""
        return self._passphrases.state(person)

    def end_all_browsers(self) -> None:
        """Sign everybody out: an older state of the store knows browsers that were signed out since."""
        with self._vault.directory() as session:
            session.execute(delete(TokenRow).where(TokenRow.kind != TOKEN))

    def _note_seen(self, sha256: str, now: datetime) -> None:
        with suppress(Unavailable), self._vault.directory() as session:  # A full disk keeps nobody out.
            session.execute(update(TokenRow).where(TokenRow.sha256 == sha256).values(seen_at=stored(now)))


def _of(person: str, *kinds: str) -> Select[TokenRow]:
    return select(TokenRow).where(TokenRow.person == person, TokenRow.kind.in_(kinds), TokenRow.ended.is_(False))


def _let_in(session: Session, request: ask.Admit, by: TokenRow, now: datetime) -> ask.Admitted:
    if by.kind == BROWSER:
        return ask.Admitted(None, why="unknown")
    if by.ended and by.kind == LINK:
        return ask.Admitted(None, why="used")
    if not is_in_force(by, now):
        return ask.Admitted(None, why="expired")
    if "all" not in by.scopes.split():
        return ask.Admitted(None, why="narrow")
    by.ended = by.kind == LINK
    return _begun(session, request, by.person, by, now)


def _begun(session: Session, request: ask.Admit, person: str, by: TokenRow | None, now: datetime) -> ask.Admitted:
    _end(session, [request.instead_of])
    _make_room(session, person, BROWSER, now)
    whole, idle = (STAYING, STAYING_IDLE) if request.stay else (VISITING, VISITING_IDLE)
    root = _root(session, by)
    expires_at = _no_later(now + whole, root)
    session.add(
        TokenRow(
            sha256=request.browser_sha256,
            person=person,
            created_at=stored(now),
            kind=BROWSER,
            name=request.device,
            expires_at=stored(expires_at),
            idle_seconds=int(idle.total_seconds()),
            seen_at=stored(now),
            root=root.sha256 if root else None,
        )
    )
    return ask.Admitted(person, expires_at)


def _made(session: Session, request: ask.MakeToken, now: datetime) -> TokenRow:
    by = session.scalars(select(TokenRow).where(TokenRow.id == request.by, TokenRow.person == request.person)).first()
    if by is None or not is_in_force(by, now):
        raise Refused("what this was asked with has ended")
    _make_room(session, request.person, request.kind, now)
    root = _root(session, by)
    row = TokenRow(
        sha256=request.token_sha256,
        person=request.person,
        created_at=stored(now),
        kind=request.kind,
        name=request.name,
        scopes=" ".join(request.scopes),
        expires_at=stored(_no_later(now + timedelta(seconds=request.seconds), root)),
        root=root.sha256 if root else None,
    )
    session.add(row)
    return row


def _root(session: Session, by: TokenRow | None) -> TokenRow | None:
    """Return the token that what is made ends with."""
    if by is None or by.kind == TOKEN:
        return by
    return session.get(TokenRow, by.root) if by.root else None


def _no_later(at: datetime, root: TokenRow | None) -> datetime:
    return min(at, instant(root.expires_at)) if root and root.expires_at else at


def _make_room(session: Session, person: str, kind: str, now: datetime) -> None:
    """Drop what nobody can come with any more. Of browsers and links the one that was silent for longest gives way to a new one."""
    session.execute(delete(TokenRow).where(TokenRow.expires_at < stored(now - REMEMBERED)))
    silent_first = _of(person, kind).order_by(func.coalesce(TokenRow.seen_at, TokenRow.created_at))
    rows = list(session.scalars(silent_first))
    if len(rows) < MOST[kind]:
        return
    if kind == TOKEN and sum(is_in_force(row, now) for row in rows) >= MOST[TOKEN]:
        raise Full(f"there are {MOST[TOKEN]} tokens already; revoke one first")
    _end(session, [row.sha256 for row in rows[: len(rows) - MOST[kind] + 1] if kind != TOKEN])


def _end(session: Session, digests: Sequence[str]) -> None:
    while digests:
        session.execute(update(TokenRow).where(TokenRow.sha256.in_(digests)).values(ended=True, name=""))
        session.execute(delete(PushRow).where(PushRow.token.in_(digests)))
        made_by_them: ColumnElement[bool] = TokenRow.root.in_(digests)
        digests = session.scalars(select(TokenRow.sha256).where(made_by_them, TokenRow.ended.is_(False))).all()


def is_in_force(row: TokenRow, now: datetime) -> bool:
    """Tell whether something lets its person in."""
    if row.ended or (row.expires_at is not None and instant(row.expires_at) <= now):
        return False
    return row.idle_seconds is None or instant(row.seen_at or row.created_at) + timedelta(seconds=row.idle_seconds) > now


def _view(row: TokenRow) -> ask.TokenView:
    times = [instant(text) if text else None for text in (row.seen_at, row.expires_at)]
    created_at = instant(row.created_at) if "T" in row.created_at else datetime.fromisoformat(f"{row.created_at[:4]}-01-01T00:00:00+00:00")
    return ask.TokenView(row.id, row.kind, row.name, tuple(row.scopes.split()), created_at, *times)  # type: ignore[arg-type]
