"""The third planner: a language model on this side of the wall, shown the person's own words alone and held to them.

What it answers is believed only as far as it can be checked: words must be quotations of the request, things must be numbers of the
list, an act must be worded in the request. All else is as if it had not been asked.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from private_llm.domain.planner import OwnWords
from private_llm.domain.ports import Writer, WriterFailed
from private_llm.domain.understanding import clauses, lexicon
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Masked, Meant
from private_llm.domain.understanding.own import Own, OwnThing
from shared.schemas.plan import Intent, Language

INTENTS: tuple[Intent, ...] = (
    "remind", "reminders", "cancel", "snooze", "remember", "forget", "mark_important", "lists", "recall", "find", "summarise",
    "draft_reply", "event", "contact", "important", "convert", "time", "egress", "chat", "help", "unclear",
)  # fmt: skip
"""What a model may plan. What sets the product up, sends or exports wants the person's own plain words."""
WORDS = ("text", "query", "when", "person")
STEPS = 4
SPANS = 16
"""Of a request of so many words a model is bound to copy runs of words as they stand; of a longer one it is only checked."""
BEGINNING = resources.files(__package__).joinpath("words/planning.txt").read_text(encoding="utf-8")
"""The same for everybody and always, so that a model's cache of it holds."""
CONFIDENCE = 0.7
"""Below what an act of changing or removing needs, unless the request begins with the act."""
REST = timedelta(seconds=10)
"""How long a model that failed is left alone."""
MARKS = ' .,!?;:"“”„«»()'
LONGEST = 600
SHOWN = 100
BETWEEN = frozenset("and also then please plus ja sekä sitten myös vielä kiitos".split())


class NotAPlan(Exception):
    """Raised when what a model answered can't be held to the request."""


@dataclass(frozen=True, repr=False)
class Asking:
    """A request to plan, and all that may be shown beside it."""

    request: OwnWords
    own: Own
    language: Language
    now: datetime
    zone: str

    def shown(self) -> str:
        """Return the part of the prompt that is not the same for everybody."""
        local = self.now.astimezone(ZoneInfo(self.zone))
        lines = [f"Now: {local:%A %Y-%m-%d %H:%M} {self.zone}, language {self.language}"]
        if self.own.things:
            lines.append("Things: " + "; ".join(f"{n}. {self._thing(one)}" for n, one in enumerate(self.own.things, 1)))
        lines += [f"Before: {_short(turn.said)} (done: {', '.join(turn.done)})" for turn in self.own.turns]
        return "\n".join([*lines, f"Request: {' '.join(self.request.split())}"])

    def _thing(self, thing: OwnThing) -> str:
        due = thing.record.fields.get("due_at")
        at = f", {datetime.fromisoformat(str(due)).astimezone(ZoneInfo(self.zone)):%a %d %b %H:%M}" if due else ""
        return f"{thing.record.kind} “{_short(thing.text)}”{at}"

    def schema(self) -> dict[str, Any]:
        """Return the form of a plan: of words only what stands in the request, of things only the numbers that were shown."""
        several = clauses.may_be_several(self.request)
        said: dict[str, Any] = {"type": "string", **({"enum": runs} if (runs := _runs(self.request)) else {})}
        step: dict[str, Any] = {
            "do": {"type": "string", "enum": list(INTENTS)},
            **dict.fromkeys((["part"] if several else []) + list(WORDS), said),
        }
        if self.own.things:
            numbers = list(range(1, len(self.own.things) + 1))
            step["things"] = {"type": "array", "items": {"type": "integer", "enum": numbers}, "maxItems": 2}
        steps = {"type": "array", "minItems": 1, "maxItems": STEPS if several else 1, "items": _object(step, "do")}
        return _object({"steps": steps}, "steps")


class LocalPlanner:
    """Plans with the model that also writes, if there is one."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._rests_until: datetime | None = None

    def is_there(self) -> bool:
        """Tell whether there is a model, even if it rests."""
        return self._writer.name() is not None

    def plan(self, asking: Asking, masked: Callable[[str], tuple[Masked, ...]]) -> tuple[Meant, ...]:
        """Return what the request asks for; nothing when the model fails, rests, or says what can't be held to the request."""
        if len(asking.request) > LONGEST or (self._rests_until and asking.now < self._rests_until) or not self.is_there():
            return ()
        try:
            answer = self._writer.plan(BEGINNING, asking.shown(), asking.schema())
        except WriterFailed:
            self._rests_until = asking.now + REST
            return ()
        try:
            return _checked(answer, asking, masked)
        except NotAPlan:
            return ()


