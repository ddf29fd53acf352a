"""From a message to what is meant by it: context first, then the masked interpreter, part by part, then a model on this side of the
wall where those are not sure; and acts must be earned."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from private_llm.domain.planner import OwnWords, Planned, Planner, Withheld
from private_llm.domain.ports import Archive
from private_llm.domain.redaction import RedactedItem, Redaction
from private_llm.domain.understanding import (
    adding,
    ahead,
    asides,
    chats,
    clauses,
    conditions,
    digests,
    drafting,
    ending,
    entries,
    exact,
    forms,
    lexicon,
    manner,
    numbered,
    own,
    several,
    there,
    told,
    tongue,
)
from private_llm.domain.understanding.carrying_on import UNTIL_IT
from private_llm.domain.understanding.context import Context, in_language
from private_llm.domain.understanding.earned import NEEDS, SURE, earned
from private_llm.domain.understanding.focus import Focus
from private_llm.domain.understanding.local import Asking, LocalPlanner
from private_llm.domain.understanding.meant import Masked, Meant
from private_llm.domain.understanding.tidy import tidy
from shared.schemas.archive import Utterance
from shared.schemas.plan import Language

ENDS = " \"'“”„«»"
CHATS = 500
NO_LANGUAGE = re.compile(r"(?:klo|kello|at|ok|okei)?[\W\d]*(?:klo|ok)?", re.IGNORECASE)
LEANS = re.compile(r"(?:and|ja|sekä) (?!.*\blist)", re.IGNORECASE)
SHORT = 3
BEFORE, ENOUGH = 3, 100
"""So many turns back, by so many characters, tell the language of what is of none."""
UNSURE = 0.6
"""Below this confidence of the masked plan a local model is asked. Plans above it are right far more often than a small model's."""


@dataclass(frozen=True, repr=False)
class Understood:
    """What a message asks for, and what planning it caused."""

    meant: tuple[Meant, ...]
    egress: tuple[str, ...] = ()
    withheld: Withheld = ""


class Understanding:
    """Always understands something, if only that it is unclear."""

    def __init__(self, planner: Planner, local: LocalPlanner) -> None:
        self._planner = planner
        self._local = local

    def of(
        self,
        text: OwnWords,
        archive: Archive,
        *,
        turn: str,
        focus: Focus,
        history: Sequence[Utterance],
        settings: Mapping[str, str],
        now: datetime,
        zone: str,
    ) -> Understood:
        """Read a message."""
        chosen = settings.get("language")
        plain = OwnWords(asides.heard(tidy(text)))
        language: Language = chosen or self._language(plain, focus)  # type: ignore[assignment]
        spoken = chosen or (language if language != lexicon.LANGUAGES[0] else None)
        parts = _parts(plain, focus, now, zone)
        alone = [_alone(part, Context(part, focus if n == 0 else Focus(), language, now, zone), archive) for n, part in enumerate(parts)]
        if len(parts) == 1 and not alone[0] and (talk := exact.talk(plain, language)):
            alone = [(talk,)]
        model = self._local.is_there()
        cloud = settings.get("cloud", "on") == "on" and not model
        planned: list[Planned] = []
        meant: list[Meant] = []
        for n, (part, known) in enumerate(zip(parts, alone, strict=True)):
            if not known:
                key = f"{turn}#{n}" if n else turn
                plan = self._planner.plan(OwnWords(part), archive, turn=key, cloud_allowed=cloud, now=now, zone=zone)
                planned.append(plan)
            meant += known or [earned(one) for one in _meant(part, plan)]
        if not planned:
            return Understood(tuple(in_language(one, spoken) for one in meant))
        if model and _is_for_a_model(plain, meant, parts, focus):
            asking = Asking(plain, own.gathered(plain, history, focus, archive), language, now, zone)
            meant = _better([earned(one) for one in self._local.plan(asking, self._masked)], meant)
        egress = tuple(record for plan in planned for record in plan.egress)
        withheld: Withheld = next((plan.withheld for plan in planned if plan.withheld), "")
        return Understood(tuple(in_language(one, spoken) for one in meant), egress, withheld)

    def _language(self, text: OwnWords, focus: Focus) -> str:
        """Return the language that is spoken: surely that of their endings, else of most of the words, else of the last turns."""
        if tongue.is_finnish(text):
            return "fi"
        said = _speaking(text, focus)
        first, *others = (self._planner.language_of(said, or_else=language) for language in lexicon.LANGUAGES)
        if all(other == first for other in others):
            return first
        before = OwnWords(" ".join(one.said[:ENOUGH] for one in focus.earlier[:BEFORE]))
        return self._planner.language_of(said, or_else=self._planner.language_of(before))

    def _masked(self, part: str) -> tuple[Masked, ...]:
        return _hidden(part, self._planner.redact(OwnWords(part)))


