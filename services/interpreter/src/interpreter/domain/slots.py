"""Which items of a request an intent speaks of."""

from shared.schemas.interpretation import Item, Kind, Placeholder
from shared.schemas.plan import Intent, Slot

TIMES = {Kind.DATE, Kind.TIME}
WITH_TEXT = {"remember", "remind", "draft_reply", "send", "event", "chat", "contact"}
WITH_QUERY = {
    "recall",
    "find",
    "summarise",
    "cancel",
    "snooze",
    "forget",
    "mark_important",
    "contact",
    "settings",
    "reminders",
    "event",
    "undo",
    "stop",
}
WITH_WHEN = {"remind", "snooze", "event", "cancel", "reminders", "summarise", "egress", "find"}
WITH_PERSON = {"draft_reply", "send", "contact", "find", "summarise"}


def find(intent: Intent, items: tuple[Item, ...]) -> tuple[Slot, ...]:
    """Return the slots of a request: spans of items, from the first placeholder of a sort to the last."""
    said = [index for index, item in enumerate(items) if isinstance(item, Placeholder) and item.kind not in TIMES]
    times = [index for index, item in enumerate(items) if isinstance(item, Placeholder) and item.kind in TIMES]
    people = [index for index, item in enumerate(items) if isinstance(item, Placeholder) and item.kind is Kind.PERSON]
    texts = [index for index, item in enumerate(items) if isinstance(item, Placeholder) and item.kind is Kind.TEXT]
    slots: list[Slot] = []
    if intent in WITH_WHEN and times:
        slots.append(Slot("when", tuple(range(times[0], times[-1] + 1)) if _together(times, said) else tuple(times)))
    if intent in WITH_PERSON and people:
        slots.append(Slot("person", (people[0],)))
    spoken = [index for index in (texts or said) if index not in people[:1] or intent not in WITH_PERSON or len(said) == 1]
    if intent in WITH_TEXT and spoken:
        slots.append(Slot("text", tuple(range(spoken[0], spoken[-1] + 1)) if _together(spoken, times) else tuple(spoken)))
    elif intent in WITH_QUERY and said:
        slots.append(Slot("query", tuple(said)))
    return tuple(slots)


def _together(positions: list[int], others: list[int]) -> bool:
    """Tell whether none of the others lies between the first and the last of the positions."""
    return not any(positions[0] < other < positions[-1] for other in others)
