"""The terminal front end: `sihteeri ask "…"`, and what an owner looks at now and then. Every command knows `--json`."""

import argparse
import json
import os
import sys
from pathlib import Path

from dotenv import dotenv_values
from rich.console import Console

from ui.client import Gateway, GatewayError
from ui.commands import Command, bringing, keeping, keying, leaving, talking

NO_TOKEN = (
    "No token. Set SIHTEERI_TOKEN, or run this where the owner's token is: {path} does not exist. Start the assistant once with “make run”; "
    "if the owner's token is lost: “sihteeri owner --new-token”."
)


def main() -> None:
    """Run one command; the exit status is 1 when it failed."""
    arguments = _parser().parse_args()
    console = Console(highlight=False, soft_wrap=True)
    try:
        _read_environment()
        on_the_machine = arguments.command in (keeping.restore, keeping.repair, keeping.owner)
        local = on_the_machine or (arguments.command is keying.keys and arguments.action != "rotate")
        token = "" if local else _token()
        gateway = Gateway(os.environ.get("GATEWAY_URL") or f"http://127.0.0.1:{os.environ.get('GATEWAY_PORT') or 8000}", token)
        arguments.command(gateway, arguments, console)
    except GatewayError as error:
        if arguments.json:
            print(json.dumps({"error": str(error), "status": error.status}))
        else:
            print(f"sihteeri: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _read_environment() -> None:
    """Set what the file .env says here and the environment does not, as `make run` does."""
    try:
        written = dotenv_values(".env")
    except (OSError, ValueError):
        raise GatewayError(400, "The file .env can't be read. It must be text in UTF-8; .env.example shows how.") from None
    for name, value in written.items():
        if value:
            os.environ.setdefault(name, value)


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

    for module in (talking, bringing, leaving, keeping, keying):
        module.register(add)
    return parser
