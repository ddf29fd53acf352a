"""How the assistant itself is, as pages tell it: each part in a line, with where more of it stands."""

from typing import Any, NamedTuple

from ui.client import Gateway
from ui.commands.running import backups, lines


class House(NamedTuple):
    """What is said of each part, and the import that was begun last."""

    parts: dict[str, str]
    lines: dict[str, str]
    imported: dict[str, Any] | None
    working: int
    """So many imports are under way or wait."""


def house(gateway: Gateway) -> House:
    """Ask how everything is; raises GatewayError."""
    parts = gateway.get("status")["parts"]
    imports = gateway.get("imports", limit=20)["imports"]
    working = sum(one["state"] in ("receiving", "waiting", "running", "undoing") for one in imports)
    return House(parts, lines(parts, gateway.get("egress", limit=1), backups(gateway)), next(iter(imports), None), working)
