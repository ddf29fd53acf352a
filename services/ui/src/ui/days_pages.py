"""The HTML of the calendar's page: what is on, what is due, the calendar as a file, and its address for a phone."""

from datetime import date, datetime, timedelta
from functools import partial
from html import escape
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from ui.frame import page


def days(on: list[dict[str, Any]], due: list[dict[str, Any]], zone: str, *, shared: bool, address: str = "") -> str:
    """Return the page, its times in a zone. `address` is shown where it has just been made, and never again."""
    coming = "".join(
        _day(day, list(entries)) for day, entries in groupby(map(partial(placed, ZoneInfo(zone)), on), key=lambda one: one["begin"].date())
    )
    tasks = "".join(f"<li>{escape(one['text'])} <span class='soft'>by {said(date.fromisoformat(one['due']))}</span></li>" for one in due)
    return page(
        "Calendar",
        f"""<h1>Calendar</h1>
<p class="soft">What is on in the next four weeks. Tell the assistant what to put in: “dinner with Liisa on Friday at 19”, or <a href="/import">import</a> an .ics file.</p>
{coming or '<p class="soft">Nothing is on.</p>'}
{f'<h2>Due</h2><ul class="list">{tasks}</ul>' if tasks else ""}
<h2>Take it along</h2>
<p><a class="file" href="/sihteeri.ics" download>Download as a file</a> <span class="soft">(.ics, for any calendar)</span></p>
<h2>On your phone</h2>{_address(address, shared=shared)}""",
        here="/calendar",
    )


def _address(address: str, *, shared: bool) -> str:
    who = "Whoever knows it can read your whole calendar, and nothing else; a calendar service that subscribes keeps a copy."
    if address:
        return f"""<p>Subscribe to this address in your phone’s calendar. It is shown only now. {who}</p>
<input readonly value="{escape(address)}" aria-label="Address of your calendar">{_button("unshare", "Revoke it")}"""
    if shared:
        return f"""<p>Your calendar can be read at a secret address that was made before. {who}</p>
{_button("unshare", "Revoke it")} {_button("share", "Make a new one instead")}"""
    return f"""<p>Your calendar can have a secret address that a phone subscribes to. {who} You can revoke it at any time.</p>
{_button("share", "Make an address")}"""


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
        when = "all day" if last == begin.date() else f"all day, until {said(last)}"
    else:
        when = f"{begin:%H:%M}–{end:%H:%M}" if end.date() == begin.date() else f"{begin:%H:%M} – {said(end.date())} {end:%H:%M}"
    beside = (
        one["place"],
        f"with {', '.join(one['guests'])}" if one["guests"] else "",
        one["repeats"],
        "tentative" * (one["state"] == "tentative"),
    )
    told = " · ".join(escape(text) for text in beside if text)
    return (
        f"<li><span class='soft'>{when}</span> <strong>{escape(one['text'])}</strong>{f'<div class=soft>{told}</div>' if told else ''}</li>"
    )


def placed(zone: ZoneInfo, one: dict[str, Any]) -> dict[str, Any]:
    begin, end = (datetime.fromisoformat(one[name]).astimezone(zone) for name in ("start_at", "end_at"))
    return {**one, "begin": begin, "end": end}


def said(day: date) -> str:
    """Return a day in words."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def moment(at: str, zone: ZoneInfo) -> str:
    """Return an instant in words, in a zone."""
    here = datetime.fromisoformat(at).astimezone(zone)
    return f"{said(here.date())} {here:%H:%M}"
