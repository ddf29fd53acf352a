"""What the classifier learns from and is measured on: requests with the intents of ours that are right, masked by the product's own
redactor.

A data folder holds `hwu64/train.tsv`, `clinc150/train_val.json` and `snips/train.tsv`; `corpora.tsv` says what their intents are here.
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from interpreter.domain.rendering import language_of, tokens
from private_llm.domain.redaction import redact
from shared.schemas.plan import INTENTS
from shared.vocabulary import LANGUAGES, load
from tools import phrasing

FAIR = ("chat", "recall", "find", "help", "unclear")
"""Where a request may end that asks for nothing of ours."""
VOCABULARY = load()


@dataclass(frozen=True)
class Example:
    """A masked request; `of` names where it is from, `group` what it must not be parted from, `accepted` what is right, the best first."""

    of: str
    theirs: str
    text: str
    group: str
    tokens: tuple[str, ...]
    language: str
    accepted: tuple[str, ...]

    @property
    def in_domain(self) -> bool:
        return set(self.accepted) != set(FAIR)

    @property
    def share(self) -> float:
        """A number from 0 to 1 that its group alone decides: what is held back is chosen by it."""
        return int.from_bytes(hashlib.sha256(self.group.encode()).digest()[:4]) / 2**32


@dataclass(frozen=True)
class Mapping:
    """The rows of `corpora.tsv`."""

    rows: tuple[tuple[str, str, re.Pattern[str], tuple[str, ...]], ...]

    @classmethod
    def read(cls) -> "Mapping":
        lines = (Path(__file__).parent / "corpora.tsv").read_text(encoding="utf-8").splitlines()
        cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
        return cls(tuple((of, theirs, re.compile(held, re.IGNORECASE), tuple(ours.split())) for of, theirs, held, ours in cells))

    def of(self, corpus: str, theirs: str, text: str) -> tuple[str, ...]:
        """Return the intents of ours that are right, the best first."""
        return next(ours for of, named, held, ours in self.rows if of in (corpus, "*") and named in (theirs, "*") and held.search(text))


def public(folder: Path) -> list[Example]:
    """Return the requests of the public corpora, distinct by set and text."""
    mapping = Mapping.read()
    rows = [*_table(folder, "hwu64"), *_clinc150(folder), *_table(folder, "snips")]
    distinct = {(of, text.lower()): (of, theirs, text) for of, theirs, text in reversed(rows)}
    made = (example(of, theirs, text, text.lower(), mapping.of(of, theirs, text)) for of, theirs, text in reversed(distinct.values()))
    return [one for one in made if one]


def own(languages: Iterable[str] = LANGUAGES) -> list[Example]:
    """Return our own requests, widened. What is made of one line is never parted."""
    found = []
    for language in languages:
        for line, intents, text in phrasing.requests(language):
            made = example(f"own {language}", intents, text, line, tuple(intents.split()))
            found += [made] if made else []
    return found


def listed(path: Path, of: str) -> list[Example]:
    """Return the requests of a file of ours as they stand."""
    made = (example(of, intents, text, text, tuple(intents.split())) for intents, text in phrasing.read(path).lines)
    return [one for one in made if one]


def example(of: str, theirs: str, text: str, group: str, accepted: tuple[str, ...]) -> Example | None:
    """Return a masked request, or None for what the interpreter would never see."""
    if not set(accepted) <= set(INTENTS):
        raise ValueError(f"{of}, {theirs}: names an unknown intent")
    redaction = redact(text, VOCABULARY, LANGUAGES)
    if not redaction.interpretable:
        return None
    items = tuple(entry.item for entry in redaction.items)
    return Example(of, theirs, text, group, tuple(tokens(items, VOCABULARY)), language_of(items, VOCABULARY), accepted)


def _table(folder: Path, name: str) -> Iterator[tuple[str, str, str]]:
    with (folder / name / "train.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield name, row["intent"], row["text"].strip()


def _clinc150(folder: Path) -> Iterator[tuple[str, str, str]]:
    found = json.loads((folder / "clinc150" / "train_val.json").read_text(encoding="utf-8"))
    for part in ("train", "val", "oos_train", "oos_val"):
        yield from (("clinc150", intent, text.strip()) for text, intent in found[part])
