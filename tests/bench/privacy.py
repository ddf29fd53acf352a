"""`make bench-privacy`: how much of what is private gets past the redactor, and what that costs, on public corpora.

Counting rules. A marked span leaks *word for word* when an occurrence of it (case-insensitive, whole words) leaves with no part
masked; *in part* when a word of it of three letters or more, or a digit, leaves from where it stands. *Intent kept* is the
accuracy on masked text divided by that on plain text. Texts are distinct. Beside each figure stands what Presidio's pattern
recognisers (without a language model) let through of the same texts, in the same run.
"""

import itertools
import json
import random
import re
import statistics
import string
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rich.console import Console
from rich.table import Table

from interpreter.domain.rendering import tokens
from private_llm.domain.redaction import redact
from private_llm.domain.redaction.content import TIMES
from private_llm.domain.redaction.framing import BARE_WORDS
from shared.schemas.interpretation import Word
from shared.vocabulary import LANGUAGES, Vocabulary, load
from tests.bench import corpora
from tests.bench.corpora import Annotated
from tests.bench.figures import ROOT, Figure, percentile, report
from tools.build_classifier import fitted, judge
from tools.corpora import Example

REFERENCE = ROOT / ".venv-reference" / "bin" / "python"
SEED = 20261125
GENERATED = 100_000
GONE = "\0"
WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
VOCABULARY = load()
Visible = Callable[[Sequence[str]], list[str]]
"""Texts with every character that does not leave replaced by NUL."""


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


def span_figures(name: str, entries: list[Annotated], kinds: set[str], goal: float) -> Iterator[Figure]:
    """Leaks of some kinds of span, ours and Presidio's."""
    entries = [entry for entry in entries if any(kind in kinds for kind, _, _ in entry.spans)]
    texts = [entry.text for entry in entries]
    whole, partly, count = leaks(entries, ours(texts), kinds)
    base, base_partly, _ = leaks(entries, presidio(texts), kinds)
    method = f"{count} spans in {len(texts)} distinct texts; baseline: Presidio's pattern recognisers on the same texts"
    yield Figure(f"{name}, word for word", whole, "%", base, whole / base if base else None, f"≤ {goal:g} %", whole <= goal, method)
    yield Figure(f"{name}, in part", partly, "%", base_partly, partly / base_partly if base_partly else None, "", True, method)


def generated(count: int) -> list[tuple[str, str]]:
    """Return (text, secret) pairs: mails, phones, cards, IBANs and plain digits in all sorts of requests."""
    made = random.Random(SEED)
    openers = ("what is", "find", "who has", "remind me to call", "is it", "mikä on", "etsi", "muistuta minua", "send this to", "text")
    closers = ("", "please", "tomorrow", "at noon", "kiitos", "again", "in my notes", "or not")
    return [(f"{made.choice(openers)} {secret} {made.choice(closers)}".strip(), secret) for secret in (_secret(made) for _ in range(count))]


def _secret(made: random.Random) -> str:
    digits = "".join(made.choices(string.digits, k=made.randint(1, 19)))
    name = "".join(made.choices(string.ascii_lowercase, k=made.randint(2, 9)))
    groups = made.choice(("", " ", "-", ".")).join(digits[start : start + 4] for start in range(0, len(digits), 4))
    card = digits.ljust(15, "4")[:15]
    return made.choice(
        (
            digits,
            groups,
            f"+358 40 {digits[:7]}",
            f"0{made.randint(40, 50)}-{digits[:7]}",
            f"{name}@{name[::-1]}.{made.choice(('com', 'fi', 'org', 'co.uk'))}",
            f"{name}.{digits[:2]}@example.org",
            f"{card}{_check_digit(card)}",
            f"FI{digits[:2]:0>2} {digits:0<14}"[:22],
            f"{name.upper()}{digits[:4]}",
            f"{digits[:2]}{made.choice('½²③Ⅳ')}{digits}",
            digits.translate({48 + value: 0x660 + value for value in range(10)}),
        )
    )


def _check_digit(digits: str) -> int:
    doubled = [int(digit) for digit in digits[::-1]]
    return -sum([*doubled[1::2], *(sum(divmod(2 * digit, 10)) for digit in doubled[::2])]) % 10


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
    masked = _others_masked(leaving, ours([entry.text for entry in leaving], ("fi",)))
    listed = _others_masked(entries, ours(texts, ("fi",), VOCABULARY))
    method = f"{count} persons in {len(texts)} sentences of Finnish news and blogs (Turku NER), read as requests; baseline: Presidio"
    yield Figure("Finnish persons, word for word", whole, "%", base, whole / base if base else None, "≤ 1 %", whole <= 1, method)
    method = f"tokens outside marked spans, punctuation among them, of which no part leaves, in the {len(leaving)} sentences that may leave; baseline: Presidio"  # fmt: skip
    base = _others_masked(leaving, presidio([entry.text for entry in leaving]))
    yield Figure("Finnish, other tokens masked of what leaves", masked, "%", base, None, "≤ 35 %", masked <= 35, method)
    method = "the same for the local classifier, in all sentences"
    yield Figure("Finnish, other tokens on no word list", listed, "%", _others_masked(entries, presidio(texts)), None, "", True, method)


