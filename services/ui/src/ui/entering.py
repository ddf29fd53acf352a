"""Signing in, by a token, a passphrase or a link that works once, and signing out."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui import notices, pages, words
from ui.agents import named
from ui.client import Gateway, GatewayError
from ui.sessions import Sessions

Connect = Callable[[Request, str], Gateway]
W = words.of("ENTER")
OVER = 410


class Entering:
    """Gives a browser its secret, as a cookie, and takes it back."""

    def __init__(self, connect: Connect, sessions: Sessions, cookie: str, *, secure: bool) -> None:
        self._connect = connect
        self._sessions = sessions
        self._cookie = cookie
        self._flags: dict[str, Any] = {"httponly": True, "samesite": "lax", "secure": secure, "path": "/"}

    async def enter(self, request: Request, *, stay: bool, **by: str) -> Response:
        """Sign this browser in; raises GatewayError."""
        before = request.cookies.get(self._cookie, "")
        asked = {**by, "stay": stay, "device": named(request.headers.get("user-agent", "")), "instead_of": before[: pages.SECRET_LIMIT]}
        made = await run_in_threadpool(self._connect(request, "").post, "sessions", asked)
        self._sessions.end(before)
        response = RedirectResponse("/", 303)
        response.set_cookie(self._cookie, made["token"], max_age=_seconds_until(made["expires_at"]) if stay else None, **self._flags)
        notices.forget(request, response)
        return response

    async def leave(self, request: Request) -> Response:
        """Sign this browser out."""
        secret = request.cookies.get(self._cookie, "")
        with suppress(GatewayError):  # Its secret goes all the same, and nobody else has it.
            await run_in_threadpool(self._connect(request, secret).delete, "sessions/this")
        self._sessions.end(secret)
        response = RedirectResponse("/login", 303)
        response.delete_cookie(self._cookie, **self._flags)
        notices.forget(request, response)
        return response


def router(connect: Connect, sessions: Sessions, cookie: str, *, secure: bool) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of a browser and a token."""
    routes = APIRouter(include_in_schema=False)
    door = Entering(connect, sessions, cookie, secure=secure)

    @routes.get("/login")
    async def login_page() -> HTMLResponse:
        return HTMLResponse(pages.sign_in())

    @routes.post("/login")
    async def login(
        request: Request,
        token: str = Form(max_length=pages.SECRET_LIMIT),
        name: str = Form("", max_length=100),
        stay: str = Form("", max_length=10),
    ) -> Response:
        try:
            return await door.enter(request, stay=bool(stay), secret=token.strip(), name=name.strip())
        except GatewayError as error:
            return _refused(error, W.unknown, pages.sign_in)

    @routes.get("/enter")
    async def enter_page() -> HTMLResponse:
        return HTMLResponse(pages.enter())

    @routes.post("/enter")
    async def enter(request: Request, code: str = Form(max_length=pages.SECRET_LIMIT), stay: str = Form("", max_length=10)) -> Response:
        try:
            return await door.enter(request, stay=bool(stay), link=code.strip())
        except GatewayError as error:
            return _refused(error, W.unknown_link, pages.enter)

    @routes.get("/logout")
    async def logout(request: Request) -> Response:
        return await door.leave(request)

    return routes


def _refused(error: GatewayError, unknown: str, page: Callable[[str], str]) -> Response:
    """Answer with the page again, and with what went wrong."""
    if error.status == 401:
        return HTMLResponse(page(unknown), 401)
    if error.status == 429:
        wait = W.too_many.format(pages.duration(error.retry_seconds))
        return HTMLResponse(page(wait), 429, {"Retry-After": str(error.retry_seconds)})
    said = str(error)
    return HTMLResponse(page(said.partition(": ")[2] if error.status == OVER else said), error.status)


def _seconds_until(at: str) -> int:
    return int((datetime.fromisoformat(at) - datetime.now(UTC)).total_seconds())
