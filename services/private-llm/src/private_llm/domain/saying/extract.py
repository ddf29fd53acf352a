"""A summary without a model: the sentences whose words recur most (Luhn, 1958), in the order they stood in."""

import re
from collections import Counter
from collections.abc import Sequence

WORD = re.compile(r"\w{4,}")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def summary(texts: Sequence[str], *, sentences: int = 4) -> list[str]:
    """Return the weightiest sentences of some texts."""
    found = [part.strip() for text in texts for part in SENTENCE.split(text) if part.strip()]
    unique = list(dict.fromkeys(found))
    counts = Counter(word for sentence in unique for word in set(WORD.findall(sentence.lower())))

    def weight(sentence: str) -> float:
        words = set(WORD.findall(sentence.lower()))
        return sum(counts[word] for word in words) / (len(words) + 3)

    best = set(sorted(unique, key=weight, reverse=True)[:sentences])
    return [sentence for sentence in unique if sentence in best]
