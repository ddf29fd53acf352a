"""Messages of chats with others, inside a transaction: added by the ten thousand, listed, forgotten."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas.archive import ChatFields, ChatMessage, Member
from store.adapters import attachments, vectors
from store.adapters.models import ChatRow, MessageRow, SenderRow
from store.adapters.models_records import ContactRow
from store.adapters.search import UNINDEX
from store.adapters.times import from_unix, unix
from store.domain.importers.parsed import FLAGS, Message

INDEX = text("INSERT INTO message_index (rowid, text) SELECT seq, text FROM message WHERE seq BETWEEN :first AND :last")
WROTE = text(
    "SELECT name FROM (SELECT sender.name, (SELECT count(*) FROM (SELECT 1 FROM message WHERE message.sender = sender.seq AND message.chat = chat.seq LIMIT 2000)) AS often "
    "FROM chat CROSS JOIN sender WHERE chat.id = :chat) WHERE often ORDER BY often DESC, name"
)
MEMBERS = text(
    "SELECT DISTINCT chat.id, chat.name, sender.name FROM (SELECT message.chat, message.sender FROM message WHERE message.chat IN "
    "(SELECT seq FROM chat) AND +message.sender IS NOT NULL ORDER BY message.at DESC, message.seq DESC LIMIT :newest) AS newest "
    "JOIN chat ON chat.seq = newest.chat JOIN sender ON sender.seq = newest.sender"
)
LAST = 2**62
CHUNK = 5000
FEW = 500
PAGE_CHARACTERS = 500_000
"""Of a page's texts together; in the worst case each character takes six bytes on the bus."""


@dataclass(frozen=True)
class Added:
    """How many messages were new, and how many were there before."""

    added: int
    skipped: int


def add(session: Session, chat: int, batch: Sequence[Message], *, imported: int | None, known: bool = True) -> Added:
    """Add what is not there: a message is known if the chat has one of the same second, sender and text. The same thing said twice
    within a second or a minute is two messages, so they are counted. Messages of the same moment belong into one batch. With
    `known=False` all of them are added. One that is known gets the flags that it comes with now, and loses none."""
    if not batch:
        return Added(0, 0)
    senders = _senders(session, {message.sender for message in batch if message.sender})
    there = _known(session, chat, batch, imported) if known else {}
    rows, again = [], []
    for message in batch:
        if same := there.get((message.at, senders.get(message.sender), message.text)):
            again.append((same.pop(), message))
            continue
        rows.append(
            {
                "chat": chat,
                "sender": senders.get(message.sender),
                "at": message.at,
                "kind": message.kind,
                "text": message.text,
                "media": message.media,
                "imported": imported,
                **{flag: getattr(message, flag) for flag in FLAGS},
            }
        )
    _flag(session, again)
    if rows:
        last = session.scalar(select(func.max(MessageRow.seq))) or 0
        session.execute(insert(MessageRow.__table__), rows)  # type: ignore[arg-type]
        session.execute(INDEX, {"first": last + 1, "last": LAST})
    return Added(len(rows), len(batch) - len(rows))


def _known(session: Session, chat: int, batch: Sequence[Message], imported: int | None) -> dict[tuple[int, int | None, str], list[int]]:
    """Return which messages the chat has from the moments of a batch, other than what this import brought; of the same ones the last first."""
    moments = {message.at for message in batch}
    query = select(MessageRow.at, MessageRow.sender, MessageRow.text, MessageRow.seq).where(
        MessageRow.chat == chat,
        MessageRow.at >= min(moments),
        MessageRow.at <= max(moments),
        MessageRow.imported.is_distinct_from(imported),
    )
    found: dict[tuple[int, int | None, str], list[int]] = defaultdict(list)
    for at, sender, words, seq in session.execute(query.order_by(MessageRow.at.desc(), MessageRow.seq.desc())):
        if at in moments:
            found[at, sender, words].append(seq)
    return found


def _flag(session: Session, again: Sequence[tuple[int, Message]]) -> None:
    """Give messages that came again the flags that they lack."""
    for flag in FLAGS:
        column = getattr(MessageRow.__table__.c, flag)
        if flagged := [{"one": seq} for seq, message in again if getattr(message, flag)]:
            lacking = update(MessageRow.__table__).where(MessageRow.seq == bindparam("one"), column.is_(False))  # type: ignore[arg-type]
            session.connection().execute(lacking.values({flag: True}), flagged)


