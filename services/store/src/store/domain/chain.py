"""A hash chain: each entry's digest covers the one before, so that nothing can be taken out or changed unseen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

GENESIS = "0" * 64


def link(previous: str, entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of an entry and of the digest before it."""
    canonical = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}{canonical}".encode()).hexdigest()


def first_break(entries: Iterable[tuple[str, Mapping[str, Any], str]]) -> str | None:
    """Walk (id, entry, digest) from the beginning; return the id of the first that does not fit, or None."""
    previous = GENESIS
    for entry_id, entry, digest in entries:
        if link(previous, entry) != digest:
            return entry_id
        previous = digest
    return None
