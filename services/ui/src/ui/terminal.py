"""The terminal front end: `sihteeri ask "…"`, and what an owner looks at now and then. Every command knows `--json`."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ui.client import Gateway, GatewayError
from ui.names import chat_name

Command = Callable[[Gateway, argparse.Namespace, Console], None]
UPLOAD_BYTES = 256 * 1024
LOOK_SECONDS = 0.3
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
    brought = add("import", bring, "bring in a chat, contacts or a calendar from a file; or see and undo imports")
    brought.add_argument(
        "file",
        type=Path,
        nargs="?",
        help="a WhatsApp export (.txt, .zip), Telegram's result.json, ChatGPT's conversations.json, .vcf or .ics",
    )
    brought.add_argument("--chat", default="", help="the chat's name; the file's name says it otherwise")
    brought.add_argument("--undo", metavar="ID", help="take back what an import brought, or stop it")
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
        where = f"{hit['sender']} in {hit['chat_name']}: " if hit["kind"] == "message" else ""
        console.print(Text(f"{_when(hit['at'])}  {hit['kind']:<12} {where}{hit['snippet']}"))
    if not found["hits"]:
        console.print("Nothing found.")


def bring(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Upload a file and show how far its import is; without a file list the imports."""
    if arguments.undo:
        found = _until_done(gateway, gateway.delete(f"imports/{arguments.undo}"), arguments, console)
    elif arguments.file is None:
        _list_imports(gateway.get("imports"), arguments, console)
        return
    else:
        found = _until_done(gateway, _upload(gateway, arguments, console), arguments, console)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        console.print(Text(_outcome(found)))
        for line in found["report"]:
            console.print(Text(f"  {line}", style="dim"))
    if found["state"] == "failed":
        sys.exit(1)


def _upload(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> dict[str, Any]:
    path: Path = arguments.file
    try:
        size = path.stat().st_size
        with path.open("rb") as file, _progress(console, quiet=arguments.json) as shown:
            task = shown.add_task("Sending", total=size)

            def parts() -> Iterator[bytes]:
                while part := file.read(UPLOAD_BYTES):
                    yield part
                    shown.advance(task, len(part))

            return gateway.upload("imports", parts(), chat=arguments.chat or chat_name(path.name))
    except OSError as error:
        raise GatewayError(400, f"{path} can't be read: {error.strerror}.") from None


def _until_done(gateway: Gateway, found: dict[str, Any], arguments: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Follow an import to its end. Ctrl-C leaves it running: it is the assistant's work, not the terminal's."""
    with _progress(console, quiet=arguments.json) as shown:
        task = shown.add_task("Reading", total=found["total"] or 1)
        while found["state"] in ("receiving", "waiting", "running", "undoing"):
            said = "Taking back" if found["state"] == "undoing" else f"Reading, {found['added']} new"
            shown.update(task, completed=found["done"], total=found["total"] or 1, description=said)
            time.sleep(LOOK_SECONDS)
            found = gateway.get(f"imports/{found['id']}")
        shown.update(task, completed=found["total"] or 1, total=found["total"] or 1)
    return found


def _progress(console: Console, *, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal)


def _outcome(found: dict[str, Any]) -> str:
    if found["state"] == "failed":
        return f"Not imported: {found['reason']}."
    if found["state"] == "undone":
        return f"Undone: what this import brought to “{found['chat']}” is gone."
    unread = f", {found['unread']} places not read or kept as text" if found["unread"] else ""
    return f"Imported: {found['added']} new, {found['skipped']} known before{unread}. To undo: sihteeri import --undo {found['id']}"


def _list_imports(found: dict[str, Any], arguments: argparse.Namespace, console: Console) -> None:
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    if not found["imports"]:
        console.print("Nothing has been imported. Export a chat from WhatsApp and run: sihteeri import FILE")
        return
    for one in found["imports"]:
        counts = f"{one['added']} new, {one['skipped']} known before, {one['unread']} not read" if one["state"] == "done" else one["reason"]
        console.print(Text(f"{_when(one['created_at'])}  {one['id']}  {one['state']:<9} “{one['chat']}” {one['source']} {counts}".rstrip()))


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
