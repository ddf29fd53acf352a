"""The terminal front end: `sihteeri ask "…"`, and what an owner looks at now and then. Every command knows `--json`."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ui.client import Gateway, GatewayError

Command = Callable[[Gateway, argparse.Namespace, Console], None]
NO_TOKEN = (
    "No token. Set SIHTEERI_TOKEN, or run this where the owner's token is: {path} does not exist. Start the assistant once with “make run”."
)


def main() -> None:
    """Run one command; the exit status is 1 when it failed."""
    arguments = _parser().parse_args()
    console = Console(highlight=False, soft_wrap=True)
    try:
        gateway = Gateway(os.environ.get("GATEWAY_URL", "http://127.0.0.1:8000"), _token())
        arguments.command(gateway, arguments, console)
    except GatewayError as error:
        if arguments.json:
            print(json.dumps({"error": str(error), "status": error.status}))
        else:
            print(f"sihteeri: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _token() -> str:
    found = os.environ.get("SIHTEERI_TOKEN", "")
    path = Path(os.environ.get("SIHTEERI_TOKEN_FILE") or Path(os.environ.get("SIHTEERI_HOME") or "var") / "owner-token")
    if not found and not path.is_file():
        raise GatewayError(401, NO_TOKEN.format(path=path))
    return found or path.read_text(encoding="ascii").strip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("sihteeri", description="Your private assistant, in the terminal.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.add_argument("--json", action="store_true", help="print JSON for other programs")
        added.set_defaults(command=command)
        return added

    add("ask", ask, "say something and print the answer").add_argument("text", nargs="+")
    add("search", search, "find your own words").add_argument("text", nargs="+")
    left = add("egress", egress, "list, show or verify what left the machine")
    left.add_argument("action", nargs="?", choices=("list", "show", "verify"), default="list")
    left.add_argument("id", nargs="?", help="with show: which entry")
    add("redact", redact, "show what would leave of a request; nothing is sent").add_argument("text", nargs="+")
    add("link", link, "make a code that links a WhatsApp number to you")
    add("export", export, "write all that is kept of you to a JSON file").add_argument("file", type=Path)
    add("doctor", doctor, "check that every part is there")
    return parser


def ask(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Stream the answer; what was streamed stands unless the reply differs."""
    spoken = ""
    for name, data in gateway.ask(" ".join(arguments.text)):
        if name == "token" and not arguments.json:
            spoken += data["text"]
            console.print(Text(data["text"]), end="")
        elif name == "reply":
            _close(console, arguments, data, spoken)


def _close(console: Console, arguments: argparse.Namespace, data: dict[str, Any], spoken: str) -> None:
    if arguments.json:
        print(json.dumps(data, ensure_ascii=False))
        return
    if spoken.strip() != data["reply"].strip():
        console.print(Text(("\n" if spoken else "") + data["reply"]), end="")
    console.print()
    for source in data["sources"]:
        console.print(Text(f"  {source['kind']}, {_when(source['at'])}: {source['text']}", style="dim"))


def search(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Print hits, best first."""
    found = gateway.get("search", q=" ".join(arguments.text))
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for hit in found["hits"]:
        console.print(Text(f"{_when(hit['at'])}  {hit['kind']:<9} {hit['text']}"))
    if not found["hits"]:
        console.print("Nothing found.")


def egress(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Print the record, one entry byte for byte, or whether the chain is whole."""
    if arguments.action == "show":
        if not arguments.id:
            raise GatewayError(400, "Which entry? Give its id; “sihteeri egress” lists them.")
        found = gateway.get(f"egress/{arguments.id}")
        print(json.dumps(found, ensure_ascii=False, indent=None if arguments.json else 2))
    elif arguments.action == "verify":
        found = gateway.get("egress/verification")
        print(json.dumps(found) if arguments.json else _verdict(found))
        if not found["whole"]:
            sys.exit(1)
    else:
        found = gateway.get("egress", limit=200)
        print(json.dumps(found, ensure_ascii=False)) if arguments.json else _show_log(found, console)


def _verdict(found: dict[str, Any]) -> str:
    if found["whole"]:
        return f"The record is whole: {found['entries']} entries, each bound to the one before."
    return f"The record is BROKEN at entry {found['broken_at']} of {found['entries']}."


def _show_log(found: dict[str, Any], console: Console) -> None:
    if found["entries"]:
        table = Table("when", "to", "for", "bytes", "state", "id", "because you said", box=None, header_style="bold")
        for entry in found["entries"]:
            said = Text(entry["request"], overflow="ellipsis", no_wrap=True)
            table.add_row(_when(entry["at"]), entry["party"], entry["purpose"], str(entry["bytes"]), entry["state"], entry["id"], said)
        console.print(table)
        for party, keeps in {entry["party"]: entry["keeps"] for entry in found["entries"]}.items():
            console.print(Text(f"{party}: {keeps}", style="dim"))
    else:
        console.print("Nothing has left this machine.")
    console.print(f"{found['never_left']} of {found['requests']} requests never left it.")


def redact(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Print the masked request."""
    found = gateway.post("redactions", {"text": " ".join(arguments.text)})
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    elif found["leaves"]:
        console.print(Text(found["text"]))
    else:
        console.print(Text(f"Nothing would leave: {found['reason']}."))


def link(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Print a linking code."""
    found = gateway.post("links")
    print(json.dumps(found)) if arguments.json else console.print(
        Text(f"{found['code']}\n{found['how']} It works until {_when(found['expires_at'])}.")
    )


def export(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Write the export, readable by its owner alone."""
    document = gateway.download("export")
    try:
        descriptor = os.open(arguments.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise GatewayError(400, f"{arguments.file} can't be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(document)
    print(
        json.dumps({"file": str(arguments.file), "bytes": len(document)})
        if arguments.json
        else f"Written: {arguments.file}, {len(document)} bytes."
    )


def doctor(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Print which parts are in use."""
    found = gateway.get("status")
    if arguments.json:
        print(json.dumps(found))
        return
    for name, value in found["parts"].items():
        console.print(Text(f"{name:<12} {value}"))


def _when(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%a %d %b %Y %H:%M")
