"""How the assistant itself is, as pages tell it. They are shown, and say so, also while a part of it is away."""

from typing import Any, NamedTuple

from ui.client import Gateway, GatewayError
from ui.commands.running import backups, lines

AWAY = 503


class House(NamedTuple):
    """What is said of each part, the backups where they are the person's business, and the import that was begun last."""

    parts: dict[str, str]
    lines: dict[str, str]
    backups: dict[str, Any] | None
    imported: dict[str, Any] | None
    working: int
    """So many imports are under way or wait."""


def house(gateway: Gateway) -> House:
    """Ask how everything is; raises GatewayError."""
    used, kept = parts(gateway), backups(gateway)
    imports = gateway.get("imports", limit=20)["imports"]
    working = sum(one["state"] in ("receiving", "waiting", "running", "undoing") for one in imports)
    return House(used, lines(used, gateway.get("egress", limit=1), kept), kept, next(iter(imports), None), working)


def parts(gateway: Gateway) -> dict[str, str]:
    """Return what is in use; nothing while who knows it is away. Raises GatewayError for anything else."""
    try:
        return gateway.get("status")["parts"]
    except GatewayError as error:
        if error.status != AWAY:
            raise
        return {}
