"""One JSON line per event, with allow-listed fields only: nothing that a person wrote can be among them."""

import logging
import sys
from contextlib import suppress
from contextvars import ContextVar
from traceback import walk_tb
from typing import Any

import structlog

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Set by the gateway for each request, carried in a header, set again wherever the message is handled."""
asking: ContextVar[str] = ContextVar("asking", default="")
"""Which service sent the message that is being handled; empty where nothing is."""

ALLOWED = frozenset({
    "event", "level", "timestamp", "service", "request_id", "topic", "outcome", "duration_ms", "attempt", "queue", "zone", "error",
    "reason", "method", "route", "status", "count", "party", "bytes", "state", "engine", "intent", "intents", "confidence", "kind",
    "logger", "where", "port", "part", "version", "late", "seconds", "source",
})  # fmt: skip
OUR_TEMPLATES = ("gunicorn.error",)
"""Loggers whose message templates, without arguments, are worth keeping; of all others only where and what kind."""


def configure(service: str, *, level: str = "INFO") -> None:
    """Send our events and everybody else's records to standard output as JSON."""
    out, logging.raiseExceptions = _Out(), False  # A record that fails would be printed with its arguments.
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Bare(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    gunicorn = logging.getLogger("gunicorn.error")
    gunicorn.handlers[:] = []
    gunicorn.propagate = True
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            lambda _logger, _name, event: {**event, "service": service, "request_id": request_id.get()},
            _keep_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(out),  # type: ignore[arg-type]
    )


class _Out:
    """Standard output. What a line tells of must not fail because the line can't be written: the disk may be full."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stdout.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stdout.flush()


def get_logger() -> Any:
    """Return a logger. Pass exceptions as `error=`; only their type and the lines of code they passed are kept."""
    return structlog.get_logger()


def _keep_allowed(_logger: Any, _name: str, event: Any) -> Any:
    if isinstance(event.get("error"), BaseException):
        event = {**event, "where": _places(event["error"])}
    return {name: _safe(value) for name, value in event.items() if name in ALLOWED}


def _places(error: BaseException) -> list[str]:
    """Return where an exception passed, innermost last: files and lines of code, never values."""
    frames = list(walk_tb(error.__traceback__))[-4:]
    return [f"{frame.f_globals.get('__name__', '?')}:{line}" for frame, line in frames]


def _safe(value: Any) -> Any:
    if isinstance(value, BaseException):
        return type(value).__name__
    if isinstance(value, list | tuple):
        return [_safe(part) for part in value]
    return value if isinstance(value, str | int | float | bool | None) else type(value).__name__


class _Bare(logging.Formatter):
    """Formats records of libraries, whose texts and arguments may hold anything: keeps where they come from."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._render = structlog.processors.JSONRenderer()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "event": str(record.msg) if record.name in OUR_TEMPLATES else "library.log",
            "level": record.levelname.lower(),
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "service": self._service,
            "request_id": request_id.get(),
            "logger": record.name,
            "where": f"{record.module}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[0]:
            event["error"] = record.exc_info[0].__name__
        return str(self._render(None, "", event))
