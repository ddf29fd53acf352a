"""Full-text search inside the encrypted file: FTS5, ranked by BM25. The index is fed here, not by triggers."""

from collections.abc import Sequence

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from shared.schemas.archive import Hit
from store.adapters.times import instant
from store.domain.query import fts_query

INSERT = text("INSERT INTO passage (text, kind, ref, at) VALUES (:text, :kind, :ref, :at)")
DELETE = text("DELETE FROM passage WHERE ref = :ref AND kind = :kind")
MARK = ("⟦", "⟧")
FIND = text(
    "SELECT kind, ref, text, at, -rank AS score, snippet(passage, 0, :open, :close, ' … ', 24) AS snippet FROM passage "
    "WHERE passage MATCH :query AND kind IN :kinds AND ref NOT LIKE :excluded ORDER BY rank LIMIT :limit"
).bindparams(bindparam("kinds", expanding=True))
KINDS = ("note", "contact", "reminder", "message", "chat")


def index(session: Session, *, kind: str, ref: str, text: str, at: str) -> None:
    """Put a text into the index, in place of what was there under the same reference."""
    unindex(session, kind=kind, ref=ref)
    session.execute(INSERT, {"text": text, "kind": kind, "ref": ref, "at": at})


def unindex(session: Session, *, kind: str, ref: str) -> None:
    """Take a text out of the index."""
    session.execute(DELETE, {"kind": kind, "ref": ref})


def find(session: Session, query: str, *, kinds: Sequence[str], match: str, limit: int, exclude_turn: str) -> tuple[Hit, ...]:
    """Return the best hits; none for a query without a word."""
    expression = fts_query(query, match=match)
    if not expression:
        return ()
    rows = session.execute(
        FIND,
        {
            "query": expression,
            "kinds": list(kinds or KINDS),
            "limit": limit,
            "open": MARK[0],
            "close": MARK[1],
            "excluded": f"{exclude_turn}.%" if exclude_turn else "",
        },
    )
    return tuple(
        Hit(kind=row.kind, id=row.ref, text=row.text, snippet=row.snippet, at=instant(row.at), score=max(row.score, 0.0)) for row in rows
    )
