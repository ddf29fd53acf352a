"""Summaries of dialogues without a model, beside LexRank and the first three sentences, all by one count.

Counting rule: ROUGE-1 F. Words are runs of letters and digits in lower case, nothing is stemmed or left out; those that summary and
reference share are counted as often as both have them; F of precision and recall, mean over the dialogues. Everybody's sentences carry
who says them. What is measured is what a summary calls the main sentences, told as in a chat of two. DialogSum (Chen et al. 2021) is no part
of the product: `CORPORA` names the folder that holds `dialogsum/dev.jsonl`. Without it, some dialogues of our own are measured.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from private_llm.domain.saying import lexrank, reported
from private_llm.domain.saying.lexrank import Sentence
from tests.bench.corpora import FOLDER

OWN = Path(__file__).with_name("dialogues.jsonl")
FIRST = 3
WORD = re.compile(r"[^\W_]+")
Summary = Callable[[Sequence[Sentence]], str]


def dialogues() -> tuple[str, list[tuple[list[Sentence], str]]]:
    """Return where the dialogues are from, and each with its reference."""
    public = FOLDER / "dialogsum" / "dev.jsonl"
    path = public if public.is_file() else OWN
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return ("DialogSum" if path == public else "our own", [(_sentences(one["dialogue"]), one["summary"]) for one in read])


def _sentences(dialogue: str) -> list[Sentence]:
    turns = [line.partition(": ") for line in dialogue.splitlines()]
    return [one for number, (who, _, text) in enumerate(turns) for one in lexrank.sentences(number, who, text, opens=number == 0)]


def ours(said: Sequence[Sentence]) -> str:
    """As the product tells the main sentences of a chat."""
    people = list(dict.fromkeys(one.who for one in said))
    others = {one: next((other for other in people if other != one), "") if len(people) == 2 else "" for one in people}
    return " ".join(reported.told(one.who, others[one.who], one.text) for one in lexrank.best(said))


def plain_lexrank(said: Sequence[Sentence]) -> str:
    """The three sentences of the highest rank, in their order."""
    ranks = lexrank.ranks(said)
    best = sorted(range(len(said)), key=lambda number: -ranks[number])[:FIRST]
    return _labelled([said[number] for number in sorted(best)])


def lead(said: Sequence[Sentence]) -> str:
    """The first three sentences."""
    return _labelled(said[:FIRST])


def _labelled(said: Sequence[Sentence]) -> str:
    return " ".join(f"{one.who}: {one.text}" for one in said)


def rouge_1(summary: str, reference: str) -> float:
    """Return ROUGE-1 F, 0 to 1."""
    one, other = (Counter(WORD.findall(text.lower())) for text in (summary, reference))
    shared = sum((one & other).values())
    return 2 * shared / max(1, sum(one.values()) + sum(other.values()))


def score(summary: Summary, examples: Sequence[tuple[list[Sentence], str]]) -> float:
    """Return the mean, in per cent."""
    return 100 * sum(rouge_1(summary(said), reference) for said, reference in examples) / max(1, len(examples))
