"""The HTML of people: all of them by letter, and each with what is known of them."""

import unicodedata
from html import escape
from itertools import groupby
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ui import bars, words
from ui.archive_pages import in_short
from ui.chats_pages import by_time
from ui.commands.kinds import Thing
from ui.dates import moment
from ui.frame import page
from ui.words import counted

W = words.of("PEOPLE")
WHOLE = 200
"""Of more people than so many, one letter is shown at a time."""
LAST_LETTERS = "åäö"


def letter_of(name: str) -> str:
    """Return under which letter somebody stands; Å, Ä and Ö are letters of their own."""
    first = name.strip()[:1].casefold()[:1]
    if first not in LAST_LETTERS:
        first = unicodedata.normalize("NFD", first)[:1]
    return first.upper() if first.isalpha() else W.other


def _place(one: Thing) -> tuple[int, str, str]:
    letter = letter_of(one["name"])
    late = LAST_LETTERS.find(letter.casefold()) + 1
    return (late if late else -1 if letter != W.other else len(LAST_LETTERS) + 1, letter, one["name"].casefold())


def people(everybody: list[Thing], letter: str = "") -> str:
    """Return all of them, or those of a letter where they are many."""
    by_letter = {first: list(some) for first, some in groupby(sorted(everybody, key=_place), key=lambda one: letter_of(one["name"]))}
    one_by_one = len(everybody) > WHOLE
    shown = letter if letter in by_letter else next(iter(by_letter), "")
    links = "".join(
        f'<a href="{f"/people?letter={quote(first)}" if one_by_one else f"#{quote(first)}"}"{" aria-current=page" * (one_by_one and first == shown)}>{escape(first)}</a>'
        for first in by_letter
    )
    parts = "".join(_letter(first, some) for first, some in by_letter.items() if not one_by_one or first == shown)
    body = parts or f'<p class="soft">{W.none} <a href="/import">{W.bring}</a></p>'
    nav = f'<nav class="tabs letters" aria-label="{W.letters}">{links}</nav>' if len(by_letter) > 1 else ""
    return page(W.title, f'<h1>{W.title}</h1><p class="soft">{W.about}</p>{nav}{body}', here="/people")


def _letter(letter: str, some: list[Thing]) -> str:
    rows = "".join(map(_row, some))
    return f'<section><h2 id="{quote(letter)}">{escape(letter)}</h2><ul class="list">{rows}</ul></section>'


def _row(one: Thing) -> str:
    beside = [*one["handles"][:1], counted(W.writes, one["messages"]) if one["messages"] else ""]
    small = " · ".join(escape(part) for part in beside if part)
    return f'<li><a href="/people/{escape(one["id"])}"><strong>{escape(one["name"])}</strong><div class="soft">{small}</div></a></li>'


def one(person: Thing, zone: ZoneInfo) -> str:
    """Return what is known of somebody."""
    facts = (
        (W.called, person["names"]),
        (W.handles, person["handles"]),
        (W.languages, person["languages"]),
        (W.details, [person["details"]] if person["details"] else []),
    )
    known = "".join(f"<dt>{name}</dt><dd>{'<br>'.join(map(escape, values))}</dd>" for name, values in facts if values)
    unknown = "" if "created_at" in person else f'<p class="soft">{W.unknown}</p>'
    counts = person["counts"]
    wrote = bars.rows(W.wrote, [(chat["name"], chat["messages"], f"/chats/{chat['id']}") for chat in counts["chats"]]) + by_time(counts)
    last = "".join(_message(hit, zone) for hit in person["last"])
    notes = "".join(_note(hit, zone) for hit in person["notes"])
    return page(
        person["name"],
        f"""<p class="crumb"><a href="/people">← {W.title}</a></p><h1>{escape(person["name"])}</h1>{unknown}{f"<dl>{known}</dl>" if known else ""}
<section><h2>{W.notes}</h2>{f'<ul class="list">{notes}</ul>' if notes else f'<p class="soft">{W.nothing_said}</p>'}</section>
<section><h2>{W.last}</h2>{f'<ul class="list">{last}</ul>' if last else f'<p class="soft">{W.nothing_written}</p>'}</section>{wrote}""",
        here="/people",
    )


def _message(hit: Thing, zone: ZoneInfo) -> str:
    address = f"/chats/{escape(hit['chat'])}?around={escape(hit['id'])}#chosen"
    return f'<li><a href="{address}"><div class="soft">{moment(hit["at"], zone)} · {escape(hit["chat_name"])}</div><p class="clamp">{escape(hit["text"] or in_short(hit["message"]))}</p></a></li>'


def _note(hit: Thing, zone: ZoneInfo) -> str:
    return f'<li><a href="/kept/note/{escape(hit["id"])}"><p class="clamp">{escape(hit["text"])}</p><div class="soft">{moment(hit["at"], zone)}</div></a></li>'
