"""Pages of a list that stay right while rows come and go: a page ends at a place, which is what its last row is ordered by, and the next
one begins after it."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal, tuple_

from shared.errors import BadMessage


def place(values: Sequence[Any]) -> str:
    """Return a place as others keep it: they can't look into it, and give it back as it was."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def beyond(columns: Sequence[Any], after: str, *, back: bool) -> ColumnElement[bool]:
    """Return what holds for the rows after a place (`back`: of a list that goes down). Raises BadMessage for what is no place here."""
    place = tuple_(*map(literal, values(after, len(columns))))
    return tuple_(*columns) < place if back else tuple_(*columns) > place


def values(after: str, count: int) -> list[Any]:
    """Return what a place is made of. Raises BadMessage for what is none here."""
    try:
        found = json.loads(base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or len(found) != count or not all(map(_fits, found)):
        raise BadMessage("after is no place that this list gave")
    return found


def _fits(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, int) and abs(value) < 2**63)
