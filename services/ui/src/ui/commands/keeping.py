"""Take everything out, forget it, back it up."""

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from ui import words
from ui.client import Gateway, GatewayError
from ui.commands import FAILED, Add
from ui.commands.keying import on_the_machine
from ui.commands.kinds import PLURALS, chosen
from ui.dates import moment as when
from ui.plain import as_json, plain
from ui.screen import Screen
from ui.words import said as spoken

KINDS = ("note", "reminder", "contact", "chat", "message", "conversation", "draft", "summary", "rule", "profile", "item", "event")
W, TERMINAL = words.of("RECEIPT"), words.of("TERMINAL")
SURE = "forget me"
FORGET_SECONDS = 120
BACKUP_SECONDS = 600


def taking(add: Add) -> None:
    """Add the commands by which things leave for good."""
    written = add("export", export, "write all that is kept of you to a file (.zip or .json)", "export everything.zip", "export mine.json")
    written.add_argument("file", type=Path, help=".zip holds JSON, Markdown and CSV; .json holds JSON alone")
    about = "forget a thing, a chat, a contact or everything; print the receipt"
    gone = add("forget", forget, about, 'forget chat "Sailing club"', "forget note 3fa2", "forget everything")
    gone.add_argument("kind", choices=(*KINDS, "everything"), metavar="kind", help=f"{', '.join(KINDS)}, or everything")
    gone.add_argument("id", nargs="?", help="its id; of a chat or contact the name will do")
    gone.add_argument("--yes", action="store_true", help="with everything: do not ask")


def guarding(add: Add) -> None:
    """Add the commands for whoever keeps the machine."""
    saved = add("backup", backup, "back everything up while it is in use, and try it out", "backup", "backup copy.tar", "backup --list")
    saved.add_argument("file", type=Path, nargs="?", help="also copy it here")
    saved.add_argument("--list", action="store_true", help="show the backups there are")
    saved.add_argument("--drill", action="store_true", help="make none; restore the newest one beside the store and compare")
    back = add("restore", restore, "put a backup in place; the assistant must not run", "restore copy.tar")
    back.add_argument("file", type=Path)
    mend = add("repair", repair, "look at everybody's file, or mend one; it must not run", "repair", "repair PERSON --backup copy.tar")
    mend.add_argument("person", nargs="?", help="whose file to mend")
    mend.add_argument("--backup", type=Path, help="put it back from this backup")
    mend.add_argument("--accept", action="store_true", help="go on with what it holds, although something is missing")
    whose = add("owner", owner, "show or name whose the machine is, on the server itself", "owner", "owner --new-token")
    whose.add_argument("person", nargs="?", help="who is the owner from now on")
    whose.add_argument("--new-token", action="store_true", help="give the owner another token; those before open nothing any more")
    for one in (back, mend, whose):
        one.set_defaults(local=True)


def export(gateway: Gateway, arguments: argparse.Namespace, console: Screen) -> None:
    """Write the export, readable by its owner alone: JSON for a name in .json, else a zip."""
    accept = "application/json" if arguments.file.suffix.lower() == ".json" else "application/zip"
    size = 0
    try:
        descriptor = os.open(arguments.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for piece in gateway.download("export", accept):
                size += file.write(piece)
    except OSError as error:
        raise GatewayError(400, f"{arguments.file} can't be written: {error.strerror}.") from None
    except GatewayError:
        arguments.file.unlink(missing_ok=True)
        raise
    said = {"file": str(arguments.file), "bytes": size}
    print(as_json(said) if arguments.json else spoken(f"Written: {plain(str(arguments.file))}, {size} bytes."))


def forget(gateway: Gateway, arguments: argparse.Namespace, console: Screen) -> None:
    """Forget a thing by its id or name, or everything, and print the receipt."""
    if arguments.kind == "everything":
        if not arguments.yes and input(spoken(f"This deletes all that is kept of you, for good. Type “{SURE}”: ")).strip() != SURE:
            raise GatewayError(400, "Nothing was deleted.")
        receipt = gateway.delete("account")
    else:
        if not arguments.id:
            raise GatewayError(400, "Which one? Give its id, or the name of a chat or contact.")
        receipt = gateway.post("forget", {"kind": arguments.kind, "id": _id(gateway, arguments.kind, arguments.id)}, timeout=FORGET_SECONDS)
    print(as_json(receipt) if arguments.json else told(receipt))
    if not receipt["clean"]:
        sys.exit(FAILED)


def _id(gateway: Gateway, kind: str, called: str) -> str:
    """Return the whole id of what is called so, or has this id or its beginning; of a kind that has no list, as it is."""
    return str(chosen(gateway, PLURALS[kind], called)["id"]) if kind in PLURALS else called


def told(receipt: dict[str, Any]) -> str:
    """Return a receipt in words."""
    removed = ", ".join(words.counted(W.kinds[kind], count) for kind, count in receipt["removed"].items())
    searched = (W.clean if receipt["clean"] else W.unclean).format(receipt["pages"])
    remains = (W.remains.format(words.said(what)) for what in receipt["remains"])
    return "\n".join([W.forgotten.format(removed or W.nothing), *([searched] if receipt["pages"] else []), *remains])


def backup(gateway: Gateway, arguments: argparse.Namespace, console: Screen) -> None:
    """Make a backup, or try the newest out, or list them."""
    if arguments.list:
        found = gateway.get("backups")
    else:
        found = gateway.post("backups/drill" if arguments.drill else "backups", timeout=BACKUP_SECONDS)
    if arguments.file is not None and not arguments.list:
        source = Path(os.environ.get("SIHTEERI_HOME") or "var") / "backups" / found["backups"][0]["name"]
        try:
            shutil.copyfile(source, arguments.file)
            arguments.file.chmod(0o600)
        except OSError as error:
            raise GatewayError(400, f"The backup was made, but {error.filename} can't be copied: {error.strerror}.") from None
    if arguments.json:
        print(as_json(found))
        return
    for one in found["backups"]:
        print(TERMINAL.bytes.format(when(one["made_at"]), one["name"], one["bytes"]))
    if found["drilled_at"]:
        print(spoken(f"Restored beside the store and compared on {when(found['drilled_at'])}: whole."))
    if found["forgetting"]:
        print(spoken(f"Still to be taken out of older backups: {found['forgetting']} forgotten things."))
    if found["missing"]:
        print(spoken(f"NOT IN IT: {found['missing']} people, whose files can't be read. Older backups are kept. See: sihteeri repair"))
    if not found["backups"]:
        print(spoken("There is no backup yet. Make one: sihteeri backup"))


def restore(_gateway: Gateway, arguments: argparse.Namespace, _console: Screen) -> None:
    """Restore a backup on this machine, by the store's own program."""
    on_the_machine("restore", str(arguments.file))


def owner(_gateway: Gateway, arguments: argparse.Namespace, _console: Screen) -> None:
    """Show or name the owner on this machine, by the store's own program."""
    person = [arguments.person] if arguments.person else []
    on_the_machine("owner", *person, *(["--new-token"] if arguments.new_token else []))


def repair(_gateway: Gateway, arguments: argparse.Namespace, _console: Screen) -> None:
    """Look at files or mend one on this machine, by the store's own program."""
    person = [arguments.person] if arguments.person else []
    backup = [f"--backup={arguments.backup}"] if arguments.backup else []
    on_the_machine("repair", *person, *backup, *(["--accept"] if arguments.accept else []))
