"""The HTML of how the assistant is."""

from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from ui import words
from ui.dates import moment
from ui.frame import page
from ui.house import House
from ui.words import counted

W, HOUSE = words.of("STATUS"), words.of("HOUSE")
PARTS = ("Model", "Cloud", "What left", "Backups")
ALWAYS = {"What left", "Backups"}
ADDRESSES = {"Cloud": "/left", "What left": "/left"}


def status(house: House, zone: ZoneInfo) -> str:
    """Return the page. It could not be made if the door or the store did not answer: an error says so."""
    used = {
        HOUSE.lines[name]: _linked(name, line) for name, line in house.lines.items() if name in PARTS and (house.parts or name in ALWAYS)
    }
    work = counted(W.some_work, house.working) if house.working else W.no_work
    return page(
        W.title,
        f"""<h1>{W.title}</h1><p class="soft">{W.about}</p><section><h2>{W.services}</h2>{_facts(_services(house))}</section>
<section><h2>{W.parts_used}</h2>{_facts(used | _of_backups(house.backups, zone))}</section>
<section><h2>{W.work}</h2><p><a class="plain" href="/import">{work}</a></p></section>""",
        here="/status",
    )


def _services(house: House) -> dict[str, str]:
    said_of = {"gateway": W.answers, "store": W.store, "private-llm": W.answers if house.parts else W.away}
    if house.parts:
        broker = house.parts.get("broker", "")
        said_of |= {"interpreter": house.lines["Interpreter"], "bus": W.buses.get(broker, broker)}
    return {W.service[name]: escape(line) for name, line in said_of.items()}


def _linked(name: str, line: str) -> str:
    address = ADDRESSES.get(name, "")
    return f'<a href="{address}">{escape(line)}</a>' if address else escape(line)


def _of_backups(backups: dict[str, Any] | None, zone: ZoneInfo) -> dict[str, str]:
    if backups is None:
        return {}
    tried = backups["drilled_at"]
    facts = {W.tried: W.drilled.format(moment(tried, zone)) if tried else W.never_drilled}
    if backups["forgetting"]:
        facts[W.forgetting] = counted(W.things, backups["forgetting"])
    if backups["missing"]:
        facts[W.missing] = counted(W.people, backups["missing"])
    return facts


def _facts(facts: dict[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{line}</dd>" for name, line in facts.items()) + "</dl>"
