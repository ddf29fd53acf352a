"""vCard (RFC 6350 and its forerunners): contacts with their names, numbers, addresses, days and languages."""

import re
from collections.abc import Iterable, Iterator, Sequence

from store.domain.importers.contentlines import Line, content_lines, parts, unescaped
from store.domain.importers.parsed import Entry, Found, Unread
from store.domain.importers.source import Source

NAME = "vcard"
CARD_LINES = 2_000
NAME_CHARACTERS, HANDLES, NAMES, DETAILS_CHARACTERS = 200, 50, 50, 2000
HANDLE_KINDS = (
    "TEL",
    "EMAIL",
    "IMPP",
    "X-SOCIALPROFILE",
    "X-JABBER",
    "X-SKYPE",
    "X-SKYPE-USERNAME",
    "X-TWITTER",
    "X-AIM",
    "X-ICQ",
    "X-MSN",
)
DETAIL_KINDS = {
    "TITLE": "", "ROLE": "", "ORG": "", "TEL": "", "EMAIL": "", "ADR": "", "BDAY": "birthday", "ANNIVERSARY": "anniversary", "X-ANNIVERSARY": "anniversary",
    "X-ABDATE": "", "RELATED": "", "X-ABRELATEDNAMES": "", "X-SPOUSE": "spouse", "URL": "", "NOTE": "",
}  # fmt: skip
"""What is told of a contact, in this order, and what it is called."""
DAYS = frozenset({"BDAY", "ANNIVERSARY", "X-ANNIVERSARY", "X-ABDATE"})
UNTOLD_TYPES = frozenset({"pref", "voice", "internet", "x400", "uri", "date", "text"})
SCHEMES = ("tel:", "mailto:", "sms:")
DAY = re.compile(r"(?:(\d{4})|-)-?(\d\d)-?(\d\d)(?:[T ].*)?")
NO_YEAR = "1604"
"""What Apple writes for a year that is not known."""
MONTHS = "January February March April May June July August September October November December".split()


def accepts(head: str) -> bool:
    """Tell whether it begins with a card."""
    return head.lstrip("\ufeff \r\n\t")[:11].upper() == "BEGIN:VCARD"


def read(source: Source, _zone: str) -> Iterator[Found]:
    """Yield a contact per card; a card that can't be read is reported, and the next one read."""
    card: list[Line] = []
    depth = 0
    for line in content_lines(source):
        if _is(line, "BEGIN"):
            if depth and not _holds_a_card(card):
                yield from _cut_off(card, line.number)
                depth = 0
            card, depth = (card, depth + 1) if depth else ([], 1)
        elif _is(line, "END") and depth:
            depth -= 1
            if not depth:
                yield from _contact(card, line.number)
        elif depth == 1 and len(card) < CARD_LINES:
            card.append(line)
        elif not depth:
            yield Unread(line.number, "a line that belongs to no card")
    if depth:
        yield from _cut_off(card, card[-1].number if card else 0)


def _is(line: Line, mark: str) -> bool:
    return line.name == mark and line.value.strip().upper() == "VCARD"


def _holds_a_card(card: Sequence[Line]) -> bool:
    """Tell whether a card may begin inside of this one: vCard 2.1 has a secretary's card in AGENT."""
    return bool(card) and card[-1].name == "AGENT" and not card[-1].value.strip()


def _cut_off(card: Sequence[Line], number: int) -> Iterator[Found]:
    """What there is of a card without an end is kept, and told."""
    yield from (found for found in _contact(card, number) if isinstance(found, Entry))
    yield Unread(number, "a card without an end")


def _contact(card: Sequence[Line], number: int) -> Iterator[Found]:
    try:
        contact, cut = _read(card)
    except MemoryError:
        raise
    except Exception:  # Whatever is odd about a card, the others are read.
        yield Unread(number, "a card that can't be read")
        return
    strange = next((line.number for line in card if not line.name), None)
    if strange is not None:
        yield Unread(strange, "a line that can't be read")
    if cut:
        yield Unread(number, "what a card tells is longer than can be kept; its end is left out")
    yield contact if contact is not None else Unread(number, "a card without a name")


