"""The HTML of reminders that are due: what can be done about each, and the cards that every page shows of what has come."""

from datetime import datetime, timedelta
from html import escape
from typing import Any

from ui import words
from ui.commands.kinds import Thing, repeats
from ui.dates import at, hour
from ui.due_acts import TONIGHT_HOUR
from ui.frame import told
from ui.times import local

W = words.of("DUE")


def cards(rang: list[Thing], now: datetime) -> str:
    """Return the card of what came last, and the way to what came before."""
    more = f'<p class="soft"><a href="/today">{W.more.format(len(rang) - 1)}</a></p>' if len(rang) > 1 else ""
    return "".join(_card(one, local(now.isoformat())) for one in rang[:1]) + more


def _card(one: Thing, here: datetime) -> str:
    when = local(one["rang_at"])
    beside = " · ".join(filter(None, (W.rang.format(near(when, here)), repeats(one))))
    return (
        f'<article data-thing="rang:{escape(one["id"])}"><strong>{escape(one["text"])}</strong>'
        f'<div class="soft">{escape(beside)}</div>{acts({**one, "kind": "rang"}, here, "/due")}</article>'
    )


def acts(one: Thing, here: datetime, address: str) -> str:
    """Return the buttons of a reminder or an item, which tell an address what is to be done."""
    name, thing = escape(one["text"]), f'<input type="hidden" name="thing" value="{one["kind"]}:{escape(one["id"])}">'
    buttons = "".join(
        f'<button name="act" value="{act}" class="quiet" aria-label="{label}: {name}">{said}</button>'
        for act, said, label in _offered(one, here)
    )
    form = f'<form method="post" action="{address}" class="acts">{thing}{buttons}</form>'
    return form + (_pick(thing, name, here, address) if one["kind"] != "item" else "")


def _offered(one: Thing, here: datetime) -> list[tuple[str, str, str]]:
    """Return each act with what its button says, and says aloud."""
    if one["kind"] == "item":
        return [("done", W.done, W.done)]
    coming = one["kind"] == "reminder" and one["rule"] and one["state"] == "pending"
    first = ("skip", W.skip, W.skip) if coming else ("done", W.done, W.done)
    later = [(act, said, W.put_off.format(said)) for act, said in W.later.items() if act != "tonight" or here.hour < TONIGHT_HOUR]
    last = [("skip", W.skip_next, W.skip_next)] if one["kind"] == "rang" and one["rule"] else []
    return [first, *later, *last]


def _pick(thing: str, name: str, here: datetime, address: str) -> str:
    """Return what picks a time: a form of its own, so that Enter in it presses no other button."""
    soonest = (here + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")
    return (
        f'<details class="pick"><summary>{W.pick}</summary><form method="post" action="{address}">{thing}'
        f'<input type="datetime-local" name="at" min="{soonest}" aria-label="{W.pick_when}: {name}" required>'
        f'<button name="act" value="at" class="quiet">{W.move}</button></form></details>'
    )


def did(what: dict[str, Any] | None, name: str, now: datetime, address: str) -> str:
    """Return what was done last, with a way to undo it where it is kept under a name how."""
    return told(worded(what, now), address, name if "back" in what else "") if what is not None else ""


def worded(what: dict[str, Any], now: datetime) -> str:
    """Return what was done, in words."""
    again = near(what["at"].astimezone(now.tzinfo), now) if what.get("at") else ""
    return str(W.did[what["say"]].format(text=what.get("text", ""), at=again))


def near(when: datetime, now: datetime) -> str:
    """Return a time, without its day where that is today."""
    return hour(when) if when.date() == now.date() else at(when)
