"""What left: an append-only, hash-chained record of one person, inside a transaction."""

import secrets
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas.archive import SPENT, Budget, ChainVerified, EgressEntry, EgressLog, ListEgress, RecordEgress, SettleEgress
from store.adapters import paging
from store.adapters.forgetting import is_forgotten
from store.adapters.models import AuditRow, EgressRow, Turn, UtteranceRow
from store.adapters.times import instant, stored
from store.domain.chain import GENESIS, first_break, link

RANK = {"recorded": 0, "failed": 1, "queued": 2, "sending": 3, "sent": 4, "undelivered": 5, "delivered": 6, "read": 7}
BYTES_PER_TOKEN = 3


def record(session: Session, request: RecordEgress, *, is_known: bool = False) -> tuple[str, bool]:
    """Append an entry unless its key is known; return its id and whether it is new. What it is sent for need not be kept, where it is
    known otherwise."""
    known = session.scalars(select(EgressRow).where(EgressRow.key == request.key)).first()
    if known is not None:
        return known.id, False
    if request.budget is not None and _is_spent(session, request.party, request.budget):
        raise Refused(SPENT)
    if not is_known and is_forgotten(session, request.key):
        raise Refused("what this was to be sent for was forgotten")
    previous = session.scalars(select(EgressRow.digest).order_by(EgressRow.seq.desc()).limit(1)).first() or GENESIS
    entry = {
        "id": secrets.token_hex(8),
        "key": request.key,
        "at": stored(request.at),
        "party": request.party,
        "purpose": request.purpose,
        "url": request.url,
        "body": request.body,
        "cause": request.cause,
    }
    session.add(EgressRow(**entry, digest=link(previous, entry), state="recorded", external_id=""))
    return entry["id"], True


def _is_spent(session: Session, party: str, budget: Budget) -> bool:
    """Tell whether the requests or tokens since a moment have reached the budget. What the party has not priced yet is estimated
    from its bytes, generously."""
    estimate = func.max(EgressRow.tokens, func.length(EgressRow.body) / BYTES_PER_TOKEN)
    counted = select(func.count(), func.coalesce(func.sum(estimate), 0)).where(
        EgressRow.party == party, EgressRow.at >= stored(budget.since)
    )
    requests, tokens = session.execute(counted).one()
    return bool(requests >= budget.requests or tokens >= budget.tokens)


def settle(session: Session, request: SettleEgress) -> str:
    """Note what became of an entry; its state never goes down. Return the entry's id."""
    row = session.scalars(select(EgressRow).where(EgressRow.key == request.key)).first()
    if row is None:
        raise Refused("nothing was recorded under this key")
    if RANK[request.state] > RANK[row.state]:
        row.state = request.state
    row.external_id = request.external_id or row.external_id
    row.tokens = request.tokens or row.tokens
    return row.id


def recorded(session: Session, key: str) -> tuple[str, str, str]:
    """Return state, address and body of what was recorded under a key; nothing where nothing was."""
    row = session.scalars(select(EgressRow).where(EgressRow.key == key)).first()
    return (row.state, row.url, row.body) if row is not None else ("", "", "")


def log(session: Session, request: ListEgress) -> EgressLog:
    """Return entries, newest first, and how many of the turns in the span caused none to the cloud model."""
    caused = (UtteranceRow.turn == EgressRow.cause) & (UtteranceRow.role == "person")
    query = (
        select(EgressRow, UtteranceRow.text)
        .join(UtteranceRow, caused, isouter=True)
        .order_by(EgressRow.seq.desc())
        .limit(request.limit + 1)
    )
    turns = select(func.count()).select_from(Turn)
    asked = select(func.count(func.distinct(EgressRow.cause))).where(EgressRow.party == "openai", EgressRow.cause.in_(select(Turn.id)))
    if request.id is not None:
        query = query.where(EgressRow.id == request.id)
    if request.after is not None:
        query = query.where(paging.beyond((EgressRow.seq,), request.after, back=True))
    if request.since is not None:
        since = stored(request.since)
        query, turns, asked = query.where(EgressRow.at >= since), turns.where(Turn.begun_at >= since), asked.where(EgressRow.at >= since)
    if request.until is not None:
        until = stored(request.until)
        query, turns, asked = query.where(EgressRow.at < until), turns.where(Turn.begun_at < until), asked.where(EgressRow.at < until)
    rows, requests = list(session.execute(query)), session.scalar(turns) or 0
    return EgressLog(
        entries=tuple(_entry(row, said or "", with_body=request.id is not None) for row, said in rows[: request.limit]),
        requests=requests,
        never_left=max(requests - (session.scalar(asked) or 0), 0),
        next=paging.place((rows[request.limit - 1][0].seq,)) if len(rows) > request.limit else None,
    )


def verify(session: Session, chain: str) -> ChainVerified:
    """Walk a chain from its beginning."""
    table: Any
    table, names = (
        (EgressRow, ("id", "key", "at", "party", "purpose", "url", "body", "cause"))
        if chain == "egress"
        else (AuditRow, ("at", "action", "request", "service"))
    )
    count = session.scalar(select(func.count()).select_from(table)) or 0
    rows = session.scalars(select(table).order_by(table.seq).execution_options(yield_per=500))
    broken = first_break(
        (str(row.seq), {name: value for name in names if (value := getattr(row, name)) is not None}, row.digest) for row in rows
    )
    return ChainVerified(entries=count, whole=broken is None, broken_at=broken)


def _entry(row: EgressRow, said: str, *, with_body: bool) -> EgressEntry:
    return EgressEntry(
        id=row.id,
        at=instant(row.at),
        party=row.party,
        purpose=row.purpose,
        url=row.url,
        bytes=len(row.body.encode()),
        cause=row.cause,
        state=row.state,
        external_id=row.external_id,
        body=row.body if with_body else "",
        request=said,
        tokens=row.tokens,
    )
