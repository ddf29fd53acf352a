"""What a press did on a page, and how another takes it back: kept in the memory of this process, until it is done or the browser is signed out."""

from typing import Any, NamedTuple

from ui import words
from ui.client import Gateway, GatewayError
from ui.frame import told
from ui.sessions import Memory

W = words.of("FRAME")
Step = tuple[str, str, dict[str, Any]]
"""A method, a path of the gateway, and fields."""


class Did(NamedTuple):
    """What was done, in words; what takes it back, in order; and the page on which that is seen."""

    text: str
    back: tuple[Step, ...] = ()
    page: str = ""
    forgotten: int | None = None
    """What was counted as forgotten before, where words would come back."""


def said(did: Any, name: str, address: str) -> str:
    """Return what was done, with a button that takes it back; nothing where nothing was."""
    return told(did.text, address, name if did.back else "") if isinstance(did, Did) else ""


def taken_back(gateway: Gateway, memory: Memory, name: str) -> Did:
    """Take back what was done and is kept under a name; raises GatewayError, and what is not taken back by then can be once more. Once
    something was forgotten, in words or on whichever page, no words are brought back: they may be of what was forgotten."""
    did = memory.taken(name)
    if not isinstance(did, Did) or not did.back:
        return Did(W.gone)
    done = 0
    try:
        if did.forgotten not in (None, forgotten(gateway)):
            memory.clear()
            return Did(W.forgotten)
        for step in did.back:
            undone(gateway, did._replace(back=(step,)))
            done += 1
    except GatewayError:
        memory.give_back(name, did._replace(back=did.back[done:]))
        raise
    return Did(W.undone, page=did.page)


def forgotten(gateway: Gateway) -> int:
    """Return a number that is another once something was forgotten."""
    return int(gateway.get("messages", limit=1)["forgotten"])


def undone(gateway: Gateway, did: Did) -> Did:
    """Take back what was done; raises GatewayError."""
    for method, path, fields in did.back:
        {"POST": gateway.post, "PATCH": gateway.patch, "DELETE": lambda path, _: gateway.delete(path)}[method](path, fields)
    return Did(W.undone, page=did.page)
