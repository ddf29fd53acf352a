"""What is done to what is kept: list, show, add, change, mark, remove."""

import argparse
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from ui import words
from ui.client import Gateway, GatewayError
from ui.commands import is_yes
from ui.commands import words as given
from ui.commands.kinds import BY_PLURAL, PLURALS, Kind, Thing, chosen, every, shortened
from ui.commands.reading import read_chat
from ui.commands.saying import add_event, add_reminder
from ui.dates import moment as when
from ui.plain import as_json, one_line
from ui.screen import Screen
from ui.things import list_meant, list_name
from ui.times import moment
from ui.words import said as spoken

W = words.of("TERMINAL")
ADDING = {plural: f"Add one: sihteeri {plural} add …" for plural in BY_PLURAL} | {"chats": "Bring one in: sihteeri import FILE"}


def listed(gateway: Gateway, arguments: argparse.Namespace, screen: Screen, kind: Kind) -> None:
    """Print a list, each thing with its short id."""
    things = sorted(every(gateway, kind), key=lambda one: one["start_at"] if kind.name == "event" else "")
    wanted = [one for one in things if arguments.all or _is_current(kind, one)]
    shown = wanted if arguments.all else wanted[: arguments.limit]
    if arguments.json:
        print(as_json({kind.route: shown}))
    elif not shown:
        screen.note(spoken(f"There are none. {ADDING[kind.plural]}"))
    elif kind.name == "item":
        _show_lists(wanted, screen)
    else:
        show(things, shown, screen, kind)
        if len(shown) < len(wanted):
            screen.note(spoken(f"{len(shown)} of {len(wanted)}. All: sihteeri {kind.plural} --all"))


def show(things: list[Thing], shown: list[Thing], screen: Screen, kind: Kind) -> None:
    """Print some of all the things of a kind."""
    short = shortened([one["id"] for one in things])
    width = max((len(kind.about(one)) for one in shown), default=0)
    for one in shown:
        screen.entry(f"{short[one['id']]}  {kind.about(one):<{width}}".rstrip(), one[kind.said], one_line(kind.more(one)))


def _is_current(kind: Kind, thing: Thing) -> bool:
    if kind.name == "event":
        return bool(thing["rule"]) or datetime.fromisoformat(thing["end_at"]) > datetime.now(UTC) - timedelta(days=1)
    return kind.name != "reminder" or thing["state"] == "pending"


def _show_lists(items: list[Thing], screen: Screen) -> None:
    still = Counter(one["list"] for one in items if not one["done"])
    for name in sorted({one["list"] for one in items}, key=str.casefold):
        screen.entry(W.to_do.format(still[name]), list_name(name))


def shown_one(gateway: Gateway, arguments: argparse.Namespace, screen: Screen, kind: Kind) -> None:
    """Print all of one thing; of a list what is on it, of a chat what was said."""
    if kind.name == "item" and (of_list := _on_list(gateway, kind, arguments.id)):
        print(as_json({"items": of_list})) if arguments.json else show(list(every(gateway, kind)), of_list, screen, kind)
        return
    if kind.name == "chat":
        read_chat(gateway, arguments, screen, kind)
        return
    found = chosen(gateway, kind, arguments.id)
    if arguments.json:
        print(as_json(found))
        return
    screen.say(found[kind.said])
    for name, value in found.items():
        if name not in {kind.said, "id"} and value not in ("", [], False, None):
            called = name.removesuffix("_at").replace("_", " ")
            screen.whole(f"  {W.fields.get(called, called)}:", _worded(name, value))


def _worded(name: str, value: Any) -> str:
    if name.endswith("_at"):
        return when(value)
    return ", ".join(value) if isinstance(value, list) else W.yes if value is True else str(value)


