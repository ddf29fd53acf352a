"""One step of one request, as a skill sees it, and what a skill answers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from private_llm.domain.ports import Archive, Writer
from private_llm.domain.redaction import RedactedItem
from shared.schemas.archive import Hit, RecordView, Utterance
from shared.schemas.conversation import Source
from shared.schemas.interpretation import Placeholder
from shared.schemas.plan import Language, SlotName, Step
from shared.schemas.records import RecordKind


@dataclass(frozen=True, repr=False)
class Manner:
    """What the person is called, and how they want the assistant to write, in their own words."""

    name: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Request:
    """What was asked: the person's own words, with the plan's slots pointing into them."""

    id: str
    text: str
    language: Language
    step: Step
    items: tuple[RedactedItem, ...]
    now: datetime
    zone: str
    history: Sequence[Utterance] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    manner: Manner = Manner()

    def said(self, slot: SlotName) -> str:
        """Return the person's own words of a slot, from its first item to its last; empty if the plan has none."""
        positions = next((entry.items for entry in self.step.slots if entry.name == slot), ())
        if not positions:
            return ""
        return self.text[self.items[positions[0]].start : self.items[positions[-1]].end].strip(" \"'“”„«»")

    def own_words(self) -> str:
        """Return the words that were masked: what the request is about, without the words that everyone uses."""
        return " ".join(self.text[entry.start : entry.end] for entry in self.items if isinstance(entry.item, Placeholder))

    def has(self, *words: str) -> bool:
        """Tell whether the request contains any of some lower-case words or beginnings of words."""
        spoken = self.text.lower().split()
        return any(part.strip(".,!?").startswith(word) for part in spoken for word in words)

    def say(self, en: str, fi: str) -> str:
        """Return the text in the person's language."""
        return fi if self.language == "fi" else en

    def told(self, system: str) -> str:
        """Return what a local model is told before it writes: `{language}` filled in, and the person's own rules."""
        lines = [system.format(language=self.say("English", "Finnish"))]
        if self.manner.name:
            lines.append(f"The person you work for is called {self.manner.name}.")
        if self.manner.rules:
            lines += ["How they want you to write:", *(f"- {rule}" for rule in self.manner.rules)]
        return "\n".join(lines)


@dataclass(frozen=True, repr=False)
class Answer:
    """What a skill says. With `pieces`, a model is writing it: `text` is then what stands in if the model fails. `keep` is called with
    the words once they are whole, and returns what they were kept as."""

    text: str
    sources: tuple[Source, ...] = ()
    follow_ups: tuple[str, ...] = ()
    engine: str = "rules"
    pieces: Callable[[], Iterator[str]] | None = None
    model_missing: bool = False
    """True when a model would have written this, and there is none."""
    keep: Callable[[str], Source] | None = None


@dataclass(frozen=True)
class Tools:
    """What a skill may use."""

    archive: Archive
    writer: Writer


Skill = Callable[[Request, Tools], Answer]


def kept_as(kind: RecordKind, request: Request, tools: Tools, **fields: Any) -> Callable[[str], Source]:
    """Return what keeps the words of an answer as a record, once per request."""
    return lambda text: source(tools.archive.put(kind, request.id, {"text": text, **fields}))


def source(found: Hit | RecordView) -> Source:
    """Return what an answer rests on."""
    if isinstance(found, Hit):
        return Source(found.kind, found.id, found.text, found.at, found.chat, found.sender)
    return Source(found.kind, found.id, str(found.fields.get("text") or found.fields.get("name")), found.created_at)
