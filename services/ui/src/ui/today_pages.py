"""The HTML of the day's page."""

from collections.abc import Callable
from datetime import datetime
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from ui import words
from ui.archive_pages import import_line, in_short
from ui.commands.kinds import Thing, repeats
from ui.dates import hour, said
from ui.days_pages import entry
from ui.due_pages import acts, near
from ui.due_pages import did as done
from ui.frame import page
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
        f"<h1>{said(day.now.date())}</h1>{done(did, name, day.now, '/today')}{overdue}{_section(W.due, due)}{waiting}"
        f"{_section(W.week, week or f'<p class=soft>{W.nothing_on}</p>')}{_section(W.house, _house(house))}",
        here="/today",
    )


def _section(heading: str, body: str) -> str:
    return f"<section><h2>{heading}</h2>{body}</section>"


def _list(things: list[Thing], now: datetime) -> str:
    rows = "".join(_SHOWN[one["kind"]](one, now) for one in things)
    return f'<ul class="list">{rows}</ul>' if rows else ""


def _reminder(one: Thing, now: datetime) -> str:
    due = near(one["when"], now) if one["when"] < now else hour(one["when"])
    when = W.rang.format(due) if one["kind"] == "rang" or one["state"] == "fired" else due
    beside = " · ".join(part for part in (when, repeats(one)) if part)
    return _row(one, "/kept/reminder", beside, acts(one, now, "/today") if one["when"].date() <= now.date() else "")


def _item(one: Thing, now: datetime) -> str:
    by = W.by.format(said(one["day"])) if one["day"] < now.date() else ""
    beside = " · ".join(filter(None, (by, W.on_list.format(list_name(one["list"])))))
    return _row(one, "/kept/item", beside, acts(one, now, "/today"))


def _row(one: Thing, address: str, beside: str, forms: str) -> str:
    text = escape(one["text"])
    return f'<li class="{one["kind"]}"><a href="{address}/{escape(one["id"])}"><strong>{text}</strong></a><div class="soft">{escape(beside)}</div>{forms}</li>'


def _waits(chat: Thing, now: datetime) -> str:
    newest = chat["newest"]
    wrote = near(datetime.fromisoformat(newest["at"]).astimezone(now.tzinfo), now)
    text = escape(in_short(newest))
    return (
        f'<li><a href="/chats/{escape(chat["id"])}"><strong>{escape(newest["sender"])}</strong>'
        f'<p class="clamp one">{text}</p><div class="soft">{wrote} · {escape(chat["name"])}</div></a></li>'
    )


def _house(house: House) -> str:
    imported = import_line(house.imported) if house.imported else W.no_import
    model = house.lines["Model"] if house.parts else W.away
    rows = [("/import", W.imported, imported), ("/status", W.model, escape(model))]
    if "Backups" in house.lines:
        rows.append(("/status", W.backups, escape(house.lines["Backups"])))
    return "<dl>" + "".join(f'<dt>{name}</dt><dd><a href="{address}">{line}</a></dd>' for address, name, line in rows) + "</dl>"


_SHOWN: dict[str, Callable[[Thing, datetime], str]] = {
    "reminder": _reminder,
    "rang": _reminder,
    "item": _item,
    "event": lambda one, _: entry(one),
}
