"""What reaches Gradio: what its page asks for and nothing else.

Gradio's own doors ask whether somebody is signed in, not who: whoever knows the name of an open page (its session hash) reads its
stream, and files are taken in, kept in clear and handed out to everybody. So a page's name belongs to the session that used it
first, what a page sends is words, and no other door is open.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import frame, words
from ui.sessions import Sessions

PAGE = {"/", "/theme.css", "/gradio_api/app_id"}
PAGE_FOLDERS = ("/assets/", "/static/")
THEME = "__theme"
"""In this parameter of its address Gradio's page looks for a theme."""
HEARTBEAT, STREAM, JOIN = "/gradio_api/heartbeat/", "/gradio_api/queue/data", "/gradio_api/queue/join"
NAME_LIMIT = 64


class Narrow:
    """An application around Gradio's."""

    def __init__(self, app: ASGIApp, sessions: Sessions, cookie: str, noticed: Callable[[], None]) -> None:
        self._app = app
        self._sessions = sessions
        self._cookie = cookie
        self._noticed = noticed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what the page needs; answer 404 to the rest, and to who asks for another session's page."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        if request.url.path == "/" and request.query_params.get(THEME, "") != (theme := frame.viewer.get().theme):
            others = [(name, value) for name, value in request.query_params.multi_items() if name != THEME]
            query = urlencode([*([(THEME, theme)] if theme else []), *others])
            await RedirectResponse(f"/?{query}" if query else "/", 303)(scope, receive, send)
            return
        try:
            following = await self._checked(request)
        except HTTPException as error:
            await _refused(request, error)(scope, receive, send)
        except ClientDisconnect:
            await Response(status_code=400)(scope, receive, send)
        else:
            self._noticed()
            await self._app(scope, following, send)

    async def _checked(self, request: Request) -> Receive:
        path, reads = request.url.path, request.method in ("GET", "HEAD")
        if reads and (path in PAGE or path.startswith(PAGE_FOLDERS)):
            return request.receive
        if reads and path.startswith(HEARTBEAT):
            self._claim(request, path.removeprefix(HEARTBEAT))
            return request.receive
        if reads and path == STREAM:
            self._claim(request, request.query_params.get("session_hash"))
            return request.receive
        if request.method == "POST" and path == JOIN:
            body = await request.body()
            self._claim(request, _only_words(body).get("session_hash"))
            return _again(body, request.receive)
        raise HTTPException(404, "There is no such thing")

    def _claim(self, request: Request, page: Any) -> None:
        if not isinstance(page, str) or not page.isalnum() or len(page) > NAME_LIMIT:
            raise HTTPException(422, "The page has no name")
        if not self._sessions.claim(request.cookies.get(self._cookie), page):
            raise HTTPException(404, "There is no such page")


def _refused(request: Request, error: HTTPException) -> Response:
    """Answer in what the caller reads: a page to who looks at one."""
    if "text/html" in request.headers.get("Accept", ""):
        return HTMLResponse(frame.problem(words.explained(f"{error.detail}.")), error.status_code)
    return JSONResponse({"title": words.said(error.detail)}, error.status_code)


def _only_words(body: bytes) -> dict[str, Any]:
    """Return what a page sends. A file in it would be looked for on the disk, or fetched from wherever it says."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(422, "The request can't be understood") from None
    words = sent.get("data") if isinstance(sent, dict) else None
    if not isinstance(words, list) or not all(isinstance(word, str | None) for word in words):
        raise HTTPException(422, "The request can't be understood")
    return sent


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read once more."""
    given = False

    async def receiving() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving
