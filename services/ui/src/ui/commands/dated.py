"""What the day brings: what is due, what is on this week, and who waits for an answer."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ui import words
from ui.archive_pages import in_short
from ui.client import Gateway
from ui.commands import Add, nothing
from ui.commands.kinds import PLURALS, Thing, digest, every, repeats
from ui.dates import clock, short
from ui.dates import said as day
from ui.plain import as_json, one_line
from ui.screen import Screen
from ui.things import list_name
from ui.times import own_zone
from ui.words import said as spoken

W = words.of("TERMINAL")
WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)
LIMIT = 500
CHATS = 200
"""So many chats are looked into for messages that wait; the newest are looked into first."""
SHORT = 6


@dataclass(frozen=True)
class Dated:
    """Something with a time: an instant, or a day alone."""

    kind: str
    id: str
    text: str
    at: str
    whole_day: bool = False
    more: str = ""

    @property
    def moment(self) -> datetime:
        """When it is, here."""
        found = datetime.fromisoformat(self.at)
        return found.replace(tzinfo=own_zone()).astimezone(own_zone()) if found.tzinfo is None else found.astimezone(own_zone())


def register(add: Add) -> None:
    """Add these commands."""
    add("today", today, "what is due, what is on this week, whom to answer", "today", "today --json")
    add("due", due, "what is due by tonight; exit status 1 if nothing is", "due", "due && notify-send 'Something is due'")


def due(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Print what is due."""
    found = sorted(_due(gateway, _midnight()), key=lambda one: one.moment)
    if arguments.json:
        print(as_json({"due": [asdict(one) for one in found]}))
    if not found:
        nothing("Nothing is due.", json=arguments.json)
    if not arguments.json:
        _show(found, screen, with_day=True)


def today(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Print the day's page."""
    start = _midnight()
    parts = {
        "due": sorted(_due(gateway, start), key=lambda one: one.moment),
        "week": sorted(_week(gateway, start), key=lambda one: one.moment),
        "waiting": list(_waiting(gateway)),
    }
    if arguments.json:
        print(as_json({name: [asdict(one) for one in found] for name, found in parts.items()}))
        return
    screen.heading(day(start))
    for heading, name, without in (
        ("Due", "due", "Nothing."),
        ("This week", "week", "Nothing is on."),
        ("To answer", "waiting", "Nobody waits."),
    ):
        screen.print()
        screen.heading(spoken(heading))
        _show(parts[name], screen, with_day=name != "due")
        if not parts[name]:
            screen.aside(spoken(without))


def _midnight() -> datetime:
    return datetime.now(UTC).astimezone(own_zone()).replace(hour=0, minute=0, second=0, microsecond=0)


def _due(gateway: Gateway, start: datetime) -> Iterator[Dated]:
    """Yield what was to be done by today, what will be reminded of until midnight, and what was since the last one."""
    for item in every(gateway, PLURALS["item"]):
        if item["due"] and not item["done"] and date.fromisoformat(item["due"]) <= start.date():
            yield _item(item)
    for reminder in every(gateway, PLURALS["reminder"]):
        one = _reminder(reminder)
        if one.moment < start + timedelta(days=1) and (
            reminder["state"] == "pending" or (reminder["state"] == "fired" and one.moment >= start)
        ):
            yield one


def _week(gateway: Gateway, start: datetime) -> Iterator[Dated]:
    """Yield what is on from now, and what is due from tomorrow, to the end of the seventh day."""
    end = start + WEEK
    for event in gateway.get(
        "calendar", since=datetime.now(UTC).isoformat(), until=end.isoformat(), limit=LIMIT, language=words.language()
    )["occurrences"]:
        more = ", ".join(part for part in (event["place"], event["repeats"]) if part)
        yield Dated("event", event["event"], event["text"], event["start_at"], event["all_day"], more)
    for item in every(gateway, PLURALS["item"]):
        if item["due"] and not item["done"] and start.date() < date.fromisoformat(item["due"]) < end.date():
            yield _item(item)
    for reminder in every(gateway, PLURALS["reminder"]):
        one = _reminder(reminder)
        if reminder["state"] == "pending" and start + timedelta(days=1) <= one.moment < end:
            yield one


def _waiting(gateway: Gateway) -> Iterator[Dated]:
    """Yield the newest message of each chat of two in which the other one wrote last, within a fortnight."""
    mine = gateway.get("profile")["name"].casefold().split()
    since = datetime.now(UTC) - FORTNIGHT
    for number, chat in enumerate(every(gateway, PLURALS["chat"])):
        if number == CHATS:
            return
        last = next(iter(gateway.get(f"chats/{chat['id']}/messages", limit=1)["messages"]), None)
        if last and datetime.fromisoformat(last["at"]) > since and is_of_the_other(last["sender"], chat, mine):
            yield Dated("chat", chat["id"], f"{last['sender']}: {in_short(last)}", last["at"])


def is_of_the_other(sender: str, chat: Thing, mine: list[str]) -> bool:
    """Tell whether the other one of a chat of two wrote: whoever it is called by, or, where the person's name is known, has another."""
    words = sender.casefold().split()
    named = bool(words) and set(words) & set(chat["name"].casefold().split())
    return bool(not chat["group"] and words and (named or (mine and not set(words) & set(mine))))


def _item(item: Thing) -> Dated:
    return Dated("item", item["id"], item["text"], item["due"], whole_day=True, more=W.on_list.format(list_name(item["list"])))


def _reminder(reminder: Thing) -> Dated:
    more = ", ".join(part for part in (repeats(reminder), W.states[reminder["state"]]) if part)
    return Dated("reminder", reminder["id"], reminder["text"], reminder["due_at"], more=more)


def _show(found: list[Dated], screen: Screen, *, with_day: bool) -> None:
    for one in found:
        time = " " * 5 if one.whole_day else f"{clock(one.moment):>5}"
        about: list[Any] = [digest(one.id)[:SHORT], *([f"{short(one.moment):<10}"] if with_day else []), time]
        screen.entry("  " + "  ".join(about), one.text, one_line(one.more))
