"""The page of ways in: devices that are signed in, a phone that is added, a passphrase."""

import re
from collections.abc import Callable
from ipaddress import ip_address

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui import devices_pages as pages
from ui import links, notices
from ui.answering import page
from ui.archive_pages import plain_id
from ui.client import Gateway, GatewayError
from ui.frame import problem
from ui.sessions import Memory, Sessions

Connect = Callable[[Request], Gateway]
NAME = re.compile(r"(\[[0-9a-f:.]+\]|[^:]+)(:\d+)?", re.IGNORECASE)


def router(connect: Connect, memory: Callable[[Request], Memory], sessions: Sessions, *, secure: bool) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their browser keeps here."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/devices")
    async def devices(request: Request, made: str = "") -> Response:
        link, shows = memory(request).taken(made) or "", notices.chosen(request)
        return await page(lambda: _shown(connect(request), link, shows))

    @routes.post("/devices")
    async def change(
        request: Request,
        act: str = Form(max_length=20),
        of: str = Form("", max_length=64),
        passphrase: str = Form("", max_length=256),
        name: str = Form("", max_length=100),
    ) -> Response:
        try:
            code = await run_in_threadpool(_changed, connect(request), act, of, passphrase, name)
        except GatewayError as error:
            return HTMLResponse(problem(str(error)), error.status)
        sessions.doubt()
        where = f"?made={memory(request).keep(links.address(front(request, secure=secure), code))}" if code else ""
        return RedirectResponse(f"/devices{where}", 303)

    return routes


def _changed(gateway: Gateway, act: str, of: str, passphrase: str, name: str) -> str:
    """Do what a button says; return the code of a link if one was made."""
    if act == "phone":
        return str(gateway.post("sessions/links")["code"])
    if act == "sign-out":
        gateway.delete(f"sessions/{plain_id(of)}")
    elif act == "no-push":
        gateway.delete(f"pushes/{plain_id(of)}")
    elif act == "sign-out-others":
        gateway.delete("sessions")
    elif act == "passphrase":
        gateway.put("passphrase", {"passphrase": passphrase, "name": name.strip()})
    elif act == "no-passphrase":
        gateway.delete("passphrase")
    return ""


def _shown(gateway: Gateway, link: str, shows: str) -> str:
    devices = gateway.get("sessions")["sessions"]
    told = pages.notices(shows, devices, gateway.get("pushes/key")["key"])
    return pages.devices(devices, gateway.get("passphrase"), link=link, far=not is_near(link), notices=told)


def front(request: Request, *, secure: bool) -> str:
    """Return how the browser reaches this front end."""
    return f"http{'s' * secure}://{request.headers.get('host', request.url.netloc)}"


def is_near(link: str) -> bool:
    """Tell whether a link works on this machine alone."""
    host = link.partition("://")[2].partition("/")[0]
    name = (found := NAME.fullmatch(host)) and found[1].strip("[]")
    try:
        return name == "localhost" or ip_address(name or "").is_loopback
    except ValueError:
        return False
