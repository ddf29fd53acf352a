"""What is done to contacts by hand: added, changed, made one of two, removed, forgotten. All but the last is taken back by a press."""

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui import people_pages as pages
from ui import words
from ui.answering import answered
from ui.client import Gateway, GatewayError
from ui.commands.kinds import Thing
from ui.kept import forgotten
from ui.people import WRITER, known, others
from ui.sessions import Memory
from ui.taking_back import Did, Step, taken_back
from ui.taking_back import forgotten as count_forgotten
from ui.things import person_zone, thing_id

W = words.of("PEOPLE")
LISTS = ("names", "handles", "languages")
FIELDS = ("name", *LISTS, "details")
Connect = Callable[[Request], Gateway]
Short: TypeAlias = Annotated[str, Form(max_length=200)]
Long: TypeAlias = Annotated[str, Form(max_length=10_000)]


def router(connect: Connect, memory: Callable[[Request], Memory]) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/people")
    async def add(request: Request, act: Short = "", name: Short = "", did: Short = "") -> Response:
        def acted(gateway: Gateway) -> Did:
            return taken_back(gateway, memory(request), did) if act == "undo" else added(gateway, name.strip())

        return await _answered(connect(request), memory(request), acted)

    @routes.post("/people/{person}")
    async def change(
        request: Request, person: str, act: Short = "", of: Short = "", name: Short = "", names: Long = "", handles: Long = "",
        languages: Short = "", details: Long = "",
    ) -> Response:  # fmt: skip
        written = read({"name": name, "names": names, "handles": handles, "languages": languages, "details": details})

        def acted(gateway: Gateway) -> Did | Response:
            one = thing_id(person)
            if act == "forget":
                memory(request).clear()
            if act != "edit":
                return _done(gateway, one, act, of)
            try:
                return edited(gateway, one, written)
            except GatewayError as error:
                if error.status == 404:
                    raise
                found = known(gateway, one)
                shown = pages.one(found | written, person_zone(gateway), others(gateway, found), problem=str(error))
                return HTMLResponse(shown, error.status)

        return await _answered(connect(request), memory(request), acted)

    return routes


def read(written: dict[str, str]) -> dict[str, Any]:
    """Return the fields of a form as the gateway takes them: lists a line, or a comma, each."""
    lists = {name: list(dict.fromkeys(part.strip() for part in re.split(r"[\r\n,;]+", written[name]) if part.strip())) for name in LISTS}
    return {"name": " ".join(written["name"].split()), "details": written["details"].replace("\r\n", "\n").strip(), **lists}


def _done(gateway: Gateway, person: str, act: str, of: str) -> Did | Response:
    match act:
        case "add":
            return added(gateway, known(gateway, person)["name"])
        case "merge":
            return merged(gateway, thing_id(of), person)
        case "ask":
            return HTMLResponse(pages.sure(gateway.get(f"contacts/{person}")))
        case "remove":
            return removed(gateway, person)
        case "forget":
            return Did(forgotten(gateway, [{"kind": "contact", "id": person}]))
    raise GatewayError(404, "There is no such thing.")


def added(gateway: Gateway, name: str) -> Did:
    """Make somebody a contact; raises GatewayError for no name."""
    made = gateway.post("contacts", {"name": name})
    return Did(W.added, (("DELETE", f"contacts/{made['id']}", {}),), f"/people/{made['id']}")


def edited(gateway: Gateway, person: str, fields: dict[str, Any]) -> Did:
    """Change what is known of a contact."""
    counted, before = count_forgotten(gateway), _fields(gateway.get(f"contacts/{person}"))
    gateway.patch(f"contacts/{person}", fields)
    return Did(W.changed, (("PATCH", f"contacts/{person}", before),), f"/people/{person}", counted)


def merged(gateway: Gateway, person: str, other: str) -> Did:
    """Make a contact of two; the other one may also be somebody who only writes in chats."""
    counted, kept = count_forgotten(gateway), gateway.get(f"contacts/{person}")
    gone = known(gateway, other)
    if person == other:
        raise GatewayError(422, "That is the same contact. Nothing was changed.")
    back: tuple[Step, ...] = (("PATCH", f"contacts/{person}", _fields(kept)),)
    gateway.patch(f"contacts/{person}", both(kept, gone))
    if not other.startswith(WRITER):
        gateway.delete(f"contacts/{other}")
        back = (("POST", "contacts", _fields(gone)), *back)
    return Did(W.merged.format(gone["name"], kept["name"]), back, f"/people/{person}", counted)


def both(kept: Thing, gone: Thing) -> dict[str, Any]:
    """Return what is known of two of whom one is kept: its name stays, the other's is one more."""
    lists = {name: _joined(kept[name], gone[name]) for name in LISTS}
    names = dict.fromkeys((*kept["names"], *gone["names"], gone["name"]))  # Who writes is known by each way of writing the name.
    lists["names"] = [name for name in names if name != kept["name"]]
    details = [kept["details"], *([gone["details"]] if gone["details"] not in kept["details"] else [])]
    return {**lists, "details": "\n".join(filter(None, details))}


def _joined(some: list[str], more: list[str]) -> list[str]:
    """Return some texts and more of them, each once."""
    found: dict[str, str] = {}
    for one in (*some, *more):
        found.setdefault(one.casefold(), one)
    return list(found.values())


def removed(gateway: Gateway, person: str) -> Did:
    """Take somebody out of the contacts."""
    counted, gone = count_forgotten(gateway), gateway.get(f"contacts/{person}")
    gateway.delete(f"contacts/{person}")
    return Did(W.removed.format(gone["name"]), (("POST", "contacts", _fields(gone)),), forgotten=counted)


def _fields(contact: Thing) -> dict[str, Any]:
    return {name: contact[name] for name in FIELDS}


async def _answered(gateway: Gateway, memory: Memory, act: Callable[[Gateway], Did | Response]) -> Response:
    """Answer with a page, or lead to the one on which it is seen what was done."""

    def acted() -> Response:
        did = act(gateway)
        return did if isinstance(did, Response) else RedirectResponse(f"{did.page or '/people'}?did={memory.keep(did)}", 303)

    return await answered(acted)
