"""The assistant itself: how it is, where it is, and what opens it."""

import argparse
import os
import webbrowser
from typing import Any

import requests

from ui import place
from ui.client import Gateway, GatewayError
from ui.commands import Add
from ui.plain import as_json
from ui.screen import Screen
from ui.times import when

LOOK_SECONDS = 3.05
FORBIDDEN = 403
WITHOUT = "none ({reason}); answers are found and put together by rules"


def register(add: Add) -> None:
    """Add these commands."""
    add("status", status, "say in words how everything is", "status", "status --json")
    add("doctor", doctor, "name the part in use for each purpose")
    shown = add("token", token, "say where the token is that opens the assistant", "token", "token --show")
    shown.add_argument("--show", action="store_true", help="print the token itself")
    shown.set_defaults(local=True)
    add("open", open_page, "open the page in your browser", "open").set_defaults(local=True)


def status(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Print how the assistant is."""
    parts = gateway.get("status")["parts"]
    left, kept = gateway.get("egress", limit=1), backups(gateway)
    if arguments.json:
        print(as_json({"parts": parts, "requests": left["requests"], "never_left": left["never_left"], "backups": kept}))
        return
    screen.say(f"The assistant runs at {place.gateway_url()}.")
    for name, said in lines(parts, left, kept).items():
        screen.whole(f"{name:<12}", said)


def lines(parts: dict[str, str], left: dict[str, Any], backups: dict[str, Any] | None) -> dict[str, str]:
    """Return how everything is, in words by what it is."""
    model, cloud = parts.get("model", ""), parts.get("openai", "not set")
    lines = {
        "Model": WITHOUT.format(reason=reason)
        if (reason := model.removeprefix("none (").rstrip(")")) != model
        else f"{model}, on this side of the wall",
        "Cloud": "OpenAI is not set; nothing is asked there" if cloud == "not set" else f"OpenAI ({cloud}) is shown masked words only",
        "Interpreter": parts.get("interpreter", ""),
        "What left": f"{left['never_left']} of {left['requests']} requests never left this machine",
    }
    if backups is not None:
        newest = next(iter(backups["backups"]), None)
        lines["Backups"] = (
            f"{len(backups['backups'])}, the newest of {when(newest['made_at'])}" if newest else "none yet; make one: sihteeri backup"
        )
    return lines


def backups(gateway: Gateway) -> dict[str, Any] | None:
    """Return the backups; they are the owner's business alone."""
    try:
        return gateway.get("backups")
    except GatewayError as error:
        if error.status != FORBIDDEN:
            raise
        return None


def doctor(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Print which parts are in use."""
    found = gateway.get("status")
    if arguments.json:
        print(as_json(found))
        return
    for name, value in found["parts"].items():
        screen.whole(f"{name:<12}", value)


def token(_gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Say where the token is; print it only when that is asked for."""
    found = place.token()
    where = "SIHTEERI_TOKEN" if os.environ.get("SIHTEERI_TOKEN") else str(place.token_file().absolute())
    if arguments.json:
        print(as_json({"where": where} | ({"token": found} if arguments.show else {})))
    elif arguments.show:
        print(found)
    else:
        screen.say(f"The token is in {where}. To print it: sihteeri token --show")


def open_page(_gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Open the browser's page, if it is there."""
    url = place.browser_url()
    try:
        session = requests.Session()
        session.trust_env = False
        session.get(f"{url}/healthz", timeout=LOOK_SECONDS)
    except requests.RequestException:
        raise GatewayError(503, f"The page does not answer at {url}. Is the assistant running? Start it with “make run”.") from None
    opened = webbrowser.open(url)
    if arguments.json:
        print(as_json({"url": url, "opened": opened}))
    else:
        screen.say(f"{'Opened' if opened else 'There is no browser here. Open this yourself:'} {url}")
        screen.note("To sign in, copy the token: sihteeri token --show")
