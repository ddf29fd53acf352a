"""What still shows of a text after our redactor and after that of others, and how much of what is private shows in it."""

import json
import random
import re
import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from interpreter.domain.rendering import tokens
from private_llm.domain.redaction import redact
from shared.schemas.interpretation import Word
from shared.vocabulary import LANGUAGES, Vocabulary, load
from tests.bench.corpora import Annotated
from tests.bench.figures import ROOT

REFERENCE = ROOT / ".venv-reference" / "bin" / "python"
SEED = 20261125
GONE = "\0"
WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
VOCABULARY = load()


def reference(what: str, given: Any) -> Any:
    """Ask the environment of the others."""
    asked = subprocess.run([str(REFERENCE), str(Path(__file__).with_name("reference.py")), what], input=json.dumps(given), capture_output=True, text=True, check=True)  # fmt: skip
    return json.loads(asked.stdout)


def ours(texts: Sequence[str], languages: tuple[str, ...] = LANGUAGES, vocabulary: Vocabulary | None = None) -> list[str]:
    """What leaves after our redactor: the words of frames, where they stand; of another word list, the words that it has."""
    found = []
    for text in texts:
        shown = [GONE] * len(text)
        redaction = redact(text, vocabulary or VOCABULARY, languages)
        for entry in redaction.items if vocabulary else redaction.framed:
            if isinstance(entry.item, Word):
                shown[entry.start : entry.end] = text[entry.start : entry.end]
        for place in (place for place, character in enumerate(text) if not character.isalnum()):
            shown[place] = text[place]
        found.append("".join(shown))
    return found


def presidio(texts: Sequence[str]) -> list[str]:
    """What is left after Presidio's pattern recognisers."""
    found = []
    for text, spans in zip(texts, reference("presidio", list(texts))["spans"], strict=True):
        shown = list(text)
        for start, end in spans:
            shown[start:end] = GONE * (end - start)
        found.append("".join(shown))
    return found


def leaks(entries: Sequence[Annotated], shown: Sequence[str], kinds: set[str]) -> tuple[float, float, int]:
    """Return the shares (%) of spans that leak word for word and in part, and how many spans there are."""
    spans = whole = partly = 0
    for entry, visible in zip(entries, shown, strict=True):
        for kind, start, end in entry.spans:
            parts = WORDS.findall(entry.text[start:end])
            if kind in kinds and parts:
                spans += 1
                phrase = rf"(?<!\w){'[^A-Za-z0-9]+'.join(map(re.escape, parts))}(?!\w)"
                whole += re.search(phrase.replace("[^A-Za-z0-9]+", rf"[^\w{GONE}]+"), visible, re.IGNORECASE) is not None
                left = WORDS.findall(visible[start:end].replace(GONE, " "))
                partly += any((len(word) >= 3 and word in parts) or any(map(str.isdigit, word)) for word in left)
    return 100 * whole / max(spans, 1), 100 * partly / max(spans, 1), spans


def others_masked(entries: Sequence[Annotated], shown: Sequence[str]) -> float:
    others = masked = 0
    for entry, visible in zip(entries, shown, strict=True):
        for token in re.finditer(r"\S+", entry.text):
            if not any(start < token.end() and token.start() < end for _, start, end in entry.spans):
                others += 1
                masked += GONE in visible[token.start() : token.end()]
    return 100 * masked / max(others, 1)


def intent_kept(entries: list[Annotated], vocabulary: Vocabulary) -> tuple[float, float]:
    """Return intent kept and plain accuracy (%), the mean of three ways to cut a set into learning and test."""
    kept, plain_scores = [], []
    for seed in range(3):
        order = entries[:]
        random.Random(SEED + seed).shuffle(order)
        cut = len(order) * 4 // 5
        plain = [(" ".join(WORDS.findall(entry.text.lower())), entry.intent) for entry in order]
        masked = [(" ".join(masked_tokens(entry.text, vocabulary)), entry.intent) for entry in order]
        scores = [reference("linear", {"train": texts[:cut], "test": texts[cut:]}) for texts in (masked, plain)]
        kept.append(100 * scores[0] / scores[1])
        plain_scores.append(100 * scores[1])
    return statistics.mean(kept), statistics.mean(plain_scores)


def masked_tokens(text: str, vocabulary: Vocabulary = VOCABULARY) -> list[str]:
    """Return a request as the interpreter's classifier reads it."""
    return tokens(tuple(entry.item for entry in redact(text, vocabulary, ("en",)).items), vocabulary)
