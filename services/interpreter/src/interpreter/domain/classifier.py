"""A linear classifier over words and word pairs: multinomial logistic regression, trained at start from the phrases.

Trained by stochastic gradient descent with AdaGrad step sizes (Duchi, Hazan and Singer, 2011). The order of the examples
is fixed, so the same phrases always give the same weights. Its confidence is the softmax probability of the best intent,
lowered by how much of the request it has never seen.
"""

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

EPOCHS = 14
STEP = 0.6
PENALTY = 1e-5
SEED = 20


def features(tokens: Sequence[str]) -> list[str]:
    """Return words, pairs and the first two words of a request."""
    padded = ["^", *tokens, "$"]
    pairs = [f"{first} {second}" for first, second in pairwise(padded)]
    triples = [" ".join(padded[start : start + 3]) for start in range(len(padded) - 2)]
    return sorted(set(tokens)) + sorted(set(pairs)) + sorted(set(triples))


class Classifier:
    """Says which intent a masked request has, and how sure it is."""

    def __init__(self, labels: Sequence[str], weights: dict[str, list[float]]) -> None:
        self._labels = labels
        self._weights = weights
        self._words = {feature for feature in weights if " " not in feature}

    @classmethod
    def train(cls, examples: Iterable[tuple[list[str], str]]) -> "Classifier":
        """Fit the weights; about a second for a thousand phrases."""
        prepared = [(features(tokens), label) for tokens, label in examples]
        labels = sorted({label for _, label in prepared})
        position = {label: index for index, label in enumerate(labels)}
        weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(labels))
        squares: dict[str, list[float]] = defaultdict(lambda: [1e-2] * len(labels))
        order = random.Random(SEED)  # noqa: S311  (a fixed order of examples, no secret)
        for _ in range(EPOCHS):
            order.shuffle(prepared)
            for found, label in prepared:
                errors = _probabilities([weights[feature] for feature in found], len(labels))
                errors[position[label]] -= 1.0
                wrong = [(index, error) for index, error in enumerate(errors) if abs(error) > 0.002]
                for feature in found:
                    row, square = weights[feature], squares[feature]
                    for index, error in wrong:
                        gradient = error + PENALTY * row[index]
                        square[index] += gradient * gradient
                        row[index] -= STEP * gradient / math.sqrt(square[index])
        return cls(labels, dict(weights))

    def classify(self, tokens: Sequence[str]) -> tuple[str, float]:
        """Return the best intent and the confidence in it, 0 to 1."""
        found = [self._weights[feature] for feature in features(tokens) if feature in self._weights]
        if not found:
            return "unclear", 0.0
        scores = _probabilities(found, len(self._labels))
        best = max(range(len(scores)), key=scores.__getitem__)
        known = sum(token in self._words for token in tokens) / len(tokens)
        return self._labels[best], scores[best] * known


def _probabilities(rows: list[list[float]], count: int) -> list[float]:
    scores = [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * count
    highest = max(scores)
    exponents = [math.exp(score - highest) for score in scores]
    total = sum(exponents)
    return [value / total for value in exponents]
