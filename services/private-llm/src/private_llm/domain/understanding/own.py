"""What a local model may be shown when it plans: what the person themselves said and set, in types that nothing else can become.

Imports, chat messages, contacts, documents, summaries, drafts and words that were passed on have other kinds or other ids; whoever
tries to make an `OwnThing` of one is refused.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NewType

from private_llm.domain.planner import OwnWords
from private_llm.domain.ports import Archive
from private_llm.domain.understanding import lexicon
from private_llm.domain.understanding.focus import Focus
from shared.schemas.archive import RecordView, Utterance
from shared.schemas.records import RecordKind

PASSED_ON = "-passed-on"
"""How the id of a record ends that was made of words which the person passed on."""
MADE_IN_A_TURN = re.compile(r"[^-\s]+-\d+(?:-\d+)*")
"""The id of a record that a step of a turn made. Those of imports are digests."""
KINDS: Mapping[str, RecordKind] = {"reminder": "reminder", "note": "note", "item": "item"}
FORWARDED = "forwarded"
TURNS, THINGS, OPEN = 3, 6, 50


EarlierWords = NewType("EarlierWords", str)
"""What the person said in a turn before this one: for the local model alone, never to be masked and sent."""


class NotOwn(Exception):
    """Raised when something is not the person's own."""


@dataclass(frozen=True, repr=False)
class OwnThing:
    """A reminder, note or item of a list that the person's own words made. No import makes reminders, so that one set by hand is theirs too."""

    record: RecordView

    def __post_init__(self) -> None:
        if not is_own(self.record):
            raise NotOwn

    @property
    def name(self) -> str:
        """Return `kind:id`."""
        return f"{self.record.kind}:{self.record.id}"

    @property
    def text(self) -> str:
        return str(self.record.fields["text"])


@dataclass(frozen=True, repr=False)
class OwnTurn:
    """What the person said before, and which intents were carried out then."""

    said: EarlierWords
    done: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Own:
    """All that a plan may rest on besides the request."""

    turns: tuple[OwnTurn, ...] = ()
    things: tuple[OwnThing, ...] = ()
    """Those of the last turns first, then the reminders to come."""


def is_own(record: RecordView) -> bool:
    """Tell whether the person's own words made a record."""
    if record.kind not in KINDS or record.id.endswith(PASSED_ON):
        return False
    return record.kind == "reminder" or MADE_IN_A_TURN.fullmatch(record.id) is not None


def gathered(request: OwnWords, history: Sequence[Utterance], focus: Focus, archive: Archive) -> Own:
    """Return what a model may be shown of a person, read from their store: of the things only those that the request names by a word
    of theirs, and, if it points, those that the last turns were about."""
    coming = [one for one in archive.records("reminder", limit=OPEN) if one.fields.get("state") == "pending"]
    near = [_record(thing, archive) for thing in dict.fromkeys((*focus.touched, *focus.listed, *focus.made))]
    about = {one.id: one for one in near if one is not None}
    points, stems = lexicon.points(request), lexicon.stems(request)
    meant = [one for one in {**about, **{one.id: one for one in coming}}.values() if is_own(one)]
    shown = [one for one in meant if (points and one.id in about) or stems & lexicon.stems(str(one.fields["text"]))]
    return Own(_turns(history), tuple(map(OwnThing, shown[:THINGS])))


def _record(thing: str, archive: Archive) -> RecordView | None:
    kind, _, record = thing.partition(":")
    return archive.record(KINDS[kind], record) if kind in KINDS else None


def _turns(history: Sequence[Utterance]) -> tuple[OwnTurn, ...]:
    """Return the last turns that were answered, without those in which the person passed on words."""
    done = {one.turn: one.reply.steps for one in history if one.role == "assistant" and one.reply and one.turn}
    said = [(EarlierWords(one.text), done[one.turn]) for one in history if one.role == "person" and one.turn in done]
    return tuple(OwnTurn(words, steps) for words, steps in said if FORWARDED not in steps)[-TURNS:]
