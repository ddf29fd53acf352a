"""The HTML of the day's page."""

from collections.abc import Callable
from datetime import datetime
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from ui import words
from ui.archive_pages import import_line, in_short
from ui.commands.kinds import Thing, repeats
from ui.dates import at, hour, said
from ui.days_pages import entry
from ui.frame import page, told
from ui.house import House
from ui.things import list_name

W = words.of("TODAY")
WAITING = 5
"""So many chats that wait are shown."""


class Day(NamedTuple):
    """What a day's page shows: chats that wait for an answer, reminders and items that are due, and reminders, items and events of the week, each in its order."""

    now: datetime
    waiting: list[Thing]
    overdue: list[Thing]
    due: list[Thing]
    week: list[Thing]


def today(day: Day, house: House, did: dict[str, Any] | None, name: str) -> str:
    """Return the page; `did` is what was done last, and `name` what it is kept under until it is undone."""
    overdue = _section(W.overdue, _list(day.overdue, day.now)) if day.overdue else ""
    due = _list(day.due, day.now) or f'<p class="soft">{W.nothing_due}</p>'
    rows = "".join(_waits(chat, day.now) for chat in day.waiting[:WAITING])
    waiting = _section(W.waiting, f'<ul class="list">{rows}</ul>') if rows else ""
    week = "".join(
        f'<h3 class="day"><a href="/calendar">{said(on)}</a></h3>{_list(list(things), day.now)}'
        for on, things in groupby(day.week, key=lambda one: one["when"].date())
    )
    return page(
        W.title,
        f"<h1>{said(day.now.date())}</h1>{_did(did, name, day.now)}{overdue}{_section(W.due, due)}{waiting}"
        f"{_section(W.week, week or f'<p class=soft>{W.nothing_on}</p>')}{_section(W.house, _house(house))}",
        here="/today",
    )


def _section(heading: str, body: str) -> str:
    return f"<section><h2>{heading}</h2>{body}</section>"


def _list(things: list[Thing], now: datetime) -> str:
    rows = "".join(_SHOWN[one["kind"]](one, now) for one in things)
    return f'<ul class="list">{rows}</ul>' if rows else ""


def _reminder(one: Thing, now: datetime) -> str:
    due = _at(one["when"], now) if one["when"] < now else hour(one["when"])
    when = W.rang.format(due) if one["state"] == "fired" else due
    beside = " · ".join(part for part in (when, repeats(one)) if part)
    first = ("skip", W.skip) if one["rule"] and one["state"] == "pending" else ("done", W.done)
    return _row(one, "/kept/reminder", beside, [first, *W.later.items()] if one["when"].date() <= now.date() else [])


def _item(one: Thing, now: datetime) -> str:
    by = W.by.format(said(one["day"])) if one["day"] < now.date() else ""
    return _row(one, "/kept/item", " · ".join(filter(None, (by, W.on_list.format(list_name(one["list"]))))), [("done", W.done)])


def _row(one: Thing, address: str, beside: str, acts: list[tuple[str, str]]) -> str:
    text = escape(one["text"])
    buttons = "".join(
        f'<button name="act" value="{act}" class="quiet" aria-label="{name if act in ("done", "skip") else W.put_off.format(name)}: {text}">{name}</button>'
        for act, name in acts
    )
    form = (
        buttons
        and f'<form method="post" action="/today" class="acts"><input type="hidden" name="thing" value="{one["kind"]}:{escape(one["id"])}">{buttons}</form>'
    )
    return f'<li class="{one["kind"]}"><a href="{address}/{escape(one["id"])}"><strong>{text}</strong></a><div class="soft">{escape(beside)}</div>{form}</li>'


def _waits(chat: Thing, now: datetime) -> str:
    newest = chat["newest"]
    wrote = _at(datetime.fromisoformat(newest["at"]).astimezone(now.tzinfo), now)
    text = escape(in_short(newest))
    return (
        f'<li><a href="/chats/{escape(chat["id"])}"><strong>{escape(newest["sender"])}</strong>'
        f'<p class="clamp one">{text}</p><div class="soft">{wrote} · {escape(chat["name"])}</div></a></li>'
    )


def _at(when: datetime, now: datetime) -> str:
    return hour(when) if when.date() == now.date() else at(when)


def _did(did: dict[str, Any] | None, name: str, now: datetime) -> str:
    return told(worded(did, now), "/today", name if "back" in did else "") if did is not None else ""


def worded(did: dict[str, Any], now: datetime) -> str:
    """Return what was done, in words."""
    again = _at(did["at"].astimezone(now.tzinfo), now) if did.get("at") else ""
    return str(W.did[did["say"]].format(text=did.get("text", ""), at=again))


def _house(house: House) -> str:
    imported = import_line(house.imported) if house.imported else W.no_import
    model = house.lines["Model"] if house.parts else W.away
    rows = [("/import", W.imported, imported), ("/status", W.model, escape(model))]
    if "Backups" in house.lines:
        rows.append(("/status", W.backups, escape(house.lines["Backups"])))
    return "<dl>" + "".join(f'<dt>{name}</dt><dd><a href="{address}">{line}</a></dd>' for address, name, line in rows) + "</dl>"


_SHOWN: dict[str, Callable[[Thing, datetime], str]] = {"reminder": _reminder, "item": _item, "event": lambda one, _: entry(one)}
