"""The conversations beside the talk: their list, and a page for each on which it is called something or forgotten. Words that are looked for
are posted, so that they stand in no address."""

import secrets
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui import threads_pages as pages
from ui import words
from ui.answering import answered, as_json, page
from ui.client import Gateway, GatewayError
from ui.commands.keeping import FORGET_SECONDS
from ui.commands.keeping import told as receipt
from ui.line import Line
from ui.sessions import Memory
from ui.things import thread_of

SHOWN = 50
TEMPORARY = "~"
W = words.of("THREADS")
Connect = Callable[[Request], Gateway]


def router(connect: Connect, memory: Callable[[Request], Memory], line: Callable[[Request, str], Line]) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps, `line` what waits in a
    conversation."""
    routes = APIRouter(include_in_schema=False)
    _listing(routes, connect)
    _changing(routes, connect, memory, line)
    return routes


def _listing(routes: APIRouter, connect: Connect) -> None:
    @routes.get("/conversations/new")
    async def new() -> Response:
        return RedirectResponse(f"/?c={secrets.token_hex(12)}", 303)

    @routes.get("/conversations/temporary")
    async def temporary() -> Response:
        return RedirectResponse(f"/?c={TEMPORARY}{secrets.token_hex(12)}", 303)

    @routes.get("/conversations")
    async def every(request: Request, here: str = "", after: str = "") -> Response:
        def listed() -> dict[str, Any]:
            gateway, thread = connect(request), thread_of(here)
            found = gateway.get("threads", limit=SHOWN, after=after or None)
            return {"html": pages.rows(found, thread, is_first=not after), "title": _title(gateway, thread)}

        return await as_json(listed)

    @routes.post("/conversations/search")
    async def search(
        request: Request, q: Annotated[str, Form(max_length=500)] = "", here: Annotated[str, Form(max_length=100)] = ""
    ) -> Response:
        return await as_json(lambda: {"html": pages.found(connect(request).get("threads", limit=SHOWN, q=q.strip()), thread_of(here))})


def _changing(routes: APIRouter, connect: Connect, memory: Callable[[Request], Memory], line: Callable[[Request, str], Line]) -> None:
    @routes.get("/conversations/forgotten")
    async def forgotten(request: Request, did: str = "") -> Response:
        kept = memory(request).kept(did)
        return HTMLResponse(pages.forgotten(kept if isinstance(kept, str) else ""))

    @routes.get("/conversations/{name}")
    async def one(request: Request, name: str) -> Response:
        return await page(lambda: pages.one(connect(request).get(f"threads/{_known(name)}")))

    @routes.post("/conversations/{name}")
    async def call(request: Request, name: str, title: Annotated[str, Form(max_length=200)] = "") -> Response:
        def called() -> Response:
            connect(request).patch(f"threads/{_known(name)}", {"title": title.strip()})
            return RedirectResponse(f"/?c={_known(name)}", 303)

        return await answered(called)

    @routes.post("/conversations/{name}/forget")
    async def forget(request: Request, name: str) -> Response:
        def gone() -> Response:
            line(request, _known(name)).end()  # What waits there would make it anew.
            memory(request).clear()
            done = connect(request).post("forget", {"kind": "thread", "id": _known(name)}, timeout=FORGET_SECONDS)
            return RedirectResponse(f"/conversations/forgotten?did={memory(request).keep(receipt(done))}", 303)

        return await answered(gone)


def _title(gateway: Gateway, thread: str) -> str:
    """Return what a conversation is called; nothing for one in which nothing is kept yet."""
    if not thread or thread.startswith(TEMPORARY):
        return ""
    try:
        return str(gateway.get(f"threads/{thread}")["title"])
    except GatewayError as error:
        if error.status != 404:
            raise
        return ""


def _known(name: str) -> str:
    """Return an id that may stand in an address; raises GatewayError for anything else."""
    if not thread_of(name):
        raise GatewayError(404, "There is no such thing.")
    return name