def added_one(gateway: Gateway, arguments: argparse.Namespace, screen: Screen, kind: Kind) -> None:
    """Add; what has a time is added by saying it, and what was understood is said back."""
    if kind.name in ("reminder", "event"):
        (add_reminder if kind.name == "reminder" else add_event)(gateway, arguments, screen)
        return
    if kind.name == "item":
        name = list_meant(one_line(arguments.list), [one["list"] for one in every(gateway, kind)])
        texts = [{"text": text, "list": name} for text in arguments.text]
    else:
        texts = [{kind.said: given(arguments.text, what=f"What shall the {kind.name} say?")}]
    made = [gateway.post(kind.route, one | _fields(arguments)) for one in texts]
    _tell(made, arguments, screen, kind, W.added, gateway)


def edited_one(gateway: Gateway, arguments: argparse.Namespace, screen: Screen, kind: Kind) -> None:
    """Change the words of one thing, or what else is named."""
    fields = _fields(arguments)
    if arguments.text or not fields:
        fields[kind.said] = given(arguments.text, what=f"What shall the {kind.name} say instead?")
    found = chosen(gateway, kind, arguments.id)
    if "due_at" in fields:
        fields |= {"due_at": _moved_to(found, fields["due_at"]), "state": "pending"}
    _tell([gateway.patch(f"{kind.route}/{found['id']}", fields)], arguments, screen, kind, W.changed, gateway)


def _moved_to(reminder: Thing, said: str) -> str:
    if reminder["rule"]:
        raise GatewayError(
            400,
            f"It comes again and again. Say how it moves: sihteeri ask “Move the reminder {_brief(PLURALS['reminder'], reminder)} to …”",
        )
    try:
        return moment(said, datetime.now(UTC)).isoformat()
    except (ValueError, OverflowError):
        raise GatewayError(400, "--at is a day and time such as “2026-01-31 17:00”.") from None


def marked(gateway: Gateway, arguments: argparse.Namespace, screen: Screen, kind: Kind) -> None:
    """Set or take away a mark."""
    found = [chosen(gateway, kind, one) for one in arguments.ids]
    changed = [gateway.patch(f"{kind.route}/{one['id']}", arguments.value) for one in found]
    _tell(changed, arguments, screen, kind, W.changed, gateway)


def removed(gateway: Gateway, arguments: argparse.Namespace, screen: Screen, kind: Kind) -> None:
    """Remove what is named; more than one thing only with a yes."""
    found = {one["id"]: one for called in arguments.ids for one in _meant(gateway, kind, called)}
    what = f"{len(found)} {kind.name}s" if len(found) > 1 else f"the {kind.name} “{_brief(kind, next(iter(found.values())))}”"
    if len(found) > 1 or kind.name == "chat":
        with_it = " with all that was said in " + ("it" if len(found) == 1 else "them") if kind.name == "chat" else ""
        if not is_yes(spoken(f"This removes {what}{with_it}."), given=arguments.yes):
            raise GatewayError(400, "Nothing was removed.")
    for one in found:
        gateway.delete(f"{kind.route}/{one}")
    print(as_json({"removed": list(found)})) if arguments.json else screen.say(spoken(f"Removed {what}."))


def _meant(gateway: Gateway, kind: Kind, called: str) -> list[Thing]:
    return (_on_list(gateway, kind, called) if kind.name == "item" else []) or [chosen(gateway, kind, called)]


def _on_list(gateway: Gateway, kind: Kind, called: str) -> list[Thing]:
    things = list(every(gateway, kind))
    meant = list_meant(one_line(called), [one["list"] for one in things])
    return [one for one in things if one["list"] == meant]


def _fields(arguments: argparse.Namespace) -> dict[str, Any]:
    named = ("handles", "details", "group", "recipient", "due", "due_at", "place")
    return {name: value for name in named if (value := getattr(arguments, name, None)) is not None}


def _tell(things: list[Thing], arguments: argparse.Namespace, screen: Screen, kind: Kind, done: str, gateway: Gateway) -> None:
    if arguments.json:
        print(as_json({kind.route: things}))
        return
    short = shortened([one["id"] for one in every(gateway, kind)])
    for one in things:
        screen.entry(done.format(short.get(one["id"], one["id"])), f"“{_brief(kind, one)}”")


def _brief(kind: Kind, thing: Thing) -> str:
    text = one_line(thing[kind.said])
    return text if len(text) <= 60 else f"{text[:60].rstrip()} …"
