"""Among which texts a search is, as SQL."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from store.adapters.times import stored, unix

KINDS = ("note", "contact", "reminder", "conversation", "chat", "draft", "summary", "event")
Table = Literal["passage", "message"]
FILTERS: dict[Table, dict[str, str]] = {
    "message": {
        "chat": "AND message.chat = (SELECT seq FROM chat WHERE id = :chat) ",
        "senders": "AND message.sender IN (SELECT seq FROM sender WHERE name IN :senders ) ",
        "since": "AND message.at >= :since ",
        "until": "AND message.at < :until ",
        "forms": "AND message.kind IN :forms AND message.kind <> 'text' ",
    },
    "passage": {
        "kinds": "AND passage.kind IN :kinds ",
        "exclude_turn": "AND passage.ref NOT LIKE :exclude_turn ",
        "since": "AND passage.at >= :since ",
        "until": "AND passage.at < :until ",
        "told": "AND NOT (passage.kind = 'conversation' AND (rtrim(passage.text) LIKE '%?' OR EXISTS (SELECT 1 FROM turn "
        "WHERE turn.id = substr(passage.ref, 1, length(passage.ref) - 2) AND json_extract(turn.reply, '$.steps[0]') NOT IN ('chat', 'unclear') "
        "AND NOT (json_extract(turn.reply, '$.steps[0]') = 'event' AND json_extract(turn.reply, '$.asked.wants') IS 'yes')))) ",
    },
}
"""An index has the messages that are no words, and is found by these words. `told` leaves out what was asked of the assistant, or made into something else that is found, unless just that is looked for; what was told and
only offered to be set is there."""


SPAN = "SELECT min(seq), max(seq), count(*) FROM (SELECT seq FROM message INDEXED BY message_at WHERE message.chat IN (SELECT seq FROM chat) {filters}LIMIT :most)"
"""Between which numbers a chat, or a span of time, is: the index by time knows it without the texts."""
NOTHING = range(2**62, 2**62)
FITTING = "SELECT {table}.seq FROM json_each(:seqs) AS place CROSS JOIN {table} NOT INDEXED ON {table}.seq = place.value WHERE 1 {filters}"
"""By their numbers, and not by their chat, of which there may be a million."""


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

    def within(self, session: Session, *, most: int = -1) -> range | None:
        """Return between which numbers the messages of the chat or the span are; None where neither is named, or there are more than `most`."""
        given = {name: value for name, value in self.given("message").items() if name in ("chat", "since", "until")}
        if not given or (most > 0 and given.keys() == {"chat"}):
            return None
        statement = text(SPAN.format(filters="".join(FILTERS["message"][name] for name in given)))
        first, last, count = session.execute(statement, {**given, "most": most + 1 if most > 0 else most}).one()
        return None if 0 < most < count else range(first, last + 1) if count else NOTHING

    def statement(self, table: Table, template: str) -> Any:
        """Return a statement with its filters in the places that are kept for them."""
        wanted = self.given(table)
        joined = f"CROSS JOIN {table} ON {table}.seq = {table}_index.rowid " if wanted else ""
        made = text(template.format(table=table, joined=joined, filters="".join(FILTERS[table][name] for name in wanted)))
        return made.bindparams(
            *(bindparam(name, expanding=True) for name in ("kinds", "senders", "forms", "names") if f":{name} " in made.text)
        )


def fitting(session: Session, places: Sequence[tuple[Table, int]], among: Narrowed) -> list[tuple[Table, int]]:
    """Return those of some places that count, in their order."""
    fit = set()
    for table in among.tables():
        if seqs := [seq for one, seq in places if one == table]:
            given = {**among.given(table), "seqs": json.dumps(seqs)}
            fit |= {(table, seq) for seq in session.scalars(among.statement(table, FITTING), given)}
    return [place for place in places if place in fit]
