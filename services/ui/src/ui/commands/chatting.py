"""A talk: lines with history, answers as they come, Ctrl-C for the answer and Ctrl-D for the end."""

import argparse
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

from ui.client import Gateway, GatewayError
from ui.commands import Add, checked
from ui.commands.talking import answered
from ui.plain import one_line, plain
from ui.screen import Screen
from ui.words import said as spoken

SHOWN, REMEMBERED = 6, 200
ACCEPTED_SECONDS = 5
PROMPT = "> "


def register(add: Add) -> None:
    """Add this command."""
    add("chat", chat, "talk: Ctrl-C stops an answer, Ctrl-D leaves", "chat")


def chat(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Talk until the end of input. The history of lines is the conversation itself; none is written to a file."""
    typed = sys.stdin.isatty() and screen.is_terminal
    talk = _Talk(gateway, arguments, screen)
    messages = gateway.get("messages", limit=REMEMBERED)["messages"]
    if typed:
        _prepare_lines([one["text"] for one in messages if one["role"] == "person"])
        screen.note(spoken("Ctrl-C stops an answer, Ctrl-D leaves, ↑ is what you said before."))
    talk.begin(messages, shown=SHOWN if typed and not arguments.json else 0)
    while _goes_on(talk, typed=typed):
        pass


def _goes_on(talk: "_Talk", *, typed: bool) -> bool:
    """Take a line and answer it; tell whether there may be another. Ctrl-C drops a line or an answer, and never the talk."""
    try:
        talk.say(input(PROMPT) if typed else _line())
        if typed:
            talk.catch_up()
    except EOFError:
        if typed:
            print()
        return False
    except KeyboardInterrupt:
        if not typed:
            raise
        print()
    return True


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")


def _prepare_lines(said: list[str]) -> None:
    """Make lines editable, with what was said before behind ↑."""
    import readline

    readline.set_completer(lambda _text, _number: None)
    readline.set_auto_history(True)
    for text in said:
        readline.add_history(one_line(text))


class _Talk:
    """The conversation as it goes on."""

    def __init__(self, gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
        self._gateway = gateway
        self._arguments = arguments
        self._screen = screen
        self._newest: str | None = None
        self._turns = SimpleQueue[str]()

    def begin(self, messages: list[dict[str, Any]], *, shown: int) -> None:
        """Show how it ended last time."""
        for message in messages[-shown:] if shown else []:
            self._screen.aside(f"{'> ' if message['role'] == 'person' else ''}{message['text']}")
        self._newest = messages[-1]["id"] if messages else None

    def say(self, text: str) -> None:
        """Say a line and print its answer, or what went wrong; the talk goes on either way."""
        if not text.strip():
            return
        try:
            self._turns = turns = SimpleQueue[str]()
            with self._stoppable():
                said = answered(self._gateway, checked(text, what=""), self._arguments, self._screen, turns.put)
                self._newest = f"{said['id']}.a"
        except GatewayError as error:
            self._screen.note(f"sihteeri: {plain(str(error))}")
        except KeyboardInterrupt:
            self._screen.note("\n" + spoken("Left unanswered here; what comes of it will be in the conversation."))

    def catch_up(self) -> None:
        """Print what has come meanwhile: reminders, and what was said elsewhere."""
        try:
            for message in self._gateway.get("messages", after=self._newest, limit=REMEMBERED)["messages"]:
                self._newest = message["id"]
                self._screen.say(f"{'> ' if message['role'] == 'person' else ''}{message['text']}")
        except GatewayError:
            return  # Whoever says the next thing hears why.

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        """Have the first Ctrl-C stop what is being written, whose answer then comes; a second one leaves it."""
        tries = iter((True,))

        def stop(_number: int, _frame: FrameType | None) -> None:
            if not next(tries, False):
                raise KeyboardInterrupt
            threading.Thread(target=self._stop, daemon=True).start()

        before = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _stop(self) -> None:
        with suppress(GatewayError, Empty):  # Whoever waits for the answer hears why.
            self._gateway.post("messages/stop", {"id": self._turns.get(timeout=ACCEPTED_SECONDS)})
