"""Say something, search, see what would leave, what is in use."""

import argparse
import json
import textwrap
from typing import Any

from rich.console import Console
from rich.text import Text

from ui.client import Gateway
from ui.commands import Add
from ui.progress import worded
from ui.times import when

SOURCE_CHARACTERS = 120


def register(add: Add) -> None:
    """Add these commands."""
    add("ask", ask, "say something and print the answer").add_argument("text", nargs="+")
    add("search", search, "find your own words").add_argument("text", nargs="+")
    add("redact", redact, "show what would leave of a request; nothing is sent").add_argument("text", nargs="+")
    add("link", link, "make a code that links a WhatsApp number to you")
    add("doctor", doctor, "check that every part is there")


def ask(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Stream the answer; what was streamed stands unless the reply differs."""
    spoken = ""
    waiting = console.status("…")
    for name, data in gateway.ask(" ".join(arguments.text)):
        if name == "progress" and console.is_terminal and not (spoken or arguments.json):
            waiting.start()
            waiting.update(worded(data))
        elif name in {"token", "reply"}:
            waiting.stop()
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
        line = textwrap.shorten(source["text"], SOURCE_CHARACTERS, placeholder=" …")
        console.print(Text(f"  {source['kind']}, {when(source['at'])}: {line}", style="dim"))


def search(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Print hits, best first."""
    found = gateway.get("search", q=" ".join(arguments.text))
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for word, nearest in found["instead"].items():
        console.print(Text(f"Nothing says “{word}”; this is for “{nearest}”:"))
    for hit in found["hits"]:
        where = f"{hit['sender']} in {hit['chat_name']}: " if hit["kind"] == "message" else ""
        console.print(Text(f"{when(hit['at'])}  {hit['kind']:<12} {where}{hit['snippet']}"))
    if not found["hits"]:
        console.print("Nothing found.")


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
        Text(f"{found['code']}\n{found['how']} It works until {when(found['expires_at'])}.")
    )


def doctor(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Print which parts are in use."""
    found = gateway.get("status")
    if arguments.json:
        print(json.dumps(found))
        return
    for name, value in found["parts"].items():
        console.print(Text(f"{name:<12} {value}"))
