"""Which requests have threads of their own, so that what is slow takes none from webhooks and health."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

from shared.doors import Lane

LASTING = Lane(
    re.compile(
        r"POST /v1/chat/completions$|POST /api/v1/(messages$|forget|backups)|DELETE /api/v1/account|"
        r"GET /calendar/|GET /api/v1/(export|calendar\.ics|chats/.*/attachment$|egress/verification|audit/verification)"
    ),
    96,
    lasting=True,
)
LANES = (
    Lane(re.compile(r"(GET|POST) /webhooks/"), 16),
    Lane(re.compile(r"POST /api/v1/imports$"), 16, lasting=True, takes_files=True),
    Lane(re.compile(r"POST /api/v1/keys/"), 4, lasting=True),
    Lane(re.compile(r"POST /api/v1/sessions$|PUT /api/v1/passphrase$"), 4),
    LASTING,
)
EACH = 16
"""So many threads of the lane for what lasts one person may have at once."""


class TooManyAtOnce(Exception):
    """Raised when a person has as many lasting answers open as one may."""


class Places:
    """Who has how much of the lane for what lasts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()

    def take(self, person: str) -> Callable[[], None]:
        """Take a place and return what gives it back, once; raises TooManyAtOnce."""
        with self._lock:
            if self._taken[person] >= EACH:
                raise TooManyAtOnce
            self._taken[person] += 1
        return partial(self._leave, person)

    def _leave(self, person: str) -> None:
        with self._lock:
            self._taken[person] -= 1
            if not self._taken[person]:
                del self._taken[person]
