"""The terminal front end, `sihteeri`: a talk, what is kept, what an owner looks at. Every command knows `--json`.

The exit status is 0 when it was done, 1 when nothing was found (as grep's), 2 when it failed.
"""

import argparse
import difflib
import errno
import itertools
import os
import re
import sys
from contextlib import suppress
from importlib.metadata import version
from typing import NoReturn

from dotenv import dotenv_values

from ui import place
from ui.client import Gateway, GatewayError
from ui.commands import (
    FAILED,
    NOT_FOUND,
    NOTHING,
    Command,
    bringing,
    chatting,
    completing,
    dated,
    entering,
    finding,
    having,
    keeping,
    keying,
    leaving,
    running,
    saying,
    talking,
)
from ui.plain import PlainGateway, as_json, plain
from ui.screen import Screen
from ui.times import be_in
from ui.words import language, said, speak, terminal

GROUPS = {
    "Talk": (chatting.register, talking.register, saying.register),
    "Find": (finding.register, dated.register),
    "What is kept (each: list, show, add, edit, remove)": (having.register,),
    "In and out": (bringing.register, keeping.taking),
    "What left": (leaving.register,),
    "The assistant itself": (running.register, entering.register, keeping.guarding, keying.register, completing.register),
}
LABELS = ("usage:", "options:", "positional arguments:", "actions:")
"""What argparse itself says in a help."""
HELPS = {"-h", "--help", "--version"}
ASKING_NOBODY = {"completion"}
INTERRUPTED, CLOSED = 130, 141
OVERVIEW = """\
Your private assistant, in the terminal.

  sihteeri chat                          talk with it; Ctrl-D leaves
  sihteeri ask "Where are my keys?"      one question; also: … | sihteeri ask
  sihteeri remember "the door code is 4417"
  sihteeri remind "call Anna" "tomorrow at 9"
  sihteeri today                         what is due, this week, whom to answer
  sihteeri search tent --from Anna       find it again
  sihteeri notes                         and lists, reminders, contacts, chats,
                                         drafts, events: show, add, edit, remove
  sihteeri import FILE                   bring in a chat, contacts, a calendar
  sihteeri egress                        what has left this machine
  sihteeri status                        how everything is
  sihteeri open                          the same in your browser

All commands: sihteeri --help. One of them: sihteeri notes --help"""


