"""Public corpora of what people say to assistants, as the privacy benchmark reads them: texts, and what in them is private.

The files are no part of the product. `CORPORA` names the folder that holds them, by default `../shared/data`.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(os.environ.get("CORPORA") or Path(__file__).resolve().parents[3] / "shared" / "data")
SLOT = re.compile(r"\[([^:\]]+):([^\]]*)\]")


@dataclass(frozen=True)
class Annotated:
    """A text, its intent if it has one, and (kind, start, end) of what is marked in it."""

    text: str
    intent: str
    spans: tuple[tuple[str, int, int], ...]


def hwu64() -> list[Annotated]:
    """Home-assistant requests, lower case (Liu et al. 2019)."""
    return _distinct(_inline(FOLDER / "hwu64" / "train.tsv"))


def snips() -> list[Annotated]:
    """Requests to seven skills (Coucke et al. 2018)."""
    return _distinct(_inline(FOLDER / "snips" / "train.tsv"))


def clinc150() -> list[Annotated]:
    """Requests of 150 intents, without spans (Larson et al. 2019)."""
    found = json.loads((FOLDER / "clinc150" / "train_val.json").read_text(encoding="utf-8"))
    return _distinct(Annotated(text, intent, ()) for part in ("train", "val") for text, intent in found[part])


def reminders() -> list[Annotated]:
    """Alarm, reminder and weather requests (Schuster et al. 2019)."""
    return _distinct(_offsets(FOLDER / "fb-alarm-reminder" / "dev.tsv"))


def synthetic() -> list[Annotated]:
    """Sentences made from templates and fake people (presidio-research)."""
    found = json.loads((FOLDER / "presidio-research" / "synth_dataset_v2.json").read_text(encoding="utf-8"))
    return _distinct(
        Annotated(
            entry["full_text"], "", tuple((span["entity_type"], span["start_position"], span["end_position"]) for span in entry["spans"])
        )
        for entry in found
    )


def meaning() -> list[str]:
    """Sentences of everyday words that tell something private; ours."""
    return [line.split("\t")[1] for line in (FOLDER / "meaning" / "dev.tsv").read_text(encoding="utf-8").splitlines() if "\t" in line]


def finnish() -> list[Annotated]:
    """Finnish news and blog sentences with names (Turku NER, BIO)."""
    blocks = (FOLDER / "turku-ner-fi" / "dev.tsv").read_text(encoding="utf-8").split("\n\n")
    return _distinct(_bio([line.split("\t")[:2] for line in block.splitlines() if "\t" in line]) for block in blocks)


def xsid(language: str) -> list[Annotated]:
    """Requests in one of several languages (van der Goot et al. 2021)."""
    blocks = (FOLDER / "xsid" / f"{language}.valid.conll").read_text(encoding="utf-8").split("\n\n")
    found = []
    for block in blocks:
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        found.append(_bio([[row[1], row[3]] for row in rows]))
    return _distinct(found)


def _inline(path: Path) -> Iterator[Annotated]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        intent, _, marked = line.split("\t")[:3]
        text, spans, position = "", [], 0
        for match in SLOT.finditer(marked):
            text += marked[position : match.start()]
            value = match[2].strip()
            spans.append((match[1].strip(), len(text), len(text) + len(value)))
            text, position = text + value, match.end()
        yield Annotated(text + marked[position:], intent, tuple(spans))


def _offsets(path: Path) -> Iterator[Annotated]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        intent, slots, text = line.split("\t")[:3]
        spans = [entry.split(":", 2) for entry in slots.split(",") if entry]
        yield Annotated(text, intent, tuple((name, int(start), int(end)) for start, end, name in spans))


def _bio(rows: list[list[str]]) -> Annotated:
    text, spans = "", []
    for token, tag in rows:
        start = len(text) + bool(text)
        text = f"{text} {token}" if text else token
        if tag.startswith("I-") and spans:
            spans[-1][2] = len(text)
        elif tag != "O":
            spans.append([tag[2:], start, len(text)])
    return Annotated(text, "", tuple((kind, start, end) for kind, start, end in spans))


def _distinct(found: Iterator[Annotated] | list[Annotated]) -> list[Annotated]:
    return list({entry.text: entry for entry in found if entry.text.strip()}.values())
