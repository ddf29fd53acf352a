"""Learn the weights of the local classifier from the masked requests of public corpora and of our own.

    pip install -c constraints.txt scikit-learn
    python tools/build_classifier.py FOLDER 2026-11-27

FOLDER holds the corpora (`corpora.py` says which files), the date goes into the manifest. Every request is masked by the product's
own redactor before anything is learnt, so that the classifier learns what it will be given. Written into the interpreter: one file
of weights a language, and `manifest.json`. The same data, words and library versions give the same bytes. A change of the word
list or of the redactor wants new weights.

Requests that ask for nothing of ours weigh less than those that do: they are many, and there are several fair ends for them. What
the classifier says of a fold that it has not learnt from says how sure it may be (isotonic regression).
"""

import hashlib
import json
import sys
from bz2 import compress
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from interpreter.domain.classifier import NEVER_SEEN, Classifier, Scale, features
from shared.vocabulary import LANGUAGES
from tools import corpora
from tools.corpora import Example

TARGET = Path(__file__).resolve().parents[1] / "services/interpreter/src/interpreter/domain/weights"
SOURCES = {
    "HWU64": ("hwu64/train.tsv", "CC BY 4.0"),
    "CLINC150": ("clinc150/train_val.json", "CC BY 3.0"),
    "SNIPS": ("snips/train.tsv", "CC0 1.0"),
}
FOLDS = 4
STRENGTH = 2.0
"""How closely it fits what it learns from (the C of logistic regression)."""
LEAST_COUNT = 2
"""A feature stands in so many examples at least."""
OTHER_WEIGHT = 0.12
"""Of a request of a public corpus that asks for nothing of ours."""
OWN_WEIGHT = {"en": 120.0, "fi": 300.0}
"""Of all our own requests of one intent together, at most."""
OFTEN = {"remind": 3.0, "remember": 3.0, "recall": 2.0, "chat": 2.0}
"""What people ask so much more often than all else, where a masked request may be either."""
LEAST = {"cancel": 0.5, "forget": 0.6, "send": 0.5, "settings": 0.5, "export": 0.6, "snooze": 0.5}
"""An intent that removes, sends or opens something up is chosen only if it is this probable."""
KNOTS = 24


@dataclass(frozen=True)
class Judged:
    """What became of a request that was not learnt from."""

    example: Example
    intent: str
    confidence: float

    @property
    def right(self) -> bool:
        return self.intent in self.example.accepted


def learnt(examples: Sequence[Example]) -> tuple[bytes, list[Judged]]:
    """Return the weights, and what is said of each example by weights that were learnt without its fold."""
    folds = [[one for one in examples if int(one.share * FOLDS) == fold] for fold in range(FOLDS)]
    judged = [one for fold in range(FOLDS) for one in judge(fitted([e for e in examples if int(e.share * FOLDS) != fold]), folds[fold])]
    steps = _steps(judged)
    packed = fitted(examples, steps)
    told = Classifier.read(packed)
    return packed, [replace(one, confidence=told.calibrated(one.confidence)) for one in judged]


def fitted(examples: Sequence[Example], steps: tuple[Sequence[float], Sequence[float]] = ((0.0, 1.0), (0.0, 1.0))) -> bytes:
    """Return the weights that fit some examples, and with them the steps of confidence."""
    weights = _weights(examples)
    rows = [(features(tokens), intent) for tokens, intent in weights]
    counts = Counter(feature for found, _ in rows for feature in found)
    names = sorted(feature for feature, count in counts.items() if count >= LEAST_COUNT)
    labels = sorted({intent for _, intent in rows})
    from sklearn.linear_model import LogisticRegression  # It takes a second to load, and who only reads weights needs none of it.
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        model = LogisticRegression(C=STRENGTH, max_iter=300)
        model.fit(_matrix([found for found, _ in rows], names), [intent for _, intent in rows], list(weights.values()))
    return packed(labels, names, model.coef_.T, model.intercept_, steps)


def packed(
    labels: Sequence[str], names: Sequence[str], weights: Any, constants: Any, steps: tuple[Sequence[float], Sequence[float]]
) -> bytes:
    """Return weights as they ship: bytes, each intent's by a factor of its own; features whose bytes are all next to nothing go."""
    factors = np.abs(weights).max(axis=0) / 127
    whole = np.rint(weights / factors).astype(np.int8)
    kept = [index for index, row in enumerate(whole) if np.abs(row).max() >= 2]
    scale = Scale(tuple(labels), tuple(_short(factors)), tuple(_short(constants)), LEAST, tuple(_short(steps[0])), tuple(_short(steps[1])))
    header = json.dumps(asdict(scale), sort_keys=True)
    return compress("\n".join([header, *(names[index] for index in kept)]).encode() + b"\n\n" + whole[kept].tobytes())


def judge(weights: bytes, examples: Sequence[Example]) -> list[Judged]:
    """Return what weights say of some requests."""
    classifier = Classifier.read(weights)
    said = {tokens: classifier.classify(tokens) for tokens in dict.fromkeys(one.tokens for one in examples)}
    return [Judged(one, *said[one.tokens]) for one in examples]


