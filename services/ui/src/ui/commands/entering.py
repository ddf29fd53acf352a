"""What opens the assistant: tokens, and links that sign a browser in once."""

import argparse
import os
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests

from ui import links, place, words
from ui.client import Gateway, GatewayError
from ui.commands import Add, count, nothing
from ui.dates import moment as when
from ui.plain import as_json
from ui.screen import Screen
from ui.words import said as spoken

W = words.of("TERMINAL")
LOOK_SECONDS = 3.05
SCOPES = ("read", "ask", "import", "all")
ACTIONS = ("create", "list", "revoke")
PAGE = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={link}"><title>Sihteeri</title>\n'
ONCE = "This link signs one browser in, once, within ten minutes:"
PLAIN_PAGE = "There is no token here, so no link could be made that signs you in."


def register(add: Add) -> None:
    """Add these commands."""
    shown = add(
        "token",
        token,
        "make tokens that end and may do less, list them, take them away",
        "token create --scope read --hours 12 --name notebook",
        "token create --scope ask --scope import",
        "token list",
        "token revoke ID",
        "token --show",
    )
    shown.add_argument("action", nargs="?", choices=ACTIONS, help="without one: where your own token is")
    shown.add_argument("id", nargs="?", default="", help="with revoke: which")
    shown.add_argument("--scope", action="append", choices=SCOPES, help="with create: what it may do; may be given more than once")
    shown.add_argument("--hours", type=count, default=12, help="with create: how long it lasts (12; at most 720)")
    shown.add_argument("--name", default="", help="with create: what it is for")
    shown.add_argument("--show", action="store_true", help="print your own token itself")
    opened = add("open", open_page, "open the page in your browser, signed in by a link that works once", "open", "open --print")
    opened.add_argument("--print", action="store_true", dest="only_print", help="print the link and open nothing")
    for command in (shown, opened):
        command.set_defaults(local=True)


def token(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Say where the token is, or make, list or take away those that end."""
    if arguments.action is None:
        _where(arguments, screen)
        return
    known = type(gateway)(place.gateway_url(), place.token())
    {"create": _create, "list": _list, "revoke": _revoke}[arguments.action](known, arguments, screen)


def _where(arguments: argparse.Namespace, screen: Screen) -> None:
    found = place.token()
    where = "SIHTEERI_TOKEN" if os.environ.get("SIHTEERI_TOKEN") else str(place.token_file().absolute())
    if arguments.json:
        print(as_json({"where": where} | ({"token": found} if arguments.show else {})))
    elif arguments.show:
        print(found)
    else:
        screen.say(spoken(f"The token is in {where}. To print it: sihteeri token --show"))


def _create(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    if not arguments.scope:
        raise GatewayError(400, "Say what the token may do: --scope read, ask, import or all.")
    made = gateway.post("tokens", {"scopes": sorted(set(arguments.scope)), "hours": arguments.hours, "name": arguments.name})
    if arguments.json:
        print(as_json(made))
        return
    print(made["token"])  # Alone on standard output, so that a script can take it.
    print(spoken(f"{_said(made)}. It is shown only now. To take it away: sihteeri token revoke {made['id']}"), file=sys.stderr)


def _list(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    found = gateway.get("tokens")
    if arguments.json:
        print(as_json(found))
    for one in found["tokens"]:
        if not arguments.json:
            screen.entry(one["id"], one["name"] or W.nameless, W.this.format(_said(one)) if one["this"] else _said(one))
    if not found["tokens"]:
        nothing("There are no tokens.", json=arguments.json)


def _revoke(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    if not arguments.id.isalnum():
        raise GatewayError(400, "Say which: sihteeri token revoke ID. To see them: sihteeri token list")
    gateway.delete(f"tokens/{arguments.id}")
    if arguments.json:
        print(as_json({"revoked": arguments.id}))
    else:
        screen.say(spoken("It opens nothing any more, nor does what was made by it."))


def _said(one: dict[str, Any]) -> str:
    scopes = ", ".join(one["scopes"])
    return str(W.until.format(scopes, when(one["expires_at"])) if one["expires_at"] else W.endless.format(scopes))


def open_page(_gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Make a link that signs a browser in once, print it and open it."""
    page = place.browser_url()
    _must_answer(page)
    link = _link(page)
    opened = not arguments.only_print and _opened(link or page)
    if arguments.json:
        print(as_json({"url": link or page, "opened": opened}))
        return
    if link and _is_seen():
        print(links.for_terminal(link))
    if not opened and not arguments.only_print:
        screen.note(spoken("No browser was opened here. Open it yourself."))
    screen.say(spoken(ONCE if link else PLAIN_PAGE))
    print(link or page)  # Last, where it is seen: the code above it fills a screen.


def _is_seen() -> bool:
    return sys.stdout.isatty()


def _link(page: str) -> str:
    """Return a link, or nothing where there is no token to make one with."""
    try:
        own = place.token()
    except GatewayError:
        return ""
    return links.address(page, Gateway(place.gateway_url(), own).post("sessions/links")["code"])


def _must_answer(url: str) -> None:
    try:
        session = requests.Session()
        session.trust_env = False
        session.get(f"{url}/healthz", timeout=LOOK_SECONDS)
    except requests.RequestException:
        raise GatewayError(503, f"The page does not answer at {url}. Is the assistant running? Start it with “make run”.") from None


def _opened(link: str) -> bool:
    """Open a link by way of a file that nobody else can read: everybody on the machine can read what a program is started with."""
    if "#" not in link:
        return webbrowser.open(link)
    file = place.token_file().parent.absolute() / "open.html"
    try:
        with suppress(FileNotFoundError):
            file.unlink()
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as written:
            written.write(PAGE.format(link=link))
    except OSError:
        return False
    return webbrowser.open(Path(file).as_uri())
