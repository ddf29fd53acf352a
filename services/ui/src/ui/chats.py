"""The chats that were brought in: which there are, and how much was written in them by whom and when."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ui import chats_pages as pages
from ui.answering import page
from ui.client import Gateway
from ui.things import person_zone, thing_id

SHOWN = 30
Connect = Callable[[Request], Gateway]


def router(connect: Connect, _memory: object) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/chats")
    async def chats(request: Request, after: str = "") -> Response:
        def show() -> str:
            gateway = connect(request)
            found = gateway.get("chats/newest", limit=SHOWN, after=after or None)
            return pages.chats(found, person_zone(gateway), is_first=not after)

        return await page(show)

    @routes.get("/chats/statistics")
    async def numbers(request: Request) -> Response:
        return await page(lambda: pages.numbers(connect(request).get("chats/statistics", words="true")))

    @routes.get("/chats/{chat}/statistics")
    async def numbers_of(request: Request, chat: str) -> Response:
        def show() -> str:
            gateway, name = connect(request), thing_id(chat)
            return pages.numbers(gateway.get("chats/statistics", chat=name, words="true"), gateway.get(f"chats/{name}"))

        return await page(show)

    return routes
