"""Which sentences of a conversation say most of what is said in it: LexRank (Erkan and Radev, 2004) over sentences with who said them."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from private_llm.domain.saying import reported
from shared.stopwords import telling

END = re.compile(r"(?<=[.!?…])(?<!\b[MDS][rst]\.)(?<!\bMrs\.)(?<!\bklo\.)(?:(?<!\d\.)|(?=\s+[A-ZÅÄÖ]))\s+|\n+")
WORD = re.compile(r"[^\W_]+")
ALIKE, DAMPING, ROUNDS, SETTLED = 0.1, 0.85, 50, 1e-3
OPENING, OPENED = 2, 0.8
"""What a conversation begins with says more than its rank: so many sentences, by so much."""
FEW = 2
"""A sentence with fewer words that tell something says nothing alone."""
LEAST_WORDS, SHARE = 12, 0.05


@dataclass(frozen=True, repr=False)
class Sentence:
    """One sentence: in which message it stands, who said it, and whether a conversation begins there."""

    message: int
    who: str
    text: str
    opens: bool = False


def sentences(number: int, who: str, text: str, *, opens: bool = False) -> list[Sentence]:
    """Cut a message."""
    return [Sentence(number, who, part.strip(), opens) for part in END.split(text) if WORD.search(part)]


def weights(said: Sequence[Sentence]) -> list[float]:
    """Return how much each sentence says of the whole, in about -2 to 3."""
    opening = _opening(said)
    return [
        math.log(0.2 + len(said) * rank) + OPENED * (number in opening) - 9 * (len(telling(reported.without_fillers(one.text))) < FEW)
        for number, (one, rank) in enumerate(zip(said, ranks(said), strict=True))
    ]


def best(said: Sequence[Sentence]) -> list[Sentence]:
    """Return what is said in a few words, in its order: the more, the longer it was."""
    lengths = [len(WORD.findall(one.text)) for one in said]
    most, found = LEAST_WORDS + SHARE * sum(lengths), list[int]()
    weighed = weights(said)
    for number in sorted(range(len(said)), key=lambda number: -weighed[number]):
        taken = sum(lengths[one] for one in found)
        if taken >= most:
            break
        if not found or taken + lengths[number] <= most + 4:
            found.append(number)
    return [said[number] for number in sorted(found)]


def _opening(said: Sequence[Sentence]) -> set[int]:
    begins = [number for number, one in enumerate(said) if one.opens and (number == 0 or said[number - 1].message != one.message)]
    return {number + step for number in begins or [0] for step in range(OPENING)}


def ranks(said: Sequence[Sentence]) -> list[float]:
    """Return where a reader ends up who goes on from sentence to sentence by likeness."""
    near = _near([Counter(word.casefold() for word in WORD.findall(one.text)) for one in said])
    ranks = [1 / max(1, len(said))] * len(said)
    for _ in range(ROUNDS):
        passed = [rank / len(others) for rank, others in zip(ranks, near, strict=True)]
        before, ranks = ranks, [(1 - DAMPING) / len(said) + DAMPING * sum([passed[other] for other in others]) for others in near]
        if max((abs(new - old) for new, old in zip(ranks, before, strict=True)), default=0.0) < SETTLED / len(said):
            break
    return ranks


def _near(counted: Sequence[Counter[str]]) -> list[list[int]]:
    """Return which sentences are alike, each like itself: by the cosine of their words, rare ones first."""
    often = Counter(word for words in counted for word in words)
    vectors = [{word: n * (1 + math.log(len(counted) / often[word])) for word, n in words.items()} for words in counted]
    lengths = [math.sqrt(sum(value * value for value in vector.values())) for vector in vectors]
    having: dict[str, list[int]] = defaultdict(list)
    near: list[list[int]] = [[number] for number in range(len(vectors))]
    for number, vector in enumerate(vectors):
        shared: Counter[int] = Counter()
        for word, value in vector.items():
            for other in having[word]:
                shared[other] += value * vectors[other][word]  # type: ignore[assignment]
            having[word].append(number)
        for other, product in shared.items():
            if product > ALIKE * lengths[number] * lengths[other]:
                near[number].append(other)
                near[other].append(number)
    return near
