"""Full-text search inside the encrypted file: FTS5, ranked by BM25. The indexes are fed here, not by triggers.

There are two, one for messages of chats and one for everything else; each points at the table that holds the text. Of a word
that is everywhere only the newest hits are ranked: ranking a hit costs 2 µs, and a million messages hold some words 300,000 times.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas.archive import Hit
from store.adapters.times import from_unix, instant, stored, unix
from store.domain.fusion import fused
from store.domain.query import joined, snippet, words

KINDS = ("note", "contact", "reminder", "conversation", "chat", "draft", "summary", "event")
CANDIDATES = 2000
"""So many of the newest hits are ranked."""
TIME_LIMIT_SECONDS = 2.0
STEPS = 50_000
"""SQLite's virtual machine looks at the clock each time it has done so many."""

UNINDEX = {
    table: f"INSERT INTO {table}_index ({table}_index, rowid, text) SELECT 'delete', seq, text FROM {table} WHERE "
    for table in ("passage", "message")
}
INDEX_PASSAGE = text("INSERT INTO passage_index (rowid, text) SELECT seq, text FROM passage WHERE kind = :kind AND ref = :ref")
PUT_PASSAGE = text("INSERT INTO passage (kind, ref, at, text) VALUES (:kind, :ref, :at, :text)")
UNINDEX_PASSAGE = text(UNINDEX["passage"] + "kind = :kind AND ref = :ref")
DROP_PASSAGE = text("DELETE FROM passage WHERE kind = :kind AND ref = :ref")
PASSAGES = text(
    "SELECT kind, ref, text, at, -score AS score FROM ("
    "SELECT kind, ref, passage.text, at, bm25(passage_index) AS score FROM passage_index CROSS JOIN passage ON seq = passage_index.rowid "
    "WHERE passage_index MATCH :query AND kind IN :kinds AND ref NOT LIKE :excluded AND at >= :since AND at < :until "
    "ORDER BY passage_index.rowid DESC LIMIT :candidates) ORDER BY score LIMIT :limit"
).bindparams(bindparam("kinds", expanding=True))
MESSAGES = (
    "SELECT best.seq, message.text, message.at, -score AS score, chat.id AS chat, chat.name AS chat_name, sender.name AS sender "
    "FROM (SELECT seq, score FROM (SELECT message_index.rowid AS seq, bm25(message_index) AS score FROM message_index {joined}"
    "WHERE message_index MATCH :query {filters}ORDER BY message_index.rowid DESC LIMIT :candidates) ORDER BY score LIMIT :limit) AS best "
    "JOIN message ON message.seq = best.seq JOIN chat ON chat.seq = message.chat LEFT JOIN sender ON sender.seq = message.sender ORDER BY score"
)
COUNTS = {
    table: text(f"SELECT count(*) FROM (SELECT 1 FROM {table}_index WHERE {table}_index MATCH :query LIMIT :candidates)")
    for table in ("passage", "message")
}
NEAR_MESSAGES = text(
    "SELECT message.seq, message.text, message.at, 0.0 AS score, chat.id AS chat, chat.name AS chat_name, sender.name AS sender FROM message "
    "JOIN chat ON chat.seq = message.chat LEFT JOIN sender ON sender.seq = message.sender WHERE message.seq IN :seqs"
).bindparams(bindparam("seqs", expanding=True))
NEAR_PASSAGES = text("SELECT seq, kind, ref, text, at, 0.0 AS score FROM passage WHERE seq IN :seqs").bindparams(
    bindparam("seqs", expanding=True)
)
FILTERS = {
    "chat": "AND message.chat = (SELECT seq FROM chat WHERE id = :chat) ",
    "sender": "AND message.sender IN (SELECT seq FROM sender WHERE name IN :sender) ",
    "since": "AND message.at >= :since ",
    "until": "AND message.at < :until ",
}


def index(session: Session, *, kind: str, ref: str, text: str, at: str) -> None:
    """Put a text into the index, in place of what was there under the same reference."""
    unindex(session, kind=kind, ref=ref)
    session.execute(PUT_PASSAGE, {"kind": kind, "ref": ref, "at": at, "text": text})
    session.execute(INDEX_PASSAGE, {"kind": kind, "ref": ref})


def unindex(session: Session, *, kind: str, ref: str) -> None:
    """Take a text out of the index."""
    session.execute(UNINDEX_PASSAGE, {"kind": kind, "ref": ref})
    session.execute(DROP_PASSAGE, {"kind": kind, "ref": ref})


