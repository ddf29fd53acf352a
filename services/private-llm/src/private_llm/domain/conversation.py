"""One step of one request, as a skill sees it, and what a skill answers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import resources
from typing import Any, Literal
from zoneinfo import ZoneInfo

from private_llm.domain.ports import Archive, Writer
from private_llm.domain.understanding.focus import Focus
from private_llm.domain.understanding.meant import Meant
from shared.schemas.archive import Hit, RecordView, Utterance
from shared.schemas.conversation import Asked, Effect, Source
from shared.schemas.plan import Intent, Language, SlotName
from shared.schemas.records import RecordKind

BEGINNING = resources.files(__package__).joinpath("saying/beginning.txt").read_text(encoding="utf-8").strip()
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, repr=False)
class Manner:
    """What the person is called, and how they want the assistant to write, in their own words."""

    name: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Request:
    """One thing that was asked: the person's own words, and what is meant by them."""

    id: str
    meant: Meant
    now: datetime
    zone: str
    history: Sequence[Utterance] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    manner: Manner = Manner()
    focus: Focus = Focus()

    @property
    def text(self) -> str:
        """The words of this part of the request."""
        return self.meant.text

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.meant.language

    def said(self, slot: SlotName | Literal["place", "before"]) -> str:
        """Return the person's own words of a slot, or of what only rules find; empty if the plan has none."""
        return self.meant.words.get(slot, "")

    def own_words(self) -> str:
        """Return the words that were masked: what the request is about, without the words that everyone uses."""
        return " ".join(masked.text for masked in self.meant.masked)

    def things(self, kind: str) -> list[str]:
        """Return the ids of the things of a kind that are meant."""
        return [thing.removeprefix(f"{kind}:") for thing in self.meant.things if thing.startswith(f"{kind}:")]

    def has(self, *words: str) -> bool:
        """Tell whether the request contains any of some lower-case words or beginnings of words."""
        spoken = self.text.lower().split()
        return any(part.strip(".,!?").startswith(word) for part in spoken for word in words)

    def say(self, en: str, fi: str) -> str:
        """Return the text in the person's language."""
        return fi if self.language == "fi" else en

    def meaning(self, intent: Intent, *things: RecordView) -> "Request":
        """Return this request as one for something else, of no words, and of some things."""
        of = tuple(f"{one.kind}:{one.id}" for one in things)
        return replace(self, meant=replace(self.meant, intent=intent, words={}, things=of))

    def told(self, system: str) -> str:
        """Return what a local model is told before it writes: what is the same for everybody first, then what is the same for the person
        and the day, and the task last, `{language}` filled in. So a model's cache of it holds from one question to the next."""
        local = self.now.astimezone(ZoneInfo(self.zone))
        lines = [BEGINNING, f"Today is {DAYS[local.weekday()]}, {local:%Y-%m-%d}; the time zone is {self.zone}."]
        if self.manner.name:
            lines.append(f"The person you work for is called {self.manner.name}.")
        if self.manner.rules:
            lines += ["How they want you to write:", *(f"- {rule}" for rule in self.manner.rules)]
        return "\n".join([*lines, system.format(language=self.say("English", "Finnish"))])


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
    cited: Callable[[], tuple[Source, ...]] | None = None
    """What the words rest on that a model wrote, once they are whole; `sources` are of the stand-in."""
    effects: tuple[Effect, ...] = ()
    asked: Asked | None = None

    def rests_on(self, engine: str) -> tuple[Source, ...]:
        """Return what the words rest on that an engine wrote."""
        return self.cited() if self.cited and engine != "rules" else self.sources


@dataclass(frozen=True)
class Tools:
    """What a skill may use. `tell` receives how far a long step has come."""

    archive: Archive
    writer: Writer
    tell: Callable[[str], None] = lambda _: None


Skill = Callable[[Request, Tools], Answer]


def kept_as(kind: RecordKind, request: Request, tools: Tools, **fields: Any) -> Callable[[str], Source]:
    """Return what keeps the words of an answer as a record, once per request."""
    return lambda text: source(tools.archive.put(kind, request.id, {"text": text, **fields}))


def source(found: Hit | RecordView) -> Source:
    """Return what an answer rests on."""
    if isinstance(found, Hit):
        return Source(found.kind, found.id, found.text, found.at, found.chat, found.sender, found.thread)
    return Source(found.kind, found.id, str(found.fields.get("text") or found.fields.get("name")), found.created_at)


def added(entry: RecordView) -> Effect:
    """Return the effect of having made a thing."""
    return Effect("added", entry.kind, entry.id)


def changed(entry: RecordView, **fields: Any) -> Effect:
    """Return the effect of changing some fields of a thing as it was before."""
    return Effect("changed", entry.kind, entry.id, {name: entry.fields[name] for name in fields})
