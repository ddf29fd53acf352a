"""Texts made up of words as common as words are in a language, the same in every run."""

import random
from collections.abc import Iterator

SEED = 20261126
WORDS = 30_000


def vocabulary() -> tuple[list[str], list[float]]:
    """Return made-up words and their cumulative weights: Zipf's law, as in any language."""
    made = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < WORDS:
        found["".join(made.choice("bcdfghjklmnprstv") + made.choice("aeiou") for _ in range(made.randint(1, 4)))] = None
    weights, total = [], 0.0
    for rank in range(WORDS):
        total += 1 / (rank + 2.7)
        weights.append(total)
    return list(found), weights


def said(count: int) -> Iterator[str]:
    """Yield texts of about 60 characters."""
    made = random.Random(SEED)
    words, weights = vocabulary()
    for _ in range(count):
        yield " ".join(made.choices(words, cum_weights=weights, k=made.randint(3, 18)))
