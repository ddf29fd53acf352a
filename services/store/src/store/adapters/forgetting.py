"""Forgetting, inside a transaction: the rows, their place in the index, what hangs on them and what was made of them; and the proof
that they are gone."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas.archive import Forgettable
from store.adapters import marks, messages, records, search, threads
from store.adapters.models import (
    AttachmentRow,
    ChatRow,
    EgressRow,
    ImportRow,
    MessageRow,
    PassageRow,
    SenderRow,
    TitleRow,
    Turn,
    UtteranceRow,
)
from store.adapters.models_records import ContactRow, DraftRow, EventRow, ItemRow, NoteRow, ReminderRow, SummaryRow

SAMPLE = 40
"""So many of the removed texts are looked for afterwards."""
NEEDLE_BYTES = (16, 64)
SHARED = (
    NoteRow.text, ReminderRow.text, ContactRow.details, ContactRow.name, ChatRow.name, MessageRow.text, UtteranceRow.text, PassageRow.text,
    DraftRow.text, SummaryRow.text, SummaryRow.about, ItemRow.text, EventRow.text, EventRow.place, EventRow.details,
    EgressRow.body, TitleRow.text,
)  # fmt: skip
UNSAID = "(…)"
"""What stands in place of an answer that rested on something forgotten."""
PENDING: dict[str, Any] = {"reply": Turn, "plan": Turn, "reminder": ReminderRow}
"""What a key of something on its way out names: `reply#<turn>`, `plan#<turn>`, `reminder#<id>#…`."""


@dataclass
class Gone:
    """What was removed, texts to look for, and what had to stay."""

    removed: Counter[str] = field(default_factory=Counter)
    needles: list[bytes] = field(default_factory=list)
    remains: list[str] = field(default_factory=list)

    def note(self, kind: str, texts: Iterable[str]) -> None:
        """Count removed rows and keep some of their texts to look for."""
        for text in texts:
            self.removed[kind] += 1
            self.look_for(text.encode("utf-8", "replace"))

    def look_for(self, data: bytes) -> None:
        """Keep the beginning of something removed to look for, unless it is short or there are enough."""
        needle = data[: NEEDLE_BYTES[1]]
        if len(needle) >= NEEDLE_BYTES[0] and len(self.needles) < SAMPLE:
            self.needles.append(needle)


@dataclass(frozen=True)
class Forgotten:
    """What was forgotten, and of a message the digest of its words: its number may be another's in an older copy of the file."""

    kind: Forgettable
    thing: str
    digest: str = ""


def named(session: Session, kind: Forgettable, thing: str) -> Forgotten:
    """Return what is about to be forgotten, so that it can be forgotten in copies of the file too."""
    return Forgotten(kind, thing, _digest(session, thing) if kind == "message" else "")


def forget_again(session: Session, what: Forgotten) -> bool:
    """Forget in an older copy what was forgotten since; return whether it was there."""
    try:
        if named(session, what.kind, what.thing) == what:
            forget(session, what.kind, what.thing)
            return True
    except Refused:
        pass
    return False


def _digest(session: Session, message: str) -> str:
    row = session.get(MessageRow, int(message)) if message.isdecimal() and len(message) < 18 else None
    return hashlib.sha256(f"{row.at} {row.text}".encode("utf-8", "replace")).hexdigest() if row is not None else ""


def forget(session: Session, kind: Forgettable, thing: str) -> Gone:
    """Remove a thing and what hangs on it; raises Refused for nothing."""
    gone = Gone()
    {"message": _message, "conversation": _turn, "contact": _contact, "chat": _chat, "thread": _thread}.get(kind, _record)(
        session, kind, thing, gone
    )
    threads.drop_titles(session)
    if not gone.removed:
        raise Refused("there is nothing with this id")
    return gone


def is_forgotten(session: Session, key: str) -> bool:
    """Tell whether what something on its way out was made of is gone: then it does not leave."""
    what, _, rest = key.partition("#")
    return what in PENDING and session.get(PENDING[what], rest.partition("#")[0]) is None


