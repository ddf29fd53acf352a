"""Take everything out."""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from ui.client import Gateway, GatewayError
from ui.commands import Add
from ui.commands.keying import on_the_machine
from ui.times import when

KINDS = ("note", "reminder", "contact", "chat", "message", "conversation", "draft", "summary", "rule", "profile", "item", "event")
SURE = "forget me"
FORGET_SECONDS = 120
BACKUP_SECONDS = 600


def register(add: Add) -> None:
    """Add these commands."""
    add("export", export, "write all that is kept of you to a file: .zip (JSON, Markdown, CSV) or .json").add_argument("file", type=Path)
    gone = add("forget", forget, "forget a thing, a chat, a contact, or everything, and print the receipt")
    gone.add_argument("kind", choices=(*KINDS, "everything"))
    gone.add_argument("id", nargs="?", help="its id; of a chat or contact the name will do")
    saved = add("backup", backup, "back everything up while it is in use, and try the backup out")
    saved.add_argument("file", type=Path, nargs="?", help="also copy it here")
    saved.add_argument("--list", action="store_true", help="show the backups there are")
    saved.add_argument("--drill", action="store_true", help="make none; restore the newest one beside the store and compare")
    add("restore", restore, "put a backup in place of a store that is gone; the assistant must not run").add_argument("file", type=Path)
    mend = add("repair", repair, "look at everybody's file, or mend one person's; the assistant must not run")
    mend.add_argument("person", nargs="?", help="whose file to mend")
    mend.add_argument("--backup", type=Path, help="put it back from this backup")
    mend.add_argument("--accept", action="store_true", help="go on with what it holds, although something is missing")
    whose = add("owner", owner, "show whose the machine is, or make somebody the owner; on the server itself")
    whose.add_argument("person", nargs="?", help="who is the owner from now on")
    whose.add_argument("--new-token", action="store_true", help="give the owner another token; those before open nothing any more")
    gone.add_argument("--yes", action="store_true", help="with everything: do not ask")


def export(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
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
    print(json.dumps(said) if arguments.json else f"Written: {arguments.file}, {size} bytes.")


def forget(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Forget a thing by its id or name, or everything, and print the receipt."""
    if arguments.kind == "everything":
        if not arguments.yes and input(f"This deletes all that is kept of you, for good. Type “{SURE}”: ").strip() != SURE:
            raise GatewayError(400, "Nothing was deleted.")
        receipt = gateway.delete("account")
    else:
        if not arguments.id:
            raise GatewayError(400, "Which one? Give its id, or the name of a chat or contact.")
        receipt = gateway.post("forget", {"kind": arguments.kind, "id": _id(gateway, arguments.kind, arguments.id)}, timeout=FORGET_SECONDS)
    print(json.dumps(receipt, ensure_ascii=False) if arguments.json else _receipt(receipt))
    if not receipt["clean"]:
        sys.exit(1)


def _id(gateway: Gateway, kind: str, called: str) -> str:
    """Return the id of a chat or contact by its name."""
    if kind not in ("chat", "contact"):
        return called
    found, page = [], gateway.get(f"{kind}s", limit=500)
    while True:
        found += [one["id"] for one in page[f"{kind}s"] if called in (one["id"], one["name"])]
        if "next" not in page:
            break
        page = gateway.get(f"{kind}s", limit=500, after=page["next"])
    if len(found) > 1:
        raise GatewayError(400, f"{len(found)} are called so; give an id: {', '.join(found)}.")
    return found[0] if found else called


def _receipt(receipt: dict[str, Any]) -> str:
    lines = ["Forgotten: " + (", ".join(_counted(kind, count) for kind, count in receipt["removed"].items()) or "nothing was there")]
    if receipt["pages"]:
        lines.append(
            f"{receipt['pages']} pages of your file were decrypted and searched: {'nothing of it is left' if receipt['clean'] else 'SOMETHING OF IT IS LEFT'}."
        )
    return "\n".join([*lines, *(f"What remains: {what}." for what in receipt["remains"])])


def _counted(kind: str, count: int) -> str:
    several = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
    return f"{count} {kind if count == 1 else several}"


def backup(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
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
        print(json.dumps(found))
        return
    for one in found["backups"]:
        print(f"{when(one['made_at'])}  {one['name']}  {one['bytes']} bytes")
    if found["drilled_at"]:
        print(f"Restored beside the store and compared on {when(found['drilled_at'])}: whole.")
    if found["forgetting"]:
        print(f"Still to be taken out of older backups: {found['forgetting']} forgotten things.")
    if found["missing"]:
        print(f"NOT IN IT: {found['missing']} people, whose files can't be read. Older backups are kept. See: sihteeri repair")
    if not found["backups"]:
        print("There is no backup yet. Make one: sihteeri backup")


def restore(_gateway: Gateway, arguments: argparse.Namespace, _console: Console) -> None:
    """Restore a backup on this machine, by the store's own program."""
    on_the_machine("restore", str(arguments.file))


def owner(_gateway: Gateway, arguments: argparse.Namespace, _console: Console) -> None:
    """Show or name the owner on this machine, by the store's own program."""
    person = [arguments.person] if arguments.person else []
    on_the_machine("owner", *person, *(["--new-token"] if arguments.new_token else []))


def repair(_gateway: Gateway, arguments: argparse.Namespace, _console: Console) -> None:
    """Look at files or mend one on this machine, by the store's own program."""
    person = [arguments.person] if arguments.person else []
    backup = [f"--backup={arguments.backup}"] if arguments.backup else []
    on_the_machine("repair", *person, *backup, *(["--accept"] if arguments.accept else []))
