"""The commands of `sihteeri`, a module for each part of the assistant."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, Protocol

from ui.client import Gateway, GatewayError
from ui.screen import Screen

Command = Callable[[Gateway, argparse.Namespace, Screen], None]
TEXT_LIMIT = 8000
"""What the gateway takes as one text, in characters."""
NOT_FOUND = 404
NOTHING, FAILED = 1, 2
"""The exit status when nothing was found, and when something failed."""


class Add(Protocol):
    """Adds a command: its name, what it does, what it is for, and examples of it."""

    def __call__(self, name: str, command: Command, about: str, *examples: str) -> argparse.ArgumentParser: ...


class NothingFound(GatewayError):
    """Raised when there is nothing to show; the exit status tells it, as grep's does."""

    def __init__(self, text: str) -> None:
        super().__init__(NOT_FOUND, text)


def nothing(text: str, *, json: bool) -> NoReturn:
    """Say that there is nothing; where JSON was asked for, that was printed already, and the exit status says it."""
    if json:
        sys.exit(NOTHING)
    raise NothingFound(text)


def count(text: str) -> int:
    """Return a number of things from 1 on, as argparse reads it."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("that is a number from 1 on")
    return int(text)


def words(given: Sequence[str], *, what: str) -> str:
    """Return what was said on the command line; `-`, or nothing where something is piped in, stands for standard input."""
    if not given and not sys.stdin.isatty():
        given = ["-"]
    text = "\n\n".join(part for part in (" ".join(one for one in given if one != "-"), _piped() if "-" in given else "") if part)
    return checked(text, what=what)


def checked(text: str, *, what: str) -> str:
    """Return a text that the gateway takes; raises GatewayError, which says what to do."""
    if not text.strip():
        raise GatewayError(400, what)
    if len(text) > TEXT_LIMIT:
        raise GatewayError(
            400, f"That is {len(text)} characters, and at most {TEXT_LIMIT} go at once. Bring a file in: sihteeri import FILE"
        )
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise GatewayError(400, "That is no text in UTF-8.")
    return text


def is_yes(question: str, *, given: bool) -> bool:
    """Ask before more than one thing goes; raises GatewayError where nobody can answer."""
    if given:
        return True
    if not sys.stdin.isatty():
        raise GatewayError(400, f"{question} Say so with --yes.")
    return input(f"{question} [yes/no] ").strip().casefold() in {"y", "yes", "k", "kyllä", "joo"}


def _piped() -> str:
    try:
        return sys.stdin.buffer.read(TEXT_LIMIT * 5).decode("utf-8").strip()
    except UnicodeDecodeError:
        raise GatewayError(400, "What was piped in is no text in UTF-8.") from None
