"""Full-text search inside the encrypted file: FTS5 finds candidates, which `domain/ranking.py` puts in order. The indexes are fed
here, not by triggers.

There are two, one for messages of chats and one for everything else; each points at the table that holds the text. Of a word
that is everywhere only the newest hits are looked at: ranking a hit costs 2 µs, and a million messages hold some words 300,000 times.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas.archive import Hit
from store.adapters.times import from_unix, instant, stored, unix
from store.domain import wanted
from store.domain.fusion import K, fused
from store.domain.query import SNIPPET_CHARACTERS, Match, Term, read, snippet, words_of
from store.domain.ranking import FAR, Judged, Ranking

KINDS = ("note", "contact", "reminder", "conversation", "chat", "draft", "summary", "event")
Table = Literal["passage", "message"]
Counted = Mapping[Term, Mapping[Table, int]]
"""How many texts of each table have a term; no more than CANDIDATES are counted."""
CANDIDATES = 2000
"""So many of the newest that have a word are looked at."""
POOL = 60
"""So many of these at least are put in order, the best by FTS5's own BM25."""
TALKING = 25
"""Of so many messages, the best by their own words, what stands beside them counts too."""
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
BEST = (
    "SELECT seq FROM (SELECT {table}_index.rowid AS seq, bm25({table}_index) AS cost FROM {table}_index {joined}"
    "WHERE {table}_index MATCH :query {filters}ORDER BY {table}_index.rowid DESC LIMIT :candidates) ORDER BY cost, seq DESC LIMIT :pool"
)
"""BM25 in SQLite is negative: less is better."""
WRITTEN_BY = (
    "SELECT message.seq FROM message WHERE message.sender IN (SELECT seq FROM sender WHERE name IN :names ) {filters}"
    "ORDER BY message.at DESC LIMIT :pool"
)
NEWEST: dict[Table, str] = {
    "message": "SELECT message.seq, message.at FROM message WHERE message.chat IN (SELECT seq FROM chat) AND message.sender IS NOT NULL "
    "{filters}ORDER BY message.at DESC, message.seq DESC LIMIT :limit",
    "passage": "SELECT passage.seq, passage.at FROM passage WHERE 1 {filters}ORDER BY passage.at DESC, passage.seq DESC LIMIT :limit",
}
"""All chats are named, so that their index by time is used."""
FITTING = "SELECT {table}.seq FROM {table} WHERE {table}.seq IN :seqs {filters}"
EMBEDDED = "SELECT embedding.id FROM {table} JOIN embedding ON embedding.{table} = {table}.seq WHERE 1 {filters}"
COUNTS = {
    table: text(f"SELECT count(*) FROM (SELECT 1 FROM {table}_index WHERE {table}_index MATCH :query LIMIT :candidates)")
    for table in ("passage", "message")
}
TOTAL = text("SELECT coalesce((SELECT max(seq) FROM message), 0) + coalesce((SELECT max(seq) FROM passage), 0)")
THESE: dict[Table, Any] = {
    "message": text(
        "SELECT message.seq, message.text, message.at, message.media, chat.id AS chat, chat.name AS chat_name, sender.name AS sender FROM message "
        "JOIN chat ON chat.seq = message.chat LEFT JOIN sender ON sender.seq = message.sender WHERE message.seq IN :seqs"
    ).bindparams(bindparam("seqs", expanding=True)),
    "passage": text("SELECT seq, kind, ref, text, at FROM passage WHERE seq IN :seqs").bindparams(bindparam("seqs", expanding=True)),
}
FILTERS: dict[Table, dict[str, str]] = {
    "message": {
        "chat": "AND message.chat = (SELECT seq FROM chat WHERE id = :chat) ",
        "senders": "AND message.sender IN (SELECT seq FROM sender WHERE name IN :senders ) ",
        "since": "AND message.at >= :since ",
        "until": "AND message.at < :until ",
        "forms": "AND message.kind IN :forms ",
    },
    "passage": {
        "kinds": "AND passage.kind IN :kinds ",
        "exclude_turn": "AND passage.ref NOT LIKE :exclude_turn ",
        "since": "AND passage.at >= :since ",
        "until": "AND passage.at < :until ",
        "told": "AND NOT (passage.kind = 'conversation' AND (rtrim(passage.text) LIKE '%?' OR EXISTS (SELECT 1 FROM turn "
        "WHERE turn.id = substr(passage.ref, 1, length(passage.ref) - 2) AND json_extract(turn.reply, '$.steps[0]') NOT IN ('chat', 'unclear') "
        "AND NOT (json_extract(turn.reply, '$.steps[0]') = 'event' AND json_extract(turn.reply, '$.asked.wants') = 'yes')))) ",
    },
}
"""`told` leaves out what was asked of the assistant, or made into something else that is found, unless just that is looked for; what was told and
only offered to be set is there."""


