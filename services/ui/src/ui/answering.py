"""How our pages answer: as was asked for, or with what went wrong, in words."""

from collections.abc import Callable
from typing import Any

from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response

from ui.client import GatewayError
from ui.frame import problem


async def answered(act: Callable[[], Response]) -> Response:
    """Answer as an act does, or with a page that says what went wrong."""
    try:
        return await run_in_threadpool(act)
    except GatewayError as error:
        return HTMLResponse(problem(str(error)), error.status)


async def page(make: Callable[[], str]) -> Response:
    """Answer with a page, or with one that says what went wrong."""
    return await answered(lambda: HTMLResponse(make()))


async def as_json(make: Callable[[], dict[str, Any]]) -> Response:
    """Answer a script with values, or with what went wrong."""
    try:
        return JSONResponse(await run_in_threadpool(make))
    except GatewayError as error:
        return JSONResponse({"title": str(error)}, error.status)
