"""The terminal front end: `sihteeri ask "…"`, and what an owner looks at now and then. Every command knows `--json`."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from ui.client import Gateway, GatewayError
from ui.commands import bringing, keeping, keying, leaving, talking

Command = Callable[[Gateway, argparse.Namespace, Console], None]
NO_TOKEN = (
    "No token. Set SIHTEERI_TOKEN, or run this where the owner's token is: {path} does not exist. Start the assistant once with “make run”."
)


def main() -> None:
    """Run one command; the exit status is 1 when it failed."""
    arguments = _parser().parse_args()
    console = Console(highlight=False, soft_wrap=True)
    try:
        token = "" if arguments.command is keying.keys and arguments.action != "rotate" else _token()
        gateway = Gateway(os.environ.get("GATEWAY_URL", "http://127.0.0.1:8000"), token)
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

    add("ask", talking.ask, "say something and print the answer").add_argument("text", nargs="+")
    add("search", talking.search, "find your own words").add_argument("text", nargs="+")
    brought = add("import", bringing.bring, "bring in a chat, contacts or a calendar from a file; or see and undo imports")
    brought.add_argument(
        "file",
        type=Path,
        nargs="?",
        help="a WhatsApp export (.txt, .zip), Telegram's result.json, ChatGPT's conversations.json, .vcf or .ics",
    )
    brought.add_argument("--chat", default="", help="the chat's name; the file's name says it otherwise")
    brought.add_argument("--undo", metavar="ID", help="take back what an import brought, or stop it")
    left = add("egress", leaving.egress, "list, show or verify what left the machine")
    left.add_argument("action", nargs="?", choices=("list", "show", "verify"), default="list")
    left.add_argument("id", nargs="?", help="with show: which entry")
    add("redact", talking.redact, "show what would leave of a request; nothing is sent").add_argument("text", nargs="+")
    add("link", talking.link, "make a code that links a WhatsApp number to you")
    add("export", keeping.export, "write all that is kept of you to a JSON file").add_argument("file", type=Path)
    kept = add("keys", keying.keys, "unseal the store, rotate keys, print a recovery sheet, recover a lost key, set a passphrase")
    kept.add_argument("action", choices=("unseal", "rotate", *keying.ON_THE_MACHINE))
    kept.add_argument("what", nargs="?", choices=("personal", "master", "bus", "all"), default="all", help="with rotate: which keys")
    kept.add_argument("--parts", type=int, help="with sheet: how many parts")
    kept.add_argument("--needed", type=int, help="with sheet: how many of them restore the key")
    kept.add_argument("--remove", action="store_true", help="with passphrase: take it away")
    add("doctor", talking.doctor, "check that every part is there")
    return parser
