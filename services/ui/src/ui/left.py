"""What left the machine, byte for byte; what would; and whether anything may."""

from collections.abc import Callable

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui import left_pages as pages
from ui.answering import page
from ui.client import Gateway, GatewayError
from ui.frame import problem
from ui.house import parts
from ui.sessions import Memory
from ui.things import person_zone, thing_id

SHOWN = 50
Connect = Callable[[Request], Gateway]


def router(connect: Connect, memory: Callable[[Request], Memory]) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/left")
    async def left(request: Request, after: str = "", of: str = "") -> Response:
        def show() -> str:
            gateway, known = connect(request), memory(request).kept(of) or {}
            log = gateway.get("egress", limit=SHOWN, after=after or None)
            may = {
                "on": gateway.get("settings").get("cloud", "on") == "on",
                "set": parts(gateway).get("openai", "not set") != "not set",
            }
            return pages.left(log, may, known, person_zone(gateway), is_first=not after)

        return await page(show)

    @routes.get("/left/{entry}")
    async def one(request: Request, entry: str) -> Response:
        def show() -> str:
            gateway = connect(request)
            return pages.one(gateway.get(f"egress/{thing_id(entry)}"), person_zone(gateway))

        return await page(show)

    @routes.get("/left/{entry}/bytes")
    async def exactly(request: Request, entry: str) -> Response:
        try:
            body = (await run_in_threadpool(lambda: connect(request).get(f"egress/{thing_id(entry)}")))["body"]
        except GatewayError as error:
            return HTMLResponse(problem(str(error)), error.status)
        headers = {"Content-Disposition": f'attachment; filename="left-{entry}.txt"'}
        return Response(body.encode(), media_type="application/octet-stream", headers=headers)

    @routes.post("/left")
    async def act(request: Request, act: str = Form(max_length=10), text: str = Form("", max_length=100_000)) -> Response:
        try:
            known = await run_in_threadpool(_done, connect(request), act, text)
        except GatewayError as error:
            return HTMLResponse(problem(str(error)), error.status)
        return RedirectResponse(f"/left?of={memory(request).keep(known)}" if known else "/left", 303)

    return routes


def _done(gateway: Gateway, act: str, text: str) -> dict[str, object]:
    """Do what a button says, and return what is to be shown of it."""
    if act in ("on", "off"):
        gateway.patch("settings", {"cloud": act})
    elif act == "verify":
        return {"chain": gateway.get("egress/verification")}
    elif act == "preview" and text.strip():
        return {"asked": text, "preview": gateway.post("redactions", {"text": text.replace("\r\n", "\n")})}
    return {}
