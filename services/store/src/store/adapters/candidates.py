"""What may be found: FTS5 finds what has all words, then what has the rarest of them. Of a word that is everywhere only the newest hits are
looked at: ranking a hit costs 2 µs, and a million messages hold some words 300,000 times."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from store.adapters.narrowed import Narrowed, Table, fitting
from store.domain.query import Match, Term, words_of

TABLES: tuple[Table, ...] = ("message", "passage")
Counted = Mapping[Term, Mapping[Table, int]]
"""How many texts of each table have a term; no more than CANDIDATES are counted."""
CANDIDATES = 2000
"""So many of the newest that have a word are looked at."""
POOL = 60
"""So many of these at least are put in order, the best by FTS5's own BM25."""
BEST = (
    "SELECT seq FROM (SELECT {table}_index.rowid AS seq, bm25({table}_index) AS cost FROM {table}_index {joined}"
    "WHERE {table}_index MATCH :query {filters}ORDER BY {table}_index.rowid DESC LIMIT :candidates) ORDER BY cost, seq DESC LIMIT :pool"
)
"""BM25 in SQLite is negative: less is better. To join the texts and look at a filter means to decrypt a page for each hit."""
ANYWHERE = {table: text(BEST.format(table=table, joined="", filters="")) for table in TABLES}
LOOKED_AT = 4
"""So many times more of the newest are looked at than are wanted, before all that there are."""
WITHIN = "AND message_index.rowid BETWEEN :first AND :last "
WRITTEN_BY = (
    "SELECT message.seq FROM message WHERE message.chat IN (SELECT seq FROM chat) AND message.sender IN (SELECT seq FROM sender WHERE name IN :names ) {filters}"
    "ORDER BY message.at DESC LIMIT :pool"
)
COUNT = "(SELECT count(*) FROM (SELECT 1 FROM {0}_index WHERE {0}_index MATCH value LIMIT :candidates))"
EACH = "SELECT {} FROM json_each(:queries) ORDER BY key"
COUNTS = text(EACH.format(", ".join(map(COUNT.format, TABLES))))


def count(session: Session, terms: Sequence[Term]) -> Counted:
    """Return how many texts of each table have each term; no more than CANDIDATES are counted."""
    given = {"queries": json.dumps([term.expression() for term in terms]), "candidates": CANDIDATES}
    return {term: dict(zip(TABLES, row, strict=True)) for term, row in zip(terms, session.execute(COUNTS, given), strict=True)}


def of(session: Session, table: Table, found: Counted, match: Match, among: Narrowed, pool: int) -> list[int]:
    """Return the places of what has all terms and, for a question, of what has some, the rarest at least, or the number. Where enough has
    all, what has some would come behind it."""
    counts = {term: often[table] for term, often in found.items()}
    seqs = _best(session, table, " AND ", counts, among, pool)
    if match == "any" and len(counts) > 1 and len(seqs) < pool:
        numbers = {term: often for term, often in counts.items() if term.number}
        seqs += _best(session, table, " OR ", _rare(numbers or counts), among, pool)
    return list(dict.fromkeys([*seqs, *(_written_by(session, found, among) if table == "message" else ())]))


def _best(session: Session, table: Table, joiner: str, terms: Mapping[Term, int], among: Narrowed, pool: int) -> list[int]:
    """Return the places of the best of what counts and has some terms. Filters are looked at in the order of the best, which takes few
    texts; where there are more hits than are looked at, and few of the newest count, in all of them."""
    if not (min if joiner == " AND " else sum)(terms.values()):
        return []
    query = joiner.join(term.expression() for term in terms)
    filters, given = among.given(table), {"query": query, "candidates": CANDIDATES, "pool": pool}
    if not filters:
        return list(session.scalars(ANYWHERE[table], given))
    newest = session.scalars(ANYWHERE[table], given | {"pool": CANDIDATES}).all()
    are_all = len(newest) < CANDIDATES
    there = _first_fitting(session, table, newest if are_all else newest[: LOOKED_AT * pool], among, pool)
    if are_all or len(there) == pool:
        return there
    first, last = among.within(session) if table == "message" else (None, None)
    template = BEST.replace("{filters}", "{filters}" + WITHIN) if last is not None else BEST
    return list(session.scalars(among.statement(table, template), {**filters, **given, "first": first, "last": last}))


def _first_fitting(session: Session, table: Table, seqs: Sequence[int], among: Narrowed, pool: int) -> list[int]:
    """Return the first of some places that count, as many as are wanted."""
    found: list[int] = []
    start, end = 0, pool
    while start < len(seqs) and len(found) < pool:
        found += [seq for _, seq in fitting(session, [(table, seq) for seq in seqs[start:end]], among)]
        start, end = end, LOOKED_AT * end
    return found[:pool]


def _rare(counts: Mapping[Term, int]) -> Mapping[Term, int]:
    """Return the rarest terms, as many as have no more candidates together than are looked at: so nothing is passed over for being old."""
    order = sorted(counts, key=lambda term: counts[term])
    return {
        term: counts[term] for place, term in enumerate(order) if place == 0 or sum(counts[one] for one in order[: place + 1]) <= CANDIDATES
    }


def _written_by(session: Session, found: Counted, among: Narrowed) -> list[int]:
    """Return the newest messages of whoever has a telephone number that is looked for as their name."""
    numbers = [term.number for term in found if term.number is not None]
    if not numbers:
        return []
    everybody = {name: words_of(name) for name in session.scalars(text("SELECT name FROM sender"))}
    names = [name for name, words in everybody.items() if any(number.stands_in(words) for number in numbers)]
    given = {**among.given("message"), "names": names, "pool": POOL}
    return list(session.scalars(among.statement("message", WRITTEN_BY), given)) if names else []
