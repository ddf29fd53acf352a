"""Turns and messages of one person, inside a transaction."""

import json
from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from shared.errors import Refused
from shared.schemas.archive import OTHER_TEXT, Announce, BeginTurn, FinishTurn, Utterance
from shared.schemas.conversation import Reply
from store.adapters import marks, search
from store.adapters.messages import within
from store.adapters.models import SettingRow, Turn, UtteranceRow
from store.adapters.times import instant, stored

HISTORY = 12
TURNS, SAID = cast(Table, Turn.__table__), cast(Table, UtteranceRow.__table__)
"""Rows are written to the tables as such: each message passes here, and an object for each takes twice as long."""
FORGOTTEN = Reply("This message was forgotten, so I have not taken it again.", "rules")


def begin(session: Session, request: BeginTurn, *, gone: bool = False) -> tuple[str, Reply | None]:
    """Save the message once; return the id of its turn, and the answer if it has one. One that was forgotten, or was that of somebody
    who is `gone`, is not taken again. Raises Refused for other words under an id that was used."""
    known = session.execute(
        select(Turn.id, Turn.reply).where(Turn.channel == request.channel, Turn.external_id == request.external_id)
    ).first()
    if known is not None:
        said = session.scalars(select(UtteranceRow.text).where(UtteranceRow.id == f"{known.id}.p")).first()
        if said not in (None, request.text):
            raise Refused(OTHER_TEXT)
        return known.id, _reply(known.reply)
    if gone or marks.has(session, request.channel, request.external_id):
        return request.turn, FORGOTTEN
    turn = {"id": request.turn, "channel": request.channel, "external_id": request.external_id, "begun_at": stored(request.at)}
    session.execute(insert(TURNS), turn)
    _say(session, f"{request.turn}.p", request.turn, "person", request.channel, request.text, request.at)
    return request.turn, None


def finish(session: Session, request: FinishTurn) -> bool:
    """Save the answer; the first one stands. Return whether this was it."""
    unfinished = update(TURNS).where(Turn.id == request.turn, Turn.finished_at.is_(None))
    answer = {"reply": json.dumps(request.reply.dump()), "finished_at": stored(request.at)}
    if session.scalar(unfinished.values(answer).returning(Turn.id)) is None:
        return False
    _say(session, f"{request.turn}.a", request.turn, "assistant", request.channel, request.reply.text, request.at)
    return True


def announce(session: Session, request: Announce) -> bool:
    """Save something that the assistant says of itself, once."""
    if session.scalars(select(UtteranceRow.seq).where(UtteranceRow.id == request.id)).first() is not None:
        return False
    _say(session, request.id, None, "assistant", "api", request.text, request.at)
    return True


def when_begun(session: Session, turn: str) -> tuple[Utterance, ...]:
    """Return the last messages as they were when a turn began, in short: one that is taken again after others is read as it was meant."""
    last = session.scalars(select(UtteranceRow.seq).where(UtteranceRow.id == f"{turn}.p")).first()
    return history(session, lean=True, last=last)


def history(
    session: Session,
    *,
    limit: int = HISTORY,
    after: str | None = None,
    before: str | None = None,
    last: int | None = None,
    lean: bool = False,
) -> tuple[Utterance, ...]:
    """Return messages, oldest first: the newest (up to the `last`), or those on one side of a message ("": after the beginning). A lean
    answer repeats no words: what it rests on and did is there by its ids. Raises Refused for no message."""
    query = select(SAID, Turn.reply).join(Turn, Turn.id == UtteranceRow.turn, isouter=True)
    if after is not None:
        query = query.where(UtteranceRow.seq > (_seq(session, after) if after else 0)).order_by(UtteranceRow.seq)
    elif before is not None:
        query = query.where(UtteranceRow.seq < _seq(session, before)).order_by(UtteranceRow.seq.desc())
    else:
        query = (query if last is None else query.where(UtteranceRow.seq <= last)).order_by(UtteranceRow.seq.desc())
    found = within(list(session.execute(query.limit(limit))), lambda row: len(row.text) + len(row.reply or "") * (not lean))
    rows = sorted(found, key=lambda row: row.seq)
    return tuple(
        Utterance(
            id=row.id,
            turn=row.turn or "",
            role=row.role,
            channel=row.channel,
            text=row.text,
            at=instant(row.at),
            reply=_reply(row.reply, lean=lean) if row.role == "assistant" else None,
        )
        for row in rows
    )


def settings(session: Session) -> dict[str, str]:
    """Return the person's settings."""
    return dict(session.execute(select(SettingRow.name, SettingRow.value)).tuples().all())


def _say(session: Session, message: str, turn: str | None, role: str, channel: str, text: str, at: datetime) -> None:
    said = {"id": message, "turn": turn, "role": role, "channel": channel, "text": text, "at": stored(at)}
    session.execute(insert(SAID), said)
    if role == "person":
        search.index(session, kind="conversation", ref=message, text=text, at=stored(at), new=True)


def _seq(session: Session, message: str) -> int:
    found = session.scalars(select(UtteranceRow.seq).where(UtteranceRow.id == message)).first()
    if found is None:
        raise Refused("there is no message with this id")
    return found


def _reply(text: str | None, *, lean: bool = False) -> Reply | None:
    if not text:
        return None
    reply = Reply.load(json.loads(text))
    return replace(reply, text="", sources=tuple(replace(one, text="") for one in reply.sources)) if lean else reply
