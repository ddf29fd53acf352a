"""What only the owner sees and does: people, backups, keys, the record of who looked at what. For anybody else there is no such page."""

from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui import links, words
from ui import owner_pages as pages
from ui.answering import page
from ui.client import Gateway, GatewayError
from ui.commands.keeping import BACKUP_SECONDS
from ui.commands.keying import KEYS_SECONDS
from ui.devices import front, is_near
from ui.frame import problem, viewer
from ui.sessions import Memory, Sessions
from ui.things import person_zone, thing_id

W = words.of("OWNER")
NEWEST, SHOWN = 5, 50
ONCE, TWICE = "once", "twice"
"""So often the owner has said that somebody is to be deleted."""
Connect = Callable[[Request], Gateway]
Short: TypeAlias = Annotated[str, Form(max_length=200)]


def router(connect: Connect, memory: Callable[[Request], Memory], sessions: Sessions, *, secure: bool) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)
    _reading(routes, connect, memory)

    @routes.post("/owner")
    async def act(request: Request, act: Short, of: Short = "", name: Short = "", sure: Short = "") -> Response:
        def acted() -> Response:
            gateway = _owners(connect(request))
            if act == "invite":
                made = gateway.post("accounts", {"name": " ".join(name.split())})
                link = links.address(front(request, secure=secure), made["code"])
                return RedirectResponse(f"/owner?made={memory(request).keep({'name': made['name'], 'link': link})}#invite", 303)
            done = _done(gateway, act, of, sure)
            sessions.doubt()
            return HTMLResponse(done) if isinstance(done, str) else RedirectResponse(f"/owner?did={memory(request).keep(done)}", 303)

        try:
            return await run_in_threadpool(acted)
        except GatewayError as error:
            return HTMLResponse(problem(str(error)), error.status)

    return routes


def _reading(routes: APIRouter, connect: Connect, memory: Callable[[Request], Memory]) -> None:
    @routes.get("/owner")
    async def owner(request: Request, did: str = "", made: str = "") -> Response:
        new = memory(request).kept(made) or {}

        def show() -> str:
            gateway = _owners(connect(request))
            shown = pages.owner(
                found(gateway), person_zone(gateway), memory(request).kept(did) or {}, new, far=not is_near(new.get("link", ""))
            )
            memory(request).taken(made)  # Once, and not before there is a page that shows it.
            return shown

        return await page(show)

    @routes.get("/owner/audit")
    async def audit(request: Request, after: str = "") -> Response:
        def show() -> str:
            gateway = _owners(connect(request))
            log = gateway.get("audit", limit=SHOWN, before=after or None)
            return pages.audit(log, person_zone(gateway), is_first=not after)

        return await page(show)


def _owners(gateway: Gateway) -> Gateway:
    """Return the gateway to the owner; raises GatewayError for anybody else. The gateway itself asks again."""
    if not viewer.get().is_owner:
        raise GatewayError(404, "There is no such thing.")
    return gateway


def found(gateway: Gateway) -> dict[str, Any]:
    """Return how everything is; raises GatewayError."""
    return {
        "accounts": gateway.get("accounts")["accounts"],
        "backups": gateway.get("backups"),
        "keys": gateway.get("keys"),
        "audit": gateway.get("audit", limit=NEWEST)["entries"],
    }


def _done(gateway: Gateway, act: str, of: str, sure: str) -> str | dict[str, Any]:
    """Do what a button says and return what to say of it; or ask first, and return the question's page."""
    if act == "backup":
        gateway.post("backups", timeout=BACKUP_SECONDS)
        return {"say": W.backed_up}
    if act == "check":
        return {"chain": gateway.get("audit/verification")}
    if act == "rotate" and of in W.rotate:
        return _rotated(gateway, of, sure)
    if act == "delete":
        return _deleted(gateway, thing_id(of), sure)
    raise GatewayError(404, "There is no such thing.")


def _rotated(gateway: Gateway, what: str, sure: str) -> str | dict[str, Any]:
    if sure != ONCE:
        return pages.rotating(what)
    gateway.post("keys/rotation", {"what": what}, timeout=KEYS_SECONDS)
    return {"say": W.rotated[what]}


def _deleted(gateway: Gateway, person: str, sure: str) -> str | dict[str, Any]:
    account = next((one for one in gateway.get("accounts")["accounts"] if one["id"] == person and not one["owner"]), None)
    if account is None:
        raise GatewayError(404, "There is no such thing.")
    if sure != TWICE:
        return pages.deleting(account, again=sure == ONCE)
    gateway.delete(f"accounts/{person}")
    return {"say": W.deleted.format(account["name"] or W.nameless)}
