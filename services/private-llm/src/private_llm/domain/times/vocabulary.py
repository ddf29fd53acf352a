"""The words of time, as `words/<language>.toml` lists them. A language is one such file; all of them are read at once, so that a text
may mix them."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Value = int | float | str
Classes = dict[str, Value]
Words = tuple[str, ...]
ATOM = re.compile(r"\d[\w/]*|[ap]\.m\.?|klo\.|[^\W\d_]+(?:['’][^\W\d_]+)*|\S")
LETTERS = re.compile(r"[^\W\d_]+")
BRACES = re.compile(r"\{([^{}]*)\}")
SILENT = frozenset(
    "a zero past to at ampm in before after every alt once often times except until until_post for from between and of the on about closest"
    " later which last edge half half_to dayth num glued_unit measure label never opener timer wake beginning short_weekday street during by interval same_time no_later no".split()
)
"""Classes of words that tell of no time when they stand alone."""


CLIPPED = ("lta", "ltä", "lla", "llä")
NEAR, FAR = 6, 24
"""Fewest and most letters of a name that a misspelt word may be read as."""
NAMED = frozenset({"weekday", "month", "day"})


@dataclass(frozen=True)
class Lexicon:
    """Every word and phrase: the tokens that it stands for, each a mapping from class to value."""

    entries: Mapping[Words, tuple[Classes, ...]]
    longest: int
    openers: tuple[str, ...]
    """What a request for a reminder begins with, the longest first."""
    shortened: Mapping[str, str]
    """Names of days and months with a letter left out, for the misspelt."""

    def near(self, word: str) -> tuple[Classes, ...] | None:
        """Return what a misspelt name of a day or month means: one letter wrong, missing, too many, or two changed round."""
        if not NEAR <= len(word) <= FAR or (word,) in self.entries:
            return None
        for candidate in (self.shortened.get(short) for short in (word, *_shorter(word))):
            if candidate is not None and candidate[0] == word[0] and abs(len(candidate) - len(word)) < 2:
                return self.entries[(candidate,)]
        return None

    def triggers(self) -> frozenset[str]:
        """Return the words without which, and without a digit, a text holds no time."""
        timely = (words for words, tokens in self.entries.items() if any(kind not in SILENT for token in tokens for kind in token))
        spoken = ({part for word in words for part in LETTERS.findall(word)} for words in timely)
        extra = {words[0] for words, tokens in self.entries.items() if len(words) == 1 and {"short_weekday", "half_to"} & tokens[0].keys()}
        return frozenset().union(*spoken) | extra


def words(text: str) -> Words:
    """Return a text cut into words and signs, as entries and requests are compared."""
    return tuple(atom.replace("’", "'") for atom in ATOM.findall(text.lower()))


@cache
def phrases(language: str) -> Mapping[str, str]:
    """Return how a language says rules of repetition."""
    file = resources.files(__package__ or "").joinpath("words", f"{language}.toml")
    found: Mapping[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))["say"]
    return found


@cache
def lexicon() -> Lexicon:
    """Return all words of all languages."""
    entries: dict[Words, tuple[Classes, ...]] = {}
    folder = resources.files(__package__ or "").joinpath("words")
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        if file.name.endswith(".toml"):
            _read(tomllib.loads(file.read_text(encoding="utf-8")), entries)
    _clip(entries)
    openers = [" ".join(found) for found, tokens in entries.items() if "opener" in tokens[0]]
    entries = {found: tokens for found, tokens in entries.items() if "opener" not in tokens[0]}
    names = [found[0] for found, tokens in entries.items() if len(found) == 1 and len(found[0]) >= NEAR and NAMED & tokens[0].keys()]
    shortened = {short: name for name in names for short in (name, *_shorter(name))}
    return Lexicon(entries, max(len(found) for found in entries), tuple(sorted(openers, key=len, reverse=True)), shortened)


def _clip(entries: dict[Words, tuple[Classes, ...]]) -> None:
    """Add the words of a time as they are spoken, without their end: "aamul", "kolmelt"."""
    for found, tokens in list(entries.items()):
        if len(found) == 1 and found[0].endswith(CLIPPED):
            entries.setdefault((found[0][: -1 if found[0][-2] == "t" else -2],), tokens)


def _shorter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)))


def _read(table: Mapping[str, Any], entries: dict[Words, tuple[Classes, ...]]) -> None:
    lists = table.get("lists", {})
    for forms in table.get("numbers", ()):
        for number, word in numbers(forms):
            _add(entries, word, {forms["class"]: number})
    for kind, meanings in table.items():
        if kind in {"lists", "numbers", "expand", "compounds", "say"}:
            continue
        for value, phrases in meanings.items():
            for phrase in expanded(phrases, lists):
                _add(entries, phrase, {kind: _value(value)})
    for sequence, phrases in table.get("expand", {}).items():
        for phrase in expanded(phrases, lists):
            entries[words(phrase)] = tuple(_named(word, entries) for word in sequence.split())
    for compound in table.get("compounds", ()):
        for head, tail in ((head, tail) for head in compound["heads"].split() for tail in compound["tails"].split()):
            stem = head.removesuffix(compound.get("cut", "")) + compound.get("keep", "")
            both = (entries[(head,)][0], entries[(tail,)][0])
            entries[words(stem + tail)] = entries[words(f"{stem}-{tail}")] = both


def _named(word: str, entries: Mapping[Words, tuple[Classes, ...]]) -> Classes:
    """Return what a word of the file means, or `class:value` itself."""
    kind, colon, value = word.partition(":")
    return {kind: _value(value)} if colon else entries[words(word)][0]


def _add(entries: dict[Words, tuple[Classes, ...]], phrase: str, classes: Classes) -> None:
    entries[words(phrase)] = ({**entries.get(words(phrase), ({},))[0], **classes},)


def expanded(phrases: str, lists: Mapping[str, str]) -> Iterator[str]:
    """Yield the phrases of a list, each brace replaced by each of its parts."""
    for phrase in _outer_split(phrases):
        brace = BRACES.search(phrase)
        if brace is None:
            yield phrase.strip()
            continue
        for part in lists.get(brace[1], brace[1]).split(","):
            yield from expanded(phrase[: brace.start()] + part + phrase[brace.end() :], lists)


def _outer_split(phrases: str) -> list[str]:
    return re.split(r",(?![^{]*\})", phrases)


def _value(key: str) -> Value:
    try:
        return int(key) if key.lstrip("-").isdigit() else float(key)
    except ValueError:
        return key


def numbers(forms: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield numbers and the words that they are said by, in one of their forms."""
    if "words" in forms:
        yield from zip(range(forms["from"], 1000, forms.get("step", 1)), forms["words"].split(), strict=False)
        return
    ones: Sequence[str] = forms["ones"].split()
    joined: Sequence[str] = forms["teen_ones"].split() if "teen_ones" in forms else ones
    yield from enumerate(ones, 1)
    yield 10, forms["ten"]
    for number, word in enumerate(joined, 1):
        yield 10 + number, word + forms["teen"]
        if number > 1:
            yield 10 * number, word + forms["tens"]
            yield from ((10 * number + one, word + forms["tens"] + ending) for one, ending in enumerate(ones, 1))
