"""Find one's own words."""

import argparse
from datetime import UTC, datetime
from typing import Any

from ui import words
from ui.client import Gateway, GatewayError
from ui.commands import Add, count, nothing
from ui.commands import words as given
from ui.commands.kinds import KNOWN, PLURALS, chosen, digest
from ui.dates import moment as when
from ui.plain import as_json
from ui.screen import Screen
from ui.times import moment
from ui.words import said as spoken

KINDS = ("note", "message", "reminder", "contact", "chat", "conversation", "draft", "summary", "event")
W = words.of("TERMINAL")
LIMIT = 100
WHEN = "2026-01-31, 2026-01, yesterday, or 30d (h, d, w, m, y ago)"


def register(add: Add) -> None:
    """Add these commands."""
    found = add(
        "search", search, "find your own words", "search tent", "search tent --from Anna --since 30d", "search --kind note door code"
    )
    found.add_argument("text", nargs="*", help="what to look for; - reads it from standard input")
    found.add_argument("--kind", choices=KINDS, metavar="KIND", help=f"only {', '.join(KINDS[:-1])} or {KINDS[-1]}")
    found.add_argument("--from", dest="person", metavar="WHO", help="only messages of somebody")
    found.add_argument("--chat", metavar="CHAT", help="only messages of a chat, by name or id")
    found.add_argument("--since", metavar="DAY", help=f"only what is as new as {WHEN}")
    found.add_argument("--until", metavar="DAY", help="only what is older than that")
    found.add_argument("--limit", type=count, default=20, metavar="N", help="at most so many (20; up to 100)")


def search(gateway: Gateway, arguments: argparse.Namespace, screen: Screen) -> None:
    """Print hits, best first, each with an id for `show`."""
    text = given(arguments.text, what="What shall I look for? For example: sihteeri search tent")
    if arguments.limit > LIMIT:
        raise GatewayError(400, f"--limit goes from 1 to {LIMIT}.")
    found = gateway.get("search", q=text, kind=arguments.kind, limit=arguments.limit, **_narrowed(gateway, arguments))
    if arguments.json:
        print(as_json(found))
    if not found["hits"]:
        nothing("Nothing found.", json=arguments.json)
    if arguments.json:
        return
    for word, nearest in found.get("instead", {}).items():
        screen.print(spoken(f"Nothing says “{word}”; this is for “{nearest}”:"))
    width = max(len(_short(hit)) for hit in found["hits"])
    for hit in found["hits"]:
        screen.entry(f"{_short(hit):<{width}}  {when(hit['at'])}", f"{_where(hit)}: {hit['snippet']}")


def _where(hit: dict[str, Any]) -> str:
    if hit["kind"] != "message":
        return str(W.kinds.get(hit["kind"], hit["kind"]))
    return hit["sender"] if hit["sender"] == hit["chat_name"] else W.within.format(hit["sender"], hit["chat_name"]).lstrip(" ,")


def _short(hit: dict[str, Any]) -> str:
    """Return what `show` takes; of a message its chat and itself."""
    return f"{digest(hit['chat'])[:KNOWN]}:{hit['id']}" if hit["kind"] == "message" else digest(hit["id"])[:KNOWN]


def _narrowed(gateway: Gateway, arguments: argparse.Namespace) -> dict[str, str]:
    narrowed = {"person": arguments.person} if arguments.person else {}
    if arguments.chat:
        narrowed["chat"] = chosen(gateway, PLURALS["chat"], arguments.chat)["id"]
    for name in ("since", "until"):
        if said := getattr(arguments, name):
            narrowed[name] = _moment(name, said)
    return narrowed


def _moment(name: str, said: str) -> str:
    try:
        return moment(said, datetime.now(UTC)).isoformat()
    except (ValueError, OverflowError):
        raise GatewayError(400, f"--{name} is a day such as {WHEN}.") from None
