"""Reminders that have come, on whichever page is open: what every page asks for now and then, and what their buttons do."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from ui import due_acts, notices, words
from ui import due_pages as pages
from ui.answering import as_json
from ui.client import Gateway
from ui.frame import asset
from ui.sessions import Memory
from ui.times import local

WORKER = asset("worker.js")
Connect = Callable[[Request], Gateway]


def router(connect: Connect, memory: Callable[[Request], Memory]) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)

    async def answer(request: Request, act: Callable[[Gateway], dict[str, Any] | None], *, again: bool = False) -> Response:
        """Do something, and tell what is ringing then. A page that asks again has nobody before it, for all that it knows."""

        def shown() -> dict[str, Any]:
            gateway, now = connect(request), datetime.now(UTC)
            gateway = gateway.watching() if again else gateway
            what = act(gateway)
            name = memory(request).keep(what) if what else ""
            said = pages.did(what, name, local(now.isoformat()), "/due")
            return _told(gateway.get("reminders/ringing")["reminders"], now, notices.chosen(request)) | {"told": said}

        return await as_json(shown)

    @routes.get("/due")
    async def due(request: Request, again: bool = False) -> Response:
        return await answer(request, lambda _gateway: None, again=again)

    @routes.post("/due")
    async def act(
        request: Request,
        act: str = Form(max_length=10),
        thing: str = Form("", max_length=80),
        at: str = Form("", max_length=40),
        did: str = Form("", max_length=40),
    ) -> Response:
        return await answer(request, lambda gateway: due_acts.pressed(gateway, memory(request), did, act=act, thing=thing, at=at))

    @routes.get("/worker.js")
    async def worker() -> Response:
        return Response(words.script(WORKER), media_type="text/javascript")

    return routes


def _told(rang: list[dict[str, Any]], now: datetime, chosen: str) -> dict[str, Any]:
    """Return what a page shows, and what it may have the system show."""
    shown = [notices.notice(one, chosen) for one in rang] if chosen else []
    return {"count": len(rang), "html": pages.cards(rang, now), "notices": shown}
