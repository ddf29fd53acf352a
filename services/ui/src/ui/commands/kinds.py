"""What is kept, by its kind: how an entry of a list is shown, and which one a short id or a name means."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.repetition import NoRule, parsed, said
from ui import words
from ui.client import Gateway, GatewayError
from ui.commands import NothingFound
from ui.dates import moment as when
from ui.dates import said as day
from ui.plain import one_line

W = words.of("TERMINAL")
PAGE = 500
SHORT = 4
"""So many characters at least."""
KNOWN = 6
"""So many are long enough for an id alone, where the others of its kind were not looked at."""
Thing = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of what is kept. `said` is the field that holds its words."""

    name: str
    plural: str
    said: str
    about: Callable[[Thing], str]
    """What stands before the words."""
    more: Callable[[Thing], str]
    """What stands behind them."""
    path: str = ""

    @property
    def route(self) -> str:
        """Where the gateway has it."""
        return self.path or self.plural


def every(gateway: Gateway, kind: Kind) -> Iterator[Thing]:
    """Yield all of a kind, in the gateway's order."""
    page = gateway.get(kind.route, limit=PAGE)
    yield from page[kind.route]
    while "next" in page:
        page = gateway.get(kind.route, limit=PAGE, after=page["next"])
        yield from page[kind.route]


def digest(thing: str) -> str:
    """Return what short ids are the beginnings of: ids themselves begin alike where one request made several things."""
    return hashlib.sha256(thing.encode()).hexdigest()


def shortened(ids: list[str]) -> Mapping[str, str]:
    """Return a short id for each, all of one length, no two alike."""
    digests = {one: digest(one) for one in ids}
    size = next((size for size in range(SHORT, 64) if len({one[:size] for one in digests.values()}) == len(digests)), 64)
    return {one: text[:size] for one, text in digests.items()}


def chosen(gateway: Gateway, kind: Kind, called: str) -> Thing:
    """Return what has this id, short or whole, or this name; raises NothingFound, or GatewayError where several are meant."""
    things, called = list(every(gateway, kind)), one_line(called)
    if not called:
        raise GatewayError(400, f"Which one? All of them: sihteeri {kind.plural}")
    for fits in (
        lambda one: one["id"] == called,
        lambda one: _is_called(kind, one, called),
        lambda one: _begins(one["id"], called),
        lambda one: kind.said == "name" and set(called.casefold().split()) <= set(one_line(one["name"]).casefold().split()),
    ):
        found = [one for one in things if fits(one)]
        if len(found) == 1:
            return found[0]
        if found:
            which = ", ".join(list(shortened([one["id"] for one in found]).values())[:8])
            raise GatewayError(400, f"{len(found)} {kind.plural} are meant by “{called}”; give one of these ids: {which}.")
    raise NothingFound(f"There is no {kind.name} “{called}”. All of them: sihteeri {kind.plural}")


def _is_called(kind: Kind, thing: Thing, called: str) -> bool:
    return kind.said == "name" and called.casefold() in {one_line(name).casefold() for name in (thing["name"], *thing.get("names", ()))}


def _begins(thing: str, called: str) -> bool:
    return len(called) >= SHORT and (digest(thing).startswith(called.lower()) or thing.startswith(called))


def repeats(reminder: Thing) -> str:
    """Return how a reminder comes again, in words."""
    if not reminder["rule"]:
        return ""
    try:
        wall = datetime.fromisoformat(reminder["wall"])
        return said(parsed(f"RRULE:{reminder['rule']}", ZoneInfo(reminder["zone"])), wall, words.language())
    except (NoRule, ValueError, KeyError, OSError):
        return str(words.of("HOUSE").again)


def _event_time(event: Thing) -> str:
    if event["all_day"]:
        start, end = (datetime.fromisoformat(event[name]).date() for name in ("start_at", "end_at"))
        last = end - timedelta(days=1)
        return day(start) if last <= start else f"{day(start)} – {day(last)}"
    return when(event["start_at"])


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


KINDS = (
    Kind("note", "notes", "text", lambda one: f"{when(one['created_at'])}{' ★' * one['important']}", lambda _: ""),
    Kind(
        "item",
        "lists",
        "text",
        lambda one: "[x]" if one["done"] else "[ ]",
        lambda one: W.by.format(one["due"]) if one["due"] else "",
        "items",
    ),
    Kind(
        "reminder",
        "reminders",
        "text",
        lambda one: when(one["due_at"]),
        lambda one: _joined(repeats(one), W.states[one["state"]]),
    ),
    Kind("contact", "contacts", "name", lambda _: "", lambda one: _joined(*one["names"], *one["handles"])),
    Kind("chat", "chats", "name", lambda _: "", lambda one: W.group if one["group"] else ""),
    Kind(
        "draft",
        "drafts",
        "text",
        lambda one: W.to.format(one_line(one["recipient"])) if one["recipient"] else "",
        lambda one: when(one["created_at"]),
    ),
    Kind("event", "events", "text", _event_time, lambda one: _joined(one["place"], W.again if one["rule"] else "")),
)
BY_PLURAL = {kind.plural: kind for kind in KINDS}
PLURALS = {kind.name: kind for kind in KINDS}
