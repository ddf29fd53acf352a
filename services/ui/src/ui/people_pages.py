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


def people(everybody: list[Thing], letter: str = "", *, told: str = "") -> str:
    """Return all of them, or those of a letter where they are many; `told` is what was just done."""
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
    return page(W.title, f'<h1>{W.title}</h1><p class="soft">{W.about}</p>{told}{_adding()}{nav}{body}', here="/people")


def _letter(letter: str, some: list[Thing]) -> str:
    rows = "".join(map(_row, some))
    return f'<section><h2 id="{quote(letter)}">{escape(letter)}</h2><ul class="list">{rows}</ul></section>'


def _row(one: Thing) -> str:
    beside = [*one["handles"][:1], counted(W.writes, one["messages"]) if one["messages"] else ""]
    small = " · ".join(escape(part) for part in beside if part)
    return f'<li><a href="/people/{escape(one["id"])}"><strong>{escape(one["name"])}</strong><div class="soft">{small}</div></a></li>'


def one(person: Thing, zone: ZoneInfo, others: list[Thing], *, told: str = "", problem: str = "") -> str:
    """Return what is known of somebody, and what can be done about it; `others` are whom they may be the same as."""
    facts = (
        (W.called, person["names"]),
        (W.handles, person["handles"]),
        (W.languages, person["languages"]),
        (W.details, [person["details"]] if person["details"] else []),
    )
    known = "".join(f"<dt>{name}</dt><dd>{'<br>'.join(map(escape, values))}</dd>" for name, values in facts if values)
    is_contact = "created_at" in person
    unknown = "" if is_contact else f'<p class="soft">{W.unknown}</p>'
    warning = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    counts = person["counts"]
    wrote = bars.rows(W.wrote, [(chat["name"], chat["messages"], f"/chats/{chat['id']}") for chat in counts["chats"]]) + by_time(counts)
    last = "".join(_message(hit, zone) for hit in person["last"])
    notes = "".join(_note(hit, zone) for hit in person["notes"])
    return page(
        person["name"],
        f"""<p class="crumb"><a href="/people">← {W.title}</a></p><h1>{escape(person["name"])}</h1>{told}{warning}{unknown}{f"<dl>{known}</dl>" if known else ""}
{_changing(person, is_open=bool(problem)) if is_contact else _to_contacts(person)}{_same(person, others)}
<section><h2>{W.notes}</h2>{f'<ul class="list">{notes}</ul>' if notes else f'<p class="soft">{W.nothing_said}</p>'}</section>
<section><h2>{W.last}</h2>{f'<ul class="list">{last}</ul>' if last else f'<p class="soft">{W.nothing_written}</p>'}</section>{wrote}{_ending(person) if is_contact else ""}""",
        here="/people",
    )


def _adding() -> str:
    return f"""<details class="fold"><summary>{W.add}</summary><form method="post" action="/people" class="find"><input type="hidden" name="act" value="add">
<input name="name" aria-label="{W.name}" placeholder="{W.name}" maxlength="200" required><button>{W.add_it}</button></form></details>"""


def _changing(person: Thing, *, is_open: bool) -> str:
    fields = "".join(
        f'<label for="{name}">{label}{f" <span class=soft>{hint}</span>" if hint else ""}</label>{_field(name, person[name])}'
        for name, (label, hint) in W.fields.items()
    )
    return f"""<details class="fold"{" open" * is_open}><summary>{W.change}</summary><form method="post" action="/people/{escape(person["id"])}">{fields}
<button name="act" value="edit">{W.save}</button></form></details>"""


def _field(name: str, value: str | list[str]) -> str:
    if name == "name":
        return f'<input id="name" name="name" value="{escape(str(value))}" maxlength="200" required>'
    text = value if isinstance(value, str) else (", " if name == "languages" else "\n").join(value)
    if name == "languages":
        return f'<input id="{name}" name="{name}" value="{escape(text)}" maxlength="200">'
    return f'<textarea id="{name}" name="{name}" rows="{min(8, 1 + len(text.splitlines()))}">\n{escape(text)}</textarea>'


def _to_contacts(person: Thing) -> str:
    return f'<form method="post" action="/people/{escape(person["id"])}" class="act"><button name="act" value="add" class="quiet">{W.to_contacts}</button></form>'


def _same(person: Thing, others: list[Thing]) -> str:
    """Return the choice of whom somebody is the same as."""
    if not others:
        return ""
    options = "".join(f'<option value="{escape(one["id"])}">{escape(one["name"])}</option>' for one in others)
    return f"""<details class="fold"><summary>{W.same}</summary><p>{W.same_about}</p><form method="post" action="/people/{escape(person["id"])}" class="find">
<select name="of" aria-label="{W.same_as}">{options}</select><button name="act" value="merge">{W.merge}</button></form></details>"""


def _ending(person: Thing) -> str:
    address = f"/people/{escape(person['id'])}"
    return f"""<form method="post" action="{address}" class="act"><button name="act" value="ask" class="quiet">{W.remove}</button></form>
<details class="fold"><summary>{W.forget}</summary><p>{W.what_goes}</p>
<form method="post" action="{address}"><button name="act" value="forget" class="danger">{W.forget_for_good}</button></form></details>"""


def sure(person: Thing) -> str:
    """Return the page that asks before a contact is taken away."""
    address = f"/people/{escape(person['id'])}"
    return page(
        W.title,
        f"""<h1>{escape(W.sure.format(person["name"]))}</h1><p>{W.sure_about}</p>
<form method="post" action="{address}" class="acts"><button name="act" value="remove" class="danger">{W.remove_it}</button><a class="button" href="{address}">{W.leave}</a></form>""",
        here="/people",
    )


def _message(hit: Thing, zone: ZoneInfo) -> str:
    address = f"/chats/{escape(hit['chat'])}?around={escape(hit['id'])}#chosen"
    return f'<li><a href="{address}"><div class="soft">{moment(hit["at"], zone)} · {escape(hit["chat_name"])}</div><p class="clamp">{escape(hit["text"] or in_short(hit["message"]))}</p></a></li>'


def _note(hit: Thing, zone: ZoneInfo) -> str:
    return f'<li><a href="/kept/note/{escape(hit["id"])}"><p class="clamp">{escape(hit["text"])}</p><div class="soft">{moment(hit["at"], zone)}</div></a></li>'
