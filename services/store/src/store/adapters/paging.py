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
    values = tuple_(*map(literal, _values(after, len(columns))))
    return tuple_(*columns) < values if back else tuple_(*columns) > values


def _values(after: str, count: int) -> list[Any]:
    try:
        values = json.loads(base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != count or not all(map(_fits, values)):
        raise BadMessage("after is no place that this list gave")
    return values


def _fits(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, int) and abs(value) < 2**63)
