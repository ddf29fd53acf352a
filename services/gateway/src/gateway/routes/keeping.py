"""A person's say over what is kept of them: take it all out, forget it."""

from typing import Any

from flask import Blueprint, Response, g, request, stream_with_context
from flask_smorest import Blueprint as DocumentedBlueprint

from gateway.adapters.everything import Everything
from gateway.adapters.people import People
from gateway.domain import documents
from gateway.routes import schemas_keeping as schemas
from gateway.routes.auth import caller
from shared.bus import Bus
from shared.schemas import archive as ask

FORGET_SECONDS = 120
BACKUP_SECONDS = 600


def blueprint(bus: Bus, people: People) -> Blueprint:
    """Return the routes."""
    routes = DocumentedBlueprint("keeping", __name__, url_prefix="/api/v1")
    routes.before_request(lambda: caller(people))

    @routes.get("/export")
    @routes.response(200, content_type="application/zip")
    @routes.alt_response(200, content_type="application/json", success=True)
    def export() -> Response:
        """Give the caller all that is kept of theirs: JSON, Markdown and CSV in a zip, or, if JSON is asked for, one document."""
        bus.request(ask.ListSettings(g.person), ask.Settings)  # Whether anything can be read is said before the answer begins.
        everything = Everything(bus, g.person)
        if request.accept_mimetypes.best_match(["application/zip", "application/json"]) == "application/json":
            return _file(everything.document(), "application/json", "sihteeri.json")
        return _file(documents.zipped(everything.files()), "application/zip", "sihteeri.zip")

    @routes.get("/settings")
    @routes.response(200, schemas.SettingsIn)
    def settings() -> dict[str, Any]:
        """Show what the caller set; what is missing is as it is for everybody."""
        return settings_of()

    @routes.patch("/settings")
    @routes.arguments(schemas.SettingsIn)
    @routes.response(200, schemas.SettingsIn)
    def change_settings(body: dict[str, Any]) -> dict[str, Any]:
        """Change the settings that are named; one that is null is as for everybody again."""
        for name, value in body.items():
            bus.request(ask.SetSetting(g.person, name, value or ""), ask.Done)  # type: ignore[arg-type]
        return settings_of()

    def settings_of() -> dict[str, Any]:
        return bus.request(ask.ListSettings(g.person), ask.Settings).values

    @routes.post("/forget")
    @routes.arguments(schemas.ForgetIn)
    @routes.response(200, schemas.ReceiptOut)
    def forget(body: dict[str, str]) -> dict[str, object]:
        """Forget a thing for good: the rows, the search index, freed pages and the write-ahead log. Answered with a receipt."""
        return bus.request(ask.Forget(g.person, body["kind"], body["id"]), ask.Receipt, timeout_seconds=FORGET_SECONDS).dump()  # type: ignore[arg-type]

    @routes.delete("/account")
    @routes.response(200, schemas.ReceiptOut)
    def account() -> dict[str, object]:
        """Forget the caller: their key first, which makes all of it noise, then the rest."""
        receipt = bus.request(ask.ForgetPerson(g.person), ask.Receipt, timeout_seconds=FORGET_SECONDS)
        people.forget()
        return receipt.dump()

    @routes.get("/backups")
    @routes.response(200, schemas.BackupsOut)
    def backups() -> dict[str, object]:
        """List the backups of this machine (owner)."""
        return _backups(bus.request(ask.ListBackups(g.person), ask.BackupList))

    @routes.post("/backups")
    @routes.response(201, schemas.BackupsOut)
    def backup() -> dict[str, object]:
        """Make a backup of everything while it is in use, restore it beside the store and compare (owner)."""
        return _backups(bus.request(ask.MakeBackup(g.person), ask.BackupList, timeout_seconds=BACKUP_SECONDS))

    @routes.post("/backups/drill")
    @routes.response(200, schemas.BackupsOut)
    def drill() -> dict[str, object]:
        """Restore the newest backup beside the store and compare (owner)."""
        return _backups(bus.request(ask.DrillBackup(g.person), ask.BackupList, timeout_seconds=BACKUP_SECONDS))

    return routes


def _backups(found: ask.BackupList) -> dict[str, object]:
    return {"backups": found.backups, "drilled_at": found.drilled_at, "forgetting": found.forgetting, "missing": found.missing}


def _file(pieces: object, mimetype: str, name: str) -> Response:
    response = Response(stream_with_context(pieces), mimetype=mimetype)  # type: ignore[call-overload]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
