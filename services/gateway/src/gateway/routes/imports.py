"""Imports: a file goes through in sealed parts, as a raw body, and is never whole here, in memory or on the disk."""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from flask import Blueprint, abort, g, request
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.people import People
from gateway.routes import schemas_keeping as schemas
from gateway.routes.auth import caller
from gateway.routes.records import following
from shared.bus import Bus
from shared.errors import BadMessage, ServiceError
from shared.schemas import archive as ask

FILE_LIMIT_BYTES = 4 << 30
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
START_SECONDS = 30
DISK_SECONDS = 20


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes of imports."""
    routes = DocumentedBlueprint("imports", __name__, url_prefix="/api/v1/imports")
    routes.before_request(lambda: caller(people))

    @routes.post("")
    @routes.arguments(schemas.ImportIn, location="query", unknown=None)
    @routes.doc(requestBody={"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}})
    @routes.response(202, schemas.ImportOut)
    def begin(query: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
        """Import a file, sent as it is: a WhatsApp export (.txt or .zip), Telegram's result.json, ChatGPT's conversations.json, vCard
        or iCalendar. Importing the same or a longer export again adds only what is new."""
        if request.mimetype in FORMS:
            abort(415)
        import_id = secrets.token_hex(12)
        bus.request(ask.BeginImport(g.person, import_id, query["chat"]), ask.Done, timeout_seconds=DISK_SECONDS)
        try:
            for number, part in enumerate(_parts()):
                bus.request(ask.UploadPart(g.person, import_id, number, part), ask.Done, timeout_seconds=DISK_SECONDS)
            started = bus.request(ask.StartImport(g.person, import_id), ask.Imports, timeout_seconds=START_SECONDS)
        except BaseException:
            with suppress(ServiceError):  # What the store can't undo now it sweeps away in a day.
                bus.request(ask.UndoImport(g.person, import_id), ask.Imports)
            raise
        return _shown(started.imports[0]), 202, {"Location": f"/api/v1/imports/{import_id}"}

    @routes.get("")
    @routes.arguments(schemas.ImportsIn, location="query", unknown=None)
    @routes.response(200, schemas.ImportsOut)
    def every(query: dict[str, Any]) -> dict[str, Any]:
        """List imports, newest first."""
        found = bus.request(ask.ListImports(g.person, **query), ask.Imports)
        return {"imports": [_shown(view) for view in found.imports], **following(found)}

    @routes.get("/<string:import_id>")
    @routes.response(200, schemas.ImportOut)
    def show(import_id: str) -> dict[str, Any]:
        """Tell how far an import is."""
        return _shown(bus.request(ask.ListImports(g.person, import_id), ask.Imports).imports[0])

    @routes.delete("/<string:import_id>")
    @routes.response(202, schemas.ImportOut)
    def undo(import_id: str) -> dict[str, Any]:
        """Stop an import if it still runs, and take away what it brought."""
        return _shown(bus.request(ask.UndoImport(g.person, import_id), ask.Imports).imports[0])

    return routes


def _parts() -> Iterator[bytes]:
    """Yield the body in parts of one size; raises BadMessage when it ends early."""
    if (request.content_length or 0) > FILE_LIMIT_BYTES:
        abort(413)
    received = 0
    while part := _filled(ask.PART_BYTES):
        received += len(part)
        if received > FILE_LIMIT_BYTES:
            abort(413)
        yield part
    if request.content_length is not None and received < request.content_length:
        raise BadMessage("the file was cut off on its way; nothing of it was kept")
    if not received:
        raise BadMessage("the file is empty; send it as the body of the request")


def _filled(size: int) -> bytes:
    """Read until a part is full or the body ends."""
    pieces: list[bytes] = []
    missing = size
    while missing and (piece := request.stream.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def _shown(view: ask.ImportView) -> dict[str, Any]:
    left = None
    if view.state == "running" and view.done and view.seconds:
        left = round(view.seconds * (view.total - view.done) / view.done, 1)
    return {**vars(view), "seconds_left": left}
