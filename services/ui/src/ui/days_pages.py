"""The HTML of the calendar's page: what is on, what is due, the calendar as a file, and its address for a phone."""

from datetime import date, datetime, timedelta
from functools import partial
from html import escape
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from ui import words
from ui.dates import at, clock, said
from ui.frame import page

W = words.of("CALENDAR")


def days(on: list[dict[str, Any]], due: list[dict[str, Any]], zone: str, *, shared: bool, address: str = "") -> str:
    """Return the page, its times in a zone. `address` is shown where it has just been made, and never again."""
    coming = "".join(
        _day(day, list(entries)) for day, entries in groupby(map(partial(placed, ZoneInfo(zone)), on), key=lambda one: one["begin"].date())
    )
    tasks = "".join(
        f"<li>{escape(one['text'])} <span class='soft'>{W.by.format(said(date.fromisoformat(one['due'])))}</span></li>" for one in due
    )
    return page(
        W.title,
        f"""<h1>{W.title}</h1>
<p class="soft">{W.about}</p>
{coming or f'<p class="soft">{W.nothing}</p>'}
{f'<h2>{W.due}</h2><ul class="list">{tasks}</ul>' if tasks else ""}
<h2>{W.along}</h2>
<p><a class="file" href="/sihteeri.ics" download>{W.download}</a> <span class="soft">{W.any}</span></p>
<h2>{W.phone}</h2>{_address(address, shared=shared)}""",
        here="/calendar",
    )


def _address(address: str, *, shared: bool) -> str:
    if address:
        return f"""<p>{W.made.format(W.who)}</p>
<input readonly value="{escape(address)}" aria-label="{W.address}">{_button("unshare", W.revoke)}"""
    if shared:
        return f"""<p>{W.shared.format(W.who)}</p>
{_button("unshare", W.revoke)} {_button("share", W.another)}"""
    return f"""<p>{W.offer.format(W.who)}</p>
{_button("share", W.make)}"""


def _button(act: str, text: str) -> str:
    quiet = ' class="quiet"' if act == "unshare" else ""
    return f'<form method="post" action="/calendar" class="act"><input type="hidden" name="act" value="{act}"><button{quiet}>{text}</button></form>'


def _day(day: date, entries: list[dict[str, Any]]) -> str:
    return f'<h2 class="day">{said(day)}</h2><ul class="list">{"".join(map(entry, entries))}</ul>'


def entry(one: dict[str, Any]) -> str:
    """Return an occurrence that was placed in a zone."""
    begin, end = one["begin"], one["end"]
    if one["all_day"]:
        last = (end - timedelta(seconds=1)).date()
        when = W.all_day if last == begin.date() else W.until.format(said(last))
    else:
        when = f"{clock(begin)}–{clock(end)}" if end.date() == begin.date() else f"{clock(begin)} – {at(end)}"
    beside = (
        one["place"],
        W.guests.format(", ".join(one["guests"])) if one["guests"] else "",
        one["repeats"],
        W.tentative * (one["state"] == "tentative"),
    )
    told = " · ".join(escape(text) for text in beside if text)
    return (
        f"<li><span class='soft'>{when}</span> <strong>{escape(one['text'])}</strong>{f'<div class=soft>{told}</div>' if told else ''}</li>"
    )


def placed(zone: ZoneInfo, one: dict[str, Any]) -> dict[str, Any]:
    begin, end = (datetime.fromisoformat(one[name]).astimezone(zone) for name in ("start_at", "end_at"))
    return {**one, "begin": begin, "end": end}
