"""A person's conversations with the assistant, inside a transaction: which there are, by what title, and which say some words."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas.archive import Hit, ThreadView
from store.adapters import paging, search
from store.adapters.models import TitleRow, UtteranceRow
from store.adapters.narrowed import Narrowed
from store.adapters.times import instant

FOUND = 200
TITLE_CHARACTERS = 60
NEWEST = func.max(UtteranceRow.seq)


def every(session: Session, *, limit: int, after: str | None) -> tuple[tuple[ThreadView, ...], str | None]:
    """Return a page of conversations that have a label, newest first, and where the next one begins, if there is one."""
    query = select(UtteranceRow.thread, NEWEST).where(UtteranceRow.thread > "").group_by(UtteranceRow.thread)
    if after is not None:
        query = query.having(paging.beyond((NEWEST,), after, back=True))
    rows = session.execute(query.order_by(NEWEST.desc()).limit(limit + 1)).all()
    page = rows[:limit]
    following = paging.place((page[-1][1],)) if len(rows) > limit else None
    return tuple(_views(session, [row[0] for row in page])), following


def one(session: Session, thread: str) -> ThreadView:
    """Return a conversation; raises Refused for none."""
    _check(session, thread)
    return next(iter(_views(session, [thread])))


def saying(session: Session, query: str, *, limit: int) -> tuple[ThreadView, ...]:
    """Return the conversations whose title or whose requests say some words, newest first; the one that all share among them."""
    hits = search.find(session, query, Narrowed(kinds=("conversation",)), limit=FOUND)
    by_message = {hit.id: hit for hit in hits}
    said = select(UtteranceRow.thread, UtteranceRow.id).where(UtteranceRow.id.in_(by_message)).order_by(UtteranceRow.seq)
    found: dict[str, Hit | None] = {thread: by_message[message] for thread, message in session.execute(said)}
    for row in session.scalars(select(TitleRow)):
        if all(word in row.text.casefold() for word in query.casefold().split()):
            found.setdefault(row.thread, None)
    order = select(UtteranceRow.thread).where(UtteranceRow.thread.in_(found)).group_by(UtteranceRow.thread).order_by(NEWEST.desc())
    return tuple(_views(session, session.scalars(order.limit(limit)).all(), found))


def call(session: Session, thread: str, title: str) -> None:
    """Call a conversation something, or by its first words again; raises Refused for none."""
    _check(session, thread)
    session.execute(delete(TitleRow).where(TitleRow.thread == thread))
    if shown := short(title):
        session.add(TitleRow(thread=thread, text=shown))


def drop_titles(session: Session) -> None:
    """Drop the titles of conversations of which nothing is left."""
    session.flush()
    session.execute(delete(TitleRow).where(TitleRow.thread.not_in(select(UtteranceRow.thread).distinct())))


def short(text: str) -> str:
    """Return words as a title: one line, without what can't be seen, not too long."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    cut = line[:TITLE_CHARACTERS]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _check(session: Session, thread: str) -> None:
    if not thread or session.scalars(select(UtteranceRow.seq).where(UtteranceRow.thread == thread)).first() is None:
        raise Refused("there is no conversation with this id")


def _views(session: Session, threads: Sequence[str], found: dict[str, Hit | None] | None = None) -> Iterable[ThreadView]:
    """Yield conversations in an order. What a title is made of is looked up each time, so that it goes with what is forgotten."""
    titles = {row.thread: row.text for row in session.scalars(select(TitleRow).where(TitleRow.thread.in_(threads)))}
    first = _rows(session, func.min(UtteranceRow.seq), UtteranceRow.thread.in_(threads), UtteranceRow.role == "person")
    last = _rows(session, NEWEST, UtteranceRow.thread.in_(threads))
    for thread in threads:
        title = titles.get(thread) or (short(first[thread].text) if thread in first else "")
        hit = (found or {}).get(thread)
        yield ThreadView(thread, title if thread else "", instant(last[thread].at), hit.snippet if hit else "")


def _rows(session: Session, which: object, *among: object) -> dict[str, UtteranceRow]:
    numbers = select(which).where(*among).group_by(UtteranceRow.thread)  # type: ignore[call-overload]
    return {row.thread: row for row in session.scalars(select(UtteranceRow).where(UtteranceRow.seq.in_(numbers)))}
