"""`make bench-mind`: how well requests are understood, on public corpora and on our own, beside what the product reached before.

Counting rules. A request is masked by the product's redactor and classified as in the product. *Right* is an intent that
`tools/corpora.tsv` names; out of domain it is an end that is fair there. What is measured was not learnt from: a sixth of each
corpus is held back by a digest of its text and the weights are learnt from the rest; for *without the set*, none of the set is
learnt. *Acting wrongly* counts intents that remove, send or open something up where they are not right.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rich.console import Console
from rich.table import Table

from interpreter.domain.classifier import Classifier
from interpreter.domain.local import LocalInterpreter
from interpreter.handlers import SURE
from private_llm.adapters.ollama_writer import NoWriter
from private_llm.domain import times
from private_llm.domain.ports import Writer
from shared.vocabulary import LANGUAGES, load
from tests.bench import grounding, recall, summaries
from tests.bench.corpora import FOLDER
from tests.bench.figures import ROOT, Figure, percentile, report
from tests.standins.mind import Mind
from tests.standins.planning import Erring
from tests.unit.private_llm.test_conversations import Conversation, conversations, hold
from tools import corpora
from tools.build_classifier import LEAST, Judged, calibration_error, fitted, judge, learnt
from tools.corpora import Example

REFERENCE = ROOT / ".venv-reference" / "bin" / "python"
HELD_BACK = 1 / 6
FINNISH = ROOT / "tests" / "unit" / "interpreter" / "finnish.txt"
DATES = Path(__file__).with_name("dates.tsv")
BEFORE = {"right": 76.0, "fair": 71.0, "dates": 54.0, "dates wrong": 21.0}
"""In per cent, of the classifier and the dates of version 0.1, measured on test parts of the same corpora and on 324 phrases."""


def share(judged: Sequence[bool]) -> float:
    """Return how many are true, in per cent."""
    return 100 * sum(judged) / max(1, len(judged))


def at_least(name: str, value: float, goal: float, method: str, before: float | None = None) -> Figure:
    """A share that is the better the higher it is."""
    return Figure(name, value, "%", before, value / before if before else None, f"≥ {goal:g} %", value >= goal, method)


def at_most(name: str, value: float, unit: str, goal: float, method: str, before: float | None = None) -> Figure:
    """A figure that is the better the lower it is."""
    return Figure(name, value, unit, before, value / before if before else None, f"≤ {goal:g} {unit}".strip(), value <= goal, method)


def held_back(public: list[Example], own: list[Example]) -> list[Judged]:
    """Return what is said of the requests that are held back, learnt from all others."""
    weights, _ = learnt([*(one for one in public if one.share >= HELD_BACK), *own])
    return judge(weights, [one for one in public if one.share < HELD_BACK])


def intents(judged: list[Judged]) -> Iterator[Figure]:
    """English requests: in domain, out of domain, how sure."""
    mine = [one for one in judged if one.example.in_domain]
    others = [one for one in judged if not one.example.in_domain]
    method = f"{len(judged)} requests of HWU64, CLINC150 and SNIPS held back by a digest, learnt from the others and our own; baseline: version 0.1"
    yield at_least("in domain: right", share([one.right for one in mine]), 95, method, BEFORE["right"])
    for of in ("hwu64", "clinc150"):
        yield at_least(f"in domain: right, {of}", share([one.right for one in mine if one.example.of == of]), 95, method)
    yield at_least("out of domain: fair", share([one.right for one in others]), 97, method, BEFORE["fair"])
    yield at_most("an acting intent wrongly", share([_acts_wrongly(one) for one in judged]), "%", 0.3, method)
    yield at_most("calibration error, in domain", calibration_error(mine), "", 0.02, method)
    yield at_least(f"sure (≥ {SURE}), in domain", share([one.confidence >= SURE for one in mine]), 95, method)
    sure = [one.right for one in mine if one.confidence >= SURE]
    yield at_least("right where sure, in domain", share(sure), 95, method)
    yield at_most("to the cloud with a key: unsure", share([one.confidence < SURE for one in judged]), "%", 5, method)


def threshold_table(judged: list[Judged], console: Console) -> None:
    """Print, by confidence, how many requests are planned without the cloud and how many of those rightly."""
    table = Table("the cloud may be asked below", "planned here", "rightly", box=None, header_style="bold")
    for threshold in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        sure = [one.right for one in judged if one.confidence >= threshold]
        name = f"{threshold:.1f}{' (in use)' if threshold == SURE else ''}"
        table.add_row(name, f"{100 * len(sure) / len(judged):.1f} %", f"{share(sure):.1f} %")
    console.print(table)


def without_a_set(public: list[Example], own: list[Example]) -> Iterator[Figure]:
    """Each corpus by weights that have never seen any of it."""
    for of in ("hwu64", "clinc150"):
        weights = fitted([*(one for one in public if one.of != of), *own])
        judged = judge(weights, [one for one in public if one.of == of and one.in_domain])
        method = f"all {len(judged)} requests of {of} that ask for something of ours, learnt from the other corpora and our own"
        yield at_least(f"without the set: right, {of}", share([one.right for one in judged]), 85, method)


def finnish() -> Iterator[Figure]:
    """Our own Finnish requests that nothing is learnt from, by the weights that ship."""
    local = {language: Classifier.load(language) for language in LANGUAGES}
    examples = corpora.listed(FINNISH, "held back")
    judged = [Judged(one, *local[one.language].classify(one.tokens)) for one in examples]
    method = f"{len(judged)} requests of our own that are not learnt from, by the weights that ship"
    yield at_least("Finnish: right", share([one.right for one in judged]), 90, method)
    yield at_most("Finnish: an acting intent wrongly", share([_acts_wrongly(one) for one in judged]), "%", 1, method)


def speed(public: list[Example]) -> Iterator[Figure]:
    """How long it takes to start and to classify, beside something that any Python does."""
    began = time.perf_counter()
    LocalInterpreter(load())
    start = (time.perf_counter() - began) * 1000
    baseline = percentile([_baseline() for _ in range(20)], 0.5)
    yield at_most(
        "start of the classifier", start, "ms", 300, "both languages, once; baseline: sorting 100,000 numbers backwards", baseline
    )
    classifier, times_ms = Classifier.load("en"), []
    for one in public[:5000]:
        began = time.perf_counter()
        classifier.classify(one.tokens)
        times_ms.append((time.perf_counter() - began) * 1000)
    method = f"{len(times_ms)} masked requests, p99; baseline: sorting 100,000 numbers backwards"
    yield at_most("classification, p99", percentile(times_ms, 0.99), "ms", 1, method, baseline)


def _baseline() -> float:
    numbers = [str(number) for number in range(100_000)]
    began = time.perf_counter()
    sorted(numbers, reverse=True)
    return (time.perf_counter() - began) * 1000


def dates() -> Iterator[Figure]:
    """Phrases of our own with the moment that is meant: ours, dateparser and parsedatetime, all on the same phrases."""
    rows = [line.split("\t") for line in DATES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    cases = [(now, phrase, meant.split(" | ")) for now, phrase, meant in rows]
    said = [_resolved(now, phrase) for now, phrase, _ in cases]
    others = {name: _of_others(name, cases) for name in ("dateparser", "parsedatetime")}
    best = max(others, key=lambda name: _dates_right(cases, others[name]))
    right = {name: _dates_right(cases, found) for name, found in others.items()}
    wrong = {name: _dates_wrong(cases, found) for name, found in others.items()}
    method = f"{len(cases)} English and Finnish phrases of our own (dates.tsv) by a clock set by hand; baseline: the better of dateparser ({right['dateparser']:.0f} % right, {wrong['dateparser']:.0f} % wrong) and parsedatetime ({right['parsedatetime']:.0f} %, {wrong['parsedatetime']:.0f} %); version 0.1 had {BEFORE['dates']:g} % right, {BEFORE['dates wrong']:g} % wrong of 324 other phrases"  # fmt: skip
    yield at_least("dates: right", _dates_right(cases, said), 93, method, right[best])
    yield at_most("dates: wrong in silence", _dates_wrong(cases, said), "%", 1, method, wrong[best])


def _resolved(now: str, phrase: str) -> str:
    zone = ZoneInfo("Europe/Helsinki")
    found = times.resolve(phrase, now=datetime.fromisoformat(now).replace(tzinfo=zone), zone=zone.key)
    return f"{found.at.astimezone(zone):%Y-%m-%d %H:%M}" if found else ""


def _of_others(name: str, cases: Sequence[tuple[str, str, list[str]]]) -> list[str]:
    given = json.dumps([[now, phrase] for now, phrase, _ in cases])
    asked = subprocess.run([str(REFERENCE), str(Path(__file__).with_name("reference.py")), name], input=given, capture_output=True, text=True, check=True)  # fmt: skip
    found: list[str] = json.loads(asked.stdout)
    return found


def _dates_right(cases: Sequence[tuple[str, str, list[str]]], said: Sequence[str]) -> float:
    return share([found in meant for (_, _, meant), found in zip(cases, said, strict=True)])


def _dates_wrong(cases: Sequence[tuple[str, str, list[str]]], said: Sequence[str]) -> float:
    return share([bool(found) and found not in meant for (_, _, meant), found in zip(cases, said, strict=True)])


def summed_up() -> Iterator[Figure]:
    """Summaries without a model: ours, LexRank and the first three sentences, all of the same dialogues."""
    of, examples = summaries.dialogues()
    scores = {one: summaries.score(one, examples) for one in (summaries.ours, summaries.plain_lexrank, summaries.lead)}
    others = f"LexRank {scores[summaries.plain_lexrank]:.1f}, the first three sentences {scores[summaries.lead]:.1f}"
    method = f"{len(examples)} dialogues of {of} with a reference, ROUGE-1 F as summaries.py counts it; {others}"
    best = max(scores[summaries.plain_lexrank], scores[summaries.lead])
    yield at_least("summaries without a model: ROUGE-1 F", scores[summaries.ours], 33, method, best)


def conversed() -> Iterator[Figure]:
    """Our own conversations: how many go as they should in all that is said and changed, without a model and with one that errs."""
    ours = conversations()
    for name, tried, writer in (("without a model", ours, NoWriter), ("with a model that errs", ours[::3], Erring)):
        share_held = share([_is_held(one, writer()) for one in tried])
        yield at_least(f"conversations that go as they should, {name}", share_held, 100, f"{len(tried)} of tests/conversations")


def _is_held(conversation: Conversation, writer: Writer) -> bool:
    with TemporaryDirectory() as folder:
        try:
            hold(conversation, Mind(Path(folder), writer=writer, having=conversation.having))
        except AssertionError:
            return False
    return True


def _acts_wrongly(judged: Judged) -> bool:
    return judged.intent in LEAST and not judged.right


def main() -> int:
    if not FOLDER.is_dir():
        print("bench-mind: the corpora are not here. Put hwu64, clinc150 and snips into one folder and name it in CORPORA; tools/corpora.py says which files.", file=sys.stderr)  # fmt: skip
        return 1
    console = Console()
    console.print("Learning and measuring; about eight minutes …")
    public = [one for one in corpora.public(FOLDER) if one.language == "en"]
    own = [one for one in corpora.own(("en",)) if one.language == "en"]
    judged = held_back(public, own)
    figures = [
        *intents(judged),
        *without_a_set(public, own),
        *finnish(),
        *speed(public),
        *dates(),
        *summed_up(),
        *recall.figures(),
        *grounding.figures(),
        *conversed(),
    ]
    report(figures, console, "bench-mind.json")
    threshold_table([one for one in judged if one.example.in_domain], console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