@dataclass(frozen=True, repr=False)
class Narrowed:
    """Which texts count. Naming a chat, senders or forms of messages leaves messages of chats only."""

    kinds: Sequence[str] = ()
    exclude_turn: str = ""
    chat: str | None = None
    senders: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    forms: Sequence[str] = ()

    def tables(self) -> list[Table]:
        """Return the tables that may have something."""
        passages = not self.chat and not self.senders and not self.forms and (not self.kinds or set(self.kinds) & set(KINDS))
        return [*(["passage"] if passages else []), *(["message"] if not self.kinds or "message" in self.kinds else [])]  # type: ignore[list-item]

    def given(self, table: Table) -> dict[str, Any]:
        """Return the values of the filters that are needed, by their names in FILTERS."""
        if table == "message":
            wanted = {"chat": self.chat, "senders": list(self.senders), "since": unix(self.since), "until": unix(self.until)}
            wanted["forms"] = list(self.forms)
        else:
            wanted = {
                "kinds": [kind for kind in self.kinds if kind in KINDS],
                "exclude_turn": f"{self.exclude_turn}.%" if self.exclude_turn else None,
                "since": stored(self.since) if self.since else None,
                "until": stored(self.until) if self.until else None,
                "told": None if tuple(self.kinds) == ("conversation",) else True,
            }
        return {name: value for name, value in wanted.items() if value not in (None, [])}

    def statement(self, table: Table, template: str) -> Any:
        """Return a statement with its filters in the places that are kept for them."""
        wanted = self.given(table)
        joined = f"CROSS JOIN {table} ON {table}.seq = {table}_index.rowid " if wanted else ""
        made = text(template.format(table=table, joined=joined, filters="".join(FILTERS[table][name] for name in wanted)))
        return made.bindparams(
            *(bindparam(name, expanding=True) for name in ("kinds", "senders", "forms", "names", "seqs") if f":{name} " in made.text)
        )


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
    among: Narrowed = Narrowed(),
    *,
    match: Match = "all",
    limit: int = 20,
    nearest: Sequence[Hit] = (),
    counted: Counted | None = None,
) -> tuple[Hit, ...]:
    """Return the best hits; none for a query without a word. `nearest` are hits found by meaning, already narrowed, nearest first, which
    are fused with those found by words; a score then says where a hit stood in both lists. `counted` says how often each term of the
    query is there, where that is known."""
    terms = read(query, match)
    if not terms:
        return ()
    with time_limit(session):
        found = count(session, terms) if counted is None else counted
        pool = [(table, seq) for table in among.tables() for seq in _candidates(session, table, found, match, among, max(limit, POOL))]
        often = {term: sum(each.values()) for term, each in found.items()}
        ranking = Ranking(terms, often, session.scalar(TOTAL) or 0, wanted=wanted.read(query))
        judged = ranking.judged(at_places(session, pool))
        around = _beside(judged, pool) if match == "any" else []
        may = fitting(session, around, among)
        beside = ranking.judged(at_places(session, [place for place in around if place not in may]))
        hits = ranking.ordered([*judged, *ranking.judged(at_places(session, may))], beside)
    if nearest:
        both = fused([hits, nearest], key=lambda hit: (hit.kind, hit.id))
        hits = [replace(hit, score=score * K) for hit, score in both]
    return tuple(replace(hit, snippet=snippet(hit.text, terms)) for hit in hits[:limit])


def newest(session: Session, among: Narrowed, *, limit: int) -> tuple[Hit, ...]:
    """Return what was written last of what counts, newest first; no lines of the messenger's own."""
    with time_limit(session):
        places = [
            (table, seq)
            for table in among.tables()
            for seq in session.scalars(among.statement(table, NEWEST[table]), {**among.given(table), "limit": limit})
        ]
    hits = sorted(at_places(session, places), key=lambda hit: hit.at, reverse=True)
    return tuple(replace(hit, snippet=hit.text[:SNIPPET_CHARACTERS]) for hit in hits[:limit])


