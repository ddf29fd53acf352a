"""The browser front end's web application: health, the pages of our own, and Gradio for those who are signed in."""

from collections.abc import Callable
from itertools import chain
from pathlib import Path

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import HTTPConnection
from starlette.routing import Mount

from shared.metrics import Metrics
from ui import (
    archive,
    browser,
    chats,
    days,
    devices,
    due,
    entering,
    frame,
    kept,
    left,
    notices,
    owner,
    pages,
    people,
    people_acts,
    preferences,
    state,
    threads,
    today,
    words,
)
from ui.client import Gateway, GatewayError
from ui.guard import Guard, cookie, heed
from ui.line import Line
from ui.looking import Looking
from ui.narrow import Narrow
from ui.sessions import Memory, Role, Sessions

ICON = Path(__file__).parent / "assets" / "icon.svg"
NAME = "you"
"""What Gradio calls whoever is signed in. It prints this into its page, so it must be nobody's secret."""


def build(gateway_url: str, metrics: Metrics, *, secure_cookie: bool, vouch: Callable[[str, str], dict[str, str]]) -> Guard:
    """Return the application; `vouch` makes the headers that tell the gateway for whom a request is. One process only: open pages and what is
    being said live in its memory."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    session_cookie = cookie(secure=secure_cookie)

    def gateway(request: HTTPConnection, token: str) -> Gateway:
        source = request.client.host if request.client else ""
        return Gateway(gateway_url, token, vouch(source, ",".join(request.headers.getlist("x-forwarded-for"))))

    def role(secret: str, request: HTTPConnection) -> Role:
        try:
            return "owner" if gateway(request, secret).watching().get("sessions/this")["owner"] else "person"
        except GatewayError as error:
            if error.status not in (401, 404):
                raise
            return ""

    sessions = Sessions(role, lambda secret, request: gateway(request, secret).get("settings"))

    def connect(request: Request) -> Gateway:
        return gateway(request, request.cookies.get(session_cookie) or "")

    @app.get("/export")
    async def export(request: Request) -> Response:
        pieces = connect(request).download("export", "application/zip")
        try:
            first = await run_in_threadpool(next, pieces, b"")
        except GatewayError as error:
            return HTMLResponse(pages.sign_in(str(error)), error.status)
        headers = {"Content-Disposition": 'attachment; filename="sihteeri.zip"'}
        return StreamingResponse(chain([first], pieces), media_type="application/zip", headers=headers)

    @app.get("/favicon.ico")
    async def icon() -> Response:
        return Response(ICON.read_bytes(), media_type="image/svg+xml")

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"service": "ui", "status": "up"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        try:
            await run_in_threadpool(Gateway(gateway_url, "").get, "messages")
        except GatewayError as error:
            if error.status != 401:
                return JSONResponse({"service": "ui", "status": "not ready", "reasons": {"gateway": str(error)}}, 503)
        return JSONResponse({"service": "ui", "status": "ready", "checks": ["gateway"]})

    @app.get("/metrics")
    async def measures() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    @app.exception_handler(RequestValidationError)
    async def not_understood(_request: Request, _error: RequestValidationError) -> Response:
        return HTMLResponse(frame.problem(words.of("FRAME").wrong_form), 422)  # FastAPI's own answer quotes what was sent.

    def memory(request: Request) -> Memory:
        return sessions.memory(request.cookies.get(session_cookie))

    def line(request: Request, thread: str) -> Line:
        return sessions.line(request.cookies.get(session_cookie), thread)

    app.include_router(entering.router(gateway, sessions, session_cookie, secure=secure_cookie))
    app.include_router(devices.router(connect, memory, sessions, secure=secure_cookie))
    app.include_router(notices.router(connect, secure=secure_cookie))
    app.include_router(owner.router(connect, memory, sessions, secure=secure_cookie))
    app.include_router(preferences.router(connect, memory, secure=secure_cookie))
    app.include_router(threads.router(connect, memory, line))
    for part in (due, today, kept, people, people_acts, chats, left, state, archive, days):
        app.include_router(part.router(connect, memory))

    page = browser.build(connect, line, lambda request: heed(sessions, request.cookies.get(session_cookie), request)).queue(
        default_concurrency_limit=16
    )
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        auth_dependency=lambda request: NAME if sessions.knows(request.cookies.get(session_cookie)) else None,
        run_history=False,
        footer_links=[],
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        favicon_path=str(ICON),
        max_file_size="1mb",
        theme=browser.THEME,
        css=browser.CSS,
        head=browser.HEAD,
    )
    mounted = app.routes[-1]
    assert isinstance(mounted, Mount)
    mounted.app = Narrow(mounted.app, sessions, session_cookie, Looking(page._queue).often)
    return Guard(app, sessions, metrics, secure=secure_cookie)
