"""What left the machine."""

import argparse
import sys
from typing import Any

from ui import words
from ui.client import Gateway, GatewayError
from ui.commands import FAILED, Add, count
from ui.dates import moment as when
from ui.plain import as_json, one_line
from ui.screen import Screen
from ui.words import said as spoken

W, LEFT = words.of("TERMINAL"), words.of("LEFT")


def register(add: Add) -> None:
    """Add these commands."""
    left = add("egress", egress, "list, show or verify what left the machine", "egress", "egress show ID", "egress verify")
    left.add_argument("action", nargs="?", choices=("list", "show", "verify"), default="list")
    left.add_argument("id", nargs="?", help="with show: which entry")
    looked = add("audit", audit, "list who looked at your data, or verify that record", "audit --limit 10", "audit verify")
    looked.add_argument("action", nargs="?", choices=("list", "verify"), default="list")
    looked.add_argument("--limit", type=count, default=50, metavar="N", help="at most so many (50)")


def egress(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Print the record, one entry byte for byte, or whether the chain is whole."""
    if arguments.action == "show":
        if not arguments.id:
            raise GatewayError(400, "Which entry? Give its id; “sihteeri egress” lists them.")
        found = Gateway.get(gateway, f"egress/{arguments.id}")  # Byte for byte; JSON shows what a terminal would obey.
        print(as_json(found, indent=None if arguments.json else 2))
    elif arguments.action == "verify":
        found = gateway.get("egress/verification")
        print(as_json(found) if arguments.json else spoken(_verdict(found)))
        if not found["whole"]:
            sys.exit(FAILED)
    else:
        found = gateway.get("egress", limit=200)
        print(as_json(found)) if arguments.json else _show_log(found, screen)


def _verdict(found: dict[str, Any]) -> str:
    if found["whole"]:
        return f"The record is whole: {found['entries']} entries, each bound to the one before."
    return f"The record is BROKEN at entry {found['broken_at']} of {found['entries']}."


def _show_log(found: dict[str, Any], screen: Screen) -> None:
    if found["entries"]:
        for entry in found["entries"]:
            what = spoken(
                f"to {entry['party']}, {spoken(entry['purpose'])}, {entry['bytes']} bytes, {LEFT.states.get(entry['state'], entry['state']) if words.language() == 'fi' else entry['state']}"
            )
            because = f"  “{one_line(entry['request'])}”" if entry["request"] else ""
            screen.whole(f"{entry['id']}  {when(entry['at'])}", f"{what}{because}")
        for party, keeps in {entry["party"]: entry["keeps"] for entry in found["entries"]}.items():
            screen.aside(f"{party}: {spoken(keeps)}")
    else:
        screen.say(spoken("Nothing has left this machine."))
    screen.say(spoken(f"{found['never_left']} of {found['requests']} requests never left it."))


def audit(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Print the newest accesses, or whether the chain is whole."""
    if arguments.action == "verify":
        found = gateway.get("audit/verification")
        print(as_json(found) if arguments.json else spoken(_verdict(found)))
        if not found["whole"]:
            sys.exit(FAILED)
        return
    found = gateway.get("audit", limit=arguments.limit)
    if arguments.json:
        print(as_json(found))
        return
    for entry in found["entries"]:
        screen.whole(when(entry["at"]), f"{entry['service']:<12} {entry['action']:<22} {entry['request']}")
    screen.say(W.accesses.format(len(found["entries"]), found["total"]))