def calibration_error(judged: Sequence[Judged]) -> float:
    """Return the expected calibration error over ten equal steps of confidence."""
    bins: dict[int, list[Judged]] = {}
    for one in judged:
        bins.setdefault(min(9, int(one.confidence * 10)), []).append(one)
    return sum(abs(sum(one.confidence - one.right for one in some)) for some in bins.values()) / max(1, len(judged))


def _weights(examples: Sequence[Example]) -> dict[tuple[tuple[str, ...], str], float]:
    """Return the weight of each masked form; of the intents that it may have, the one that is meant most often is learnt."""
    ours = _ours(examples)
    weights: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for one in sorted(examples, key=lambda one: (one.of, one.text)):
        intent = one.accepted[0]
        weights[one.tokens][intent] += _weight(one, ours[one.of, intent])
    best = {tokens: min(some, key=lambda intent: (-some[intent] * OFTEN.get(intent, 1.0), intent)) for tokens, some in weights.items()}
    return {(tokens, best[tokens]): weights[tokens][best[tokens]] for tokens in sorted(weights)}


def _ours(examples: Iterable[Example]) -> Counter[tuple[str, str]]:
    """Return how many of our own requests there are of each intent."""
    return Counter((one.of, one.accepted[0]) for one in examples if one.of.startswith("own"))


def _weight(example: Example, count: int) -> float:
    if count:
        return min(1.0, OWN_WEIGHT[example.of.split()[1]] / count) * OFTEN.get(example.accepted[0], 1.0)
    return 1.0 if example.in_domain else OTHER_WEIGHT


def _matrix(rows: Sequence[Sequence[str]], names: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    position = {name: index for index, name in enumerate(names)}
    found = [[position[name] for name in row if name in position] for row in rows]
    ends = np.cumsum([0, *map(len, found)])
    columns = np.fromiter((index for row in found for index in row), dtype=np.int32)
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(names)))


def _steps(judged: Sequence[Judged]) -> tuple[list[float], list[float]]:
    """Return rising probabilities and the shares that were right at them; each request counts as it does for learning."""
    from sklearn.isotonic import IsotonicRegression

    some = [one for one in judged if (one.intent, one.confidence) != NEVER_SEEN]
    ours = _ours(one.example for one in some)
    weights = [_weight(one.example, ours[one.example.of, one.example.accepted[0]]) for one in some]
    model = IsotonicRegression(y_min=0.0, y_max=1.0).fit([one.confidence for one in some], [float(one.right) for one in some], weights)
    knots = np.unique(np.quantile([one.confidence for one in some], np.linspace(0, 1, KNOTS)))
    return list(knots), list(model.predict(knots))


def _short(numbers: Any) -> list[float]:
    return [float(f"{number:.6g}") for number in numbers]


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """Return what the manifest says of requests that were not learnt from."""
    mine = [one for one in judged if one.example.in_domain]
    others = [one for one in judged if not one.example.in_domain]
    acting = [one for one in judged if one.intent in LEAST and not one.right]
    return {
        "requests": len(judged),
        "right in domain": _share(mine),
        "fair out of domain": _share(others),
        "an acting intent wrongly": round(len(acting) / max(1, len(judged)), 4),
        "calibration error in domain": round(calibration_error(mine), 4),
        "sure (0.6) in domain": round(sum(one.confidence >= 0.6 for one in mine) / max(1, len(mine)), 4),
    }


def _share(judged: Sequence[Judged]) -> float:
    return round(sum(one.right for one in judged) / max(1, len(judged)), 4)


def main(folder: Path, date: str) -> None:
    """Write weights and manifest."""
    public, own = corpora.public(folder), corpora.own()
    manifest: dict[str, Any] = {
        "date": date,
        "vocabulary": corpora.VOCABULARY.version,
        "sources": {
            name: {"licence": licence, "sha256": hashlib.sha256((folder / file).read_bytes()).hexdigest()}
            for name, (file, licence) in SOURCES.items()
        },
        "languages": {},
    }
    TARGET.mkdir(exist_ok=True)
    for language in LANGUAGES:
        examples = [one for one in (*public, *own) if one.language == language]
        weights, judged = learnt(examples)
        (TARGET / f"{language}.weights").write_bytes(weights)
        told = Classifier.read(weights)
        manifest["languages"][language] = {
            "sha256": hashlib.sha256(weights).hexdigest(),
            "features": len(told.features),
            "learnt from": dict(Counter(one.of for one in examples)),
            "masked forms": len({one.tokens for one in examples}),
            "not learnt from": {
                of: figures([one for one in judged if one.example.of == of]) for of in dict.fromkeys(one.of for one in examples)
            },
        }
        print(language, len(weights), json.dumps(manifest["languages"][language], indent=1, ensure_ascii=False))
    (TARGET / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2])
