"""What is kept, to look at and to change by hand: notes, lists, reminders, drafts, summaries."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ui import due_acts, words
from ui import kept_pages as pages
from ui.answering import answered, page
from ui.client import Gateway, GatewayError
from ui.commands.keeping import FORGET_SECONDS
from ui.commands.keeping import told as receipt
from ui.commands.kinds import PLURALS, Thing, every
from ui.due_pages import worded
from ui.sessions import Memory
from ui.taking_back import Did, Step, said, taken_back
from ui.taking_back import forgotten as count_forgotten
from ui.things import list_meant, list_name, person_zone, thing_id

W = words.of("KEPT")
SHOWN, FOUND = 30, 50
ROUTES = {"note": "notes", "item": "items", "reminder": "reminders", "draft": "drafts", "summary": "summaries"}
MARKS = {"star": {"important": True}, "unstar": {"important": False}, "done": {"done": True}, "undone": {"done": False}}
TIMED = ("skip", "done", "pick")
FIELDS = {
    "note": ("text",),
    "item": ("text", "list", "due"),
    "reminder": ("text",),
    "draft": ("text", "recipient"),
    "summary": ("text", "about"),
}
"""What can be written by hand of each kind."""
Connect = Callable[[Request], Gateway]
Short: TypeAlias = Annotated[str, Form(max_length=200)]
Long: TypeAlias = Annotated[str, Form(max_length=100_000)]


def router(connect: Connect, memory: Callable[[Request], Memory]) -> APIRouter:
    """Return the routes; `connect` gives the gateway client of whoever is signed in, `memory` what their session keeps."""
    routes = APIRouter(include_in_schema=False)
    _reading(routes, connect, memory)
    _changing(routes, connect, memory)
    _forgetting(routes, connect, memory)
    return routes


def _reading(routes: APIRouter, connect: Connect, memory: Callable[[Request], Memory]) -> None:
    @routes.get("/kept")
    async def kept(request: Request, kind: str = "note", after: str = "", of: str = "", did: str = "") -> Response:
        def show() -> str:
            gateway, told = connect(request), said(memory(request).kept(did), did, "/kept")
            query = str(memory(request).kept(of) or "")
            found = looked_for(gateway, kind, query) if query else listed(gateway, kind, after)
            return pages.kept(kind, found, person_zone(gateway), query=query, told=told, is_first=not after)

        return await page(show)

    @routes.post("/kept/search")
    async def search(request: Request, kind: Short = "note", q: Annotated[str, Form(max_length=500)] = "") -> Response:
        name = memory(request).keep(q.strip()) if q.strip() else ""
        return RedirectResponse(f"/kept?kind={_known(kind)}{f'&of={name}' if name else ''}", 303)

    @routes.get("/kept/{kind}/{thing}")
    async def one(request: Request, kind: str, thing: str, did: str = "") -> Response:
        def show() -> str:
            gateway = connect(request)
            return pages.one(kind, gateway.get(path(kind, thing)), person_zone(gateway), told=said(memory(request).kept(did), did, "/kept"))

        return await page(show)


def _changing(routes: APIRouter, connect: Connect, memory: Callable[[Request], Memory]) -> None:
    @routes.post("/kept/{kind}/{thing}")
    async def change(
        request: Request, kind: str, thing: str, act: Short = "", text: Long = "", list: Short = "", due: Short = "", recipient: Short = "", about: Long = "",
        at: Short = "",
    ) -> Response:  # fmt: skip
        written = {"text": text, "list": list, "due": due, "recipient": recipient, "about": about}
        given = {name: value if name == "list" else value.replace("\r\n", "\n") for name, value in written.items()}

        def changed() -> Response:
            gateway = connect(request)
            if act in MARKS:
                gateway.patch(path(kind, thing), MARKS[act])
                return RedirectResponse(_from(request, kind, thing), 303)
            if kind == "reminder" and act in TIMED:
                return _seen(timed(gateway, thing, act, at), memory(request))
            if act == "remove":
                return _seen(removed(gateway, kind, [gateway.get(path(kind, thing))]), memory(request))
            fields = {name: given[name] for name in FIELDS[_known(kind)]} | _on_list(gateway, kind, list)
            counted, before = count_forgotten(gateway), gateway.get(path(kind, thing))
            back = {name: before[name] for name in fields}
            try:
                gateway.patch(path(kind, thing), fields)
            except GatewayError as error:
                return HTMLResponse(pages.one(kind, before | fields, person_zone(gateway), problem=str(error)), error.status)
            return _seen(Did(W.changed, (("PATCH", path(kind, thing), back),), f"/kept/{kind}/{thing}", counted), memory(request))

        return await answered(changed)

    @routes.post("/kept")
    async def add(request: Request, kind: Short = "note", text: Long = "", list: Short = "", act: Short = "", did: Short = "") -> Response:
        def added() -> Response:
            if act == "undo":
                return _seen(taken_back(connect(request), memory(request), did), memory(request))
            if kind not in W.add:
                raise GatewayError(404, "There is no such thing.")
            gateway = connect(request)
            made = gateway.post(ROUTES[kind], {"text": text.replace("\r\n", "\n")} | _on_list(gateway, kind, list))
            return _seen(Did(W.added, (("DELETE", path(kind, made["id"]), {}),), f"/kept?kind={kind}"), memory(request))

        return await answered(added)


def timed(gateway: Gateway, reminder: str, act: str, said: str) -> Did:
    """Skip one time of a reminder, be done with it, or have it come at a time that was picked; of a series this one time alone."""
    did = due_acts.done(gateway, f"reminder:{thing_id(reminder)}", act, datetime.now(UTC), said)
    made: tuple[Step, ...] = (("DELETE", path("reminder", did["made"]), {}),) if "made" in did else ()
    back = tuple(("PATCH", where, fields) for where, fields in did["back"].items())
    return Did(worded(did, datetime.now(person_zone(gateway))), (*back, *made), "/kept?kind=reminder")


def _on_list(gateway: Gateway, kind: str, said: str) -> dict[str, str]:
    """Return on which list something goes, as the gateway takes it; nothing for what stands on none."""
    return {"list": list_meant(said, [one["list"] for one in every(gateway, PLURALS["item"])])} if kind == "item" else {}


def _forgetting(routes: APIRouter, connect: Connect, memory: Callable[[Request], Memory]) -> None:
    @routes.post("/kept/{kind}/{thing}/forget")
    async def forget(request: Request, kind: str, thing: str) -> Response:
        def done() -> Response:
            told = forgotten(connect(request), [{"kind": _known(kind), "id": thing_id(thing)}])
            memory(request).clear()
            return _seen(Did(told, page=f"/kept?kind={kind}"), memory(request))

        return await answered(done)

    @routes.post("/kept/list")
    async def forget_list(request: Request, list: Short, sure: Annotated[str, Form(max_length=10)] = "") -> Response:
        def asked() -> Response:
            gateway = connect(request)
            found = [one for one in every(gateway, PLURALS["item"]) if one["list"] == list]
            if sure == "remove":
                return _seen(removed(gateway, "item", found), memory(request))
            if sure != "yes":
                return HTMLResponse(pages.sure(list, len(found)))
            told = forgotten(gateway, [{"kind": "item", "id": one["id"]} for one in found])
            memory(request).clear()
            return _seen(Did(told, page="/kept?kind=item"), memory(request))

        return await answered(asked)


def removed(gateway: Gateway, kind: str, things: list[Thing]) -> Did:
    """Take things out of what is kept, in such a way that they can be brought back."""
    if kind not in W.remove:
        raise GatewayError(404, "There is no such thing.")
    counted, gone = count_forgotten(gateway), list[Thing]()
    for one in things:
        try:
            gateway.delete(path(kind, one["id"]))
            gone.append(one)
        except GatewayError as error:
            if error.status != 404 and not gone:
                raise
            if error.status != 404:
                break  # How many went is told, and those can be brought back.
    fields = [{name: value for name, value in one.items() if name not in ("id", "created_at")} for one in reversed(gone)]
    return Did(words.counted(W.removed, len(gone)), tuple(("POST", ROUTES[kind], one) for one in fields), f"/kept?kind={kind}", counted)


def _seen(did: Did, memory: Memory) -> Response:
    """Lead to the page on which it is seen what was done."""
    page = did.page or "/kept"
    return RedirectResponse(f"{page}{'&' if '?' in page else '?'}did={memory.keep(did)}", 303)


def forgotten(gateway: Gateway, things: list[dict[str, str]]) -> str:
    """Forget things, and return in words what was removed of all of them together."""
    removed: dict[str, int] = {}
    whole: dict[str, Any] = {"pages": 0, "clean": True, "remains": []}
    for thing in things:
        done = gateway.post("forget", thing, timeout=FORGET_SECONDS)
        for kind, count in done["removed"].items():
            removed[kind] = removed.get(kind, 0) + count
        whole = {
            "pages": max(whole["pages"], done["pages"]),
            "clean": whole["clean"] and done["clean"],
            "remains": [*dict.fromkeys([*whole["remains"], *done["remains"]])],
        }
    return receipt({"removed": removed, **whole})


def listed(gateway: Gateway, kind: str, after: str) -> dict[str, Any]:
    """Return a page of a kind, and where the next one begins; lists are shown whole."""
    route = ROUTES[_known(kind)]
    if kind == "item":
        return {"things": list(every(gateway, PLURALS["item"]))}
    page = gateway.get(route, limit=SHOWN, after=after or None)
    return {"things": page[route], "next": page.get("next", "")}


def looked_for(gateway: Gateway, kind: str, query: str) -> dict[str, Any]:
    """Return what of a kind says some words."""
    if _known(kind) == "item":
        wanted = query.casefold().split()
        return {"things": [one for one in every(gateway, PLURALS["item"]) if _says(one, wanted)]}
    found = gateway.get("search", q=query, kind=kind, limit=FOUND)
    things = [one for hit in found["hits"] if (one := _still(gateway, path(kind, hit["id"])))]
    return {"things": things, "instead": found.get("instead", {})}


def _says(item: Thing, wanted: list[str]) -> bool:
    words = f"{item['list']} {list_name(item['list'])} {item['text']}".casefold()
    return all(word in words for word in wanted)


def _still(gateway: Gateway, path: str) -> Thing | None:
    try:
        return gateway.get(path)
    except GatewayError as error:
        if error.status != 404:
            raise
        return None


def path(kind: str, thing: str) -> str:
    """Return where the gateway has something; raises GatewayError for what can't be."""
    return f"{ROUTES[_known(kind)]}/{thing_id(thing)}"


def _known(kind: str) -> str:
    if kind not in ROUTES:
        raise GatewayError(404, "There is no such thing.")
    return kind


def _from(request: Request, kind: str, thing: str) -> str:
    """Return the place on a page of ours at which a button was pressed."""
    came = urlsplit(request.headers.get("referer", ""))
    page = f"{came.path}?{came.query}" if came.path in ("/kept", f"/kept/{kind}/{thing}") else f"/kept?kind={kind}"
    return f"{page}#{thing}"
