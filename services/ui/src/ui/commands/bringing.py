"""Bring files in, and undo it."""

import argparse
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from ui import words
from ui.client import Gateway, GatewayError
from ui.commands import FAILED, Add
from ui.dates import moment as when
from ui.names import chat_name
from ui.plain import as_json
from ui.screen import Screen
from ui.words import said as spoken

W, IN = words.of("TERMINAL"), words.of("IMPORT")
LINE = re.compile(r"line (\d+): (.*)", re.DOTALL)
UPLOAD_BYTES = 256 * 1024
LOOK_SECONDS = 0.3


def register(add: Add) -> None:
    """Add these commands."""
    brought = add(
        "import",
        bring,
        "bring in a chat, contacts or a calendar; or see and undo it",
        'import "WhatsApp Chat with Anna.zip"',
        "import",
        "import --undo ID",
    )
    brought.add_argument(
        "file",
        type=Path,
        nargs="?",
        help="a WhatsApp export (.txt, .zip), Telegram's result.json, ChatGPT's conversations.json, .vcf or .ics",
    )
    brought.add_argument("--chat", default="", help="the chat's name; the file's name says it otherwise")
    brought.add_argument("--undo", metavar="ID", help="take back what an import brought, or stop it")


def bring(gateway: Gateway, arguments: argparse.Namespace, console: Screen) -> None:
    """Upload a file and show how far its import is; without a file list the imports."""
    if arguments.undo:
        found = _until_done(gateway, gateway.delete(f"imports/{arguments.undo}"), arguments, console)
    elif arguments.file is None:
        _list_imports(gateway.get("imports"), arguments, console)
        return
    else:
        found = _until_done(gateway, _upload(gateway, arguments, console), arguments, console)
    if arguments.json:
        print(as_json(found))
    else:
        console.print(Text(_outcome(found)))
        for line in found["report"]:
            console.print(Text(f"  {_unread(line)}", style="dim"))
    if found["state"] == "failed":
        sys.exit(FAILED)


def _upload(gateway: Gateway, arguments: argparse.Namespace, console: Screen) -> dict[str, Any]:
    path: Path = arguments.file
    try:
        size = path.stat().st_size
        with path.open("rb") as file, _progress(console, quiet=arguments.json) as shown:
            task = shown.add_task(spoken("Sending"), total=size)

            def parts() -> Iterator[bytes]:
                while part := file.read(UPLOAD_BYTES):
                    yield part
                    shown.advance(task, len(part))

            return gateway.upload("imports", parts(), chat=arguments.chat or chat_name(path.name))
    except OSError as error:
        raise GatewayError(400, f"{path} can't be read: {error.strerror}.") from None


def _until_done(gateway: Gateway, found: dict[str, Any], arguments: argparse.Namespace, console: Screen) -> dict[str, Any]:
    """Follow an import to its end. Ctrl-C leaves it running: it is the assistant's work, not the terminal's."""
    with _progress(console, quiet=arguments.json) as shown:
        task = shown.add_task(spoken("Reading"), total=found["total"] or 1)
        while found["state"] in ("receiving", "waiting", "running", "undoing"):
            said = spoken("Taking back" if found["state"] == "undoing" else f"Reading, {found['added']} new")
            shown.update(task, completed=found["done"], total=found["total"] or 1, description=said)
            time.sleep(LOOK_SECONDS)
            found = gateway.get(f"imports/{found['id']}")
        shown.update(task, completed=found["total"] or 1, total=found["total"] or 1)
    return found


def _progress(console: Screen, *, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal)


def _outcome(found: dict[str, Any]) -> str:
    if found["state"] == "failed":
        return spoken(f"Not imported: {spoken(found['reason'])}.")
    if found["state"] == "undone":
        return spoken(f"Undone: what this import brought to “{found['chat']}” is gone.")
    places = words.counted(W.places, found["unread"])
    unread = f", {places} to look at" if found["unread"] else ""
    return spoken(f"Imported: {found['added']} new, {found['skipped']} known before{unread}. To undo: sihteeri import --undo {found['id']}")


def _unread(why: str) -> str:
    place = LINE.fullmatch(why)
    return str(IN.line.format(place[1], spoken(place[2])) if place else spoken(why))


def _list_imports(found: dict[str, Any], arguments: argparse.Namespace, console: Screen) -> None:
    if arguments.json:
        print(as_json(found))
        return
    if not found["imports"]:
        console.print(spoken("Nothing has been imported. Export a chat from WhatsApp and run: sihteeri import FILE"))
        return
    for one in found["imports"]:
        counts = (
            spoken(f"{one['added']} new, {one['skipped']} known before, {one['unread']} to look at")
            if one["state"] == "done"
            else spoken(one["reason"])
        )
        console.whole(
            f"{when(one['created_at'])}  {one['id']}",
            f"{W.states_of_imports.get(one['state'], one['state'])} “{one['chat']}” {one['source']} {counts}".rstrip(),
        )