def _others_masked(entries: Sequence[Annotated], shown: Sequence[str]) -> float:
    others = masked = 0
    for entry, visible in zip(entries, shown, strict=True):
        for token in re.finditer(r"\S+", entry.text):
            if not any(start < token.end() and token.start() < end for _, start, end in entry.spans):
                others += 1
                masked += GONE in visible[token.start() : token.end()]
    return 100 * masked / max(others, 1)


def finnish_curve(console: Console) -> None:
    """Print what lists of the N most frequent Finnish words would mask and leak: why our list is no longer than it is."""
    entries = corpora.finnish()
    texts = [entry.text for entry in entries]
    table = Table("Finnish list", "other tokens masked", "persons in part", "all names in part", box=None, header_style="bold")
    frequent = reference("words", 20_000)
    lists = [(f"{size} most frequent words", tuple(frequent[:size])) for size in (1000, 4000, 8000, 20_000)]
    own = tuple(word for word in VOCABULARY.ids["fi"])
    for name, words in (("ours", own), *lists, ("ours and 8000 most frequent", tuple({*own, *frequent[:8000]}))):
        vocabulary = Vocabulary(0, words, {"fi": {word: number for number, word in enumerate(words)}})
        shown = ours(texts, ("fi",), vocabulary)
        kinds = {kind for entry in entries for kind, _, _ in entry.spans} - {"DATE"}
        figures = (_others_masked(entries, shown), leaks(entries, shown, {"PER"})[1], leaks(entries, shown, kinds)[1])
        table.add_row(name, *(f"{figure:.1f} %" for figure in figures))
    console.print(table)


def english_curve(console: Console) -> None:
    """Print what shorter lists would cost in intents and what putting the denied words back would leak: why ours is what it is."""
    own = list(VOCABULARY.ids["en"])
    denied = [
        word
        for line in (ROOT / "tools" / "denied.txt").read_text(encoding="utf-8").splitlines()
        if line[:1] != "#"
        for word in line.split()
    ]
    frequent = Counter(word for entry in corpora.hwu64() for word in WORDS.findall(entry.text.lower()))
    ranked = sorted(own, key=lambda word: -frequent[word])
    table = Table("English list", "words", "reminder texts in part", "home assistant spans, word for word", "in part", "intent kept", box=None, header_style="bold")  # fmt: skip
    kinds = {"person", "place_name", "business_name", "email_address"}
    home, reminding = corpora.hwu64(), corpora.reminders()
    for name, words in (("500 commonest of ours", ranked[:500]), ("1500 commonest", ranked[:1500]), ("ours", own), ("ours and what is denied", own + denied)):  # fmt: skip
        listed = tuple(dict.fromkeys(words))
        vocabulary = Vocabulary(0, listed, {"en": {word: number for number, word in enumerate(listed)}})
        shown = leaks(home, ours([entry.text for entry in home], ("en",), vocabulary), kinds)
        reminder = leaks(reminding, ours([entry.text for entry in reminding], ("en",), vocabulary), {"reminder/todo"})
        table.add_row(
            name, str(len(listed)), f"{reminder[1]:.1f} %", f"{shown[0]:.2f} %", f"{shown[1]:.1f} %", f"{_kept(home, vocabulary)[0]:.1f} %"
        )
    console.print(table)


def _kept(entries: list[Annotated], vocabulary: Vocabulary) -> tuple[float, float]:
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
        kept, plain = _kept(entries, VOCABULARY)
        cut = len(entries) * 4 // 5
        method = f"TF-IDF of words and pairs, logistic regression, {cut} requests to learn from, {len(entries) - cut} to test, mean of three cuts; baseline: accuracy on plain text"  # fmt: skip
        yield Figure(f"intent kept, linear model, {name}", kept, "%", plain, None, "≥ 97 %", kept >= 97, method)
    ours_masked, ours_plain = (_own_accuracy(corpora.hwu64(), read) for read in (masked_tokens, lambda text: WORDS.findall(text.lower())))
    kept = 100 * ours_masked / ours_plain
    method = "our own classifier, trained on 3000 home-assistant requests, tested on 1000; baseline: the same on plain text"
    yield Figure("intent kept, our classifier, home assistant", kept, "%", 100 * ours_plain, None, "≥ 97 %", kept >= 97, method)


def masked_tokens(text: str, vocabulary: Vocabulary = VOCABULARY) -> list[str]:
    """Return a request as the interpreter's classifier reads it."""
    return tokens(tuple(entry.item for entry in redact(text, vocabulary, ("en",)).items), vocabulary)


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
