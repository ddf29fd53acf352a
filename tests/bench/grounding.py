"""How much of what is false is kept from a person, and how much of what is true is let through, beside telling whatever a model says.

The answers are people's, to the questions of LoCoMo (`recall.py` says where it lies), each put to the check that a model's words go through,
with the messages that it rests on, their neighbours and their days. *True* is the answer to the question; *false* is the answer to another
question of the same talk that names a number or a name which these messages lack.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from private_llm.domain.saying.grounded import Grounds, Unfounded
from private_llm.domain.saying.supported import Passage
from tests.bench.figures import Figure
from tests.bench.recall import ADVERSARIAL, Turn, evidence_of, samples, turns_of

AROUND = 2
SPECIFIC = re.compile(r"\d+|(?<=[a-z,] )[A-Z][a-z]{2,}")


def figures() -> Iterator[Figure]:
    """False answers that are told, and true ones that are not."""
    of, talks = samples()
    tried = [one for talk in talks for one in _tried(talk)]
    told, withheld = [one for _, false in tried for one in false], [not true for true, _ in tried]
    method = f"{{}} answers of people to questions of {of}; baseline: whatever a model says is told"
    wrong, lost = (100 * sum(one) / max(1, len(one)) for one in (told, withheld))
    yield Figure("grounding: false answers told", wrong, "%", 100.0, wrong / 100, "≤ 2 %", wrong <= 2, method.format(len(told)))
    yield Figure("grounding: true answers withheld", lost, "%", 0.0, None, "", True, method.format(len(withheld)))


def _tried(talk: dict[str, Any]) -> Iterator[tuple[bool, list[bool]]]:
    """Yield of each question whether its answer is told, and which answers to the next one are that don't belong here."""
    turns = turns_of(talk["conversation"])
    places = {turn.id: place for place, turn in enumerate(turns)}
    asked = [(str(one["answer"]), evidence_of(one, set(places)), one["question"]) for one in talk["qa"] if one["category"] != ADVERSARIAL]
    answered = [(answer, evidence, question) for answer, evidence, question in asked if evidence]
    for (answer, evidence, question), (other, _, _) in zip(answered, [*answered[1:], *answered[:1]], strict=True):
        found = [turn for one in evidence for turn in turns[max(0, places[one] - AROUND) : places[one] + AROUND + 1]]
        there = " ".join(f"{turn.sender} {turn.text} {turn.at:%A} {turn.at.day} {turn.at:%B %Y}" for turn in found)
        lacking = [detail for detail in SPECIFIC.findall(other) if detail.casefold() not in there.casefold()]
        yield _is_told(answer, question, found), [_is_told(other, question, found)] if lacking else []


def _is_told(answer: str, question: str, found: Sequence[Turn]) -> bool:
    grounds = Grounds.of_passages([Passage(turn.text, turn.at.date(), turn.sender) for turn in found], question)
    try:
        return bool("".join(grounds.guarded(iter(re.findall(r"\S+\s*", answer)))))
    except Unfounded:
        return False
