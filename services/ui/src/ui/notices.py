"""Notifications of the system: what of a reminder a browser may show where anybody may see it, and whether it is told while its pages are closed.
Each browser has its own choice: the one in a cookie, the other where the gateway sends to."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import HTTPConnection

from ui import words
from ui.client import Gateway, GatewayError
from ui.frame import problem

W = words.of("NOTICES")
COOKIE, CHOICES = "sihteeri_notices", ("discreet", "words")
YEAR_SECONDS = 365 * 24 * 3600
Connect = Callable[[Request], Gateway]
Text: TypeAlias = Annotated[str, Form(max_length=1500)]


def router(connect: Connect, *, secure: bool) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/notices")
    async def choose(
        request: Request, act: Text, value: Text = "", chosen: Text = "", endpoint: Text = "", p256dh: Text = "", auth: Text = ""
    ) -> Response:
        choice = chosen or value
        answer = RedirectResponse("/devices#notices", 303)
        if act == "push":
            given = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth, "content": choice}
            try:
                await run_in_threadpool(_push, connect(request), given if choice else None)
            except GatewayError as error:
                return HTMLResponse(problem(str(error)), error.status)
        elif choice in CHOICES:
            answer.set_cookie(COOKIE, choice, max_age=YEAR_SECONDS, path="/", secure=secure, httponly=True, samesite="lax")
        else:
            forget(request, answer)
        return answer

    return routes


def _push(gateway: Gateway, given: dict[str, str] | None) -> None:
    if given:
        gateway.put("pushes/this", given)
    else:
        gateway.delete("pushes/this")


def chosen(request: HTTPConnection) -> str:
    """Return what was chosen in a browser: nothing where it shows no notification."""
    found = request.cookies.get(COOKIE, "")
    return found if found in CHOICES else ""


def forget(request: HTTPConnection, answer: Response) -> None:
    """Let a browser show none: somebody else may sign in there."""
    if COOKIE in request.cookies:
        answer.delete_cookie(COOKIE, path="/")


def notice(one: dict[str, Any], choice: str) -> dict[str, str]:
    """Return a notification of a reminder that came. Its tag is the same for every page and every way that it comes by."""
    rang = datetime.fromisoformat(one["rang_at"]).isoformat()
    body = one["text"] if choice == "words" else W.discreet
    return {"tag": f"reminder#{one['id']}#{rang}", "title": W.reminder, "body": body, "at": rang}
