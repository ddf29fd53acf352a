"""Full-text search inside the encrypted file: FTS5 finds candidates, which `domain/ranking.py` puts in order. The indexes are fed
here, not by triggers.

There are two, one for messages of chats and one for everything else; each points at the table that holds the text.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas.archive import Hit
from store.adapters import candidates
from store.adapters.candidates import Known
from store.adapters.narrowed import Narrowed, Table, fitting
from store.adapters.times import from_unix, instant
from store.domain import wanted
from store.domain.fusion import K, fused
from store.domain.query import SNIPPET_CHARACTERS, Match, read, snippet
from store.domain.ranking import STEPS, Judged, Ranking, Reach

EVERYTHING = Narrowed()
TIME_LIMIT_SECONDS = 2.0
CHECKED_AFTER = 50_000
"""SQLite's virtual machine looks at the clock each time it has done so many steps."""

UNINDEX = {
    table: f"INSERT INTO {table}_index ({table}_index, rowid, text) SELECT 'delete', seq, text FROM {table} WHERE "
    for table in ("passage", "message")
}
INDEX_PASSAGE = text("INSERT INTO passage_index (rowid, text) SELECT seq, text FROM passage WHERE kind = :kind AND ref = :ref")
PUT_PASSAGE = text("INSERT INTO passage (kind, ref, at, text) VALUES (:kind, :ref, :at, :text)")
UNINDEX_PASSAGE = text(UNINDEX["passage"] + "kind = :kind AND ref = :ref")
DROP_PASSAGE = text("DELETE FROM passage WHERE kind = :kind AND ref = :ref")
NEWEST: dict[Table, str] = {
    "message": "SELECT message.seq, message.at FROM message {by}WHERE message.chat IN (SELECT seq FROM chat) AND +message.sender IS NOT NULL "
    "{filters}ORDER BY message.at DESC, message.seq DESC LIMIT :limit",
    "passage": "SELECT passage.seq, passage.at FROM passage WHERE 1 {filters}ORDER BY passage.at DESC, passage.seq DESC LIMIT :limit",
}
"""All chats are named, so that their indexes by time are used, and not the one that knows who wrote."""
EMBEDDED = "SELECT embedding.id FROM {table} JOIN embedding ON embedding.{table} = {table}.seq WHERE 1 {filters}"
TOTAL = text("SELECT coalesce((SELECT max(seq) FROM message), 0) + coalesce((SELECT max(seq) FROM passage), 0)")
WROTE = text(
    "SELECT message.seq, sender.name FROM json_each(:seqs) AS place CROSS JOIN message ON message.seq = place.value "
    "JOIN sender ON sender.seq = message.sender"
)
THESE: dict[Table, Any] = {
    "message": text(
        "SELECT message.seq, message.text, message.at, chat.id, chat.name, sender.name, message.media FROM json_each(:seqs) AS place "
        "CROSS JOIN message ON message.seq = place.value CROSS JOIN chat ON chat.seq = message.chat LEFT JOIN sender ON sender.seq = message.sender"
    ),
    "passage": text(
        "SELECT passage.seq, passage.kind, ref, passage.text, passage.at, thread FROM json_each(:seqs) AS place CROSS JOIN passage "
        "ON passage.seq = place.value LEFT JOIN utterance ON passage.kind = 'conversation' AND utterance.id = ref"
    ),
}


def index(session: Session, *, kind: str, ref: str, text: str, at: str, new: bool = False) -> None:
    """Put a text into the index, in place of what was there under the same reference, unless that is `new`."""
    if not new:
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
    among: Narrowed = EVERYTHING,
    *,
    match: Match = "all",
    limit: int = 20,
    nearest: Sequence[Hit] = (),
    known: Known | None = None,
) -> tuple[Hit, ...]:
    """Return the best hits; none for a query without a word. `nearest` are hits found by meaning, already narrowed, nearest first, which
    are fused with those found by words; a score then says where a hit stood in both lists. `known` says where each term of the query is,
    where that was looked for."""
    terms = read(query, match)
    if not terms:
        return ()
    with time_limit(session):
        found = candidates.known(session, terms) if known is None else known
        pool = [(table, seq) for table in among.tables() for seq in candidates.of(session, table, found, match, among, limit)]
        often = {term: sum(map(len, there.values())) for term, there in found.items()}
        ranking = Ranking(terms, often, session.scalar(TOTAL) or 0, wanted=wanted.read(query))
        judged = ranking.judged(at_places(session, pool))
        around = _beside(session, ranking, judged, found, pool, limit) if match == "any" else []
        may = fitting(session, around, among) if around else []
        beside = ranking.judged(at_places(session, [place for place in around if place not in may]))
        hits = ranking.ordered([*judged, *ranking.judged(at_places(session, may))], beside, limit=None if nearest else limit)
    if nearest:
        both = fused([hits, nearest], key=lambda hit: (hit.kind, hit.id))
        hits = [replace(hit, score=score * K) for hit, score in both]
    return tuple(replace(hit, snippet=snippet(hit.text, terms)) for hit in hits[:limit])


