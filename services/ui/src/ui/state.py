"""How the assistant is, in words."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ui import state_pages as pages
from ui.answering import page
from ui.client import Gateway
from ui.house import house
from ui.things import person_zone

Connect = Callable[[Request], Gateway]


def router(connect: Connect, _memory: object) -> APIRouter:
    """Return the route; `connect` gives the gateway client of whoever is signed in."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/status")
    async def status(request: Request) -> Response:
        def show() -> str:
            gateway = connect(request)
            return pages.status(house(gateway), person_zone(gateway))

        return await page(show)

    return routes
