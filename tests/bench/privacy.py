"""`make bench-privacy`: how much of what is private gets past the redactor, and what that costs, on public corpora.

Counting rules. A marked span leaks *word for word* when an occurrence of it (case-insensitive, whole words) leaves with no part
masked; *in part* when a word of it of three letters or more, or a digit, leaves from where it stands. *Intent kept* is the
accuracy on masked text divided by that on plain text. Texts are distinct. Beside each figure stands what Presidio's pattern
recognisers (without a language model) let through of the same texts, in the same run.
"""

import itertools
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rich.console import Console

from private_llm.domain.redaction import redact
from private_llm.domain.redaction.content import TIMES
from private_llm.domain.redaction.framing import BARE_WORDS
from shared.schemas.interpretation import Word
from shared.vocabulary import LANGUAGES
from tests.bench import corpora
from tests.bench.corpora import Annotated
from tests.bench.curves import english_curve, finnish_curve
from tests.bench.figures import Figure, percentile, report
from tests.bench.generated import generated
from tests.bench.visible import GONE, SEED, VOCABULARY, WORDS, intent_kept, leaks, masked_tokens, others_masked, ours, presidio, reference
from tools.build_classifier import fitted, judge
from tools.corpora import Example

GENERATED = 100_000


def span_figures(name: str, entries: list[Annotated], kinds: set[str], goal: float) -> Iterator[Figure]:
    """Leaks of some kinds of span, ours and Presidio's."""
    entries = [entry for entry in entries if any(kind in kinds for kind, _, _ in entry.spans)]
    texts = [entry.text for entry in entries]
    whole, partly, count = leaks(entries, ours(texts), kinds)
    base, base_partly, _ = leaks(entries, presidio(texts), kinds)
    method = f"{count} spans in {len(texts)} distinct texts; baseline: Presidio's pattern recognisers on the same texts"
    yield Figure(f"{name}, word for word", whole, "%", base, whole / base if base else None, f"≤ {goal:g} %", whole <= goal, method)
    yield Figure(f"{name}, in part", partly, "%", base_partly, partly / base_partly if base_partly else None, "", True, method)


def generated_figure() -> Figure:
    """How many generated texts let a secret or a digit out."""
    pairs = generated(GENERATED)
    shown = ours([text for text, _ in pairs])
    out = sum(_lets_out(visible, secret) for visible, (_, secret) in zip(shown, pairs, strict=True))
    some = pairs[:3000]
    base = sum(_lets_out(visible, secret) for visible, (_, secret) in zip(presidio([text for text, _ in some]), some, strict=True))
    method = f"{GENERATED} texts with a mail, phone, card, IBAN, code or other digits, seed {SEED}; baseline: Presidio on the first {len(some)}, per {GENERATED}"  # fmt: skip
    return Figure("generated secrets that get out", out, "texts", base * GENERATED / len(some), None, "0", out == 0, method)


def _lets_out(visible: str, secret: str) -> bool:
    return any(map(str.isdigit, visible)) or secret.lower() in visible.lower()


def finnish_figures() -> Iterator[Figure]:
    """Persons that leak and other tokens that are masked, with the curve of what a longer list would cost."""
    entries = corpora.finnish()
    texts = [entry.text for entry in entries]
    base, _, _ = leaks(entries, presidio(texts), {"PER"})
    whole, _, count = leaks(entries, ours(texts, ("fi",)), {"PER"})
    leaving = [entry for entry in entries if redact(entry.text, VOCABULARY, ("fi",)).leaves]
    masked = others_masked(leaving, ours([entry.text for entry in leaving], ("fi",)))
    listed = others_masked(entries, ours(texts, ("fi",), VOCABULARY))
    method = f"{count} persons in {len(texts)} sentences of Finnish news and blogs (Turku NER), read as requests; baseline: Presidio"
    yield Figure("Finnish persons, word for word", whole, "%", base, whole / base if base else None, "≤ 1 %", whole <= 1, method)
    method = f"tokens outside marked spans, punctuation among them, of which no part leaves, in the {len(leaving)} sentences that may leave; baseline: Presidio"  # fmt: skip
    base = others_masked(leaving, presidio([entry.text for entry in leaving]))
    yield Figure("Finnish, other tokens masked of what leaves", masked, "%", base, None, "≤ 35 %", masked <= 35, method)
    method = "the same for the local classifier, in all sentences"
    yield Figure("Finnish, other tokens on no word list", listed, "%", others_masked(entries, presidio(texts)), None, "", True, method)


