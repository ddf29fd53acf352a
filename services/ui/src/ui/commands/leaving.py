"""What left the machine."""

import argparse
import sys
from typing import Any

from rich.table import Table
from rich.text import Text

from ui.client import Gateway, GatewayError
from ui.commands import FAILED, Add, count
from ui.plain import as_json
from ui.screen import Screen
from ui.times import when


def register(add: Add) -> None:
    """Add these commands."""
    left = add("egress", egress, "list, show or verify what left the machine", "egress", "egress show ID", "egress verify")
    left.add_argument("action", nargs="?", choices=("list", "show", "verify"), default="list")
    left.add_argument("id", nargs="?", help="with show: which entry")
    looked = add("audit", audit, "list who looked at your data, or verify that record", "audit --limit 10", "audit verify")
    looked.add_argument("action", nargs="?", choices=("list", "verify"), default="list")
    looked.add_argument("--limit", type=count, default=50, metavar="N", help="at most so many (50)")


def egress(gateway: Gateway, arguments: argparse.Namespace, console: Screen) -> None:
    """Print the record, one entry byte for byte, or whether the chain is whole."""
    if arguments.action == "show":
        if not arguments.id:
            raise GatewayError(400, "Which entry? Give its id; “sihteeri egress” lists them.")
        found = gateway.get(f"egress/{arguments.id}")
        print(as_json(found, indent=None if arguments.json else 2))
    elif arguments.action == "verify":
        found = gateway.get("egress/verification")
        print(as_json(found) if arguments.json else _verdict(found))
        if not found["whole"]:
            sys.exit(FAILED)
    else:
        found = gateway.get("egress", limit=200)
        print(as_json(found)) if arguments.json else _show_log(found, console)


def _verdict(found: dict[str, Any]) -> str:
    if found["whole"]:
        return f"The record is whole: {found['entries']} entries, each bound to the one before."
    return f"The record is BROKEN at entry {found['broken_at']} of {found['entries']}."


def _show_log(found: dict[str, Any], console: Screen) -> None:
    if found["entries"]:
        table = Table("when", "to", "for", "bytes", "state", "id", "because you said", box=None, header_style="bold")
        for entry in found["entries"]:
            said = Text(entry["request"], overflow="ellipsis", no_wrap=True)
            table.add_row(when(entry["at"]), entry["party"], entry["purpose"], str(entry["bytes"]), entry["state"], entry["id"], said)
        console.print(table)
        for party, keeps in {entry["party"]: entry["keeps"] for entry in found["entries"]}.items():
            console.print(Text(f"{party}: {keeps}", style="dim"))
    else:
        console.print("Nothing has left this machine.")
    console.print(f"{found['never_left']} of {found['requests']} requests never left it.")


def audit(gateway: Gateway, arguments: argparse.Namespace, console: Screen) -> None:
    """Print the newest accesses, or whether the chain is whole."""
    if arguments.action == "verify":
        found = gateway.get("audit/verification")
        print(as_json(found) if arguments.json else _verdict(found))
        if not found["whole"]:
            sys.exit(FAILED)
        return
    found = gateway.get("audit", limit=arguments.limit)
    if arguments.json:
        print(as_json(found))
        return
    for entry in found["entries"]:
        console.print(Text(f"{when(entry['at'])}  {entry['service']:<12} {entry['action']:<22} {entry['request']}"))
    console.print(f"{len(found['entries'])} of {found['total']} accesses.")
