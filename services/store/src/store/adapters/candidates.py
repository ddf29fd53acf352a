"""What may be found: where FTS5 knows each word to be, the newest places first, and of these what has all words, then what has the most and
rarest of them. Of a word that is everywhere only the newest places are looked at: a million messages hold some words 300,000 times."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from sqlalchemy import text
from sqlalchemy.orm import Session

from store.adapters.narrowed import Narrowed, Table, fitting
from store.domain.query import Match, Term, words_of

TABLES: tuple[Table, ...] = ("message", "passage")
Places = Sequence[int]
Known = Mapping[Term, Mapping[Table, Places]]
"""Where in each table a term is, the newest first; no more than CANDIDATES."""
CANDIDATES = 2000
"""So many of the newest that have a word are looked at."""
POOL = 60
"""So many of these at least are put in order."""
ENOUGH = POOL // 2
"""Where so many of the best pass a filter, the next ones are not looked at."""
SPAN = 5000
"""A span in which no more was written is looked at by itself."""
LOOKED_AT = 4
"""So many times more of the best are looked at than are wanted, before all that there are."""
NEWEST = "(SELECT json_group_array(seq) FROM (SELECT rowid AS seq FROM {0}_index WHERE {0}_index MATCH {1} ORDER BY rowid DESC LIMIT :candidates))"
VERY, WAYS = ({table: NEWEST.format(table, word) for table in TABLES} for word in ("value ->> 1", "ways"))
WHERE = text(
    "SELECT {}, {} FROM (SELECT key, value ->> 0 AS ways, {}, {} FROM json_each(:queries)) ORDER BY key".format(  # noqa: S608  (names of tables)
        *(f"CASE json_array_length({table}) WHEN :candidates THEN {table} ELSE {WAYS[table]} END" for table in TABLES),
        *(f"{VERY[table]} AS {table}" for table in TABLES),
    )
)
"""What has the very word comes first: all that begins so has to be put together, which takes milliseconds where it is everywhere."""
ALL = "SELECT {table}_index.rowid FROM {table}_index {joined}WHERE {table}_index MATCH :query {filters}ORDER BY {table}_index.rowid DESC LIMIT :most"
"""To join the texts and look at a filter means to decrypt a page for each hit."""
WITHIN = "AND message_index.rowid BETWEEN :first AND :last "
WRITTEN_BY = (
    "SELECT message.seq FROM message WHERE message.chat IN (SELECT seq FROM chat) AND message.sender IN (SELECT seq FROM sender WHERE name IN :names ) {filters}"
    "ORDER BY message.at DESC LIMIT :pool"
)


def known(session: Session, terms: Sequence[Term]) -> Known:
    """Return where each term is."""
    queries = json.dumps([(term.expression(), f'"{term.spelled}"') for term in terms])
    rows = session.execute(WHERE, {"queries": queries, "candidates": CANDIDATES})
    return {term: dict(zip(TABLES, map(json.loads, row), strict=True)) for term, row in zip(terms, rows, strict=True)}


def of(session: Session, table: Table, found: Known, match: Match, among: Narrowed, limit: int) -> list[int]:
    """Return the places of what has all terms and, for a question, of what has some, the rarest at least, or the number. Where enough has
    all, what has some would come behind it."""
    places = {term: there[table] for term, there in found.items()}
    seqs = _with_all(session, table, places, among, limit)
    if match == "any" and len(places) > 1 and len(seqs) < max(limit, POOL):
        seqs += _with_some(session, table, places, among, limit)
    return list(dict.fromkeys([*seqs, *(_written_by(session, found, among) if table == "message" else ())]))


def _with_all(session: Session, table: Table, places: Mapping[Term, Places], among: Narrowed, limit: int) -> list[int]:
    """Return the places of the newest that count and have all terms."""
    if not all(places.values()):
        return []
    order = sorted(set.intersection(*map(set, places.values())), reverse=True)
    every, cut = " AND ".join(term.expression() for term in places), any(map(_is_cut, places.values()))
    if cut and len(places) > 1 and len(order) < max(limit, POOL):
        statement = text(ALL.format(table=table, joined="", filters=""))
        order = list(session.scalars(statement, {"query": every, "most": CANDIDATES}))
        cut = _is_cut(order)
    return _counting(session, table, order, every, among, limit, cut=cut)


def _with_some(session: Session, table: Table, places: Mapping[Term, Places], among: Narrowed, limit: int) -> list[int]:
    """Return the places of those that count and have the most of some terms, the rarest of them or the number."""
    numbers = {term: there for term, there in places.items() if term.number}
    rare = _rare(numbers or places)
    if not rare:
        return []
    weights = dict.fromkeys(chain.from_iterable(rare.values()), 0.0)
    for there in filter(None, places.values()):
        for seq in weights.keys() & set(there):
            weights[seq] += math.log(1 + CANDIDATES / len(there))
    order = sorted(sorted(weights, reverse=True), key=weights.__getitem__, reverse=True)
    some = " OR ".join(term.expression() for term in rare)
    return _counting(session, table, order, some, among, limit, cut=any(map(_is_cut, rare.values())))


def _counting(session: Session, table: Table, order: Places, query: str, among: Narrowed, limit: int, *, cut: bool) -> list[int]:
    """Return the first of some places that count. Where too few of these do, and there are more than were looked for (`cut`), all that
    have what is looked for are looked at."""
    pool, filters = max(limit, POOL), among.given(table)
    if not filters:
        return list(order[:pool])
    within = among.within(session, most=SPAN) if table == "message" else None
    if within is None:
        there = _first_fitting(session, table, order[: LOOKED_AT * pool], among, limit)
        if len(there) >= max(limit, ENOUGH) or (len(order) <= LOOKED_AT * pool and not cut):
            return there
        within = among.within(session) if table == "message" else None
    if not cut or (within is not None and min(order) <= within.start):
        return _first_fitting(session, table, order if within is None else [seq for seq in order if seq in within], among, limit)
    bounds = {} if within is None else {"first": within.start, "last": within.stop - 1}
    template = ALL.replace("{filters}", "{filters}" + WITHIN) if bounds else ALL
    given = {**filters, **bounds, "query": query, "most": pool}
    return list(session.scalars(among.statement(table, template), given))


def _first_fitting(session: Session, table: Table, seqs: Places, among: Narrowed, limit: int) -> list[int]:
    """Return the first of some places that count, as many as are wanted."""
    found: list[int] = []
    start, end = 0, max(limit, POOL)
    while start < len(seqs) and len(found) < max(limit, ENOUGH):
        found += [seq for _, seq in fitting(session, [(table, seq) for seq in seqs[start:end]], among)]
        start, end = end, LOOKED_AT * end
    return found


def _is_cut(places: Places) -> bool:
    """Tell whether there may be more places than were looked for."""
    return len(places) >= CANDIDATES


def _rare(places: Mapping[Term, Places]) -> Mapping[Term, Places]:
    """Return the rarest terms that are there, as many as have no more places together than are looked at: so nothing is passed over for
    being old."""
    order = sorted((term for term, there in places.items() if there), key=lambda term: len(places[term]))
    return {
        term: places[term]
        for number, term in enumerate(order)
        if number == 0 or sum(len(places[one]) for one in order[: number + 1]) <= CANDIDATES
    }


def _written_by(session: Session, found: Iterable[Term], among: Narrowed) -> list[int]:
    """Return the newest messages of whoever has a telephone number that is looked for as their name."""
    numbers = [term.number for term in found if term.number is not None]
    if not numbers:
        return []
    everybody = {name: words_of(name) for name in session.scalars(text("SELECT name FROM sender"))}
    names = [name for name, words in everybody.items() if any(number.stands_in(words) for number in numbers)]
    given = {**among.given("message"), "names": names, "pool": POOL}
    return list(session.scalars(among.statement("message", WRITTEN_BY), given)) if names else []
