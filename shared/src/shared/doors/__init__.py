"""The HTTP doors of every service: gunicorn's threaded worker, made so that nobody holds a thread by saying nothing, or little.

gthread reads a request in the thread that answers it, so that as many silent callers as there are threads stop a service. Here the
loop reads requests and writes answers, under deadlines, and threads only think. What lasts (a stream, an upload) has threads of its own.
"""

import re
import resource
from dataclasses import dataclass

BODY_LIMIT_BYTES = 64 * 1024
"""The longest body that is taken in before a thread sees the request; all but files are shorter."""

REQUEST_SECONDS = 10.0
"""From when a request is awaited to its last byte."""
BYTES_A_SECOND = 1024
"""How fast a file must come, on the whole."""
OPEN_FILES = 4096


@dataclass(frozen=True)
class Lane:
    """Threads of their own for some routes."""

    routes: re.Pattern[str]
    """Matched from the beginning of `METHOD /path`."""
    threads: int
    lasting: bool = False
    """The answer goes out while it is made; whoever finds no thread is told to come again."""
    takes_files: bool = False
    """The body is read while it comes, however long it is."""


HEALTH = Lane(re.compile(r"\S+ /(healthz|readyz|metrics)$"), 8)
EXTENSION = "lanes"
"""Where an application puts its own lanes, among its Flask extensions."""


def open_files() -> int:
    """Raise this process's limit of open files if it is low, and return it: every caller needs one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY in {soft, hard}:
        return OPEN_FILES
    wanted = max(soft, min(hard, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted
