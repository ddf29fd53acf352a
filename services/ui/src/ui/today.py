"""The start of a day: what is due and what is on, and what can be done about it at once."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shared.repetition import following
from ui import today_pages as pages
from ui import words
from ui.archive import page
from ui.client import Gateway, GatewayError
from ui.commands.dated import FORTNIGHT, is_of_the_other
from ui.commands.kinds import PLURALS, Thing, every
from ui.frame import problem
from ui.house import house
from ui.sessions import Memory
from ui.things import person_zone, thing_id

WEEK = timedelta(days=7)
LIMIT, CHATS = 200, 50
LATER = {"10min": timedelta(minutes=10), "1h": timedelta(hours=1)}
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
        request: Request, act: str = Form(max_length=10), thing: str = Form("", max_length=80), did: str = Form("", max_length=40)
    ) -> Response:
        def acted() -> Any:
            gateway = connect(request)
            return undone(gateway, memory(request).taken(did)) if act == "undo" else done(gateway, thing, act, datetime.now(UTC))

        try:
            told = await run_in_threadpool(acted)
        except GatewayError as error:
            return HTMLResponse(problem(str(error)), error.status)
        return RedirectResponse(f"/today?did={memory(request).keep(told)}", 303)

    return routes


def day(gateway: Gateway, now: datetime) -> pages.Day:
    """Return what is due and what is on, seen from an instant, in the person's zone."""
    found = gateway.get("calendar", since=now.isoformat(), until=(now + WEEK).isoformat(), limit=LIMIT, language=words.language())
    here = now.astimezone(ZoneInfo(found["zone"]))
    start = here.replace(hour=0, minute=0, second=0, microsecond=0)
    things = [_event(one, here) for one in found["occurrences"]]
    things += [_item(one, start) for one in every(gateway, PLURALS["item"]) if one["due"] and not one["done"]]
    things += [_reminder(one, here) for one in every(gateway, PLURALS["reminder"]) if one["state"] != "cancelled"]
    things.sort(key=lambda one: one["when"])
    coming = [one for one in things if one["kind"] == "event" or one.get("state") != "fired"]
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


def _reminder(one: Thing, here: datetime) -> Thing:
    return {**one, "kind": "reminder", "when": datetime.fromisoformat(one["due_at"]).astimezone(here.tzinfo)}


def done(gateway: Gateway, thing: str, act: str, now: datetime) -> dict[str, Any]:
    """Do what a button says to a reminder or an item, and return what to say of it and how it is undone."""
    kind, _, name = thing.partition(":")
    if kind == "item":
        return _done_item(gateway, thing_id(name))
    one = gateway.get(f"reminders/{thing_id(name)}")
    if act in ("done", "skip"):
        return _over(gateway, one)
    return _put_off(gateway, one, act, now)


def _done_item(gateway: Gateway, item: str) -> dict[str, Any]:
    one = gateway.patch(f"items/{item}", {"done": True})
    return {"say": "done", "text": one["text"], "back": {f"items/{item}": {"done": False}}}


def _over(gateway: Gateway, one: Thing) -> dict[str, Any]:
    """Take a reminder as done; of a series only the time that is next."""
    again = _next(one)
    told = {"say": "skip" if again else "done", "text": one["text"], "at": again, "back": _as_it_was(one)}
    gateway.patch(f"reminders/{one['id']}", {"due_at": again.isoformat()} if again else {"state": "cancelled"})
    return told


def _put_off(gateway: Gateway, one: Thing, act: str, now: datetime) -> dict[str, Any]:
    """Let a reminder come later."""
    due = datetime.fromisoformat(one["due_at"])
    at = max(now, due) + LATER[act] if act in LATER else tomorrow(due, now, person_zone(gateway))
    return put_off(gateway, one, at)


def put_off(gateway: Gateway, one: Thing, at: datetime) -> dict[str, Any]:
    """Let a reminder come at another time; of a series this one time alone, which then is a reminder of its own."""
    told = {"say": "later", "text": one["text"], "at": at, "back": _as_it_was(one)}
    again = _next(one)
    if again is None:
        gateway.patch(f"reminders/{one['id']}", {"due_at": at.isoformat(), "state": "pending"})
        return told
    once = {name: one[name] for name in ("text", "zone", "language")} | {"due_at": at.isoformat()}
    made = gateway.post("reminders", once)
    gateway.patch(f"reminders/{one['id']}", {"due_at": again.isoformat()})
    return told | {"made": made["id"]}


def tomorrow(due: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return tomorrow's instant at the time of day at which something was due."""
    there = due.astimezone(zone)
    day = now.astimezone(there.tzinfo).date() + timedelta(days=1)
    return there.replace(year=day.year, month=day.month, day=day.day)


def _next(one: Thing) -> datetime | None:
    if not one["rule"] or one["state"] != "pending":
        return None
    return following(one["rule"], one["wall"], one["zone"], datetime.fromisoformat(one["due_at"]))


def _as_it_was(one: Thing) -> dict[str, Any]:
    return {f"reminders/{one['id']}": {"due_at": one["due_at"], "state": one["state"]}}


def undone(gateway: Gateway, told: dict[str, Any] | None) -> dict[str, Any]:
    """Put back what was done, once."""
    if told is None or "back" not in told:
        return {"say": "gone"}
    for path, fields in told["back"].items():
        gateway.patch(path, fields)
    if "made" in told:
        gateway.delete(f"reminders/{thing_id(told['made'])}")
    return {"say": "undone", "text": told["text"]}
