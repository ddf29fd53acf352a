"""The calendar's page: shown as a list, a week or a month, one time of a series left out, taken along as a file, given an address or none."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from shared.repetition import NoRule, after
from ui import days_pages as pages
from ui import words
from ui.answering import answered, page
from ui.client import Gateway, GatewayError
from ui.commands.kinds import PLURALS, Thing, every, repeats
from ui.dates import said as spoken
from ui.sessions import Memory
from ui.taking_back import Did, said, taken_back
from ui.things import person_zone, thing_id

W = words.of("CALENDAR")
SHOWN = timedelta(days=28)
LIMIT = 500
DAY = timedelta(days=1)
Connect = Callable[[Request], Gateway]


def router(connect: Connect, memory: Callable[[Request], Memory]) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/calendar")
    async def calendar(request: Request, made: str = "", view: str = "list", on: str = "", did: str = "") -> Response:
        address = memory(request).taken(made) or ""
        told = said(memory(request).kept(did), did, "/calendar")
        return await page(lambda: _shown(connect(request), view, on, address=address, told=told))

    @routes.post("/calendar")
    async def change(
        request: Request, act: str = Form(max_length=10), thing: str = Form("", max_length=80), at: str = Form("", max_length=40),
        view: str = Form("list", max_length=10), on: str = Form("", max_length=10), did: str = Form("", max_length=40),
    ) -> Response:  # fmt: skip
        def changed() -> Response:
            gateway = connect(request)
            if act in ("undo", "skip"):
                done = taken_back(gateway, memory(request), did) if act == "undo" else skipped(gateway, thing, at, view, on)
                return RedirectResponse(f"{done.page or '/calendar?view=list'}&did={memory(request).keep(done)}", 303)
            address = _changed(gateway, act)
            return RedirectResponse(f"/calendar?made={memory(request).keep(address)}" if address else "/calendar", 303)

        return await answered(changed)

    @routes.get("/sihteeri.ics")
    async def file(request: Request) -> Response:
        headers = {"Content-Disposition": 'attachment; filename="sihteeri.ics"'}
        return await answered(
            lambda: Response(b"".join(connect(request).download("calendar.ics")), media_type="text/calendar", headers=headers)
        )

    return routes


def _changed(gateway: Gateway, act: str) -> str:
    """Make an address, which is returned, or take the one that there is away."""
    if act == "share":
        return str(gateway.post("calendar/address")["address"])
    if act == "unshare":
        gateway.delete("calendar/address")
    return ""


def skipped(gateway: Gateway, event: str, at: str, view: str, on: str) -> Did:
    """Leave out one time of what comes again in the calendar."""
    one = gateway.get(f"events/{thing_id(event)}")
    try:
        begin = datetime.fromisoformat(at).astimezone(UTC)
    except (ValueError, OverflowError):
        raise GatewayError(422, "That is no day.") from None
    if not (rule := one["rule"]):
        raise GatewayError(404, "There is no such thing.")
    wall = f"{begin.astimezone(ZoneInfo(one['zone'])):%Y%m%d}" if one["all_day"] else f"{begin:%Y%m%dT%H%M%SZ}"
    gateway.patch(f"events/{event}", {"rule": f"{rule}\nEXDATE:{wall}"})
    told = W.skipped.format(one["text"], spoken(begin.astimezone(person_zone(gateway)).date()))
    return Did(told, (("PATCH", f"events/{event}", {"rule": rule}),), _address(view, on))


def _address(view: str, on: str) -> str:
    return f"/calendar?view={view if view in W.views else 'list'}" + (f"&on={_day(on)}" if on else "")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise GatewayError(422, "That is no day.") from None


def _shown(gateway: Gateway, view: str, on: str, *, address: str, told: str) -> str:
    zone = person_zone(gateway)
    today = datetime.now(zone).date()
    span = pages.Span.of(view, _day(on) if on else today, today)
    begin = datetime.combine(span.first, time(), zone) if span.view != "list" else datetime.now(UTC)
    end = begin + SHOWN if span.view == "list" else datetime.combine(span.last + DAY, time(), zone)
    found = gateway.get("calendar", since=begin.isoformat(), until=end.isoformat(), limit=LIMIT, language=words.language())
    things = [*(pages.placed(zone, one) for one in found["occurrences"]), *_reminders(gateway, begin, end, zone)]
    due = sorted((one for one in every(gateway, PLURALS["item"]) if one["due"] and not one["done"]), key=lambda one: str(one["due"]))
    shared = bool(address) or bool(gateway.get("calendar/address")["shared"])
    return pages.days(span, sorted(things, key=lambda one: one["begin"]), due, shared=shared, address=address, told=told)


def _reminders(gateway: Gateway, begin: datetime, end: datetime, zone: ZoneInfo) -> list[Thing]:
    """Return what one is reminded of in a span, each time of a series by itself."""
    found: list[dict[str, Any]] = []
    for one in every(gateway, PLURALS["reminder"]):
        if one["state"] == "cancelled":
            continue
        due = datetime.fromisoformat(one["due_at"])
        times = [due]
        if one["rule"] and one["state"] == "pending":
            with suppress(NoRule, ValueError, KeyError, OSError):  # What nobody can read comes once.
                times += takewhile(lambda again: again < end, islice(after(one["rule"], one["wall"], one["zone"], due), LIMIT))
        found += [one | {"reminder": True, "begin": at.astimezone(zone), "repeats": repeats(one)} for at in times if begin <= at < end]
    return found
