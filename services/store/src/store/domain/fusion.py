"""One list of hits from several: reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009), since scores of different indexes
can't be compared."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
K = 60


def fused(lists: Sequence[Iterable[T]], *, key: Callable[[T], Hashable]) -> list[tuple[T, float]]:
    """Return every entry once with its score, best first; among equals the earlier list goes first."""
    scores: dict[Hashable, float] = {}
    entries: dict[Hashable, T] = {}
    for ranked in lists:
        for rank, entry in enumerate(ranked):
            entries.setdefault(key(entry), entry)
            scores[key(entry)] = scores.get(key(entry), 0.0) + 1 / (K + rank)
    return [(entries[name], scores[name]) for name in sorted(scores, key=lambda name: -scores[name])]
