"""Read what was said in a chat."""

import argparse
from typing import Any

from ui.client import Gateway, GatewayError
from ui.commands import NothingFound
from ui.commands.kinds import Kind, chosen
from ui.dates import moment as when
from ui.plain import as_json, one_line
from ui.screen import Screen
from ui.words import said as spoken

LIMIT = 200


def read_chat(gateway: Gateway, arguments: argparse.Namespace, screen: Screen, kind: Kind) -> None:
    """Print the newest messages of a chat, those before one, or those around one; `3fa2:17` is message 17 of chat 3fa2."""
    called, _, message = arguments.id.partition(":") if _names_a_message(arguments.id) else (arguments.id, "", "")
    if arguments.last > LIMIT:
        raise GatewayError(400, f"--last goes from 1 to {LIMIT}.")
    chat = chosen(gateway, kind, called)
    around = arguments.around or message or None
    found = gateway.get(f"chats/{chat['id']}/messages", limit=arguments.last, around=around, before=arguments.before)
    if arguments.json:
        print(as_json(found | {"chat": chat}))
        return
    if not found["messages"]:
        raise NothingFound(f"There is nothing in “{one_line(chat['name'])}”.")
    screen.heading(one_line(chat["name"]))
    for one in found["messages"]:
        screen.whole(f"{'▸' if one['id'] == around else ' '} {when(one['at'])}", _said(one))
    first = found["messages"][0]["id"]
    screen.note(spoken(f"What was said before: sihteeri chats show {called} --before {first}"))


def _names_a_message(called: str) -> bool:
    chat, _, message = called.rpartition(":")
    return chat.isalnum() and message.isdecimal()


def _said(message: dict[str, Any]) -> str:
    sender = f"{message['sender']}: " if message["sender"] else ""
    return f"{sender}{message['text']}" + (f" [{message['media']}]" if message["media"] else "")