def _parts(text: str, focus: Focus, now: datetime, zone: str) -> list[str]:
    """Return the requests of a message, the first one whole where it leans on the day that was looked at."""
    clear = [one for part in asides.split(text) for cut in clauses.split(part) for one in entries.split(cut)]
    parts = [one for part in clear for one in several.split(part, now=now, zone=zone)]
    return [there.said_whole(part, focus, now, zone) or part for part in parts[:1]] + parts[1:]


def _names_chats(part: str, archive: Archive) -> bool:
    """Tell whether a request names a chat that there is, and else only days."""
    return chats.are_all_that_is_named(lexicon.plain(part), archive.records("chat", limit=CHATS))


def _speaking(text: OwnWords, focus: Focus) -> OwnWords:
    """Return the words whose language is spoken: those before, where these are of none, as a number is and "klo 8", or a short answer."""
    answers = focus.asked is not None and len(text.split()) <= SHORT and not tongue.ENGLISH & set(text.lower().split())
    return OwnWords(focus.latest.said) if focus.latest is not None and (answers or NO_LANGUAGE.fullmatch(text)) else text


def _alone(part: str, context: Context, archive: Archive) -> tuple[Meant, ...]:
    """Return what is meant without a planner: by an exact form, or in the light of the last turns."""
    if (answered := numbered.read(part, context.focus, context.language, archive, now=context.now, zone=context.zone)) is not None:
        return (answered,)
    asked = context.focus.asked
    leans = (
        (asked is not None and asked.wants == "text")
        or LEANS.match(part)
        or lexicon.asks_how_long(part)
        or UNTIL_IT.fullmatch(lexicon.plain(part))
    )  # Whatever is said next may be the answer, or go on.
    if leans and (leaning := context.read()):
        return leaning
    exactly = drafting.changed(part, context.focus) or exact.read(part, context.language) or drafting.read(part)
    if exactly and digests.is_loose(exactly) and not _names_chats(part, archive):
        exactly = None
    if exactly or (known := context.read()):
        return (exactly,) if exactly else known
    readers = (ahead.read, ending.read, entries.read, adding.read, told.read, exact.of_a_day, manner.read)
    beyond = conditions.read(part, context.language) or next(filter(None, (read(part) for read in readers)), None)
    return (beyond,) if beyond else ()


def _is_for_a_model(text: str, meant: Sequence[Meant], parts: Sequence[str], focus: Focus) -> bool:
    """Tell whether the masked plan is not sure, has taken several requests for one, or does not know what is pointed at."""
    least = min(one.confidence for one in meant)
    if least < UNSURE or any(one.intent == "unclear" or _may_ask_for_more(one) for one in meant):
        return True
    if len(parts) == 1 and clauses.may_be_several(text):
        return True
    points = focus.asked is not None or any(one.intent in NEEDS and lexicon.points(one.text) for one in meant)
    return points and least < SURE


def _may_ask_for_more(meant: Meant) -> bool:
    """Tell whether what looks like talk names a time, or neither asks nor orders."""
    return meant.intent == "chat" and (meant.names_a_time or forms.is_neither(meant.text))


def _better(model: Sequence[Meant], masked: list[Meant]) -> list[Meant]:
    """Return the model's plan if it has one that may be done. What was asked for in plain words is not made anything else of it."""
    if all(one.intent == "unclear" for one in model):
        return masked
    plainly = {one.intent for one in masked if lexicon.names(one.intent, one.text)}
    return list(model) if plainly <= {one.intent for one in model} else masked


def _meant(text: str, planned: Planned) -> list[Meant]:
    masked = _hidden(text, planned.redaction)
    return [
        Meant(
            step.intent,
            text,
            planned.plan.language,
            {slot.name: words for slot in step.slots if (words := _said(text, slot.items, planned.redaction))},
            masked=masked,
            confidence=planned.plan.confidence,
            by=planned.by,
        )
        for step in planned.plan.steps
    ]


def _hidden(text: str, redaction: Redaction) -> tuple[Masked, ...]:
    return tuple(Masked(entry.kind, text[entry.start : entry.end]) for entry in redaction.items if entry.kind is not None)


def _said(text: str, positions: tuple[int, ...], redaction: Redaction) -> str:
    """Return the person's own words of a slot, from its first item to its last."""
    items: tuple[RedactedItem, ...] = redaction.items
    return text[items[positions[0]].start : items[positions[-1]].end].strip(ENDS) if positions else ""
