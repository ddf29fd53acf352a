"""Answers to the question that the assistant ended with: a number, a yes, a time, some words; or that it may be."""

from collections.abc import Mapping

from private_llm.domain import times
from private_llm.domain.times import shifting
from private_llm.domain.understanding import scope
from private_llm.domain.understanding.meant import Meant
from private_llm.domain.understanding.spoken import Spoken, nth
from shared.schemas.conversation import Asked

NOTHING: Mapping[str, str] = {}
HALVES = frozenset("am pm a.m p.m".split())
"""What says no more than which half of the day."""


class Answering(Spoken):
    """A message that may answer."""

    def _answer(self) -> Meant | None:
        """An answer to the question that the last answer ended with."""
        asked = self._focus.asked
        if asked is None:
            return None
        if self._is("never_mind") or self._is("no") or self._is("stop"):
            return self._meant("stop")
        match asked.wants:
            case "yes":
                return self._go_on(asked, asked.things, confirmed=True) if self._is("yes") else None
            case "choice":
                return self._chosen(asked)
            case "when":
                when = self._when_of(asked)
                return self._go_on(asked, asked.things, words={"when": when}) if when else None
            case _ if self._is_short_answer():
                return self._go_on(asked, asked.things, words={asked.wants: self._text.strip(" .")})
        return None

    def _when_of(self, asked: Asked) -> str:
        """Return the words of a time that answer when, with the day and the number that were said before: "make it 10", "am"."""
        said = self._words.after("amend", self._said) or self._said
        if asked.words.get("clock") and said in HALVES:
            said = f"{asked.words['clock']} {said}"
        when = self._time(said, moves=asked.intent == "snooze") or self._way(asked)
        reading = times.read(when, now=self._now, zone=self._zone).resolved if when and asked.words.get("day") else None
        only_clock = reading is not None and not (reading.has_day or reading.from_now or reading.rule)
        return f"{asked.words['day']} {when}" if only_clock else when

    def _way(self, asked: Asked) -> str:
        """Return by how much something is to be moved, with the way that was asked for."""
        by = asked.words.get("when", "") if asked.intent == "snooze" else ""
        return f"{by} {self._said}" if by and shifting.is_way(self._said) else ""

    def _go_on(self, asked: Asked, things: tuple[str, ...], *, confirmed: bool = False, words: Mapping[str, str] = NOTHING) -> Meant:
        return self._meant(asked.intent, words={**asked.words, **words}, things=things, confirmed=confirmed)

    def _chosen(self, asked: Asked) -> Meant | None:
        """A number, "the second one", or all of them, which then wants a yes of its own."""
        if len(asked.things) == 2 and asked.things[1].startswith("series:") and (which := scope.named(self._whole)):
            return self._go_on(asked, (asked.things[which == "all"],))
        if self._is("all"):
            return self._go_on(asked, asked.things)
        position = self._words.ordinals.get(self._bare_ordinal(self._said))
        if position is None and self._is("yes") and len(asked.things) == 1:
            position = 1
        return self._go_on(asked, (picked,)) if position and (picked := nth(asked.things, position)) else None

    def _is_short_answer(self) -> bool:
        """Tell whether this is words for what was asked and no request of its own."""
        return "?" not in self._text and self._act() is None
