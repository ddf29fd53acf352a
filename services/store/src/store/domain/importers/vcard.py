"""vCard (RFC 6350 and its forerunners): contacts with their names, numbers, addresses and languages."""

from collections.abc import Iterator
from typing import Any

import vobject
from vobject.base import ParseError

from store.domain.importers.parsed import Entry, Found, Unread
from store.domain.importers.source import Source

NAME = "vcard"
CARD_LINES = 20_000
"""A photograph in a card is some thousand lines; more is no card."""
LINE_CHARACTERS = 8192
"""Longer lines are left out; the parser takes time that grows with their square."""
NAME_CHARACTERS, HANDLES = 200, 50


def accepts(head: str) -> bool:
    """Tell whether it begins with a card."""
    return head.lstrip("\ufeff \r\n\t")[:11].upper() == "BEGIN:VCARD"


def read(source: Source, _zone: str) -> Iterator[Found]:
    """Yield a contact per card; a card that can't be read is reported, and the next one read."""
    card: list[str] = []
    for number, line in enumerate(source.lines(), 1):
        if len(card) < CARD_LINES and len(line) < LINE_CHARACTERS and not line.upper().startswith(("PHOTO", "LOGO", "SOUND", "KEY")):
            card.append(line)
        if line.strip().upper() == "END:VCARD":
            yield _contact("".join(card), number)
            card = []
    if any(line.strip() for line in card):
        yield Unread(number, "a card without an end")


def _contact(text: str, number: int) -> Found:
    try:
        card = vobject.readOne(text, ignoreUnreadable=True)
    except (ParseError, ValueError, IndexError, KeyError, AttributeError, StopIteration, UnicodeError, AssertionError):
        return Unread(number, "a card that can't be read")
    name = _first(card, "fn") or " ".join(_first(card, "n").split()) or _first(card, "org") or _first(card, "email") or _first(card, "tel")
    if not name:
        return Unread(number, "a card without a name")
    handles = [value.removeprefix("tel:").removeprefix("mailto:") for kind in ("tel", "email", "impp") for value in _all(card, kind)]
    details = "; ".join(value for kind in ("title", "org", "adr", "bday", "note", "url") for value in _all(card, kind))
    fields = {
        "name": name[:NAME_CHARACTERS],
        "details": details[:2000],
        "names": [value[:NAME_CHARACTERS] for value in _all(card, "nickname") if value != name],
        "handles": list(dict.fromkeys(value[:NAME_CHARACTERS] for value in handles))[:HANDLES],
        "languages": [value[:20] for value in _all(card, "lang")],
    }
    return Entry("contact", fields)


def _all(card: Any, kind: str) -> list[str]:
    return [value for value in (_plain(entry.value) for entry in card.contents.get(kind, [])) if value]


def _first(card: Any, kind: str) -> str:
    return next(iter(_all(card, kind)), "")


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(part for part in map(_plain, value) if part)
    return " ".join(str(value).replace("\0", "").split())