def _record(session: Session, kind: str, thing: str, gone: Gone) -> None:
    row = session.scalars(select(records.TABLES[kind]).where(records.TABLES[kind].id == thing)).first()
    if row is None:
        return
    gone.note(kind, [records.words_of(session, kind, row)])
    records.drop(session, kind, thing)  # type: ignore[arg-type]
    if kind in ("event", "item"):
        _on_record(session, and_(EgressRow.party == "calendar", EgressRow.body.contains(f"UID:{thing}@", autoescape=True)), gone)
    _told(session, thing, gone)
    _unsay(session, UtteranceRow.id.startswith(f"reminder#{thing}#", autoescape=True), gone)
    _made_of(session, {f"{kind}:{thing}"}, gone)


def _told(session: Session, thing: str, gone: Gone) -> None:
    """Remove the turn in which a thing was told to the assistant: a skill names what it makes `<turn>-<step>`."""
    turn = thing.rpartition("-")[0]
    if turn and session.get(Turn, turn) is not None:
        _turn(session, "conversation", turn, gone)


def _made_of(session: Session, refs: set[str], gone: Gone) -> None:
    """Remove summaries that were made of some things, each `kind:id`, and take back answers that rest on them."""
    for row in session.scalars(select(SummaryRow)).all():
        if not refs.isdisjoint(row.sources):
            gone.note("summary", [row.text])
            records.drop(session, "summary", row.id)
            refs = {*refs, f"summary:{row.id}"}
    for turn, reply in _answers(session):
        if not refs.isdisjoint(_sources(reply)):
            gone.note("answer", [reply["text"]])
            turn.reply = json.dumps({**reply, "text": UNSAID, "sources": [], "follow_ups": [], "effects": [], "asked": None})
            session.execute(update(UtteranceRow).where(UtteranceRow.id == f"{turn.id}.a").values(text=UNSAID))


def _answers(session: Session) -> Iterator[tuple[Turn, dict[str, Any]]]:
    """Yield turns whose answer rests on something."""
    rests = or_(*(Turn.reply.contains(f'"{name}": [{opened}') for name, opened in (("sources", "{"), ("effects", "{"), ("things", '"'))))
    for turn in session.scalars(select(Turn).where(rests)).all():
        yield turn, json.loads(turn.reply or "")


def _sources(reply: dict[str, Any]) -> set[str]:
    asked = (reply.get("asked") or {}).get("things", ())
    return {f"{named['kind']}:{named['id']}" for named in (*reply["sources"], *reply.get("effects", ()))}.union(asked)


def _cited(session: Session, which: Any) -> set[str]:
    """Return those of some messages of which a summary was made, or on which an answer rests."""
    named = {source for row in session.scalars(select(SummaryRow)) for source in row.sources}
    named.update(source for _, reply in _answers(session) for source in _sources(reply))
    numbers = sorted(int(ref.removeprefix("message:")) for ref in named if ref.startswith("message:"))
    found: set[str] = set()
    for start in range(0, len(numbers), messages.CHUNK):
        chunk = MessageRow.seq.in_(numbers[start : start + messages.CHUNK])
        found.update(f"message:{seq}" for seq in session.scalars(select(MessageRow.seq).where(which, chunk)))
    return found


def _message(session: Session, _kind: str, thing: str, gone: Gone) -> None:
    if thing.isdecimal() and len(thing) < 18:
        _messages(session, MessageRow.seq == int(thing), gone)


