"""The calendar's page: shown, taken along as a file, and given an address or none."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui import days_pages, words
from ui.archive import page
from ui.client import Gateway, GatewayError
from ui.frame import problem
from ui.sessions import Memory

SHOWN = timedelta(days=28)
LIMIT = 500
Connect = Callable[[Request], Gateway]


def router(connect: Connect, memory: Callable[[Request], Memory]) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/calendar")
    async def calendar(request: Request, made: str = "") -> Response:
        address = memory(request).taken(made) or ""
        return await page(lambda: _shown(connect(request), address))

    @routes.post("/calendar")
    async def change(request: Request, act: str = Form(max_length=10)) -> Response:
        try:
            address = await run_in_threadpool(_changed, connect(request), act)
        except GatewayError as error:
            return HTMLResponse(problem(str(error)), error.status)
        return RedirectResponse(f"/calendar?made={memory(request).keep(address)}" if address else "/calendar", 303)

    @routes.get("/sihteeri.ics")
    async def file(request: Request) -> Response:
        try:
            body = await run_in_threadpool(lambda: b"".join(connect(request).download("calendar.ics")))
        except GatewayError as error:
            return HTMLResponse(problem(str(error)), error.status)
        return Response(body, media_type="text/calendar", headers={"Content-Disposition": 'attachment; filename="sihteeri.ics"'})

    return routes


def _changed(gateway: Gateway, act: str) -> str:
    """Make an address, which is returned, or take the one that there is away."""
    if act == "share":
        return str(gateway.post("calendar/address")["address"])
    if act == "unshare":
        gateway.delete("calendar/address")
    return ""


def _shown(gateway: Gateway, address: str) -> str:
    now = datetime.now(UTC)
    found = gateway.get("calendar", since=now.isoformat(), until=(now + SHOWN).isoformat(), limit=LIMIT, language=words.language())
    due = sorted((one for one in gateway.get("items", limit=LIMIT)["items"] if _is_due(one)), key=lambda one: str(one["due"]))
    shared = bool(address) or bool(gateway.get("calendar/address")["shared"])
    return days_pages.days(found["occurrences"], due, found["zone"], shared=shared, address=address)


def _is_due(item: dict[str, Any]) -> bool:
    return bool(item["due"]) and not item["done"]