SAID = {
    "en": ("call the plumber", "velvet walrus", "anna and the tulips", "i am leaving him", "the scan is positive", "anna@example.org", "pay 500 euros to him"),
    "fi": ("soita putkimiehelle", "sametti mursu", "anna ja tulppaanit", "haluan erota", "hän lyö minua", "maksan 500 euroa lääkärille"),
}  # fmt: skip
NAMED = {
    "en": ("anna", "Anna Virtanen", "velvet walrus", "helsinki", "dentist", "tulip catalogue", "the doctor", "my mother's scan results", "money for the rent", "flight 123"),
    "fi": ("anna", "Anna Virtanen", "samettimursu", "helsinki", "hammaslääkäri", "tulppaanit", "lääkärin tulokset", "rahat vuokraan"),
}  # fmt: skip
OPENED = {
    "en": ("remember that {}", "remind me to {} tomorrow at nine", "tell bob that {}", "note {}", "send bob a message saying {}", "draft a reply to bob saying {}", "also remember that {}", "can you please tell bob {}", "search for {}", "don't forget {}"),
    "fi": ("muista että {}", "muistuta minua {} huomenna", "kerro pekalle että {}", "laita muistiin {}", "moi muista että {}", "voitko muistaa että {}", "pidä mielessä että {}"),
}  # fmt: skip
ELSEWHERE = {
    "en": ("what is {}", "where is {}", "who is {}", "find {}", "call {}", "show my notes on {}", "when is {}", "what did {} say", "add {} to my list", "cancel {}", "is {} on my calendar", "move {} to friday", "could you please find {}"),
    "fi": ("mikä on {}", "missä on {}", "kuka on {}", "etsi {}", "soita {}", "milloin on {}", "lisää {} listalle", "peru {}", "voisitko etsiä {}", "siirrä {} perjantaille"),
}  # fmt: skip
"""Requests, and what two people may want to be kept secret in them: all of it takes one form when it leaves."""


def same_bytes_figures() -> Iterator[Figure]:
    """Pairs of requests that differ in private content only: whether the same leaves."""
    for name, templates, private, goal in (("after an opener", OPENED, SAID, 100), ("elsewhere", ELSEWHERE, NAMED, 95)):
        pairs = [
            [redact(template.format(content), VOCABULARY, LANGUAGES).text(VOCABULARY) for content in contents]
            for language in LANGUAGES
            for template in templates[language]
            for contents in itertools.combinations(private[language], 2)
        ]
        same = 100 * sum(first == second for first, second in pairs) / len(pairs)
        yield Figure(f"the same leaves whatever is private, {name}", same, "%", None, None, f"≥ {goal} %", same >= goal, f"{len(pairs)} pairs of requests")  # fmt: skip


def frame_figures() -> Iterator[Figure]:
    """What leaves with nothing masked, and sentences of everyday words that leave with nothing of them masked."""
    texts = [entry.text for entries in (corpora.hwu64(), corpora.clinc150(), corpora.snips()) for entry in entries]
    leaving = [redaction for redaction in (redact(text, VOCABULARY, LANGUAGES) for text in texts) if redaction.leaves]
    bare = [one for one in leaving if all(isinstance(entry.item, Word) for entry in one.framed)]
    long = 100 * sum(len(one.framed) > BARE_WORDS for one in bare) / len(leaving)
    method = f"{len(leaving)} of {len(texts)} requests of three corpora may leave, {len(bare)} of them as bare commands of at most {BARE_WORDS} words"
    yield Figure("nothing masked outside bare commands", long, "%", None, None, "≤ 2 %", long <= 2, method)
    told = [redact(text, VOCABULARY, LANGUAGES) for text in corpora.meaning()]
    whole = [one for one in told if one.leaves and all(entry.kind is None or entry.kind in TIMES for entry in one.framed)]
    share = 100 * len(whole) / len(told)
    yield Figure("sentences of meaning that leave whole", share, "%", None, None, "≤ 1 %", share <= 1, f"{len(told)} sentences of everyday words; dates and times count as shown")  # fmt: skip