def _messages(session: Session, which: Any, gone: Gone) -> None:
    gone.note("message", session.scalars(select(MessageRow.text).where(which)))
    attached = select(AttachmentRow.data).join(MessageRow).where(which, AttachmentRow.number == 0)
    for data in session.scalars(attached):
        gone.removed["attachment"] += 1
        gone.look_for(data[len(data) // 2 :])
    cited = _cited(session, which)
    messages.drop(session, which)
    _made_of(session, cited, gone)


def _chat(session: Session, _kind: str, thing: str, gone: Gone) -> None:
    row = session.scalars(select(ChatRow).where(ChatRow.id == thing)).first()
    if row is None:
        return
    gone.note("chat", [row.name])
    _messages(session, MessageRow.chat == row.seq, gone)
    session.execute(update(ImportRow).where(ImportRow.chat == row.name).values(chat="a forgotten chat"))
    records.drop(session, "chat", thing)
    _made_of(session, {f"chat:{thing}"}, gone)


def _contact(session: Session, _kind: str, thing: str, gone: Gone) -> None:
    row = session.scalars(select(ContactRow).where(ContactRow.id == thing)).first()
    if row is None:
        return
    names = [name for name in (row.name, *row.names, *row.handles) if name]
    gone.note("contact", [f"{row.name} {row.details}"])
    own = select(SenderRow.seq).where(SenderRow.name.in_(names))
    for chat in session.scalars(select(ChatRow.id).where(ChatRow.name.in_(names), ChatRow.group.is_(False))).all():
        _chat(session, "chat", chat, gone)  # A chat with them alone goes whole.
    _messages(session, MessageRow.sender.in_(own), gone)
    folded = {name.casefold() for name in names}
    for draft in session.scalars(select(DraftRow)).all():
        if draft.recipient.casefold() in folded:
            _record(session, "draft", draft.id, gone)
    records.drop(session, "contact", thing)
    _told(session, thing, gone)
    _made_of(session, {f"contact:{thing}"}, gone)
    mentions = session.scalar(select(func.count()).select_from(MessageRow).where(or_(*(MessageRow.text.contains(name) for name in names))))
    if mentions:
        gone.remains.append(f"{mentions} message{'s' * (mentions > 1)} of others in which the name stands")


def _turn(session: Session, _kind: str, thing: str, gone: Gone) -> None:
    _unsay(session, or_(UtteranceRow.turn == thing, UtteranceRow.id == thing), gone)
    turn = session.get(Turn, thing)
    if turn is not None:
        session.flush()
        marks.leave(session, turn.channel, turn.external_id)
        session.delete(turn)
    leave_on_record(session, {thing}, gone)


def _thread(session: Session, _kind: str, thing: str, gone: Gone) -> None:
    if not thing:
        return
    turns = session.scalars(
        select(Turn).join(UtteranceRow, UtteranceRow.turn == Turn.id).where(UtteranceRow.thread == thing).distinct()
    ).all()
    gone.note("thread", session.scalars(select(TitleRow.text).where(TitleRow.thread == thing)))
    _unsay(session, UtteranceRow.thread == thing, gone)
    session.flush()
    for turn in turns:
        marks.leave(session, turn.channel, turn.external_id)
        session.delete(turn)
    leave_on_record(session, {turn.id for turn in turns}, gone)


def leave_on_record(session: Session, turns: set[str], gone: Gone) -> None:
    """Say what stays of turns."""
    _on_record(session, EgressRow.cause.in_(turns), gone)


def _on_record(session: Session, which: Any, gone: Gone) -> None:
    """Say what stays: what has left can't be called back, nor its record altered."""
    kept = session.scalar(select(func.count()).select_from(EgressRow).where(which))
    if kept:
        gone.remains.append(f"{kept} {'entry' if kept == 1 else 'entries'} in the record of what left, which nothing is taken out of")


def _unsay(session: Session, which: Any, gone: Gone) -> None:
    said = session.scalars(select(UtteranceRow).where(which)).all()
    gone.note("conversation", [row.text for row in said])
    _made_of(session, {f"conversation:{row.id}" for row in said}, gone)
    for row in said:
        search.unindex(session, kind="conversation", ref=row.id)
        session.delete(row)


def still_said(session: Session, needles: Sequence[bytes]) -> set[bytes]:
    """Return those needles that stand in something that was not removed."""
    found = set()
    for needle in needles:
        text = needle.decode("utf-8", "ignore")
        is_text = len(text.encode()) > len(needle) - 4  # A character may be cut at its end.
        kept = [select(1).where(column.contains(text, autoescape=True)) for column in SHARED if is_text]
        kept.append(select(1).where(func.instr(AttachmentRow.data, needle) > 0))
        if any(session.execute(query.limit(1)).first() for query in kept):
            found.add(needle)
    return found


def found_in(pages: Iterator[bytes], needles: Sequence[bytes]) -> tuple[int, set[bytes]]:
    """Return how many pages there were, and which needles stand in them."""
    count, found = 0, set()
    for page in pages:
        count += 1
        found |= {needle for needle in needles if needle in page}
    return count, found
