"""How well questions over long chats are answered, as LoCoMo counts it (Maharana et al., ACL 2024), beside BM25 over the same messages.

Evidence recall@k is the share of the messages that a question rests on among the first k: of an answer's sources, and, for ten, of the
search. An adversarial question counts as left open when nothing is claimed to be sure. `CORPORA` may hold `locomo/dev.json` or
`locomo/locomo10.json`; without, a small set of our own is used (`talks.json`).
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import Stemmer

from private_llm.adapters.bus_archive import BusArchive
from private_llm.domain.conversation import Request, Tools
from private_llm.domain.skills import recall
from private_llm.domain.understanding.meant import Meant
from shared.schemas import archive
from tests.bench.corpora import FOLDER
from tests.bench.figures import Figure
from tests.standins.mind import Mind, NoWriter

OURS = Path(__file__).with_name("talks.json")
WORD = re.compile(r"\w+")
K1, B = 1.5, 0.75
ADVERSARIAL = 5
GOALS = {5: 62.0, 10: 70.0}
OPEN = re.compile(r"I don't know|I found nothing")


class Turn(NamedTuple):
    """One message of a conversation."""

    id: str
    at: datetime
    sender: str
    text: str


class Bm25:
    """Okapi BM25 (Robertson and Zaragoza, 2009) over stemmed words, sender included."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._stem = Stemmer.Stemmer("porter").stemWords
        self._texts = [Counter(self._words(f"{turn.sender} {turn.text}")) for turn in turns]
        self._often = Counter(word for text in self._texts for word in text)
        self._usual = sum(map(len, self._texts)) / max(1, len(self._texts))

    def best(self, question: str, limit: int) -> list[int]:
        """Return the places of the best messages."""
        wanted = self._words(question)
        return sorted(range(len(self._texts)), key=lambda place: -self._score(self._texts[place], wanted))[:limit]

    def _score(self, text: Counter[str], wanted: Sequence[str]) -> float:
        norm = K1 * (1 - B + B * text.total() / self._usual)
        return sum(self._weight(word) * text[word] * (K1 + 1) / (text[word] + norm) for word in wanted)

    def _weight(self, word: str) -> float:
        return math.log(1 + (len(self._texts) - self._often[word] + 0.5) / (self._often[word] + 0.5))

    def _words(self, text: str) -> list[str]:
        found: list[str] = self._stem(WORD.findall(text.lower()))
        return found


def figures() -> Iterator[Figure]:
    """Recall of the product and of BM25, and how many adversarial questions are left open."""
    of, talks = samples()
    ours: dict[int, list[float]] = {5: [], 10: []}
    plain: dict[int, list[float]] = {5: [], 10: []}
    left_open: list[bool] = []
    for sample in talks:
        with TemporaryDirectory() as folder:
            _measure(sample, Mind(Path(folder)), ours, plain, left_open)
    method = f"{len(ours[5])} questions of {of}, a person each conversation; baseline: Okapi BM25 over the stemmed messages"
    for k, goal in GOALS.items():
        value, base = (100 * sum(found[k]) / max(1, len(found[k])) for found in (ours, plain))
        yield Figure(
            f"chats: evidence recall@{k}", value, "%", base, value / base if base else None, f"≥ {goal:g} %", value >= goal, method
        )
    share = 100 * sum(left_open) / max(1, len(left_open))
    yield Figure("chats: adversarial left open", share, "%", None, None, "≥ 60 %", share >= 60, f"{len(left_open)} questions of {of}")


def samples() -> tuple[str, list[dict[str, Any]]]:
    """Return whose talks these are, and the talks: LoCoMo's where they are here, else our own."""
    there = next((path for name in ("dev.json", "locomo10.json") if (path := FOLDER / "locomo" / name).is_file()), OURS)
    return "our own" if there == OURS else f"LoCoMo ({there.name})", json.loads(there.read_text(encoding="utf-8"))


def _measure(
    sample: dict[str, Any], mind: Mind, ours: dict[int, list[float]], plain: dict[int, list[float]], left_open: list[bool]
) -> None:
    turns = turns_of(sample["conversation"])
    _write(mind, turns)
    ids, bm25 = {turn.at: turn.id for turn in turns}, Bm25(turns)
    tools = Tools(BusArchive(mind, mind.person, "asked"), NoWriter())  # type: ignore[arg-type]
    for asked in sample["qa"]:
        evidence = evidence_of(asked, set(ids.values()))
        answer = recall.run(Request("asked", Meant("recall", asked["question"].strip(), "en"), mind.now, "UTC"), tools)
        if asked["category"] == ADVERSARIAL:
            left_open.append(not answer.sources or OPEN.search(answer.text) is not None)
        elif evidence:
            hits = tools.archive.search(asked["question"].strip(), kinds=("message",), match="any", limit=10)
            ours[5].append(_recall([ids.get(source.at, "") for source in answer.sources[:5]], evidence))
            ours[10].append(_recall([ids.get(hit.at, "") for hit in hits], evidence))
            for k in plain:
                plain[k].append(_recall([turns[place].id for place in bm25.best(asked["question"], k)], evidence))


def _recall(found: Sequence[str], evidence: Sequence[str]) -> float:
    return len(set(found) & set(evidence)) / len(evidence)


def evidence_of(asked: dict[str, Any], known: set[str]) -> list[str]:
    ids = [f"D{int(a)}:{int(b)}" for text in asked["evidence"] for a, b in re.findall(r"D:?(\d+):0*(\d+)", text)]
    return [one for one in dict.fromkeys(ids) if one in known]


def turns_of(talk: dict[str, Any]) -> list[Turn]:
    """Return the messages of a conversation, oldest first, a minute apart, as the benchmark's own scripts have them."""
    turns: list[Turn] = []
    for number in sorted(int(match[1]) for key in talk if (match := re.fullmatch(r"session_(\d+)", key))):
        at = datetime.strptime(talk[f"session_{number}_date_time"], "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC)
        for said in talk[f"session_{number}"]:
            at = max(at, turns[-1].at + timedelta(minutes=1)) if turns else at
            shared = f" [shares {said['blip_caption']}]" if said.get("blip_caption") else ""
            turns.append(Turn(said["dia_id"], at, said["speaker"], said["text"].strip() + shared))
    return turns


def _write(mind: Mind, turns: Sequence[Turn]) -> None:
    mind.request(archive.PutRecord(mind.person, "chat", "talk", {"name": "Talk"}), archive.Record)
    for turn in turns:
        fields = {"sender": turn.sender, "at": turn.at.isoformat(), "text": turn.text}
        mind.request(archive.PutChatMessage(mind.person, "talk", fields), archive.ChatPage)