def intent_figures() -> Iterator[Figure]:
    """Accuracy on masked text against plain text: our classifier's algorithm, and a linear model of others."""
    for name, entries in (("home assistant", corpora.hwu64()), ("seven skills", corpora.snips()), ("150 intents", corpora.clinc150())):
        kept, plain = intent_kept(entries, VOCABULARY)
        cut = len(entries) * 4 // 5
        method = f"TF-IDF of words and pairs, logistic regression, {cut} requests to learn from, {len(entries) - cut} to test, mean of three cuts; baseline: accuracy on plain text"  # fmt: skip
        yield Figure(f"intent kept, linear model, {name}", kept, "%", plain, None, "≥ 97 %", kept >= 97, method)
    ours_masked, ours_plain = (_own_accuracy(corpora.hwu64(), read) for read in (masked_tokens, lambda text: WORDS.findall(text.lower())))
    kept = 100 * ours_masked / ours_plain
    method = "our own classifier, trained on 3000 home-assistant requests, tested on 1000; baseline: the same on plain text"
    yield Figure("intent kept, our classifier, home assistant", kept, "%", 100 * ours_plain, None, "≥ 97 %", kept >= 97, method)


def _own_accuracy(entries: list[Annotated], read: Callable[[str], list[str]]) -> float:
    random.Random(SEED).shuffle(entries)
    some = [Example("hwu64", "", entry.text, entry.text, tuple(read(entry.text)), "en", (entry.intent,)) for entry in entries[:4000]]
    return sum(one.right for one in judge(fitted(some[:3000]), some[3000:])) / 1000


def speed_figures() -> Iterator[Figure]:
    """Short requests a second on one core, and the slowest of a hundred."""
    texts = [entry.text for entry in corpora.hwu64() if len(entry.text) <= 80]
    for text in texts[:500]:
        redact(text, VOCABULARY, LANGUAGES).text(VOCABULARY)
    framed = []
    for text in texts:
        began = time.perf_counter()
        redact(text, VOCABULARY, LANGUAGES).text(VOCABULARY)
        framed.append(time.perf_counter() - began)
    times = []
    for text in texts:
        began = time.perf_counter()
        redact(text, VOCABULARY, LANGUAGES)
        times.append(time.perf_counter() - began)
    rate, base = len(times) / sum(times), 1000 / reference("presidio", texts[:1000])["ms"]
    method = (
        f"{len(texts)} home-assistant requests of at most 80 characters, one thread, both languages; baseline: Presidio on 1000 of them"
    )
    yield Figure("short requests a second", rate, "1/s", base, rate / base, "≥ 10000/s", rate >= 10_000, method)
    yield Figure(
        "the same, framed for the cloud", len(framed) / sum(framed), "1/s", None, None, "", True, "only where the cloud may be asked"
    )
    slow = percentile(times, 0.99) * 1000
    yield Figure("short request, p99", slow, "ms", 1000 / base, slow * base / 1000, "< 1 ms", slow < 1, method)


def other_languages() -> Iterator[Figure]:
    """Share of requests in languages that the product does not know which stay on the machine."""
    texts = [entry.text for language in ("de", "da", "it", "nl") for entry in corpora.xsid(language)]
    stay = 100 * sum(not redact(text, VOCABULARY, LANGUAGES).leaves for text in texts) / len(texts)
    masked = 100 * sum(visible.count(GONE) for visible in ours(texts)) / sum(map(len, texts))
    method = f"{len(texts)} German, Danish, Italian and Dutch requests (xSID); they are planned here, since nearly all of them is masked"
    yield Figure("other languages: requests that stay", stay, "%", None, None, "", True, method)
    yield Figure("other languages: characters masked", masked, "%", None, None, "", True, method)


def main() -> int:
    if not corpora.FOLDER.is_dir():
        print("bench-privacy: the corpora are not here. Put hwu64, snips, clinc150, fb-alarm-reminder, presidio-research, turku-ner-fi and xsid into one folder and name it in CORPORA; tests/bench/corpora.py says which.", file=sys.stderr)  # fmt: skip
        return 1
    console = Console()
    console.print(f"The word list: {', '.join(f'{len(VOCABULARY.ids[language])} {language}' for language in LANGUAGES)}. Measuring; about four minutes …")  # fmt: skip
    home = corpora.hwu64()
    figures = [
        *span_figures("reminder texts", corpora.reminders(), {"reminder/todo"}, 4),
        *span_figures(
            "home assistant: person, place, business, e-mail", home, {"person", "place_name", "business_name", "email_address"}, 5
        ),
        *span_figures("home assistant: persons", home, {"person"}, 0.5),
        *span_figures(
            "synthetic personal data", synthetic := corpora.synthetic(), {kind for entry in synthetic for kind, _, _ in entry.spans}, 0.5
        ),
        generated_figure(),
        *finnish_figures(),
        *frame_figures(),
        *same_bytes_figures(),
        *intent_figures(),
        *speed_figures(),
        *other_languages(),
    ]
    report(figures, console, "bench-privacy.json")
    finnish_curve(console)
    english_curve(console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
