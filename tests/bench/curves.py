"""What shorter and longer word lists would cost and leak: why ours is what it is."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from shared.vocabulary import Vocabulary
from tests.bench import corpora
from tests.bench.figures import ROOT
from tests.bench.visible import VOCABULARY, WORDS, intent_kept, leaks, others_masked, ours, reference


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
        figures = (others_masked(entries, shown), leaks(entries, shown, {"PER"})[1], leaks(entries, shown, kinds)[1])
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
            name,
            str(len(listed)),
            f"{reminder[1]:.1f} %",
            f"{shown[0]:.2f} %",
            f"{shown[1]:.1f} %",
            f"{intent_kept(home, vocabulary)[0]:.1f} %",
        )
    console.print(table)
