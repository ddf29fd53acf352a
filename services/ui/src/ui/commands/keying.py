"""The store's keys."""

import argparse
import getpass
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from shared.envelope import rotate
from ui.client import Gateway, GatewayError
from ui.commands import FAILED, Add
from ui.plain import as_json
from ui.screen import Screen
from ui.words import said as spoken

KEYS_SECONDS = 600
ON_THE_MACHINE = ("sheet", "recover", "passphrase")


def register(add: Add) -> None:
    """Add these commands."""
    kept = add(
        "keys", keys, "unseal, rotate, recover; print a recovery sheet; set a passphrase", "keys unseal", "keys sheet --parts 3 --needed 2"
    )
    kept.add_argument("action", choices=("unseal", "rotate", *ON_THE_MACHINE))
    kept.add_argument("what", nargs="?", choices=("personal", "master", "bus", "all"), default="all", help="with rotate: which keys")
    kept.add_argument("--parts", type=int, help="with sheet: how many parts")
    kept.add_argument("--needed", type=int, help="with sheet: how many of them restore the key")
    kept.add_argument("--remove", action="store_true", help="with passphrase: take it away")


def keys(gateway: Gateway, arguments: argparse.Namespace, console: Screen) -> None:
    """Unseal and rotate over the gateway; what needs the master key itself is done on the machine, by the store's own program."""
    if arguments.action in ON_THE_MACHINE:
        options = [f"--{name}={getattr(arguments, name)}" for name in ("parts", "needed") if getattr(arguments, name)]
        on_the_machine(arguments.action, *options, *(["--remove"] if arguments.remove else []))
    elif arguments.action == "unseal":
        given = getpass.getpass(spoken("The passphrase of the master key: ")) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        found = gateway.post("keys/unseal", {"passphrase": given}, timeout=KEYS_SECONDS)
        print(as_json(found) if arguments.json else spoken("The store is open."))
    else:
        rotated: dict[str, Any] = {}
        if arguments.what in ("bus", "all"):
            rotated["bus"] = _rotate_bus_keys()
        if arguments.what != "bus":
            rotated |= gateway.post("keys/rotation", {"what": arguments.what}, timeout=KEYS_SECONDS)
        print(as_json(rotated) if arguments.json else _rotated(rotated))


def on_the_machine(*arguments: str) -> None:
    """Run the store's own program, which reads the master key, and end as it ends."""
    if importlib.util.find_spec("store") is None:
        raise GatewayError(400, "The store is not installed here. With containers: docker compose exec store python -m store.recovery …")
    done = subprocess.run([sys.executable, "-m", "store.recovery", *arguments], check=False)
    sys.exit(FAILED if done.returncode else 0)


def _rotate_bus_keys() -> list[str]:
    files = sorted((Path(os.environ.get("SIHTEERI_HOME") or "var") / "keys").glob("bus-*.key"))
    if not files:
        raise GatewayError(
            400, "The bus keys are not in this data folder. With containers: make rotate-bus-keys, with the folder of the secrets."
        )
    return [rotate(file) for file in files]


def _rotated(found: dict[str, Any]) -> str:
    parts = [f"{len(found['bus'])} bus keys"] if found.get("bus") else []
    parts += [f"the files of {found['people']} {'person' if found['people'] == 1 else 'people'}"] if found.get("people") else []
    parts += ["the master key"] if found.get("master") else []
    sheet = (
        " Print a new recovery sheet. Copies of backups that lie elsewhere open with the old key alone: make new ones."
        if found.get("master")
        else ""
    )
    return f"Rotated: {', '.join(parts)}.{sheet}"