def _object(properties: Mapping[str, Any], required: str) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": [required], "additionalProperties": False}


def _runs(request: str) -> list[str]:
    """Return every run of words of a short request, without marks at its ends."""
    words = request.split()
    if len(words) > SPANS:
        return []
    runs = (" ".join(words[start:end]).strip(MARKS) for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    return list(dict.fromkeys(run for run in runs if run))


def _checked(answer: str, asking: Asking, masked: Callable[[str], tuple[Masked, ...]]) -> tuple[Meant, ...]:
    steps = _steps(answer)
    parts = [asking.request] if len(steps) == 1 else _parts([str(step.get("part", "")) for step in steps], asking.request)
    meant = [_meant(step, part, asking, masked(part)) for step, part in zip(steps, parts, strict=True)]
    if not all(map(_is_worded, meant)):
        raise NotAPlan
    return tuple(meant)


def _steps(answer: str) -> list[dict[str, Any]]:
    """Return the steps of an answer of the right shape. A model that is not bound to the schema may answer anything."""
    try:
        steps = json.loads(answer)["steps"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotAPlan from None
    if not isinstance(steps, list) or not 0 < len(steps) <= STEPS or not all(map(_is_step, steps)):
        raise NotAPlan
    return steps


def _is_step(step: object) -> bool:
    if not isinstance(step, dict) or not set(step) <= {"do", "part", "things", *WORDS} or step.get("do") not in INTENTS:
        return False
    things = step.get("things", [])
    numbers = isinstance(things, list) and all(type(number) is int for number in things)
    return numbers and all(isinstance(step.get(name, ""), str) for name in ("part", *WORDS))


def _parts(parts: Sequence[str], request: str) -> list[str]:
    """Return the parts as they stand in the request. They follow each other, and leave out nothing but words between requests."""
    found: list[str] = []
    at, left = 0, []
    for part in parts:
        match = _quoted(part, request, at)
        left.append(request[at : match.start()])
        found.append(match[0])
        at = match.end()
    if not set(plain(" ".join([*left, request[at:]])).split()) <= BETWEEN:
        raise NotAPlan
    return found


def _quoted(words: str, request: str, start: int = 0) -> re.Match[str]:
    """Return where some words stand in the request, in whatever case and with whatever blanks."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    match = re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE).search(request, start) if pattern else None
    if match is None:
        raise NotAPlan
    return match


def _meant(step: dict[str, Any], part: str, asking: Asking, masked: tuple[Masked, ...]) -> Meant:
    words = {name: _quoted(step[name], part)[0] for name in WORDS if step.get(name, "").strip()}
    intent: Intent = step["do"]
    if intent == "event":
        words.pop("text", None)  # A calendar is looked into; what is put into it wants plain words.
    things = tuple(one.name for one in _things(step.get("things", []), part, asking))
    words.pop("when", None)  # A time is read in the whole part: what a model copies of it may lack the day.
    return Meant(intent, part, asking.language, words, things, masked, confidence=CONFIDENCE, by="model")


def _things(numbers: Sequence[int], part: str, asking: Asking) -> list[OwnThing]:
    """Return the things with some numbers that the request names by a word of theirs. What is only pointed at is read elsewhere."""
    if any(not 0 < number <= len(asking.own.things) for number in numbers):
        raise NotAPlan
    chosen = [asking.own.things[number - 1] for number in dict.fromkeys(numbers)]
    best = max((_shared(part, one) for one in asking.own.things), default=0)
    return [one for one in chosen if best and _shared(part, one) == best]


def _shared(said: str, thing: OwnThing) -> int:
    return len(lexicon.stems(said) & lexicon.stems(thing.text))


def _is_worded(meant: Meant) -> bool:
    """Tell whether what adds or changes something is asked for by a word of it, and nothing is asked not to be done."""
    return meant.intent not in lexicon.load(meant.language).makes or lexicon.names(meant.intent, meant.text)


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= SHOWN else f"{one[:SHOWN]}…"
