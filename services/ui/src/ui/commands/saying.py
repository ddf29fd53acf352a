"""What is set by saying it, in the product's own words: what was understood is said back."""

import argparse
import re
from collections import Counter
from collections.abc import Sequence

from shared import vocabulary
from ui.client import Gateway
from ui.commands import Add, checked, nothing, words
from ui.commands.kinds import PLURALS, digest, every
from ui.commands.talking import answered
from ui.screen import Screen
from ui.words import said as spoken

WHAT = "Say what and when, such as: sihteeri {command} “{text}” “{when}”"
REMIND = {"en": ("Remind me {when}: {text}", "Remind me to {text}"), "fi": ("Muistuta minua {when}: {text}", "Muistuta minua: {text}")}
ENTER = {
    "en": ("Put in my calendar {when}: {text}", "Put in my calendar: {text}"),
    "fi": ("Laita kalenteriin {when}: {text}", "Laita kalenteriin: {text}"),
}
REMEMBER = {"en": "Remember: {text}", "fi": "Muista: {text}"}

FINNISH = re.compile(r"klo|kello\w*|\w+taina|keskiviikkona|\w*[äö]\w*")
"""Words that are on no list, since they say when, and words in letters that English lacks."""


def register(add: Add) -> None:
    """Add these commands."""
    kept = add("remember", remember, "have something remembered", 'remember "the door code is 4417"', "remember - < recipe.txt")
    kept.add_argument("text", nargs="*", help="what; - reads it from standard input")
    told = add(
        "remind", add_reminder, "be reminded: TEXT WHEN", 'remind "call Anna" "tomorrow at 9"', 'remind "soita äidille" "huomenna klo 9"'
    )
    told.add_argument("text", nargs="+", metavar="TEXT WHEN", help='such as "water the plants" "every Monday at 9"')


def remember(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Say that something is to be remembered."""
    text = words(arguments.text, what="What shall be remembered? For example: sihteeri remember “the door code is 4417”")
    answered(gateway, checked(REMEMBER[_language(text)].format(text=text), what=""), arguments, screen)


def add_reminder(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Set a reminder."""
    _add(gateway, arguments, screen, REMIND, "reminder")


def add_event(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Put something into the calendar."""
    _add(gateway, arguments, screen, ENTER, "event")


def _add(gateway: Gateway, arguments: argparse.Namespace, screen: Screen, forms: dict[str, tuple[str, str]], kind: str) -> None:
    """Say it, print what was understood, and the short ids of what was made; what was not is asked about, and nothing was made."""
    given: Sequence[str] = arguments.text
    language = _language(words(given, what=WHAT.format(command="remind", text="call Anna", when="tomorrow at 9")))
    apart, together = forms[language]
    said = apart.format(text=given[0].strip(), when=given[1].strip()) if len(given) == 2 else together.format(text=" ".join(given))
    reply = answered(gateway, checked(said, what=""), arguments, screen)
    made = [one["id"] for one in every(gateway, PLURALS[kind]) if one["id"].startswith(f"{reply['id']}-")]
    if not made:
        nothing("Nothing is set yet. Say it again with its day and time, or answer: sihteeri ask …", json=arguments.json)
    if not arguments.json:
        screen.note(spoken(f"To see it: sihteeri {kind}s show {digest(made[0])[:6]}"))


def _language(text: str) -> str:
    """Return the language to say something in: that of most of its words, as the published lists have them."""
    listed, votes = vocabulary.load(), Counter[str]()
    for word in re.findall(r"\w+", text.casefold()):
        known = {"fi"} if FINNISH.fullmatch(word) else listed.languages_of(word)
        votes.update(known if len(known) == 1 else ())
    return "fi" if votes["fi"] > votes["en"] else "en"
