"""The HTML of the calendar's page: what is on as a list, a week or a month, what is due, the calendar as a file, its address for a phone."""

from datetime import date, datetime, timedelta
from html import escape
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ui import words
from ui.commands.kinds import Thing
from ui.dates import at, clock, said
from ui.frame import page

W, DATES = words.of("CALENDAR"), words.of("DATES")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
IN_CELL = 3
"""So many are named in a day of a month."""


class Span(NamedTuple):
    """What is shown: a view, the days of it, from which day it was asked for, and the day that it is."""

    view: str
    first: date
    last: date
    on: date
    today: date

    @classmethod
    def of(cls, view: str, on: date, today: date) -> "Span":
        """Return the days of a view around a day; whole weeks, as they begin on Monday."""
        on = min(max(on, date(1971, 1, 1)), date(9000, 1, 1))
        first = on.replace(day=1) if view == "month" else on
        last = (first + timedelta(days=31)).replace(day=1) - DAY if view == "month" else on
        if view not in ("week", "month"):
            return cls("list", today, today, today, today)
        return cls(view, first - DAY * first.weekday(), last + DAY * (6 - last.weekday()), on, today)

    def moved(self, by: int) -> date:
        """Return a day of the view before or behind."""
        if self.view == "week":
            return self.on + WEEK * by
        return (self.on.replace(day=15) + timedelta(days=30) * by).replace(day=1)


def days(span: Span, things: list[Thing], due: list[Thing], *, shared: bool, address: str = "", told: str = "") -> str:
    """Return the page. `address` is shown where it has just been made, and never again."""
    tabs = "".join(
        f'<a href="{_to(view, span.on if span.view != "list" else span.today)}"{" aria-current=page" * (view == span.view)}>{name}</a>'
        for view, name in W.views.items()
    )
    tasks = "".join(
        f'<li><a href="/kept/item/{escape(one["id"])}">{escape(one["text"])} <span class="soft">{W.by.format(said(date.fromisoformat(one["due"])))}</span></a></li>'
        for one in due
    )
    return page(
        W.title,
        f"""<h1>{W.title}</h1>
<p class="soft">{W.about}</p>{told}
<nav class="tabs" aria-label="{W.tabs}">{tabs}<a href="/kept?kind=reminder">{W.reminders}</a></nav>
{_VIEWS[span.view](span, things)}
{f'<h2>{W.due}</h2><ul class="list">{tasks}</ul>' if tasks else ""}
<h2>{W.along}</h2>
<p><a class="file" href="/sihteeri.ics" download>{W.download}</a> <span class="soft">{W.any}</span></p>
<h2>{W.phone}</h2>{_address(address, shared=shared)}""",
        here="/calendar",
    )


def _to(view: str, on: date) -> str:
    return f"/calendar?view={view}" + (f"&amp;on={on}" if view != "list" else "")


def _list(span: Span, things: list[Thing]) -> str:
    coming = "".join(_day(day, list(some), span) for day, some in groupby(things, key=lambda one: one["begin"].date()))
    return coming or f'<p class="soft">{W.nothing}</p>'


def _week(span: Span, things: list[Thing]) -> str:
    by_day = _by_day(span, things)
    return _pager(span, f"{said(span.first)} – {said(span.last)}") + "".join(_day(day, some, span) for day, some in by_day.items())


def _month(span: Span, things: list[Thing]) -> str:
    by_day = _by_day(span, things)
    heads = "".join(f'<th scope="col">{name}</th>' for name in DATES.weekdays)
    cells = [_cell(day, some, span) for day, some in by_day.items()]
    rows = "".join(f"<tr>{''.join(cells[place : place + 7])}</tr>" for place in range(0, len(cells), 7))
    return f'{_pager(span, f"{W.months[span.on.month - 1]} {span.on.year}")}<table class="month"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _by_day(span: Span, things: list[Thing]) -> dict[date, list[Thing]]:
    """Return what is on each day of a span; what lasts is on each of its days."""
    found: dict[date, list[Thing]] = {span.first + DAY * number: [] for number in range((span.last - span.first).days + 1)}
    for one in things:
        day, last = one["begin"].date(), _last(one)
        while day <= min(last, span.last):
            if day in found:
                found[day].append(one)
            day += DAY
    return found


