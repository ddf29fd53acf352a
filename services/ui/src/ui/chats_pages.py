"""The HTML of the list of chats, and of what is counted of them."""

from datetime import datetime
from html import escape
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from ui import bars, words
from ui.archive_pages import in_short
from ui.dates import said
from ui.frame import page, pager
from ui.words import counted

W = words.of("CHATS")
MONTHS = 72
"""More than so many are shown by the year."""
Counts = list[tuple[str, int]]


def chats(found: dict[str, Any], zone: ZoneInfo, *, is_first: bool) -> str:
    """Return a page of the list."""
    rows = "".join(_row(one, zone) for one in found["chats"])
    body = f'<ul class="list">{rows}</ul>' if rows else f'<p class="soft">{W.none} <a href="/import">{W.bring}</a></p>'
    more = pager("/chats", found.get("next", ""), is_first=is_first)
    numbers = f' <a href="/chats/statistics">{W.numbers}</a>' if rows else ""
    return page(W.title, f'<h1>{W.title}</h1><p class="soft">{W.about}{numbers}</p>{body}{more}', here="/chats")


def _row(one: dict[str, Any], zone: ZoneInfo) -> str:
    newest, count = one["newest"], counted(W.count, one["messages"])
    line = ""
    if newest:
        sender = f"{escape(newest['sender'])}: " if newest["sender"] else ""
        line = f'<p class="clamp one">{sender}{escape(in_short(newest))}</p>'
        count = f"{_day(newest['at'], zone)} · {count}"
    return f'<li><a href="/chats/{escape(one["id"])}"><strong>{escape(one["name"])}</strong>{line}<div class="soft">{count}</div></a></li>'


def numbers(found: dict[str, Any], chat: dict[str, Any] | None = None) -> str:
    """Return what is counted, of a chat or of all."""
    zone = ZoneInfo(found["zone"])
    name = chat["name"] if chat else W.everything
    back = (
        f'<p class="crumb"><a href="/chats/{escape(chat["id"])}">← {escape(name)}</a></p>'
        if chat
        else f'<p class="crumb"><a href="/chats">← {W.title}</a></p>'
    )
    if not found["messages"]:
        return page(name, f'{back}<h1>{escape(W.statistics.format(name))}</h1><p class="soft">{W.nothing}</p>', here="/chats")
    total = W.total.format(counted(W.count, found["messages"]), _day(found["first_at"], zone), _day(found["last_at"], zone))
    by_chat = bars.rows(W.chats, [(one["name"], one["messages"], f"/chats/{one['id']}") for one in found["chats"]]) if not chat else ""
    return page(
        name,
        f"""{back}<h1>{escape(W.statistics.format(name))}</h1><p class="soft">{total}</p>{by_time(found)}
{bars.columns(W.hours, [(f"{hour:02}", count) for hour, count in enumerate(found["hours"])])}
{bars.rows(W.people, [(one["name"], one["messages"], "") for one in found["people"]])}{by_chat}{_by_words(found)}""",
        here="/chats",
    )


def _by_words(found: dict[str, Any]) -> str:
    """Return the commonest words, and in how many messages they were counted."""
    drawn = bars.rows(W.words, [(one["name"], one["messages"], "") for one in found["words"]], shown=len(found["words"]))
    about = counted(W.words_newest if found["partly"] else W.words_all, found["read"])
    return f'{drawn}<p class="soft">{about}</p>' if drawn else ""


def by_time(found: dict[str, Any]) -> str:
    """Return how much was written month by month, or, where these are many, year by year."""
    months = _without_gaps([(one["name"], one["messages"]) for one in found["months"]])
    if len(months) <= MONTHS:
        return bars.columns(W.months, months)
    years = [(year, sum(count for _, count in some)) for year, some in groupby(months, key=lambda one: one[0][:4])]
    return bars.columns(W.years, years)


def _without_gaps(months: Counts) -> Counts:
    """Return the same with the months in which nothing was written."""
    if not months:
        return []
    counts = dict(months)
    first, last = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (months[0][0], months[-1][0]))
    names = [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]
    return [(name, counts.get(name, 0)) for name in names]


def _day(at: str, zone: ZoneInfo) -> str:
    return said(datetime.fromisoformat(at).astimezone(zone).date())
