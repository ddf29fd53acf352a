"""The first planner, without a model: answers to the assistant's own question, pointing, corrections, and requests that lean on the
one before. It reads the focus and the person's own words, and is silent about everything else."""

import re
from dataclasses import replace

from private_llm.domain.understanding import lexicon
from private_llm.domain.understanding.amending import MOVABLE
from private_llm.domain.understanding.carrying_on import CarryingOn
from private_llm.domain.understanding.meant import Meant
from private_llm.domain.understanding.pointing import PLURAL
from private_llm.domain.understanding.spoken import Said

SWITCHED = re.compile(
    r"(?:(?:please|ok|actually|no|and|ja|eiku|okei) )*(?:(?:turn|switch|put|set) (?:it |that )?(?:back )?(?:(?P<on>on)|off)(?: it)?(?: again| back)?"
    r"|(?P<back>back on)|(?:laita|pistä|kytke|ota) (?:(?:se|takaisin|taas) )*(?:(?P<fi>päälle|käyttöön)|pois(?: päältä)?)(?: takaisin| taas)?)(?: please| kiitos)?"
)
"""What switches what was just switched."""


class Context(Said):
    """What was said, to be read in the light of the last turns."""

    def read(self) -> tuple[Meant, ...]:
        """Return what is meant in the light of the last turns, or nothing when it stands on its own."""
        order = (self.language, *(other for other in lexicon.LANGUAGES if other != self.language))
        for language in order:
            found = _Reading(self, lexicon.load(language)).read()
            if found:
                return found
        return ()


class _Reading(CarryingOn):
    def read(self) -> tuple[Meant, ...]:
        if not self._whole or len(self._whole) > 200:
            return ()
        steps = (
            self._answer,
            self._simple,
            self._before_it,
            self._emptied,
            self._excepted,
            self._pointed,
            self._switched,
            self._ended,
            self._amended,
            self._denied_of_it,
            self._meant_another,
            self._told_of_it,
            self._asked_of,
            self._picked,
            self._more,
            self._on_a_list,
            self._further,
            self._carried_on,
            self._more_of_it,
        )
        if again := self._lengthened():
            return again
        found = next((found for step in steps if (found := step()) is not None), None)
        return (found,) if found is not None else self._swapped()

    def _simple(self) -> Meant | None:
        if self._is("undo") or self._words.is_one("undo", self._words.after_all("not_that", self._said) or ""):
            return self._meant("undo")
        if self._is("never_mind"):
            return self._let_be()
        if self._is("keep"):
            return self._meant("undo" if self._is_just_gone() else "stop")
        if self._is("stop"):
            return self._which_shown() or self._meant("stop")
        stops, _, them = self._said.partition(" ")
        if self._words.is_one("stop", stops) and them in PLURAL and (shown := self._all_shown()) and shown[0].startswith("reminder:"):
            return self._meant("cancel", things=shown)
        if self._is("no") and self._has_just_changed():
            return self._meant("stop")
        return self._meant("repeat") if self._is("repeat") and self._focus.latest else None

    def _switched(self) -> Meant | None:
        """The other way for the cloud setting that was just changed: "turn it back on"."""
        switch = SWITCHED.fullmatch(self._whole) if "setting:cloud" in self._focus.touched else None
        return self._meant("settings", words={"query": f"cloud={'on' if any(switch.groups()) else 'off'}"}) if switch else None

    def _let_be(self) -> Meant:
        """Never mind: what was set in these turns goes; any other change of the last turn is taken back; else "peru se" cancels what was
        listed, and nothing is done."""
        thing = self._focus.touched[:1]
        if not self._has_just_changed() and (note := self._note_shown()):
            return self._meant("forget", things=(note,))
        if not self._has_just_changed():
            pointed = self._pointed() or self._which_shown()
            return pointed if pointed is not None and pointed.intent == "cancel" else self._meant("stop")
        if thing and thing[0].startswith("setting:"):
            return self._meant("stop")
        if thing and thing[0] in self._focus.made and thing[0].startswith(MOVABLE):
            return self._meant("cancel", things=thing)
        return self._meant("undo")

    def _note_shown(self) -> str | None:
        """Return the note that the last turn showed, when words that also say to let be say to forget."""
        latest = self._focus.latest
        says_it = any(words.objects["note"].search(self._whole) or words.makes["forget"].match(self._whole) for words in (self._words,))
        return self._focus.note_of(latest) if latest is not None and latest.reply.sources and says_it else None

    def _is_just_gone(self) -> bool:
        """Tell whether the last turn took something away."""
        return (
            self._has_just_changed() and self._focus.latest is not None and self._focus.latest.reply.steps[-1:] in {("cancel",), ("lists",)}
        )


def in_language(meant: Meant, chosen: str | None) -> Meant:
    """Return what is meant, to be answered in the language that the person has chosen, if they have."""
    return replace(meant, language=chosen) if chosen in lexicon.LANGUAGES else meant  # type: ignore[arg-type]
