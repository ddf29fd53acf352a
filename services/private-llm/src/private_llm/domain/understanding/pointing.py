"""An act on what is pointed at: "cancel the second one", "siirrä eka kello 15", and a word of removal alone."""

import re

from private_llm.domain import times
from private_llm.domain.understanding import called_off, excepting, fronted, lexicon
from private_llm.domain.understanding.answering import Answering
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Intent

POINTED: dict[str, dict[str, Intent]] = {
    "remove": {"reminder": "cancel", "event": "cancel", "note": "forget", "rule": "forget"},
    "move": {"reminder": "snooze", "event": "snooze"},
    "star": {"note": "mark_important"},
}
"""Which intent an act is, by the kind of the thing that is pointed at."""
PLURAL = frozenset(("those", "these", "them", "ne", "nuo", "nämä", "noi", "nää"))
"""What points at all that was shown."""
QUOTED = re.compile(r"“([^”]+)”")
OF_ONESELF = re.compile(r"^(?:me|us|mua|minua|meitä)(?: (?:about|of|it|that|this|siitä|tuosta))*$")
"""Whom a reminder is for, and what it points at: "stop reminding me about that"."""
BACK = re.compile(r"(?:(?:back )?by (?P<by>\d+|five|ten|fifteen|twenty|thirty)(?: later)?|(?P<more>\d+) (?:more|lisää))$")
"""By how many minutes something is pushed back."""


class Pointing(Answering):
    """What a message does to what it points at."""

    def _has_just_changed(self) -> bool:
        """Tell whether the last turn changed something."""
        latest, undoable = self._focus.latest, self._focus.undoable
        return latest is not None and undoable is not None and latest.turn == undoable.turn

    def _pointed(self) -> Meant | None:
        """An act on a thing that is pointed at: "cancel the second one", "siirrä eka kello 15"."""
        act = self._act() or self._removed()
        if act is None or called_off.read(self._text):  # What others called off is asked about.
            return None
        name, rest = act[0], OF_ONESELF.sub("", act[1])
        if name == "remove" and len(shown := self._all_shown()) > 1 and self._are_all(rest, len(shown)):
            return self._meant(POINTED[name][shown[0].split(":")[0]], things=shown)
        said = rest.split()
        for end in range(len(said), -1, -1):
            thing = self._thing(self._pointer(said[:end]), POINTED[name]) if said[:end] else self._latest(POINTED[name])
            when = self._time(BACK.sub(_minutes, " ".join(said[end:])), moves=name == "move") if end < len(said) else ""
            if thing is not None and (when or end == len(said)):
                return self._meant(POINTED[name][thing.split(":")[0]], things=(thing,), words={"when": when} if when else {})
        return self._which_shown() if name == "remove" and not rest else None

    def _are_all(self, said: str, count: int) -> bool:
        """Tell whether something said points at all of so many: "those", "those two", "ne kaikki"."""
        head, _, last = said.rpartition(" ")
        return said in PLURAL or (head in PLURAL and self._words.ordinals.get(last) == count)

    def _all_shown(self) -> tuple[str, ...]:
        """Return what the last answer that showed anything showed, where it is all of one kind that can be removed."""
        kinds = {thing.split(":")[0] for thing in self._focus.listed}
        return self._focus.listed if len(kinds) == 1 and kinds <= POINTED["remove"].keys() else ()

    def _removed(self) -> tuple[str, str] | None:
        """Return what is pointed at before the words that remove it: "the second one, delete it", "ok, cancel it"."""
        head = plain(fronted.before_gone(self._text.strip(" .!"), self._words))
        if head and fronted.names_nothing(head):
            head = "it"
        return ("remove", head) if head and self._thing(self._pointer(head.split()), POINTED["remove"]) else None

    def _which_shown(self) -> Meant | None:
        """A word of removal alone, when several reminders were shown: which one is asked."""
        latest = self._focus.latest
        shown = latest is not None and any(source.kind == "reminder" for source in latest.reply.sources)
        return self._meant("cancel") if shown and not (latest and latest.reply.effects) and self._act() else None

    def _excepted(self) -> Meant | None:
        """Days on which the series that was spoken of is not to come."""
        thing = self._focus.pointed({"reminder"})
        found = excepting.days(self._nameless(), self._words) if thing is not None else None
        if found is None or thing is None or "?" in self._text:
            return None
        days, comes_again = found
        at = times.read(days, now=self._now, zone=self._zone).resolved if days and self._time(days) else None
        if days and (
            at is None or at.has_clock or (comes_again and not at.rule and self._nameless() == self._whole and not self._is_of_series())
        ):
            return None
        return self._meant("cancel", things=(thing,), words={"query": excepting.EXCEPT, "when": days})

    def _is_of_series(self) -> bool:
        """Tell whether the last turn set what comes again, so that a day that is denied is one of it."""
        at = times.read(self._focus.said_before, now=self._now, zone=self._zone).resolved
        return self._has_just_changed() and at is not None and at.rule != ""

    def _nameless(self) -> str:
        """Return what was said without the words that the last answer called a thing by."""
        latest = self._focus.latest
        named = lexicon.stems(" ".join(QUOTED.findall(latest.answered))) if latest is not None else frozenset()
        return " ".join(word for word in self._whole.split() if not lexicon.stems(word) & named)


def _minutes(more: re.Match[str]) -> str:
    return f"{more['by'] or more['more']} minutes later"