def _read(card: Sequence[Line]) -> tuple[Entry | None, bool]:
    """Return the contact, if it has a name, and whether it was too long."""
    full = [_plain(unescaped(line.value)) for line in _of(card, "FN")]
    ordered = [_ordered(line.value) for line in _of(card, "N")]
    nicknames = [_plain(name) for line in _of(card, "NICKNAME") for name in parts(line.value, ",")]
    companies = [_listed(line) for line in _of(card, "ORG")]
    handles = [handle for kind in HANDLE_KINDS for line in _of(card, kind) if (handle := _handle(line))]
    names = _different([*full, *ordered, *nicknames])
    name = next(iter([*names, *filter(None, companies), *handles]), "")
    if not name:
        return None, False
    labels = {line.group: line for line in _of(card, "X-ABLABEL") if line.group}
    told = [_told(line, labels) for kind in DETAIL_KINDS for line in _of(card, kind)]
    details = "; ".join(dict.fromkeys(filter(None, told)))
    handles = _different(handles)
    fields = {
        "name": name[:NAME_CHARACTERS],
        "details": details[:DETAILS_CHARACTERS],
        "names": [one[:NAME_CHARACTERS] for one in names if one != name][:NAMES],
        "handles": [handle[:NAME_CHARACTERS] for handle in handles[:HANDLES]],
        "languages": [one[:20] for one in _different(_plain(unescaped(line.value)) for line in _of(card, "LANG"))][:NAMES],
    }
    return Entry("contact", fields), len(details) > DETAILS_CHARACTERS or len(handles) > HANDLES or len(names) > NAMES


def _of(card: Sequence[Line], name: str) -> list[Line]:
    return [line for line in card if line.name == name]


def _ordered(value: str) -> str:
    """Return family, given, middle names, titles before and after in the order in which they are said."""
    family, given, middle, before, after = (*parts(value, ";"), "", "", "", "", "")[:5]
    return _plain(" ".join((before, given, middle, family, after)))


def _handle(line: Line) -> str:
    value = _plain(unescaped(line.value))
    scheme = next((scheme for scheme in SCHEMES if value.lower().startswith(scheme)), "")
    return value[len(scheme) :].partition(";")[0] if scheme else value


def _told(line: Line, labels: dict[str, Line]) -> str:
    """Return what is told of a property, behind what it is called."""
    called = _called(line, labels)
    if line.name in ("TEL", "EMAIL"):
        return f"{called} {_handle(line)}" if called and _handle(line) else ""
    value = _listed(line) if line.name in ("ADR", "ORG") else _plain(unescaped(line.value))
    if line.name in DAYS:
        value = _day(value, line.parameter("X-APPLE-OMIT-YEAR") or NO_YEAR)
    return f"{called} {value}".strip() if value else ""


def _called(line: Line, labels: dict[str, Line]) -> str:
    """Return what a property is called: by its owner, by its types, else by its kind."""
    label = labels.get(line.group) if line.group else None
    if label is not None:
        return _plain(unescaped(label.value)).removeprefix("_$!<").removesuffix(">!$_").lower()
    types = [one.lower() for value in line.parameters.get("TYPE", ()) for one in value.split(",")]
    return " ".join((DETAIL_KINDS[line.name], *dict.fromkeys(one for one in types if one not in UNTOLD_TYPES))).strip()


def _day(value: str, no_year: str) -> str:
    """Return `12 April 1985` or `12 April`; what is no such day stays as it is written."""
    found = DAY.fullmatch(value)
    if found is None or not 1 <= int(found[2]) <= 12:
        return value
    year = found[1] if found[1] not in (None, no_year) else ""
    return f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {year}".strip()


def _listed(line: Line) -> str:
    return ", ".join(filter(None, map(_plain, parts(line.value, ";"))))


def _different(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, values)))


def _plain(value: str) -> str:
    return " ".join(value.split())
