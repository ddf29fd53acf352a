"""The start of a day: what is due and what is on, and what can be done about it at once."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from ui import today_pages as pages
from ui import words
from ui.answering import answered, page
from ui.client import Gateway
from ui.commands.dated import FORTNIGHT, is_of_the_other
from ui.commands.kinds import PLURALS, Thing, every
from ui.due_acts import pressed
from ui.house import house
from ui.sessions import Memory

WEEK = timedelta(days=7)
LIMIT, CHATS = 200, 50
RECENT = timedelta(hours=12)
"""So long after one of its times came a series is still due for it."""
Connect = Callable[[Request], Gateway]


def router(connect: Connect, memory: Callable[[Request], Memory]) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/today")
    async def today(request: Request, did: str = "") -> Response:
        def show() -> str:
            gateway = connect(request)
            return pages.today(day(gateway, datetime.now(UTC)), house(gateway), memory(request).kept(did), did)

        return await page(show)

    @routes.post("/today")
    async def act(
        request: Request,
        act: str = Form(max_length=10),
        thing: str = Form("", max_length=80),
        at: str = Form("", max_length=40),
        did: str = Form("", max_length=40),
    ) -> Response:
        def acted() -> Response:
            told = pressed(connect(request), memory(request), did, act=act, thing=thing, at=at)
            return RedirectResponse(f"/today?did={memory(request).keep(told)}", 303)

        return await answered(acted)

    return routes


def day(gateway: Gateway, now: datetime) -> pages.Day:
    """Return what is due and what is on, seen from an instant, in the person's zone."""
    found = gateway.get("calendar", since=now.isoformat(), until=(now + WEEK).isoformat(), limit=LIMIT, language=words.language())
    here = now.astimezone(ZoneInfo(found["zone"]))
    start = here.replace(hour=0, minute=0, second=0, microsecond=0)
    things = [_event(one, here) for one in found["occurrences"]]
    things += [_item(one, start) for one in every(gateway, PLURALS["item"]) if one["due"] and not one["done"]]
    things += [shown for one in every(gateway, PLURALS["reminder"]) if one["state"] != "cancelled" for shown in _reminders(one, here)]
    things.sort(key=lambda one: one["when"])
    coming = [one for one in things if one["kind"] != "rang" and one.get("state") != "fired"]
    tomorrow, before = start + timedelta(days=1), start - WEEK
    return pages.Day(
        here,
        list(_waiting(gateway, now)),
        [one for one in things if one["kind"] != "event" and one["when"] < start and (one["kind"] == "item" or one["when"] >= before)],
        [one for one in things if one["kind"] != "event" and start <= one["when"] < tomorrow],
        [one for one in coming if one["when"] < start + WEEK and (one["kind"] == "event" or one["when"] >= tomorrow)],
    )


def _waiting(gateway: Gateway, now: datetime) -> Iterator[Thing]:
    """Yield the chats of two in which the other one wrote last, not long ago; the newest first."""
    mine = gateway.get("profile")["name"].casefold().split()
    for chat in gateway.get("chats/newest", limit=CHATS)["chats"]:
        newest = chat["newest"]
        if newest and datetime.fromisoformat(newest["at"]) > now - FORTNIGHT and is_of_the_other(newest["sender"], chat, mine):
            yield chat


def _event(one: Thing, here: datetime) -> Thing:
    begin, end = (datetime.fromisoformat(one[name]).astimezone(here.tzinfo) for name in ("start_at", "end_at"))
    return {**one, "kind": "event", "begin": begin, "end": end, "when": max(begin, here)}


def _item(one: Thing, start: datetime) -> Thing:
    due = date.fromisoformat(one["due"])
    return {**one, "kind": "item", "day": due, "when": start.replace(year=due.year, month=due.month, day=due.day)}


def _reminders(one: Thing, here: datetime) -> Iterator[Thing]:
    """Yield a reminder as it came, and as it will come."""
    due, rang = (datetime.fromisoformat(at).astimezone(here.tzinfo) if at else None for at in (one["due_at"], one["rang_at"]))
    if rang and (rang > here - RECENT or not one["rule"]):
        yield {**one, "kind": "rang", "when": rang}
    if one["rule"] or not rang:
        yield {**one, "kind": "reminder", "when": due}