def main() -> None:
    """Run one command."""
    _open_streams()
    try:
        status = _done(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        status = CLOSED
    except OSError as error:
        print(f"sihteeri: The output can't be written: {error.strerror}.", file=sys.stderr)
        status = CLOSED if error.errno == errno.EPIPE else FAILED
    except KeyboardInterrupt:
        status = INTERRUPTED
    if status in (CLOSED, FAILED):
        _leave_quietly()
    sys.exit(status)


def _done(words: list[str]) -> int:
    speak(place.language())
    if not words:
        print(terminal.OVERVIEW if language() == "fi" else OVERVIEW)
        return 0
    try:
        if not _asks_nobody(words):
            _read_environment()
            _heed()
        arguments = _understood(words)
        local = getattr(arguments, "local", False) or (arguments.command is keying.keys and arguments.action != "rotate")
        kind = Gateway if arguments.json else PlainGateway
        arguments.command(kind(place.gateway_url(), "" if local else place.token()), arguments, Screen())
    except GatewayError as error:
        _tell(error, json="--json" in words)
        return NOTHING if error.status == NOT_FOUND else FAILED
    except EOFError:
        _tell(GatewayError(400, "No answer came, so nothing was done."), json="--json" in words)
        return FAILED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


def _asks_nobody(words: list[str]) -> bool:
    """Tell whether this needs neither the assistant nor anything here."""
    return words[0] in ASKING_NOBODY or bool(HELPS & set(itertools.takewhile(lambda word: word != "--", words)))


def _heed() -> None:
    """Speak the language and show the times of the zone that the person set, as far as that can be known; else this terminal's."""
    settings: dict[str, str] = {}
    with suppress(GatewayError):
        settings = Gateway(place.gateway_url(), place.token()).get("settings")
    speak(settings.get("language") or language())
    be_in(settings.get("zone", ""))


def _tell(error: GatewayError, *, json: bool) -> None:
    if json:
        print(as_json({"error": str(error), "status": error.status}))
    else:
        print(f"sihteeri: {plain(str(error))}", file=sys.stderr)


def _understood(words: list[str]) -> argparse.Namespace:
    root = parser()
    if not words[0].startswith("-") and words[0] not in root.commands:
        near = difflib.get_close_matches(words[0], root.commands, 1)
        hint = f" Did you mean “{near[0]}”?" if near else ' To say something: sihteeri ask "…".' if " " in words[0] else ""
        raise GatewayError(400, f"There is no command “{words[0][:40]}”.{hint} All commands: sihteeri --help")
    return root.parse_args(words, argparse.Namespace(root=root))


def _open_streams() -> None:
    """Have something to read and to write to, whatever this was started with; no character that can't be written there is an error."""
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: PTH123, SIM115 - They stay open to the end.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _leave_quietly() -> None:
    """Have Python flush into nothing at its end what nobody reads."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _read_environment() -> None:
    """Set what the file .env says here and the environment does not, as `make run` does."""
    try:
        written = dotenv_values(".env")
    except (OSError, ValueError):
        raise GatewayError(400, "The file .env can't be read. It must be text in UTF-8; .env.example shows how.") from None
    for name, value in written.items():
        if value:
            os.environ.setdefault(name, value)


class Parser(argparse.ArgumentParser):
    """Says in one sentence what it does not understand."""

    def error(self, message: str) -> NoReturn:
        print(f"sihteeri: {plain(message)}. See: {self.prog} --help", file=sys.stderr)
        self.exit(FAILED)

    def format_help(self) -> str:
        text = super().format_help()
        for label in LABELS:
            text = re.sub(rf"^{label}", said(label), text, flags=re.MULTILINE)
        return text


class Root(Parser):
    """Lists the commands by what they are for."""

    groups: dict[str, dict[str, str]]
    commands: dict[str, Parser]

    def format_help(self) -> str:
        lines = [said("usage: sihteeri COMMAND …"), "", said("Your private assistant, in the terminal.")]
        for heading, commands in self.groups.items():
            lines += ["", f"{said(heading)}:", *(f"  {name:<11} {about}" for name, about in commands.items())]
        end = "Each command knows --help and --json. Exit status: 0 done, 1 nothing found,\n2 failed. “sihteeri --version” tells which this is."
        return "\n".join([*lines, "", said(end), ""])


def parser() -> Root:
    """Return the parser of all commands."""
    root = Root("sihteeri", allow_abbrev=False)
    root.add_argument("--version", action="version", version=f"sihteeri {version('sihteeri-ui')}")
    commands = root.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    root.groups, root.commands = {}, commands.choices

    for heading, registers in GROUPS.items():
        group = root.groups.setdefault(heading, {})

        def add(name: str, command: Command, about: str, *examples: str, group: dict[str, str] = group) -> argparse.ArgumentParser:
            about = group[name] = said(about)
            shown = "".join(f"  sihteeri {example}\n" for example in examples)
            added = commands.add_parser(
                name,
                description=f"{about[0].upper()}{about[1:]}.",
                epilog=f"{said('examples:')}\n{shown}" if shown else None,
                formatter_class=argparse.RawDescriptionHelpFormatter,
                allow_abbrev=False,
            )
            added.add_argument("--json", action="store_true", help="print JSON for other programs")
            added.set_defaults(command=command)
            return added

        for register in registers:
            register(add)
    _in_language(root)
    return root


def _in_language(parser: argparse.ArgumentParser) -> None:
    """Have all that may follow a command explained in the language that is spoken."""
    for action in parser._actions:
        action.help = said(action.help) if action.help else action.help
        if isinstance(action, argparse._SubParsersAction):
            for sub in dict.fromkeys(action.choices.values()):
                _in_language(sub)
