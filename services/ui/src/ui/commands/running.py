"""The assistant itself: how it is, where it is, and what opens it."""

import argparse
from typing import Any

from ui import place, words
from ui.client import Gateway, GatewayError
from ui.commands import Add
from ui.dates import moment
from ui.plain import as_json
from ui.screen import Screen
from ui.words import said as spoken

NOT_THEIRS = (403, 404)
"""What a token that may not see the backups is answered, and a person who is not the owner."""
W = words.of("HOUSE")


def register(add: Add) -> None:
    """Add these commands."""
    add("status", status, "say in words how everything is", "status", "status --json")
    add("doctor", doctor, "name the part in use for each purpose")


def status(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Print how the assistant is."""
    parts = gateway.get("status")["parts"]
    left, kept = gateway.get("egress", limit=1), backups(gateway)
    if arguments.json:
        print(as_json({"parts": parts, "requests": left["requests"], "never_left": left["never_left"], "backups": kept}))
        return
    screen.say(spoken(f"The assistant runs at {place.gateway_url()}."))
    for name, said in lines(parts, left, kept).items():
        screen.whole(f"{W.lines[name]:<14}" if words.language() == "fi" else f"{name:<12}", said)


def lines(parts: dict[str, str], left: dict[str, Any], backups: dict[str, Any] | None) -> dict[str, str]:
    """Return how everything is, in words by what it is."""
    model, cloud = parts.get("model", ""), parts.get("openai", "not set")
    lines = {
        "Model": W.without.format(words.said(reason))
        if (reason := model.removeprefix("none (").rstrip(")")) != model
        else W.model.format(model),
        "Cloud": W.no_cloud if cloud == "not set" else W.cloud.format(words.said(cloud)),
        "Interpreter": words.said(parts.get("interpreter", "")),
        "What left": W.left.format(left["never_left"], left["requests"]),
    }
    if backups is not None:
        newest = next(iter(backups["backups"]), None)
        made = moment(newest["made_at"]) if newest else ""
        lines["Backups"] = words.counted(W.backups, len(backups["backups"])).format(made) if newest else W.no_backup
    return lines


def backups(gateway: Gateway) -> dict[str, Any] | None:
    """Return the backups; they are the owner's business alone."""
    try:
        return gateway.get("backups")
    except GatewayError as error:
        if error.status not in NOT_THEIRS:
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