def find(
    session: Session,
    query: str,
    *,
    kinds: Sequence[str] = (),
    match: Literal["all", "any"] = "all",
    limit: int = 20,
    exclude_turn: str = "",
    chat: str | None = None,
    senders: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    nearest: Sequence[Sequence[Hit]] = (),
) -> tuple[Hit, ...]:
    """Return the best hits; none for a query without a word. Naming a chat or senders leaves messages of chats only. `nearest` are hits
    found by meaning, already narrowed, which are fused with those found by words."""
    looked_for = words(query, match=match)
    if not looked_for:
        return ()
    common = {"words": looked_for, "limit": limit, "candidates": CANDIDATES}
    lists: list[list[Hit]] = []
    others = [kind for kind in kinds or KINDS if kind in KINDS]
    with _time_limit(session):
        if others and chat is None and not senders:
            given = {**common, "query": _expression(session, "passage", looked_for, match)}
            lists.append(_passages(session, given, others, exclude_turn, since, until))
        if not kinds or "message" in kinds:
            given = {**common, "query": _expression(session, "message", looked_for, match)}
            wanted = {"chat": chat, "sender": list(senders), "since": unix(since), "until": unix(until)}
            lists.append(_messages(session, given, {name: value for name, value in wanted.items() if value not in (None, [])}))
    return tuple(fused([*lists, *nearest], key=lambda hit: (hit.kind, hit.id)))[:limit]


def near(session: Session, places: Sequence[tuple[str, int]], query: str) -> list[Hit]:
    """Return the texts at some places as hits, in that order."""
    common = {"words": words(query, match="any")}
    found: dict[tuple[str, int], Hit] = {}
    for kind, statement in (("message", NEAR_MESSAGES), ("passage", NEAR_PASSAGES)):
        seqs = [seq for one, seq in places if one == kind]
        for row in session.execute(statement, {"seqs": seqs}) if seqs else ():
            found[kind, row.seq] = _message_hit(row, common) if kind == "message" else _passage_hit(row, common)
    return [found[place] for place in places if place in found]


def _expression(session: Session, table: str, looked_for: list[str], match: str) -> str:
    """Of a question's words leave those out that are everywhere, unless all are: they tell nothing, and would crowd out the rest."""
    if match == "any":
        count = COUNTS[table]
        rare = [word for word in looked_for if session.scalar(count, {"query": word, "candidates": CANDIDATES}) < CANDIDATES]
        return joined(rare or looked_for, match=match)
    return joined(looked_for, match=match)


def _passages(
    session: Session, common: dict[str, Any], kinds: list[str], exclude_turn: str, since: datetime | None, until: datetime | None
) -> list[Hit]:
    rows = session.execute(
        PASSAGES,
        {
            **common,
            "kinds": kinds,
            "excluded": f"{exclude_turn}.%" if exclude_turn else "",
            "since": stored(since) if since else "",
            "until": stored(until) if until else "~",
        },
    )
    return [_passage_hit(row, common) for row in rows]


def _passage_hit(row: Any, common: dict[str, Any]) -> Hit:
    return Hit(row.kind, row.ref, row.text, snippet(row.text, common["words"]), instant(row.at), max(row.score, 0.0))


def _messages(session: Session, common: dict[str, Any], wanted: dict[str, Any]) -> list[Hit]:
    filters = "".join(FILTERS[name] for name in wanted)
    joined = "CROSS JOIN message ON message.seq = message_index.rowid " if wanted else ""
    statement = text(MESSAGES.format(joined=joined, filters=filters))
    if "sender" in wanted:
        statement = statement.bindparams(bindparam("sender", expanding=True))
    rows = session.execute(statement, {**common, **wanted})
    return [_message_hit(row, common) for row in rows]


def _message_hit(row: Any, common: dict[str, Any]) -> Hit:
    shown = snippet(row.text, common["words"])
    return Hit("message", str(row.seq), row.text, shown, from_unix(row.at), max(row.score, 0.0), row.chat, row.chat_name, row.sender or "")


@contextmanager
def _time_limit(session: Session) -> Iterator[None]:
    """Stop a search that takes too long; raises Refused, which says what helps."""
    connection: Any = session.connection().connection.dbapi_connection
    deadline = time.monotonic() + TIME_LIMIT_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error.orig):
            raise Refused("the search took too long; give a rarer word, a chat or a span of time") from None
        raise
    finally:
        connection.set_progress_handler(None, STEPS)
