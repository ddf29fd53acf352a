"""`/healthz`, `/readyz` and `/metrics`: the same three doors on every service."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.errors import ServiceError
from shared.metrics import Metrics


class Check(Protocol):
    """Something without which a service can't work."""

    @property
    def name(self) -> str:
        """What is checked: `bus`, `store`, `database`."""

    def ping(self) -> None:
        """Return if it works now; raise a ServiceError with the reason if not."""


@dataclass(frozen=True)
class Dependency:
    """A check made of a name and a call that raises ServiceError."""

    name: str
    call: object

    def ping(self) -> None:
        self.call()  # type: ignore[operator]


def failures(checks: Sequence[Check]) -> dict[str, str]:
    """Ask every check; return the reasons of those that fail, by name."""
    found: dict[str, str] = {}
    for check in checks:
        try:
            check.ping()
        except ServiceError as error:
            found[check.name] = error.reason
    return found


def blueprint(service: str, checks: Sequence[Check], metrics: Metrics) -> Blueprint:
    """Return the routes."""
    routes = Blueprint("health", service)

    @routes.get("/healthz")
    def healthz() -> Response:
        return jsonify(service=service, status="up")

    @routes.get("/readyz")
    def readyz() -> tuple[Response, int]:
        reasons = failures(checks)
        ready = {"service": service, "status": "not ready" if reasons else "ready", "checks": [check.name for check in checks]}
        return jsonify(ready | ({"reasons": reasons} if reasons else {})), 503 if reasons else 200

    @routes.get("/metrics")
    def measures() -> Response:
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    return routes