def _senders(session: Session, names: set[str]) -> dict[str, int]:
    found = {row.name: row.seq for row in session.scalars(select(SenderRow).where(SenderRow.name.in_(names)))}
    for name in sorted(names - found.keys()):
        row = SenderRow(name=name)
        session.add(row)
        session.flush()
        found[name] = row.seq
    return found


def senders_of(session: Session, sender: str) -> list[str]:
    """Return the names under which somebody wrote: a contact, by any of their names and handles, or whoever has this name."""
    for contact in session.scalars(select(ContactRow)):
        called = {contact.id, contact.name, *contact.names, *contact.handles}
        if sender in called or sender.casefold() in {name.casefold() for name in called}:
            return sorted(called - {contact.id})
    everybody = [(row.name, row.name.casefold()) for row in session.scalars(select(SenderRow))]
    folded = [name for name, spoken in everybody if spoken == sender.casefold()]
    return folded or [name for name, spoken in everybody if sender.casefold() in spoken.split()] or [sender]


def senders_in(session: Session, chat: str | None) -> tuple[str, ...]:
    """Return who wrote in a chat, whoever wrote most first (two thousand are as good as more), or in any; nobody in a chat that is not
    there."""
    if chat is None:
        return tuple(session.scalars(select(SenderRow.name)))
    return tuple(session.scalars(WROTE, {"chat": chat}))


def members(session: Session, newest: int) -> tuple[Member, ...]:
    """Return who wrote in which chat, as far as the newest messages of all show it."""
    return tuple(Member(*row) for row in session.execute(MEMBERS, {"newest": newest}))


