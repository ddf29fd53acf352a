"""What stands in front of every page: who is signed in, whether a request comes from our own pages, the headers of each answer."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.metrics import Metrics
from ui import words
from ui.client import GatewayError
from ui.frame import Viewer, problem, viewer
from ui.sessions import Sessions
from ui.times import be_in

OPEN = {"/login", "/enter", "/favicon.ico", "/healthz", "/readyz", "/metrics"}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
UPLOAD, BODY_LIMIT_BYTES = "/imports", 1 << 20
"""The one page whose body is passed on as it comes; the others' are read into memory."""
NAMED_BY_CONTENT = "/assets/"
THEME, THEMES = "sihteeri_theme", ("light", "dark")
"""The cookie that says how pages look in a browser."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    ),
}


def cookie(*, secure: bool) -> str:
    """Return the cookie's name; a browser takes `__Host-` over HTTPS only, and from this host alone (RFC 6265bis, 4.1.3)."""
    return "__Host-sihteeri_session" if secure else "sihteeri_session"


def theme(request: HTTPConnection) -> str:
    """Return the theme that was chosen in this browser; nothing where it is to follow its system."""
    chosen = request.cookies.get(THEME, "")
    return chosen if chosen in THEMES else ""


def heed(sessions: Sessions, secret: str | None, request: HTTPConnection) -> None:
    """Answer a browser in the language and zone that its person set, as far as is known here; else in the language that it wants itself. What
    it is shown is as its person may see it, and in the theme that was chosen there."""
    settings = sessions.settings(secret)
    words.speak(settings.get("language") or words.preferred(request.headers.get("accept-language", "")))
    be_in(settings.get("zone", ""))
    viewer.set(Viewer(theme(request), sessions.is_owner(secret)))


class Guard:
    """An application around another one, so that an error's answer has the headers too."""

    def __init__(self, app: ASGIApp, sessions: Sessions, metrics: Metrics, *, secure: bool) -> None:
        self._app = app
        self._sessions = sessions
        self._metrics = metrics
        self._secure = secure
        self._cookie = cookie(secure=secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            request = Request(scope)
            heed(self._sessions, request.cookies.get(self._cookie), request)
            receiving = receive if request.url.path == UPLOAD else _limited(receive)
            await (await self._refusal(request) or self._app)(scope, receiving, self._with_headers(request, send))
        else:
            await send({"type": "websocket.close", "code": 1008})  # No page of ours opens one.

    async def _refusal(self, request: Request) -> Response | None:
        if self._is_foreign(request):
            return JSONResponse({"title": words.said("Another site's request")}, 403)
        if request.headers.get("content-type", "").lower().startswith("multipart/"):
            return JSONResponse(
                {"title": words.said("No page sends this kind of form")}, 415
            )  # Its parts would be spooled to the disk in clear.
        secret, reads = request.cookies.get(self._cookie), "text/html" in request.headers.get("accept", "")
        if request.url.path in OPEN:
            return None
        try:
            if self._sessions.is_fresh(secret) or await run_in_threadpool(self._sessions.check, secret, request):
                if reads:
                    await run_in_threadpool(self._sessions.ask_settings, secret, request)
                heed(self._sessions, secret, request)
                return None
        except GatewayError as error:
            return HTMLResponse(problem(str(error)), error.status) if reads else JSONResponse({"title": str(error)}, error.status)
        return RedirectResponse("/login", 303) if reads else JSONResponse({"title": words.said("Sign in first")}, 401)

    def _is_foreign(self, request: Request) -> bool:
        """Another site may link to a page, and nothing else: not read, not send, not open a stream, not sign out."""
        origin, host = request.headers.get("origin"), request.headers.get("host", "")
        if origin is not None:
            return origin not in ({f"https://{host}"} if self._secure else {f"https://{host}", f"http://{host}"})
        if request.headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
            return False
        return request.method != "GET" or request.headers.get("sec-fetch-mode") != "navigate" or request.url.path == "/logout"

    def _with_headers(self, request: Request, send: Send) -> Send:
        path = request.url.path

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name in [name for name in headers if name.startswith("access-control-")]:
                    del headers[name]  # Gradio lets any origin in.
                headers.update(HEADERS)
                kept = path.startswith(NAMED_BY_CONTENT) and message["status"] == 200
                headers["Cache-Control"] = "private, max-age=604800, immutable" if kept else "no-store"
                method = request.method if request.method in METHODS else "other"
                self._metrics.requests.labels(method, path if path in OPEN else "page", message["status"]).inc()
            await send(message)

        return sending


def _limited(receive: Receive) -> Receive:
    """Return a `receive` that breaks off a body that is too large for memory."""
    left = BODY_LIMIT_BYTES

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, "The request is too large")
        return message

    return receiving
