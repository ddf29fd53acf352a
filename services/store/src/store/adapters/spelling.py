"""Words that nobody wrote, and what is nearest to them in spelling among the words of the person's own indexes (FTS5's vocabulary).

Only ranges of it are read, by how a word begins: all of it would be a second's work at a million messages."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared import stopwords, vocabulary
from shared.errors import Refused
from shared.schemas.archive import Hit
from store.adapters import candidates, search
from store.adapters.candidates import TABLES, Known
from store.adapters.narrowed import Narrowed, Table
from store.domain import spelling
from store.domain.query import WORD, Term, folded, read, words_of

OPEN = [text(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{table}_words USING fts5vocab ('main', '{table}_index', 'row')") for table in TABLES]
"""A temporary table is in memory, and holds nothing: it reads the index."""
BEGINNING = "SELECT term, doc FROM json_each(:beginnings) CROSS JOIN temp.{}_words WHERE term >= value AND term < value || char(1114111)"
WORDS = text(" UNION ALL ".join(map(BEGINNING.format, TABLES)))
HAS: dict[Table, str] = {
    "message": "SELECT 1 FROM message_index WHERE message_index MATCH :query LIMIT 1",
    "passage": "SELECT 1 FROM passage_index {joined}WHERE passage_index MATCH :query {filters}"
    "AND NOT (passage.kind = 'conversation' AND passage.text NOT LIKE '% % % %') LIMIT 1",
}
"""Of what is said in the conversation a few words only name what is looked for, and may be misspelt."""
MOST_WORDS, MOST_NEAR = 3, 5
"""So many words are mended at once, and so many looked at for each."""


def find(
    session: Session, query: str, among: Narrowed, *, limit: int, nearest: Sequence[Hit] = ()
) -> tuple[tuple[Hit, ...], dict[str, str]]:
    """Return the best hits for a question, and what was looked for in place of those of its words that are in nothing that counts."""
    known = candidates.known(session, read(query, "any"))
    hits = search.find(session, query, among, match="any", limit=limit, nearest=nearest, known=known)
    try:
        with search.time_limit(session):
            instead = _instead(session, known, among, alone=not hits)
    except Refused:  # It took too long, and the words as they are were looked for.
        instead = {}
    if not instead:
        return hits, {}
    mended = WORD.sub(lambda match: instead.get(match[0], match[0]), unicodedata.normalize("NFC", query))
    found = search.find(session, mended, among, match="any", limit=limit, nearest=nearest)
    spelled = {written: one for written, word in instead.items() if (one := _as_spelled(word, found))}
    return (found, spelled) if spelled else (hits, {})


def _instead(session: Session, known: Known, among: Narrowed, *, alone: bool) -> dict[str, str]:
    """Return the words of a query that are in nothing, each with the nearest. Words of everyday requests are mended only where nothing
    is found by the others."""
    anywhere = replace(Narrowed(), exclude_turn=among.exclude_turn)
    lacking = [term for term, there in known.items() if spelling.may_be_misspelt(term) and not there["message"]]
    lacking = [term for term in lacking if not _has(session, term.expression(), anywhere) and (alone or not _is_listed(term.spelled))]
    lacking = [term for term in lacking if not any(map(term.fit, _of_senders(session)))] if lacking else []
    found = {term.spelled: _nearest(session, term, anywhere) for term in lacking[:MOST_WORDS]}
    return {written: word for written, word in found.items() if word}


def _nearest(session: Session, term: Term, among: Narrowed) -> str:
    """Return the word, folded, that is nearest to a term; nothing where that is a word that only asks."""
    for beginnings in spelling.beginnings(term.word):
        near = spelling.nearest(term, _words(session, beginnings).items())[:MOST_NEAR]
        found = next((one for one in near if _has(session, f'"{one.word}"', among)), None)
        if found:
            asking = spelling.nearest(term, ((word, 0) for word in _asking()))[:1]
            return "" if asking and asking[0].far() <= found.far() else found.word
    return ""


def _words(session: Session, beginnings: Sequence[str]) -> Mapping[str, int]:
    """Return the words of the indexes that begin in some ways, each with how many texts have it."""
    for statement in OPEN:
        session.execute(statement)
    found: dict[str, int] = {}
    for word, often in session.execute(WORDS, {"beginnings": json.dumps(beginnings)}):
        found[word] = found.get(word, 0) + often
    return found


def _of_senders(session: Session) -> list[str]:
    """Return the words of the names of everybody who wrote, which are in no index."""
    return [word for name in session.scalars(text("SELECT name FROM sender")) for word in words_of(name)]


def _has(session: Session, query: str, among: Narrowed) -> bool:
    """Tell whether something that counts has what an FTS5 expression asks for."""
    given: Any = ((among.statement(table, HAS[table]), {**among.given(table), "query": query}) for table in among.tables())
    return any(session.execute(statement, values).first() is not None for statement, values in given)


def _as_spelled(word: str, hits: Sequence[Hit]) -> str:
    """Return a folded word as it stands in the first of some hits that has it; nothing where none has."""
    return next((one for hit in hits for one in WORD.findall(hit.text) if folded(one) == word), "")


@cache
def _asking() -> frozenset[str]:
    return frozenset(map(folded, stopwords.load()))


def _is_listed(word: str) -> bool:
    return bool(vocabulary.load().languages_of(word.casefold()))
