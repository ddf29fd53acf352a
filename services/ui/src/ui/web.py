"""The browser front end's web application: sign-in, sessions, health, and Gradio for those who are signed in."""

from itertools import chain
from pathlib import Path

import gradio as gr
from fastapi import FastAPI, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware.base import RequestResponseEndpoint

from shared.metrics import Metrics, known
from ui import archive, browser, pages
from ui.client import Gateway, GatewayError
from ui.sessions import COOKIE, Sessions

OPEN = {"/login", "/favicon.ico", "/healthz", "/readyz", "/metrics"}
ICON = Path(__file__).parent / "assets" / "icon.svg"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    ),
}


def build(gateway_url: str, metrics: Metrics, *, secure_cookie: bool) -> FastAPI:
    """Return the application. One process only: sessions live in its memory."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    sessions = Sessions()

    @app.middleware("http")
    async def guard(request: Request, following: RequestResponseEndpoint) -> Response:
        signed_in = sessions.token(request.cookies.get(COOKIE)) is not None
        if request.url.path in OPEN or signed_in:
            origin = request.headers.get("origin")
            if request.method != "GET" and origin and origin.split("//", 1)[-1] != request.headers.get("host"):
                response: Response = JSONResponse({"title": "Another site's request"}, 403)
            else:
                response = await following(request)
        elif "text/html" in request.headers.get("accept", ""):
            response = RedirectResponse("/login", 303)
        else:
            response = JSONResponse({"title": "Sign in first"}, 401)
        response.headers.update(HEADERS)
        metrics.requests.labels(known(request.method), request.url.path if request.url.path in OPEN else "page", response.status_code).inc()
        return response

    @app.get("/login")
    async def login_page() -> HTMLResponse:
        return HTMLResponse(pages.sign_in())

    @app.post("/login")
    async def login(token: str = Form(max_length=512)) -> Response:
        if not sessions.may_try():
            return HTMLResponse(pages.sign_in("Too many tries. Wait five minutes."), 429)
        try:
            await run_in_threadpool(Gateway(gateway_url, token.strip()).get, "messages", limit=1)
        except GatewayError as error:
            if error.status == 401:
                sessions.failed()
                return HTMLResponse(pages.sign_in("That token is not known here."), 401)
            return HTMLResponse(pages.sign_in(str(error)), 503)
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, sessions.begin(token.strip()), httponly=True, samesite="lax", secure=secure_cookie, path="/")
        return response

    @app.get("/logout")
    async def logout(request: Request) -> Response:
        sessions.end(request.cookies.get(COOKIE))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE, path="/")
        return response

    @app.get("/export")
    async def export(request: Request) -> Response:
        pieces = Gateway(gateway_url, sessions.token(request.cookies.get(COOKIE)) or "").download("export", "application/zip")
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
            await run_in_threadpool(Gateway(gateway_url, "none").get, "messages")
        except GatewayError as error:
            if error.status != 401:
                return JSONResponse({"service": "ui", "status": "not ready", "reasons": {"gateway": str(error)}}, 503)
        return JSONResponse({"service": "ui", "status": "ready", "checks": ["gateway"]})

    @app.get("/metrics")
    async def measures() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    app.include_router(archive.router(lambda request: Gateway(gateway_url, sessions.token(request.cookies.get(COOKIE)) or "")))

    def who(request: Request) -> str | None:
        session = request.cookies.get(COOKIE)
        return session if sessions.token(session) else None

    def connect(request: gr.Request) -> Gateway:
        return Gateway(gateway_url, sessions.token(request.username) or "")

    return gr.mount_gradio_app(
        app,
        browser.build(connect).queue(default_concurrency_limit=16),
        path="/",
        auth_dependency=who,
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
    )
