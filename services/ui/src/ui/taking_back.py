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


def said(did: Any, name: str, address: str) -> str:
    """Return what was done, with a button that takes it back; nothing where nothing was."""
    return told(did.text, address, name if did.back else "") if isinstance(did, Did) else ""


def taken_back(gateway: Gateway, memory: Memory, name: str) -> Did:
    """Take back what was done and is kept under a name; raises GatewayError, and what is not taken back by then can be once more."""
    did = memory.taken(name)
    if not isinstance(did, Did) or not did.back:
        return Did(W.gone)
    for done, step in enumerate(did.back):
        try:
            undone(gateway, did._replace(back=(step,)))
        except GatewayError:
            memory.give_back(name, did._replace(back=did.back[done:]))
            raise
    return Did(W.undone, page=did.page)


def undone(gateway: Gateway, did: Did) -> Did:
    """Take back what was done; raises GatewayError."""
    for method, path, fields in did.back:
        {"POST": gateway.post, "PATCH": gateway.patch, "DELETE": lambda path, _: gateway.delete(path)}[method](path, fields)
    return Did(W.undone, page=did.page)
