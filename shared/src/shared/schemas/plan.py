"""The plan: what a person wants, as data that names intents and points at items of the request."""

from dataclasses import dataclass
from typing import Literal, get_args

from shared.schemas.message import Content

Intent = Literal[
    "remember", "recall", "find", "summarise", "remind", "reminders", "cancel", "snooze", "draft_reply", "send", "important",
    "mark_important", "contact", "event", "forget", "settings", "egress", "export", "chat", "help", "unclear", "lists", "undo",
    "convert", "time", "repeat", "stop",
]  # fmt: skip
INTENTS: tuple[Intent, ...] = get_args(Intent)

SlotName = Literal["text", "query", "when", "person"]
SLOT_NAMES: tuple[SlotName, ...] = get_args(SlotName)

Language = Literal["en", "fi"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, repr=False)
class Slot(Content):
    """A named argument; its value is a list of positions among the items of the request, in order."""

    name: SlotName
    items: tuple[int, ...]


@dataclass(frozen=True, repr=False)
class Step(Content):
    """One thing to do."""

    intent: Intent
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, repr=False)
class Plan(Content):
    """The steps of one request, how sure the interpreter is (0 to 1), and the language to answer in."""

    steps: tuple[Step, ...]
    confidence: float
    language: Language


def is_possible(plan: Plan, *, item_count: int) -> bool:
    """Tell whether every slot of a plan points at an item that the request has."""
    positions = [position for step in plan.steps for slot in step.slots for position in slot.items]
    return 0 < len(plan.steps) <= 5 and all(0 <= position < item_count for position in positions)
