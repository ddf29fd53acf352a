"""Pages beside the conversation: bring files in, search everything, read the passage around what was found.

An upload passes through as a raw body: Gradio's own upload, and forms, would spool it to the disk in clear. Searches are
posted and kept in the session, so that words stand neither in an address nor in the browser's history, and one can go back to them.
"""

import asyncio
import queue
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import chain
from pathlib import PurePosixPath
from typing import Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse

from ui import archive_pages as pages
from ui import media
from ui.answering import as_json, page
from ui.client import Gateway, GatewayError
from ui.commands.kinds import PLURALS, every
from ui.frame import problem
from ui.names import chat_name
from ui.sessions import Memory
from ui.things import person_zone

WAITING_CHUNKS = 16
FOUND, PASSAGE, CHATS = 50, 41, 200
Connect = Callable[[Request], Gateway]


def router(connect: Connect, memory: Callable[[Request], Memory]) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)
    _importing(routes, connect)
    _searching(routes, connect, memory)
    _reading(routes, connect)
    return routes


def _importing(routes: APIRouter, connect: Connect) -> None:
    @routes.get("/import")
    async def importing(request: Request) -> Response:
        return await page(lambda: pages.importing(*_imported(connect(request))))

    @routes.get("/imports")
    async def imports(request: Request) -> Response:
        return await as_json(lambda: {"html": pages.import_list(*_imported(connect(request)))})

    @routes.get("/imports/{import_id}")
    async def one(request: Request, import_id: str) -> Response:
        def followed() -> dict[str, Any]:
            gateway = connect(request)
            found = gateway.get(f"imports/{pages.plain_id(import_id)}")
            return {"html": pages.import_card(found, _chat_of(gateway, found)), "busy": found["state"] in pages.BUSY}

        return await as_json(followed)

    @routes.post("/imports")
    async def upload(request: Request, name: str = "", chat: str = "") -> Response:
        chunks: queue.Queue[bytes | None] = queue.Queue(WAITING_CHUNKS)
        sending = run_in_threadpool(lambda: connect(request).upload("imports", _until_none(chunks), chat=chat or chat_name(name)))
        return await _sent(request, chunks, sending)

    @routes.post("/imports/{import_id}/undo")
    async def undo(request: Request, import_id: str) -> Response:
        return await as_json(lambda: connect(request).delete(f"imports/{pages.plain_id(import_id)}"))


def _chat_of(gateway: Gateway, one: dict[str, Any]) -> str:
    """Return the id of the chat that an import brought, if it was one."""
    if one["state"] != "done" or one["source"] != "whatsapp":
        return ""
    return next((str(chat["id"]) for chat in every(gateway, PLURALS["chat"]) if chat["name"] == one["chat"]), "")


def _imported(gateway: Gateway) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the imports, and the ids of the chats that were written in last, by their names."""
    chats = gateway.get("chats/newest", limit=CHATS)["chats"]
    return gateway.get("imports")["imports"], {one["name"]: one["id"] for one in reversed(chats)}


def _searching(routes: APIRouter, connect: Connect, memory: Callable[[Request], Memory]) -> None:
    @routes.get("/search")
    async def found(request: Request, of: str = "") -> Response:
        kept = memory(request).kept(of)
        wanted: dict[str, str] = kept if isinstance(kept, dict) else {}
        asked = {name: text for name, text in wanted.items() if text}

        def show() -> str:
            gateway = connect(request)
            chat = gateway.get(f"chats/{pages.plain_id(asked['chat'])}") if "chat" in asked else {}
            return pages.search(wanted, gateway.get("search", limit=FOUND, **asked) if "q" in asked else {}, chat)

        return await page(show)

    @routes.post("/search")
    async def search(
        request: Request,
        q: str = Form(max_length=500),
        kind: str = Form("", max_length=20),
        person: str = Form("", max_length=200),
        chat: str = Form("", max_length=64),
    ) -> Response:
        name = memory(request).keep({"q": q.strip(), "kind": kind, "person": person.strip(), "chat": chat})
        return RedirectResponse(f"/search?of={name}", 303)


def _reading(routes: APIRouter, connect: Connect) -> None:
    @routes.get("/chats/{chat_id}")
    async def passage(
        request: Request, chat_id: str, around: str | None = None, before: str | None = None, after: str | None = None, on: str = ""
    ) -> Response:
        def read() -> str:
            gateway, chat = connect(request), pages.plain_id(chat_id)
            where = {"around": around, "before": before, "after": after, "since": _midnight(gateway, on) if on else None}
            name = gateway.get(f"chats/{chat}")["name"]
            return pages.passage(chat, name, gateway.get(f"chats/{chat}/messages", limit=PASSAGE, **where)["messages"], where, on=on)

        return await page(read)

    @routes.get("/chats/{chat_id}/messages/{message_id}/attachment")
    async def attachment(request: Request, chat_id: str, message_id: str) -> Response:
        path = f"chats/{pages.plain_id(chat_id)}/messages/{pages.plain_id(message_id)}"

        def begin() -> Response:
            gateway = connect(request)
            name = PurePosixPath(gateway.get(path)["media"] or "").name or "attachment"
            pieces = gateway.download(f"{path}/attachment")
            whole = chain([next(pieces, b"")], pieces)
            return StreamingResponse(whole, media_type="application/octet-stream", headers={"Content-Disposition": _saved_as(name)})

        try:
            return await run_in_threadpool(begin)
        except GatewayError as error:
            return HTMLResponse(problem(str(error)), error.status)

    @routes.get("/chats/{chat_id}/messages/{message_id}/{shown}")
    async def seen(request: Request, chat_id: str, message_id: str, shown: Literal["photo", "sound"]) -> Response:
        def made() -> Response:
            path = f"chats/{pages.plain_id(chat_id)}/messages/{pages.plain_id(message_id)}/attachment"
            file = media.whole(connect(request).download(path))
            return media.photo(file) if shown == "photo" else media.sound(file, request.headers.get("range", ""))

        try:
            return await run_in_threadpool(made)
        except GatewayError as error:
            return HTMLResponse(problem(str(error)), error.status)


def _midnight(gateway: Gateway, day: str) -> str:
    """Return when a day begins where the person is; raises GatewayError for no day."""
    try:
        return datetime.combine(date.fromisoformat(day), time(), person_zone(gateway)).isoformat()
    except ValueError:
        raise GatewayError(422, "That is no day.") from None


def _saved_as(name: str) -> str:
    """Return the header that makes a browser save a file, never show it (RFC 6266)."""
    plain = re.sub(r"[^\w .()-]", "_", name, flags=re.ASCII)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _sent(request: Request, chunks: "queue.Queue[bytes | None]", sending: Any) -> Response:
    """Pass the body on as it comes, and answer with what the gateway said."""
    task = asyncio.ensure_future(sending)
    try:
        async for chunk in request.stream():
            if task.done():
                break
            await run_in_threadpool(_put, chunks, chunk, task)
    finally:
        await run_in_threadpool(_put, chunks, None, task)
    try:
        return JSONResponse(await task, 202)
    except GatewayError as error:
        return JSONResponse({"title": str(error)}, error.status)


def _put(chunks: "queue.Queue[bytes | None]", chunk: bytes | None, task: Any) -> None:
    while not task.done():
        try:
            chunks.put(chunk, timeout=1)
        except queue.Full:
            continue
        return


def _until_none(chunks: "queue.Queue[bytes | None]") -> Iterator[bytes]:
    while (chunk := chunks.get()) is not None:
        if chunk:
            yield chunk
