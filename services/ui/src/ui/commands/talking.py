"""Say something, and see what would leave of it."""

import argparse
import textwrap
from collections.abc import Callable
from typing import Any

from ui import words
from ui.client import Gateway
from ui.commands import Add
from ui.commands import words as given
from ui.dates import moment as when
from ui.plain import as_json
from ui.progress import worded
from ui.screen import Flow, Screen
from ui.words import said as spoken

KINDS = words.of("TERMINAL")
SOURCE_CHARACTERS = 120


def register(add: Add) -> None:
    """Add these commands."""
    asked = add("ask", ask, "say something and print the answer", 'ask "Where are my keys?"', 'ask "What does this say?" - < letter.txt')
    asked.add_argument("text", nargs="*", help="what; - reads it from standard input, as does nothing at all after a pipe")
    masked = add("redact", redact, "show what would leave of a request; nothing is sent", "redact Remind me to call Anna")
    masked.add_argument("text", nargs="*", help="the request; - reads it from standard input")
    add("link", link, "make a code that links a WhatsApp number to you")


def ask(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Say something and print the answer."""
    what = "What do you want to say? For example: sihteeri ask “Where are my keys?” To talk: sihteeri chat"
    answered(gateway, given(arguments.text, what=what), arguments, screen)


def answered(
    gateway: Gateway, text: str, arguments: argparse.Namespace, screen: Screen, accepted: Callable[[str], object] = lambda _turn: None
) -> dict[str, Any]:
    """Say a text, print the answer as it comes, and return it; what was streamed stands unless the reply differs. `accepted` hears its id."""
    spoken, reply = "", {}
    flow = Flow(lambda piece: screen.print(piece, end=""), screen.width if screen.is_terminal else None)
    waiting = screen.status("…")
    try:
        if screen.is_interactive and not arguments.json:
            waiting.start()
        for name, data in gateway.ask(text):
            if name == "accepted":
                accepted(data["id"])
            elif name == "progress":
                waiting.update(worded(data))
            elif name in {"token", "reply"}:
                waiting.stop()
            if name == "token" and not arguments.json:
                spoken += data["text"]
                flow.add(data["text"])
            elif name == "reply":
                reply = data
    finally:
        waiting.stop()
    print(as_json(reply)) if arguments.json else _close(reply, spoken, flow, screen)
    return reply


def _close(reply: dict[str, Any], spoken: str, flow: Flow, screen: Screen) -> None:
    if spoken.strip() != reply["reply"].strip():
        flow.add(("\n" if spoken else "") + reply["reply"])
    flow.end()
    with words.speaking(reply.get("language", "")):
        for source in reply["sources"]:
            line = textwrap.shorten(source["text"], SOURCE_CHARACTERS, placeholder=" …")
            screen.aside(f"{KINDS.kinds.get(source['kind'], source['kind'])}, {when(source['at'])}: {line}")


def redact(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Print the masked request."""
    found = gateway.post(
        "redactions", {"text": given(arguments.text, what="Which request? For example: sihteeri redact Remind me to call Anna")}
    )
    if arguments.json:
        print(as_json(found))
    else:
        screen.say(found["text"] if found["leaves"] else spoken(f"Nothing would leave: {spoken(found['reason'])}."))


def link(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Print a linking code."""
    found = gateway.post("links")
    until = spoken(f"It works until {when(found['expires_at'])}.")
    print(as_json(found)) if arguments.json else screen.say(f"{found['code']}\n{found['how']} {until}")
