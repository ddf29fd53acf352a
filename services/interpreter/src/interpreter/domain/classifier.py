"""A linear classifier over listed words and placeholders, in runs of one to three: multinomial logistic regression.

`tools/build_classifier.py` makes the weights; they ship beside this file, one file a language, without any request in them. A file is
bz2: a line of JSON, a feature a line in order, then a row of signed bytes for each feature. Its confidence is how often a request
that looks as sure was planned rightly among requests that were not learnt from.
"""

import json
import math
from bisect import bisect_right
from bz2 import decompress
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

FOLDER = "weights"
NEVER_SEEN = ("unclear", 0.0)


WORDLESS = 0.5
"""Where every word is private, the confidence is so much of what it would be: nothing says what is wanted."""
STEM = 5
"""Of a longer word so many letters are looked at too, for the sake of its other forms."""


def features(tokens: Sequence[str]) -> list[str]:
    """Return the words, pairs and triples of a request, and the words and pairs by their beginnings; `^` and `$` are its ends."""
    stems = [token if len(token) <= STEM or token[0] == "<" else f"{token[:STEM]}~" for token in tokens]
    return sorted({*tokens, *stems, *_runs(tokens, 2), *_runs(tokens, 3), *_runs(stems, 2)})


def _runs(tokens: Sequence[str], length: int) -> list[str]:
    padded = ["^", *tokens, "$"]
    return [" ".join(padded[start : start + length]) for start in range(len(padded) - length + 1)]


@dataclass(frozen=True)
class Scale:
    """What turns a sum of bytes into a confidence: a factor and a constant an intent, how probable an intent that acts must at least be,
    and the probabilities and the shares that were right at them, both rising."""

    labels: tuple[str, ...]
    factors: tuple[float, ...]
    constants: tuple[float, ...]
    least: dict[str, float]
    probabilities: tuple[float, ...]
    shares: tuple[float, ...]


class Classifier:
    """Says which intent a masked request has, and how sure it is."""

    def __init__(self, scale: Scale, rows: dict[str, memoryview]) -> None:
        self._scale = scale
        self._rows = rows

    @classmethod
    def load(cls, language: str) -> "Classifier":
        """Read the weights of a language that ship with this package."""
        return cls.read(resources.files(__package__ or "").joinpath(FOLDER, f"{language}.weights").read_bytes())

    @classmethod
    def read(cls, packed: bytes) -> "Classifier":
        """Read weights."""
        header, _, rest = decompress(packed).partition(b"\n")
        told: dict[str, Any] = json.loads(header)
        names, _, weights = rest.partition(b"\n\n")
        width, view = len(told["labels"]), memoryview(weights).cast("b")
        rows = {
            name: view[start : start + width] for name, start in zip(names.decode().split("\n"), range(0, len(view), width), strict=True)
        }
        scale: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
        return cls(Scale(**scale), rows)

    @property
    def features(self) -> tuple[str, ...]:
        """What it has weights for."""
        return tuple(self._rows)

    @property
    def labels(self) -> tuple[str, ...]:
        """The intents that it knows."""
        return self._scale.labels

    def classify(self, tokens: Sequence[str]) -> tuple[str, float]:
        """Return the best intent and the confidence in it, 0 to 1."""
        found = [self._rows[feature] for feature in features(tokens) if feature in self._rows]
        if not found:
            return NEVER_SEEN
        intent, probability = chosen(self._probabilities(found), self._scale)
        known = sum(token in self._rows for token in tokens) / len(tokens)
        says_something = any(token[0] != "<" for token in tokens)
        return intent, self.calibrated(probability * known) * (1 if says_something else WORDLESS)

    def calibrated(self, probability: float) -> float:
        """Return the share of requests as probable that were planned rightly, between the two nearest that were measured."""
        xs, ys = self._scale.probabilities, self._scale.shares
        after = bisect_right(xs, probability)
        if after in (0, len(xs)):
            return ys[min(after, len(ys) - 1)]
        part = (probability - xs[after - 1]) / (xs[after] - xs[after - 1])
        return ys[after - 1] + part * (ys[after] - ys[after - 1])

    def _probabilities(self, rows: list[memoryview]) -> list[float]:
        sums = zip(self._scale.factors, map(sum, zip(*rows, strict=True)), self._scale.constants, strict=True)
        scores = [factor * total + constant for factor, total, constant in sums]
        highest = max(scores)
        exponents = [math.exp(score - highest) for score in scores]
        whole = sum(exponents)
        return [value / whole for value in exponents]


def chosen(probabilities: Sequence[float], scale: Scale) -> tuple[str, float]:
    """Return the most probable intent that may be chosen; one that acts needs more than to be ahead."""
    ranked = sorted(zip(probabilities, scale.labels, strict=True), reverse=True)
    probability, intent = next(one for one in ranked if one[0] >= scale.least.get(one[1], 0.0))
    return intent, probability
