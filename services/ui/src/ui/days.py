"""The calendar's page: shown, taken along as a file, and given an address or none."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from ui import days_pages
from ui.archive import page
from ui.client import Gateway, GatewayError

SHOWN = timedelta(days=28)
LIMIT = 500
Connect = Callable[[Request], Gateway]


def router(connect: Connect) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/calendar")
    async def calendar(request: Request) -> Response:
        return await page(lambda: _shown(connect(request)))

    @routes.post("/calendar")
    async def change(request: Request, act: str = Form(max_length=10)) -> Response:
        def do() -> str:
            gateway = connect(request)
            made = gateway.post("calendar/address") if act == "share" else {}
            if act == "unshare":
                gateway.delete("calendar/address")
            return _shown(gateway, made.get("address", ""))

        return await page(do)

    @routes.get("/sihteeri.ics")
    async def file(request: Request) -> Response:
        try:
            body = await run_in_threadpool(lambda: b"".join(connect(request).download("calendar.ics")))
        except GatewayError as error:
            return HTMLResponse(str(error), error.status)
        return Response(body, media_type="text/calendar", headers={"Content-Disposition": 'attachment; filename="sihteeri.ics"'})

    return routes


def _shown(gateway: Gateway, address: str = "") -> str:
    now = datetime.now(UTC)
    found = gateway.get("calendar", since=now.isoformat(), until=(now + SHOWN).isoformat(), limit=LIMIT)
    due = sorted((one for one in gateway.get("items", limit=LIMIT)["items"] if _is_due(one)), key=lambda one: str(one["due"]))
    shared = bool(address) or bool(gateway.get("calendar/address")["shared"])
    return days_pages.days(found["occurrences"], due, found["zone"], shared=shared, address=address)


def _is_due(item: dict[str, Any]) -> bool:
    return bool(item["due"]) and not item["done"]
