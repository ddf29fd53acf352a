"""A person's settings: what each is, changed by a press, and taken back."""

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple, TypeAlias
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui import preferences_pages as pages
from ui.answering import page
from ui.client import Gateway, GatewayError
from ui.frame import problem, viewer
from ui.guard import THEME, THEMES
from ui.house import parts
from ui.sessions import Memory
from ui.things import person_zone, thing_id

HOURS = 30 * 24
YEAR_SECONDS = 365 * 24 * 3600
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
Connect = Callable[[Request], Gateway]
Short: TypeAlias = Annotated[str, Form(max_length=200)]


class Asked(NamedTuple):
    """What a button or a form of the page says."""

    act: str
    value: str
    of: str
    scopes: list[str]
    hours: str


def router(connect: Connect, memory: Callable[[Request], Memory], *, secure: bool) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/settings")
    async def settings(request: Request, did: str = "", made: str = "") -> Response:
        def show() -> str:
            shown = pages.settings(found(connect(request)), memory(request).kept(did), did, new=memory(request).kept(made) or {})
            memory(request).taken(made)  # Once, and not before there is a page that shows it.
            return shown

        return await page(show)

    @routes.post("/settings")
    async def change(
        request: Request,
        act: Short,
        value: Short = "",
        of: Short = "",
        did: Short = "",
        scope: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI's own way; it is never changed.
        hours: Short = "",
    ) -> Response:
        gateway, asked = connect(request), Asked(act, value.strip(), of, scope, hours)
        try:
            told = await run_in_threadpool(_done, gateway, asked, memory(request).kept(did) if act == "undo" else None)
            if act == "undo":
                memory(request).taken(did)
        except GatewayError as error:
            return await run_in_threadpool(_refused, gateway, error)
        return _answered(told, memory(request), secure=secure)

    return routes


def found(gateway: Gateway) -> dict[str, Any]:
    """Return how everything is set; raises GatewayError."""
    return {
        "set": gateway.get("settings"),
        "zone": person_zone(gateway),
        "zones": ZONES,
        "has_cloud": parts(gateway).get("openai", "not set") != "not set",
        "shared": bool(gateway.get("calendar/address")["shared"]),
        "links": gateway.get("links"),
        "tokens": gateway.get("tokens")["tokens"],
    }


def _refused(gateway: Gateway, error: GatewayError) -> Response:
    """Answer with the page, and with what went wrong."""
    try:
        return HTMLResponse(pages.settings(found(gateway), None, "", problem=str(error)), error.status)
    except GatewayError:
        return HTMLResponse(problem(str(error)), error.status)


def _answered(told: dict[str, Any], memory: Memory, *, secure: bool) -> Response:
    if "new" in told:
        return RedirectResponse(f"/settings?made={memory.keep(told)}#{told['new']}", 303)
    answer = RedirectResponse(f"/settings?did={memory.keep(told)}", 303)
    if "theme" in told:
        answer.set_cookie(THEME, told["theme"], max_age=YEAR_SECONDS, path="/", secure=secure, httponly=True, samesite="lax")
    return answer


def _done(gateway: Gateway, asked: Asked, before: dict[str, Any] | None) -> dict[str, Any]:
    """Do what was asked; return what to say of it, how it is taken back, and what was made."""
    if asked.act == "undo":
        return _undone(gateway, before)
    if asked.act not in ACTS:
        raise GatewayError(404, "There is no such thing.")
    return ACTS[asked.act](gateway, asked)


def _set(gateway: Gateway, asked: Asked) -> dict[str, Any]:
    before = gateway.get("settings").get(asked.act)
    gateway.patch("settings", {asked.act: asked.value or None})
    return {"say": asked.act, "to": asked.value, "back": {asked.act: before}}


def _zone(gateway: Gateway, asked: Asked) -> dict[str, Any]:
    zone = zone_called(asked.value) if asked.value else ""
    before = gateway.get("settings").get("zone")
    gateway.patch("settings", {"zone": zone or None})
    return {"say": "zone", "to": "set" if zone else "", "with": person_zone(gateway).key, "back": {"zone": before}}


def zone_called(said: str) -> str:
    """Return the IANA zone of a name or a city; raises GatewayError where there is none."""
    wanted = said.replace(" ", "_").casefold()
    by_name = [zone for zone in sorted(available_timezones()) if zone.casefold() == wanted]
    by_city = [zone for zone in ZONES if zone.rpartition("/")[2].casefold() == wanted]
    if not (by_name or by_city):
        raise GatewayError(422, f"No time zone is called “{said}”. Write a city of it, such as Helsinki or New York. Nothing was changed.")
    return (by_name or by_city)[0]


def _theme(_gateway: Gateway, asked: Asked) -> dict[str, Any]:
    if asked.value not in ("", *THEMES):
        raise GatewayError(422, "There is no such thing.")
    return {"say": "theme", "to": asked.value, "theme": asked.value, "back": {"theme": viewer.get().theme}}


def _link(gateway: Gateway, _asked: Asked) -> dict[str, Any]:
    return {"new": "channels", **gateway.post("links")}


def _unlink(gateway: Gateway, asked: Asked) -> dict[str, Any]:
    gateway.delete(f"links/{thing_id(asked.of)}")
    return {"say": "unlink"}


def _token(gateway: Gateway, asked: Asked) -> dict[str, Any]:
    if not asked.scopes:
        raise GatewayError(422, "Say what the token may do. None was made.")
    if not (asked.hours.isascii() and asked.hours.isdecimal() and 1 <= int(asked.hours) <= HOURS):
        raise GatewayError(422, f"A token lasts from 1 to {HOURS} hours. None was made.")
    return {"new": "tokens", **gateway.post("tokens", {"scopes": asked.scopes, "hours": int(asked.hours), "name": asked.value[:100]})}


def _revoke(gateway: Gateway, asked: Asked) -> dict[str, Any]:
    gateway.delete(f"tokens/{thing_id(asked.of)}")
    return {"say": "revoke"}


def _undone(gateway: Gateway, before: dict[str, Any] | None) -> dict[str, Any]:
    """Put back what was changed, once."""
    if before is None or "back" not in before:
        return {"say": "gone"}
    if "theme" in before["back"]:
        return {"say": "undone", "theme": before["back"]["theme"]}
    gateway.patch("settings", before["back"])
    return {"say": "undone"}


ACTS: dict[str, Callable[[Gateway, Asked], dict[str, Any]]] = {
    "language": _set,
    "zone": _zone,
    "cloud": _set,
    "theme": _theme,
    "link": _link,
    "unlink": _unlink,
    "token": _token,
    "revoke": _revoke,
}
