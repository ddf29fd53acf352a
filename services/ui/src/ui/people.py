"""The people a person knows: their contacts, and whoever writes in their chats."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ui import people_pages as pages
from ui.answering import page
from ui.client import Gateway, GatewayError
from ui.commands.kinds import PLURALS, Thing, digest, every
from ui.sessions import Memory
from ui.taking_back import said
from ui.things import person_zone, thing_id

LAST, NOTES, CHOICE = 8, 20, 300
SHORTEST = 3
"""A shorter word of a name says too little about whom a note is."""
WRITER = "w."
"""Before what stands for the name of somebody who is no contact: names stand in no address."""
Connect = Callable[[Request], Gateway]


def router(connect: Connect, memory: Callable[[Request], Memory]) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/people")
    async def people(request: Request, letter: str = "", did: str = "") -> Response:
        told = said(memory(request).kept(did), did, "/people")
        return await page(lambda: pages.people(everybody(connect(request)), letter, told=told))

    @routes.get("/people/{person}")
    async def one(request: Request, person: str, did: str = "") -> Response:
        def show() -> str:
            gateway = connect(request)
            told = said(memory(request).kept(did), did, "/people")
            found = known(gateway, thing_id(person))
            return pages.one(found, person_zone(gateway), others(gateway, found), told=told)

        return await page(show)

    return routes


def everybody(gateway: Gateway) -> list[Thing]:
    """Return all contacts and all other writers, each with how much they wrote."""
    wrote = {one["name"]: one["messages"] for one in gateway.get("chats/statistics")["people"]}
    contacts = [one | {"messages": sum(wrote.get(name, 0) for name in _names(one))} for one in every(gateway, PLURALS["contact"])]
    taken = {name.casefold() for one in contacts for name in _names(one)}
    others = [_writer(name) | {"messages": count} for name, count in wrote.items() if name.casefold() not in taken]
    return contacts + others


def others(gateway: Gateway, person: Thing) -> list[Thing]:
    """Return the contacts that somebody may be the same as: first those with a word of the name, then by name."""
    words = set(person["name"].casefold().split())
    some = (one for one in every(gateway, PLURALS["contact"]) if one["id"] != person["id"])
    return sorted(some, key=lambda one: (words.isdisjoint(one["name"].casefold().split()), one["name"].casefold()))[:CHOICE]


def _names(contact: Thing) -> set[str]:
    return {contact["name"], *contact["names"], *contact["handles"]}


def _writer(name: str) -> Thing:
    nothing: dict[str, Any] = {"names": [], "handles": [], "languages": [], "details": ""}
    return {"id": f"{WRITER}{digest(name)[:16]}", "name": name, **nothing}


def known(gateway: Gateway, person: str) -> Thing:
    """Return somebody with what is known of them: how much they wrote and where, what they said last, and what notes say."""
    if person.startswith(WRITER):
        found = next((one for one in everybody(gateway) if one["id"] == person), None)
        if found is None:
            raise GatewayError(404, "There is no such thing.")
        called = found["name"]
    else:
        found, called = gateway.get(f"contacts/{person}"), person
    return found | {
        "counts": gateway.get("chats/statistics", person=called),
        "last": [_whole(gateway, hit) for hit in gateway.get("search", person=called, kind="message", limit=LAST)["hits"]],
        "notes": _notes(gateway, found),
    }


def _whole(gateway: Gateway, hit: Thing) -> Thing:
    """Return a hit without words with the message itself, which says what came with it."""
    return hit if hit["text"] else hit | {"message": gateway.get(f"chats/{hit['chat']}/messages/{hit['id']}")}


def _notes(gateway: Gateway, person: Thing) -> list[Thing]:
    """Return notes that have a word of the person's name."""
    wanted = {word for name in (person["name"], *person["names"]) for word in name.casefold().split() if len(word) >= SHORTEST}
    if not wanted:
        return []
    hits = gateway.get("search", q=" ".join(sorted(wanted))[:500], kind="note", limit=NOTES)["hits"]
    return [hit for hit in hits if any(word in hit["text"].casefold() for word in wanted)]
