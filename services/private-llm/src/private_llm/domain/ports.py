"""What the engine needs from outside, named for the role it plays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from shared.schemas.archive import (
    Budget,
    EgressLog,
    Forgettable,
    Found,
    Hit,
    Member,
    MessageKind,
    Occurrence,
    Receipt,
    RecordView,
    Utterance,
)
from shared.schemas.interpretation import Encoded, Interpretation, Item
from shared.schemas.records import RecordKind

MOST_WRITTEN = 2000


@dataclass(frozen=True, repr=False)
class Among:
    """Which texts a search is among: each that is named leaves out the others."""

    chat: str | None = None
    """By id."""
    sender: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    forms: tuple[MessageKind, ...] = ()
    """Of messages, such as `image`."""


EVERYTHING = Among()


class Archive(Protocol):
    """One person's store. Every call may raise Unavailable."""

    def put(self, kind: RecordKind, record: str, fields: Mapping[str, Any], *, change: bool = False) -> RecordView: ...

    def records(self, kind: RecordKind, *, limit: int = 50) -> Sequence[RecordView]: ...

    def record(self, kind: RecordKind, record: str) -> RecordView | None:
        """Return one record, or None when it is gone."""

    def drop(self, kind: RecordKind, record: str) -> None:
        """Take back a record that was just made."""

    def events(self, since: datetime, until: datetime, *, only: Sequence[str] = (), limit: int = 50) -> Sequence[Occurrence]:
        """Return what is on in the calendar between two instants, soonest first; `only` names events by id, as searches find them."""

    def forget(self, kind: Forgettable, thing: str) -> Receipt:
        """Remove a thing and what was made of it, for good."""

    def search(
        self, query: str, *, kinds: Sequence[str] = (), match: Literal["all", "any"] = "all", limit: int = 20, among: Among = EVERYTHING
    ) -> Sequence[Hit]:
        """Return what has the words of a query, best first; without words what was written last."""

    def look_for(self, query: str, *, kinds: Sequence[str] = (), limit: int = 20, among: Among = EVERYTHING) -> Found:
        """Return what has any words of a query, best first; of words that are in nothing that is kept, what has the nearest in spelling.
        Only for looking: nothing that is changed or removed is chosen so."""

    def senders(self, chat: str | None = None) -> Sequence[str]:
        """Return who wrote in a chat, whoever wrote most first, or in any."""

    def members(self) -> Sequence[Member]:
        """Return who wrote in which chat, as far as the newest messages of all show it."""

    def count(self, *, chat: str | None = None, sender: str | None = None) -> int:
        """Return how many messages there are: in a chat, by somebody, or in all."""

    def written(self, *, chat: str | None = None, since: datetime | None = None, until: datetime | None = None) -> Sequence[Hit]:
        """Return the newest messages of a chat, or of all, in a span, oldest first; no more than `MOST_WRITTEN`."""

    def behind(self, hit: Hit, *, limit: int) -> Sequence[Hit]:
        """Return what was written right after a message in its chat, oldest first."""

    def messages(self, *, limit: int) -> Sequence[Utterance]: ...

    def egress(self, *, since: datetime | None, until: datetime | None) -> EgressLog: ...

    def set_setting(self, name: Literal["language", "zone", "cloud"], value: str) -> None: ...

    def record_egress(
        self, *, key: str, party: Literal["openai"], purpose: str, url: str, body: str, at: datetime, budget: Budget
    ) -> tuple[str, bool]:
        """Write down what is about to leave; return the record's id and whether it is new. Raises Refused when the budget is spent."""

    def settle_egress(self, *, key: str, state: Literal["sent", "failed"], tokens: int = 0) -> None: ...


class Interpreter(Protocol):
    """Makes plans of masked requests. `cloud` is what a cloud model may be told, empty for nothing. Calls raise Unavailable or
    Refused."""

    def interpret(self, items: tuple[Item, ...], *, cloud: Encoded) -> Interpretation: ...

    def release(self, cloud: Encoded, body: str) -> Interpretation: ...


class WriterFailed(Exception):
    """Raised when the model stops before its answer is whole, for whatever reason."""


class TookTooLong(WriterFailed):
    """Raised when the model says nothing for so long that it will not help to ask again."""


Task = Literal["answer", "draft"]
"""What is written: an answer keeps to what was found, a draft may be freer."""


class Writer(Protocol):
    """A language model on this side of the wall."""

    @property
    def reason(self) -> str:
        """Why there is no model."""

    def name(self) -> str | None:
        """Return what writes, such as `ollama/llama3.2`, or None when there is no model."""

    def look(self) -> None:
        """Make ready for a turn that begins: what has to be looked at before a model may write is looked at beside the turn."""

    def stream(self, system: str, messages: Sequence[tuple[str, str]], *, task: Task = "answer") -> Iterator[str]:
        """Yield the answer piece by piece; raises WriterFailed. What is the same in many prompts comes first, so that the model's cache of
        it holds."""

    def plan(self, system: str, said: str, schema: Mapping[str, Any]) -> str:
        """Return an answer that is bound to a JSON schema, or WriterFailed within seconds. `system` is always the same, so that the
        model's cache of it holds."""
