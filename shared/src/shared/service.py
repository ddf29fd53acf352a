"""A service: its Flask application, its bus, and what starts and stops with it.

`deploy/gunicorn.conf.py` calls `start` in `post_worker_init` and `stop` in `worker_exit`, so that threads and connections
belong to the worker and importing a service does nothing.
"""

import os
import stat
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TypeVar

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.exceptions import BadRequest, HTTPException, RequestTimeout

from shared import health, logs, settings
from shared.bus import Bus
from shared.doors.connection import TooSlow
from shared.envelope import Keyring
from shared.metrics import Metrics, known
from shared.schemas.message import Zone

T = TypeVar("T")
GUNICORN_LOAD_ERROR = 4
log = logs.get_logger()


class Service:
    """One process: an HTTP application and a bus, started and stopped together."""

    def __init__(
        self,
        name: str,
        *,
        bus: Bus,
        metrics: Metrics,
        checks: Sequence[health.Check] = (),
        running: Sequence[AbstractContextManager[object]] = (),
    ) -> None:
        self.name = name
        self.bus = bus
        self.app = web(name, metrics, [*bus.checks(), *checks])
        self._running = running
        self._stack = ExitStack()

    def start(self) -> None:
        """Start the bus, then what needs it."""
        for part in (self.bus, *self._running):
            self._stack.enter_context(part)
        log.info("service.started")

    def stop(self) -> None:
        """Stop in reverse order, finishing what is being handled."""
        self._stack.close()
        log.info("service.stopped")


def web(name: str, metrics: Metrics, checks: Sequence[health.Check]) -> Flask:
    """Return a Flask application that logs and measures its requests by route, never by address or query."""
    app = Flask(name)
    app.register_blueprint(health.blueprint(name, checks, metrics))

    @app.before_request
    def begin() -> None:
        g.began = time.monotonic()

    @app.after_request
    def end(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "unmatched"
        seconds = time.monotonic() - g.get("began", time.monotonic())
        method = known(request.method)
        metrics.requests.labels(method, route, response.status_code).inc()
        metrics.request_seconds.labels(route).observe(seconds)
        if route not in {"/healthz", "/readyz", "/metrics"}:
            log.info("http.handled", method=method, route=route, status=response.status_code, duration_ms=round(seconds * 1000, 1))
        return response

    @app.errorhandler(ParseException)
    @app.errorhandler(NoMoreData)
    def unreadable(error: Exception) -> ResponseReturnValue:
        return app.handle_user_exception(RequestTimeout() if isinstance(error, TooSlow) else BadRequest())

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[dict[str, object], int] | HTTPException:
        if isinstance(error, HTTPException):
            return error
        log.error("http.failed", error=error, route=request.url_rule.rule if request.url_rule else "unmatched")
        return {"type": "about:blank", "title": "Internal error", "status": 500}, 500

    return app


def keyrings(home: Path, zones: Sequence[Zone], files: Mapping[Zone, Path | None]) -> dict[Zone, Keyring]:
    """Return the bus keys of some zones: from the files given, else from `home`, where they are made on first use."""
    keep_to_oneself(home)
    found: dict[Zone, Keyring] = {}
    for zone in zones:
        path = files.get(zone)
        try:
            found[zone] = Keyring.load(path) if path else Keyring.load_or_create(home / "keys" / f"bus-{zone}.key")
        except (OSError, ValueError) as error:
            raise cannot_start(f"the key file of the bus zone {zone} can't be used ({type(error).__name__})") from None
    return found


def keep_to_oneself(home: Path) -> None:
    """Make the data folder, which nobody else on the machine may look into; one that was made before is closed too, unless it is a
    folder that others share."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        seen = home.stat()
        if seen.st_uid == os.geteuid() and not seen.st_mode & stat.S_ISVTX:
            home.chmod(0o700)
    except OSError as error:
        raise cannot_start(f"the data folder {home} can't be used ({error.strerror}). Set SIHTEERI_HOME to a folder of yours.") from None


def read_settings(kind: type[T], environ: Mapping[str, str]) -> T:
    """Read settings, or leave with one sentence that says what to mend."""
    try:
        return settings.load(kind, environ)
    except settings.InvalidSetting as error:
        raise cannot_start(str(error)) from None


def cannot_start(reason: str) -> SystemExit:
    """Say why a service can't start and return what to raise: gunicorn stops at this status instead of trying again."""
    print(f"sihteeri: {reason}", file=sys.stderr, flush=True)
    return SystemExit(GUNICORN_LOAD_ERROR)


def wsgi(service: Service) -> Flask:
    """Return the WSGI application with the service attached, where the gunicorn hooks look for it."""
    service.app.extensions["service"] = service
    return service.app


Assemble = Callable[..., Service]