def newest(session: Session, among: Narrowed, *, limit: int) -> tuple[Hit, ...]:
    """Return what was written last of what counts, newest first; no lines of the messenger's own."""
    by = "INDEXED BY message_form " if among.forms else ""  # Of all that somebody wrote, pictures and the like are few.
    with time_limit(session):
        places = [
            (table, seq)
            for table in among.tables()
            for seq in session.scalars(among.statement(table, NEWEST[table].replace("{by}", by)), {**among.given(table), "limit": limit})
        ]
    hits = sorted(at_places(session, places), key=lambda hit: hit.at, reverse=True)
    return tuple(replace(hit, snippet=hit.text[:SNIPPET_CHARACTERS]) for hit in hits[:limit])


def _beside(
    session: Session, ranking: Ranking, judged: Sequence[Judged], known: Known, there: Sequence[tuple[Table, int]], limit: int
) -> list[tuple[Table, int]]:
    """Return the places beside the best messages where something may be that matters: those of a chat are kept in their order."""
    around = {seq + step for seq in ranking.best(judged) for step, _ in STEPS}
    by: dict[str, set[int]] = defaultdict(set)
    for seq, name in session.execute(WROTE, {"seqs": json.dumps(sorted(around))}):
        by[name].add(seq)
    reaches = []
    for place, each in enumerate(known.values()):
        seqs, called = each["message"], [name for name in by if place in ranking.called(name)]
        reaches.append(Reach(frozenset(seqs).union(*map(by.__getitem__, called)), seqs[-1] if len(seqs) >= candidates.CANDIDATES else 0))
    return sorted({("message", seq) for seq in ranking.beside(judged, reaches, limit)}.difference(there))


def at_places(session: Session, places: Sequence[tuple[Table, int]]) -> list[Hit]:
    """Return the texts at some places as hits, in that order."""
    found: dict[tuple[Table, int], Hit] = {}
    for table, statement in THESE.items():
        seqs = [seq for one, seq in places if one == table]
        for row in session.execute(statement, {"seqs": json.dumps(seqs)}) if seqs else ():
            found[table, row[0]] = _message(*row) if table == "message" else _passage(*row)
    return [found[place] for place in places if place in found]


def embedded(session: Session, among: Narrowed) -> list[int] | None:
    """Return the ids of the vectors of what counts; None where that is nearly everything."""
    if among == replace(Narrowed(), exclude_turn=among.exclude_turn):
        return None
    return [one for table in among.tables() for one in session.scalars(among.statement(table, EMBEDDED), among.given(table))]


def _message(seq: int, words: str, at: int, chat: str, chat_name: str, sender: str | None, media: str | None) -> Hit:
    return Hit("message", str(seq), words, "", from_unix(at), 0.0, chat, chat_name, sender or "", media or "")


def _passage(_seq: int, kind: str, ref: str, words: str, at: str, thread: str | None) -> Hit:
    return Hit(kind, ref, words, "", instant(at), 0.0, thread=thread or "")


@contextmanager
def time_limit(session: Session) -> Iterator[None]:
    """Stop a search that takes too long; raises Refused, which says what helps."""
    connection: Any = session.connection().connection.dbapi_connection
    deadline = time.thread_time() + TIME_LIMIT_SECONDS
    connection.set_progress_handler(lambda: time.thread_time() > deadline, CHECKED_AFTER)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error.orig):
            raise Refused("the search took too long; give a rarer word, a chat or a span of time") from None
        raise
    finally:
        connection.set_progress_handler(None, CHECKED_AFTER)