def page(
    session: Session,
    chat: str,
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
    around: int | None = None,
    since: int | None = None,
) -> tuple[ChatMessage, ...]:
    """Return messages of a chat by time: the newest, those on one side of a message (0: the beginning), those around it, or those from a
    second on; fewer than `limit` where they are long. Raises Refused for no chat."""
    found = number(session, chat)
    if since is not None:
        rows = _side(session, found, None, limit, back=False, since=since)
    elif around is not None:
        half = _side(session, found, around, limit // 2 + 1, back=True, itself=True)
        rows = [*half, *_side(session, found, around, limit - len(half), back=False)]
    elif after is not None:
        rows = _side(session, found, after, limit, back=False)
    else:
        rows = _side(session, found, before, limit, back=True)
    attached = attachments.sizes(session, [row.seq for row, _ in rows])
    return tuple(_view(row, name, attached.get(row.seq, 0)) for row, name in rows)


def one(session: Session, chat: str, seq: int) -> ChatMessage:
    """Return a message of a chat; raises Refused for none."""
    row = _row(session, chat, seq)
    sender = session.scalar(select(SenderRow.name).where(SenderRow.seq == row.sender))
    return _view(row, sender, attachments.sizes(session, [seq]).get(seq, 0))


def attached(session: Session, chat: str, seq: int, number: int) -> tuple[bytes, bool]:
    """Return a part of what is attached to a message, and whether it is the last; raises Refused for none."""
    return attachments.part(session, _row(session, chat, seq).seq, number)


def put(session: Session, chat: str, seq: int | None, fields: dict[str, Any]) -> ChatMessage:
    """Make a message, or change one: what is not named stays. Raises Refused for no chat or message, BadMessage for a wrong field."""
    found = number(session, chat)
    if seq is None:
        given = ChatFields.load(fields)
        add(session, found, [_parsed(given)], imported=None, known=False)
        return one(session, chat, session.scalar(select(func.max(MessageRow.seq))) or 0)
    before = one(session, chat, seq)
    given = ChatFields.load({name: value for name, value in before.dump().items() if name not in ("id", "size")} | fields)
    session.execute(text(UNINDEX["message"] + "seq = :seq"), {"seq": seq})
    row, parsed = _row(session, chat, seq), _parsed(given)
    sender = _senders(session, {parsed.sender})[parsed.sender] if parsed.sender else None
    lone, row.sender = row.sender not in (sender, None), sender
    for name in ("at", "kind", "text", "media", *FLAGS):
        setattr(row, name, getattr(parsed, name))
    session.flush()
    session.execute(INDEX, {"first": seq, "last": seq})
    vectors.outdate(session, seq)
    if lone:
        _drop_lone_senders(session)
    return one(session, chat, seq)


def drop_one(session: Session, chat: str, seq: int) -> None:
    """Drop a message of a chat; raises Refused for none."""
    drop(session, MessageRow.seq == _row(session, chat, seq).seq)


def number(session: Session, chat: str) -> int:
    """Return the number that a chat has here; raises Refused for no chat."""
    found = session.scalars(select(ChatRow.seq).where(ChatRow.id == chat)).first()
    if found is None:
        raise Refused("there is nothing with this id")
    return found


def _row(session: Session, chat: str, seq: int) -> MessageRow:
    row = session.scalars(select(MessageRow).where(MessageRow.seq == seq, MessageRow.chat == number(session, chat))).first()
    if row is None:
        raise Refused("there is no message with this id in this chat")
    return row


def _parsed(given: ChatFields) -> Message:
    return Message(unix(given.at), given.sender, given.text, given.kind, given.media, **{flag: getattr(given, flag) for flag in FLAGS})


def within(rows: list[Any], size: Callable[[Any], int]) -> list[Any]:
    """Return the first rows whose texts fit into one message on the bus; at least one."""
    total = 0
    for number, row in enumerate(rows):
        total += size(row)
        if number and total > PAGE_CHARACTERS:
            return rows[:number]
    return rows


def _side(
    session: Session, chat: int, pivot: int | None, limit: int, *, back: bool, itself: bool = False, since: int | None = None
) -> list[Any]:
    query = select(MessageRow, SenderRow.name).join(SenderRow, isouter=True).where(MessageRow.chat == chat)
    if since is not None:
        query = query.where(MessageRow.at >= since)
    place = (MessageRow.at, MessageRow.seq)
    if pivot is not None:
        at = -(2**62) if pivot == 0 else session.scalar(select(MessageRow.at).where(MessageRow.seq == pivot, MessageRow.chat == chat))
        if at is None:
            raise Refused("there is no message with this id in this chat")
        if back:
            query = query.where(MessageRow.at <= at, (MessageRow.at < at) | (MessageRow.seq < pivot + itself))
        else:
            query = query.where(MessageRow.at >= at, (MessageRow.at > at) | (MessageRow.seq > pivot))
    order = [column.desc() for column in place] if back else list(place)
    rows = within(list(session.execute(query.order_by(*order).limit(limit))), lambda row: len(row[0].text))
    return rows[::-1] if back else rows


def _view(row: MessageRow, sender: str | None, size: int) -> ChatMessage:
    flags = {flag: getattr(row, flag) for flag in FLAGS}
    return ChatMessage(str(row.seq), sender or "", from_unix(row.at), row.kind, row.text, row.media, **flags, size=size)  # type: ignore[arg-type]


def drop(session: Session, which: ColumnElement[bool], *, limit: int | None = None, reindex: bool = True) -> int:
    """Forget messages, from the index too; return how many. Senders of whom nothing is left go with them.

    Taking a row out of the index without a trace costs a millisecond, building it again 5 µs for each row that stays. Without
    `reindex` the index and the senders are left for the caller to `rebuild` in the end."""
    numbers = session.scalars(select(MessageRow.seq).where(which).order_by(MessageRow.seq).limit(limit)).all()
    few = reindex and len(numbers) <= FEW
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        if few:
            session.execute(text(UNINDEX["message"] + f"seq IN ({','.join(map(str, chunk))})"))  # Integers of our own.
        session.execute(delete(MessageRow).where(MessageRow.seq.in_(chunk)))
    if numbers and few:
        _drop_lone_senders(session)
    elif numbers and reindex:
        rebuild(session)
    return len(numbers)


def _drop_lone_senders(session: Session) -> None:
    session.execute(delete(SenderRow).where(SenderRow.seq.not_in(select(MessageRow.sender).where(MessageRow.sender.is_not(None)))))


def rebuild(session: Session) -> None:
    """Build the index again from the messages that are there, and drop senders of whom nothing is left."""
    _drop_lone_senders(session)
    session.execute(text("INSERT INTO message_index (message_index) VALUES ('rebuild')"))