def count(session: Session, terms: Sequence[Term]) -> Counted:
    """Return how many texts of each table have each term; no more than CANDIDATES are counted."""
    return {term: {table: _count(session, table, term) for table in THESE} for term in terms}


def _beside(judged: Sequence[Judged], there: Sequence[tuple[Table, int]]) -> list[tuple[Table, int]]:
    """Return the places beside the best messages: those of a chat are kept in their order."""
    messages = sorted((one for one in judged if one.hit.kind == "message"), key=lambda one: -one.score)[:TALKING]
    around = {("message", int(one.hit.id) + step) for one in messages for step in range(-FAR, FAR + 1)}
    return sorted(around.difference(there))  # type: ignore[arg-type]


def at_places(session: Session, places: Sequence[tuple[Table, int]]) -> list[Hit]:
    """Return the texts at some places as hits, in that order."""
    found: dict[tuple[Table, int], Hit] = {}
    for table, statement in THESE.items():
        seqs = [seq for one, seq in places if one == table]
        for row in session.execute(statement, {"seqs": seqs}) if seqs else ():
            found[table, row.seq] = _message(row) if table == "message" else Hit(row.kind, row.ref, row.text, "", instant(row.at), 0.0)
    return [found[place] for place in places if place in found]


def fitting(session: Session, places: Sequence[tuple[Table, int]], among: Narrowed) -> list[tuple[Table, int]]:
    """Return those of some places that count, in their order."""
    fit = set()
    for table in among.tables():
        given = {**among.given(table), "seqs": [seq for one, seq in places if one == table]}
        fit |= {(table, seq) for seq in session.scalars(among.statement(table, FITTING), given)}
    return [place for place in places if place in fit]


def embedded(session: Session, among: Narrowed) -> list[int] | None:
    """Return the ids of the vectors of what counts; None where that is nearly everything."""
    if among == replace(Narrowed(), exclude_turn=among.exclude_turn):
        return None
    return [one for table in among.tables() for one in session.scalars(among.statement(table, EMBEDDED), among.given(table))]


def _message(row: Any) -> Hit:
    return Hit("message", str(row.seq), row.text, "", from_unix(row.at), 0.0, row.chat, row.chat_name, row.sender or "", row.media or "")


def _count(session: Session, table: str, term: Term) -> int:
    return session.scalar(COUNTS[table], {"query": term.expression(), "candidates": CANDIDATES}) or 0


def _candidates(session: Session, table: Table, found: Counted, match: Match, among: Narrowed, pool: int) -> list[int]:
    """Return the places of what has all terms and, for a question, of what has some, the rarest at least, or the number."""
    wanted = [" AND ".join(term.expression() for term in found)]
    if match == "any":
        needed: Counted = {term: counts for term, counts in found.items() if term.number} or found
        wanted.append(" OR ".join(term.expression() for term in _rare(needed, table)))
    statement, given = among.statement(table, BEST), {**among.given(table), "candidates": CANDIDATES, "pool": pool}
    seqs = [seq for query in dict.fromkeys(wanted) for seq in session.scalars(statement, {**given, "query": query})]
    return list(dict.fromkeys([*seqs, *(_written_by(session, found, among) if table == "message" else ())]))


def _rare(found: Counted, table: Table) -> list[Term]:
    """Return the rarest terms, as many as have no more candidates together than are looked at: so nothing is passed over for being old."""
    order = sorted(found, key=lambda term: found[term][table])
    return [term for place, term in enumerate(order) if place == 0 or sum(found[one][table] for one in order[: place + 1]) <= CANDIDATES]


@contextmanager
def time_limit(session: Session) -> Iterator[None]:
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


def _written_by(session: Session, found: Counted, among: Narrowed) -> list[int]:
    """Return the newest messages of whoever has a telephone number that is looked for as their name."""
    numbers = [term.number for term in found if term.number is not None]
    if not numbers:
        return []
    everybody = {name: words_of(name) for name in session.scalars(text("SELECT name FROM sender"))}
    names = [name for name, words in everybody.items() if any(number.stands_in(words) for number in numbers)]
    given = {**among.given("message"), "names": names, "pool": POOL}
    return list(session.scalars(among.statement("message", WRITTEN_BY), given)) if names else []
