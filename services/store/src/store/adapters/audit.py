"""Who looked at what: the audit record of one person, inside a transaction. It is written by the vault."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shared.schemas.archive import AuditEntry, AuditLog
from store.adapters.models import AuditRow
from store.adapters.times import instant


def log(session: Session, *, limit: int, before: int | None) -> AuditLog:
    """Return the newest entries, or those before one."""
    query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.seq < before)
    entries = tuple(AuditEntry(row.seq, instant(row.at), row.action, row.service or "", row.request) for row in session.scalars(query))
    return AuditLog(entries, session.scalar(select(func.count()).select_from(AuditRow)) or 0)
