"""The published words of answers, corrections, pointing and acts: a file a language, in `words/`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

LANGUAGES = ("en", "fi")
STEM = 5
COMMON = frozenset(
    "the and for that this one with about from have remind reminder set move cancel next week day time muistuta että joka myös sitten".split()
)
Act = Literal["remove", "move", "star"]
PART = ("puol", "vart", "yli", "vaille", "vailla", "kymmentä", "viittä")
"""What tells that an hour behind it is not the whole time: "puoli kuuteen"."""
TWICE = re.compile(r"\b(?:klo|kello) klo ", re.IGNORECASE)


@dataclass(frozen=True)
class Lexicon:
    """The words of one language."""

    language: str
    phrases: dict[str, frozenset[str]]
    ordinals: dict[str, int]
    """Word to position, from 1; -1 is the last."""
    hours: dict[str, str]
    """Hours that something is moved to, in words, as digits."""
    acts: dict[str, re.Pattern[str]]
    objects: dict[str, re.Pattern[str]]
    last: re.Pattern[str]
    every: re.Pattern[str]
    alone: re.Pattern[str]
    """Words of moving that are said of reminders only."""
    skip: re.Pattern[str]
    leave: re.Pattern[str]
    """Beginnings that ask for something to be left as it is."""
    needless: re.Pattern[str]
    """Words that say that something is not needed any more, or is done."""
    makes: dict[str, re.Pattern[str]]
    """By which words an intent that adds something is asked for."""
    refusals: re.Pattern[str]
    """Words that ask for something not to be done, or say that it was not."""

    def is_one(self, kind: str, said: str) -> bool:
        """Tell whether something said, in `plain` form, is one of the phrases of a kind."""
        return said in self.phrases[kind]

    def without_fillers(self, said: str) -> str:
        """Return what was said without the fillers at its ends."""
        return self._trimmed(said, "fillers")

    def after(self, kind: str, said: str) -> str | None:
        """Return what follows a phrase of a kind at the beginning, or None when none stands there; the longest phrase counts."""
        for phrase in sorted(self.phrases[kind], key=len, reverse=True):
            if said.startswith(phrase + " "):
                return said[len(phrase) + 1 :]
        return None

    def after_all(self, kind: str, said: str) -> str | None:
        """Return what follows phrases of a kind at the beginning, however many stand there, or None when none does."""
        rest = self.after(kind, said)
        return rest if rest is None else self.after_all(kind, rest) or rest

    def before(self, kind: str, said: str) -> str:
        """Return what was said without phrases of a kind at its end."""
        for phrase in sorted(self.phrases[kind], key=len, reverse=True):
            if said.endswith(" " + phrase):
                return self.before(kind, said[: -len(phrase) - 1])
        return said

    def _trimmed(self, said: str, kind: str) -> str:
        for phrase in self.phrases[kind]:
            if said.startswith(phrase + " "):
                return self._trimmed(said[len(phrase) + 1 :], kind)
            if said.endswith(" " + phrase):
                return self._trimmed(said[: -len(phrase) - 1], kind)
        return said


DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.")


def plain(text: str) -> str:
    """Return a text in lower case, with one blank between words and no marks at its ends or before blanks."""
    words = (
        word if DATE.fullmatch(word) else word.strip('.,!?;:…"“”«»()')  # "17.12." is a day, and "17.12" an hour.
        for word in text.lower().replace("’", "'").split()
    )
    return " ".join(word for word in words if word)


@cache
def load(language: str) -> Lexicon:
    """Read the words of a language."""
    read = tomllib.loads(resources.files(__package__).joinpath(f"words/{language}.toml").read_text(encoding="utf-8"))
    return Lexicon(
        language,
        {name: frozenset(value) for name, value in read.items() if isinstance(value, list)},
        {word: int(position) for position, words in read["ordinals"].items() for word in words},
        read.get("hours", {}),
        {name: _beginnings(words) for name, words in read["acts"].items()},
        {name: _beginnings(words) for name, words in read["objects"].items()},
        _beginnings(read["last"]),
        makes={name: _beginnings(words) for name, words in read["makes"].items()},
        **{name: _beginnings(read[name]) for name in ("every", "alone", "skip", "refusals", "leave", "needless")},
    )


def stems(said: str) -> frozenset[str]:
    """Return the beginnings of the words that something is about: neither short ones nor words of acts and time."""
    return frozenset(word[:STEM] for word in plain(said).split() if len(word) > 2 and word not in COMMON)


def in_digits(said: str) -> str:
    """Return words with the hours that something is moved to in digits: "perjantaille yhdeksäksi"."""
    hours = {hour: digits for language in LANGUAGES for hour, digits in load(language).hours.items()}
    words = said.split()
    told = " ".join(
        f"klo {hours[word.lower()]}" if word.lower() in hours and not (n and words[n - 1].lower().startswith(PART)) else word
        for n, word in enumerate(words)
    )
    return TWICE.sub("klo ", told)


def asks_how_long(said: str) -> bool:
    """Tell whether something said asks how long it takes until something comes, and names nothing."""
    return any(load(language).is_one("how_long_left", plain(said)) for language in LANGUAGES)


def is_pointer(said: str) -> bool:
    """Tell whether something said only points at something: "it", "that one", "sen"."""
    return any(plain(said) in load(language).phrases["pronouns"] for language in LANGUAGES)


def says_nothing(said: str) -> bool:
    """Tell whether something said is but a yes, a no or a word that begins a correction: "no wait", "eiku"."""
    kinds = ("yes", "no", "not_that", "corrects", "fillers", "never_mind")
    return any(words.is_one(kind, words.without_fillers(plain(said))) for words in map(load, LANGUAGES) for kind in kinds)


def names_reminder(said: str) -> bool:
    """Tell whether something said names a reminder, in any language."""
    return any(load(language).objects["reminder"].search(said) for language in LANGUAGES)


def names_calendar(said: str) -> bool:
    """Tell whether something said names an entry of a calendar, in any language."""
    return any(load(language).objects["calendar"].search(said) for language in LANGUAGES)


MA_INFINITIVE = re.compile(r"\w{2,}(?:maan|mään)$")


def is_to_do(said: str) -> bool:
    """Tell whether something said, in `plain` form, begins with a verb in the form of what is to be done."""
    first = said.partition(" ")[0]
    return MA_INFINITIVE.fullmatch(first) is not None or any(first in load(language).phrases["to_do"] for language in LANGUAGES)


def points(said: str) -> bool:
    """Tell whether something said points at something: "it", "that one", "sen"."""
    spoken = f" {plain(said)} "
    return any(f" {pointer} " in spoken for language in LANGUAGES for pointer in load(language).phrases["pronouns"])


def names(intent: str, said: str) -> bool:
    """Tell whether something said holds a word of an intent that adds or changes something, in any language, and none that refuses it."""
    text = said.replace("’", "'")
    languages = [load(language) for language in LANGUAGES]
    held = any(words.makes[intent].search(text) for words in languages if intent in words.makes)
    return held and not any(words.refusals.search(text) for words in languages)


def _beginnings(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})", re.IGNORECASE)
