"""What is kept: a command for each kind, with the same words for what is done to it."""

import argparse
from collections.abc import Callable

from ui.client import Gateway
from ui.commands import Add, count
from ui.commands.acts import added_one, edited_one, listed, marked, removed, shown_one
from ui.commands.kinds import BY_PLURAL, Kind
from ui.screen import Screen
from ui.words import said

SHOWN = 50
EXAMPLES = {
    "notes": ("notes", 'notes add "the door code is 4417"', "notes star 3fa2", "notes remove 3fa2 91bc"),
    "lists": ("lists", "lists show groceries", "lists add groceries milk", "lists done 3fa2"),
    "reminders": ("reminders", 'reminders add "call Anna" "tomorrow at 9"', 'reminders edit 3fa2 "call Anna K"', "reminders --all"),
    "contacts": ("contacts", 'contacts add "Anna Kallio" --handle +358401234567', 'contacts edit Anna --details "rows on Tuesdays"'),
    "chats": ("chats", 'chats show "Sailing club"', 'chats edit 3fa2 "Sailing club 2026"', "chats remove 3fa2"),
    "drafts": ("drafts", 'drafts add "See you at nine." --to Anna', "drafts show 3fa2", "drafts remove 3fa2"),
    "events": ("events", 'events add dentist "Friday at 10"', "events show 3fa2", "events remove 3fa2"),
}
ABOUT = {
    "notes": "what you had remembered",
    "lists": "things to buy and to do, by list",
    "reminders": "what you will be reminded of",
    "contacts": "people you know",
    "chats": "conversations with others that were brought in",
    "drafts": "messages worded for you to send",
    "events": "what is in your calendar",
}
Act = Callable[[Gateway, argparse.Namespace, Screen, Kind], None]


def register(add: Add) -> None:
    """Add these commands."""
    for plural, kind in BY_PLURAL.items():
        command = add(plural, _acted, ABOUT[plural], *EXAMPLES[plural])
        command.set_defaults(act=listed, kind=kind, all=False, limit=SHOWN)
        command.add_argument("--all", action="store_true", help="all of them, also what is over")
        command.add_argument("--limit", type=count, metavar="N", help=f"at most so many ({SHOWN})")
        _Actions(command, kind).register()


class _Actions:
    """The words that follow a command, such as `show ID`."""

    def __init__(self, command: argparse.ArgumentParser, kind: Kind) -> None:
        self._parsers = command.add_subparsers(metavar="ACTION", title="actions")
        self._kind = kind

    def register(self) -> None:
        name = self._kind.name
        self._add("list", listed, "list them")
        shown = self._add("show", shown_one, "show all of one, or of a list" if name == "item" else f"show all of one {name}", "id")
        added = self._add("add", added_one, f"add {name}s" if name == "item" else f"add one {name}")
        edited = self._add("edit", edited_one, "change what one says", "id")
        self._add("remove", removed, f"remove {name}s, by their ids", "ids").add_argument("--yes", action="store_true", help="do not ask")
        edited.add_argument("text", nargs="*", help="its new words; - reads them from standard input")
        getattr(self, f"_{self._kind.plural}")(shown, added, edited)

    def _add(self, name: str, act: Act, about: str, *taken: str) -> argparse.ArgumentParser:
        about = said(about)
        parser = self._parsers.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.", allow_abbrev=False)
        parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON for other programs")
        for one in taken:
            several = {"nargs": "+", "metavar": "ID"} if one == "ids" else {"metavar": "ID"}
            parser.add_argument(one, help="as the list shows it, or a name", **several)  # type: ignore[arg-type]
        parser.set_defaults(act=act)
        return parser

    def _notes(self, _shown: argparse.ArgumentParser, added: argparse.ArgumentParser, _edited: argparse.ArgumentParser) -> None:
        added.add_argument("text", nargs="*", help="its words; - reads them from standard input")
        self._add("star", marked, "mark notes as important", "ids").set_defaults(value={"important": True})
        self._add("unstar", marked, "take that mark away", "ids").set_defaults(value={"important": False})

    def _lists(self, _shown: argparse.ArgumentParser, added: argparse.ArgumentParser, edited: argparse.ArgumentParser) -> None:
        added.add_argument("list", help="the list's name; it is made if there is none")
        added.add_argument("text", nargs="+", help="what to put there, each in quotation marks if it has several words")
        for parser in (added, edited):
            parser.add_argument("--due", metavar="DAY", help="by when it is to be done (2026-01-31)")
        self._add("done", marked, "tick off", "ids").set_defaults(value={"done": True})
        self._add("undone", marked, "take that back", "ids").set_defaults(value={"done": False})

    def _reminders(self, _shown: argparse.ArgumentParser, added: argparse.ArgumentParser, edited: argparse.ArgumentParser) -> None:
        edited.add_argument("--at", dest="due_at", metavar="WHEN", help='the day and time instead, such as "2026-01-31 17:00"')
        added.add_argument("text", nargs="+", metavar="TEXT WHEN", help='such as "call Anna" "every Monday at 9"')

    def _contacts(self, _shown: argparse.ArgumentParser, added: argparse.ArgumentParser, edited: argparse.ArgumentParser) -> None:
        added.add_argument("text", nargs="+", metavar="NAME", help="what they are called")
        for parser in (added, edited):
            parser.add_argument(
                "--handle", action="append", dest="handles", help="a telephone number, mail address or user name; also several"
            )
            parser.add_argument("--details", help="what else there is to know")

    def _chats(self, shown: argparse.ArgumentParser, added: argparse.ArgumentParser, _edited: argparse.ArgumentParser) -> None:
        added.add_argument("text", nargs="+", metavar="NAME", help="what it is called")
        added.add_argument("--group", action="store_true", default=None, help="with more than one other")
        shown.add_argument("--around", metavar="MESSAGE", help="the passage around a message that was found")
        shown.add_argument("--before", metavar="MESSAGE", help="what was said before it")
        shown.add_argument("--last", type=count, default=20, metavar="N", help="so many messages (20)")

    def _drafts(self, _shown: argparse.ArgumentParser, added: argparse.ArgumentParser, edited: argparse.ArgumentParser) -> None:
        added.add_argument("text", nargs="*", help="its words; - reads them from standard input")
        for parser in (added, edited):
            parser.add_argument("--to", dest="recipient", help="whom it is for")

    def _events(self, _shown: argparse.ArgumentParser, added: argparse.ArgumentParser, edited: argparse.ArgumentParser) -> None:
        added.add_argument("text", nargs="+", metavar="TEXT WHEN", help='such as dentist "Friday at 10"')
        edited.add_argument("--place", help="where it is")


def _acted(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    arguments.act(gateway, arguments, screen, arguments.kind)
