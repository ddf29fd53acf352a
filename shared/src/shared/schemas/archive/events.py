"""What stands in a person's calendar within a span of time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from shared.repetition import parsed, said
from shared.schemas.archive.senders import BOTH
from shared.schemas.message import Content, Message


@dataclass(frozen=True, repr=False)
class Occurrence(Content):
    """One time of an event. Of whole days `start_at` and `end_at` are midnights where the person is (`zone`), the last not counted."""

    event: str
    """The id of the event."""
    text: str
    start_at: datetime
    end_at: datetime
    all_day: bool
    zone: str
    rule: str
    """How the event comes again; empty for one that does not."""
    place: str
    details: str
    state: Literal["confirmed", "tentative"]
    guests: tuple[str, ...] = ()

    def repeats(self, language: str) -> str:
        """Return how the event comes again in words, such as `every Monday and Wednesday until 3 May 2027`, or nothing."""
        zone = ZoneInfo(self.zone)
        wall = self.start_at.astimezone(zone).replace(tzinfo=None)
        return said(parsed(self.rule, UTC if self.all_day else zone), wall, language) if self.rule else ""


@dataclass(frozen=True, repr=False)
class Occurrences(Message):
    """Times of events, soonest first."""

    topic: ClassVar[str] = "any.occurrences"

    occurrences: tuple[Occurrence, ...]
    own_zone: str = "UTC"
    """Where the person is (IANA)."""


@dataclass(frozen=True, repr=False)
class ListOccurrences(Message):
    """What is on between two instants, begun before or not? Cancelled events are left out. Five years are looked into, no further."""

    topic: ClassVar[str] = "store.list-occurrences"
    senders: ClassVar[tuple[str, ...]] = BOTH
    answer: ClassVar[type[Message] | None] = Occurrences

    person: str
    since: datetime
    until: datetime
    limit: int = 50
    events: tuple[str, ...] = ()
    """Only times of these events, by id."""