def _last(one: Thing) -> date:
    """Return the last day of something; the midnight at which it ends is no day of it."""
    begin: datetime = one["begin"]
    return max(begin.date(), (one.get("end", begin) - timedelta(microseconds=1)).date()) if "end" in one else begin.date()


def _pager(span: Span, name: str) -> str:
    earlier, later = (f'<a href="{_to(span.view, span.moved(by))}">{shown}</a>' for by, shown in ((-1, W.earlier), (1, W.later)))
    now = f'<a href="{_to(span.view, span.today)}">{W.now}</a>'
    return f'<h2>{name}</h2><nav class="pager" aria-label="{W.pages}">{earlier}{now}{later}</nav>'


def _cell(day: date, things: list[Thing], span: Span) -> str:
    kinds = " ".join(["out"] * (day.month != span.on.month) + ["now"] * (day == span.today))
    rows = "".join(f"<li>{_when(one)} {escape(one['text'])}</li>" for one in things[:IN_CELL])
    more = f"<li>{W.more.format(len(things) - IN_CELL)}</li>" if len(things) > IN_CELL else ""
    count = f'<span class="count">{len(things)}</span>' if things else ""
    label = f"{said(day)}: {words.counted(W.count, len(things))}"
    return (
        f'<td class="{kinds}"><a href="{_to("week", day)}" aria-label="{label}"{" aria-current=date" * (day == span.today)}>{day.day}{count}</a>'
        f"{f'<ul>{rows}{more}</ul>' if rows else ''}</td>"
    )


def _when(one: Thing) -> str:
    return "" if one.get("all_day") else clock(one["begin"])


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


def _day(day: date, things: list[Thing], span: Span) -> str:
    rows = "".join(_reminder(one) if "reminder" in one else entry(one, _skip(one, span)) for one in things)
    free = "" if rows else f' <span class="soft">{W.free}</span>'
    return f'<h3 class="day">{said(day)}{free}</h3>{f"<ul class=list>{rows}</ul>" if rows else ""}'


def _reminder(one: Thing) -> str:
    small = " · ".join(filter(None, (W.reminder, escape(one["repeats"]))))
    return (
        f'<li class="reminder"><a href="/kept/reminder/{escape(one["id"])}"><span class="soft">{clock(one["begin"])}</span> <strong>{escape(one["text"])}</strong>'
        f'<div class="soft">{small}</div></a></li>'
    )


def _skip(one: Thing, span: Span) -> str:
    """Return the button that leaves out one time of a series."""
    if not one["repeats"] or one["begin"].date() < span.today:
        return ""
    hidden = {"thing": one["event"], "at": one["start_at"], "view": span.view, **({"on": span.on} if span.view != "list" else {})}
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(str(value))}">' for name, value in hidden.items())
    label = escape(f"{W.skip}: {one['text']}, {said(one['begin'].date())}")
    return f'<form method="post" action="/calendar">{fields}<button name="act" value="skip" class="quiet" aria-label="{label}">{W.skip}</button></form>'


def entry(one: Thing, acts: str = "") -> str:
    """Return an occurrence that was placed in a zone, with what can be done about it."""
    begin, end = one["begin"], one["end"]
    if one["all_day"]:
        last = _last(one)
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
    small = f"<div class=soft>{told}</div>" if told else ""
    return f"<li><span class='soft'>{when}</span> <strong>{escape(one['text'])}</strong>{small}{acts}</li>"


def placed(zone: ZoneInfo, one: dict[str, Any]) -> Thing:
    """Return an occurrence with its times in a zone."""
    begin, end = (datetime.fromisoformat(one[name]).astimezone(zone) for name in ("start_at", "end_at"))
    return {**one, "begin": begin, "end": end}


_VIEWS = {"list": _list, "week": _week, "month": _month}
