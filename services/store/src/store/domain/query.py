"""What a person looks for, read into terms: each word in the ways that it may be written, as an FTS5 expression and as a test of a text.

Every word is quoted in an expression, so that nothing that they write is syntax."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from shared.stopwords import telling
from store.domain import stems, telephone

Match = Literal["all", "any"]
WORD = re.compile(r"[^\W_]+")
POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
JOINERS = "-‐‑'’.&/"
"""What may stand inside of a word that others write as one: Wi-Fi, e-mail."""
JOINED = re.compile(rf"(?<=[^\W_])[{re.escape(JOINERS)}](?=[^\W_])")
WORD_LIMIT = 24
MARK = ("⟦", "⟧")
SNIPPET_WORDS, SNIPPET_CHARACTERS = 24, 400
PREFIX_CHARACTERS = 3
"""Shorter words match whole: a prefix of two letters is in nearly every message."""
STEM_CHARACTERS = 4
LONG = 8
"""What begins with so long a word is a form of it in any language."""
ALIKE = 2
"""So many letters at its beginning no ending changes."""
SPLIT_CHARACTERS = range(4, 13)
EXACT, BEGUN, STEMMED, COMPOUND = 1.0, 0.9, 0.7, 0.5


@dataclass(frozen=True)
class Term:
    """One thing that is looked for: a word, folded, with what else it may begin with, or a telephone number by its digits."""

    word: str
    spelled: str
    """As FTS5 is to read it: it folds words in its own way."""
    others: tuple[str, ...] = ()
    stems: tuple[tuple[str, str], ...] = ()
    """Each with its language."""
    begins: bool = True
    """Whether longer words that begin with it are meant too."""
    number: telephone.Number | None = None

    def expression(self) -> str:
        """Return an FTS5 expression of all that may be meant; it may find more than `fit` lets stand."""
        ways = [_prefix(word) for word in (self.spelled, *self.others)] if self.spelled else []
        ways += [_prefix(stems.begun(self.word, stem, language)) for language, stem in self.stems]
        ways += [f'"{way}"' for way in (self.number.ways() if self.number else _split(self.spelled))]
        return f"({' OR '.join(dict.fromkeys(ways))})"

    def fit(self, word: str) -> float:
        """Return how well a folded word of a text fits, 0 to 1."""
        if not self.others and not word.startswith(self.word[:ALIKE]):
            return 0.0
        for wanted in (self.word, *self.others):
            if word == wanted:
                return EXACT
            if self.begins and len(wanted) >= PREFIX_CHARACTERS and word.startswith(wanted):
                return BEGUN
        if any(stems.alike(stem, word, language) for language, stem in self.stems):
            return STEMMED
        return COMPOUND if any(stems.begins(stem, word, language) for language, stem in self.stems) else 0.0


class _Plain(dict[int, int | None]):
    """What is left of characters without what is only set above or below others; each is looked at once."""

    def __missing__(self, character: int) -> int | None:
        self[character] = None if unicodedata.combining(chr(character)) else character
        return self[character]


PLAIN = _Plain()


def read(text: str, match: Match) -> list[Term]:
    """Return what a text looks for. In questions (`any`) words that only ask are left out, unless there are no others, and words lose
    their endings."""
    plain = POSSESSIVE.sub("", unicodedata.normalize("NFC", text.replace("\0", " ")))
    terms = []
    for start, end, number in telephone.find(plain):
        terms.append(Term("", "", number=number))
        plain = plain[:start] + " " * (end - start) + plain[end:]
    words = [(found[0], whole) for whole in _wholes(plain) for found in WORD.finditer(whole)]
    asked = set(telling(plain)) if match == "any" else set()
    spoken = stems.languages(plain) if match == "any" else ()
    kept = [one for one in words if one[0] in asked] or ([] if terms and match == "any" else words)
    return [*terms, *(_term(word, whole, spoken) for word, whole in dict.fromkeys(kept))][:WORD_LIMIT]


def folded(text: str) -> str:
    """Return a text without case and diacritics."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).translate(PLAIN).casefold()


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, and after two that only a sign joins what they are as one."""
    plain = folded(text)
    if not JOINED.search(plain):
        return WORD.findall(plain)
    found = list(WORD.finditer(plain))
    words = [match[0] for match in found]
    return words + [one[0] + two[0] for one, two in pairwise(found) if two.start() == one.end() + 1 and plain[one.end()] in JOINERS]


def snippet(text: str, looked_for: Sequence[Term]) -> str:
    """Return the part of a text where most of what is looked for is, each word between MARK."""
    found = list(WORD.finditer(text))
    hits = [number for number, match in enumerate(found) if any(term.fit(folded(match[0])) for term in looked_for if term.word)]
    first = max(hits, key=lambda start: (sum(start <= hit < start + SNIPPET_WORDS for hit in hits), -start), default=0)
    begin = max(0, min(first - SNIPPET_WORDS // 4, len(found) - SNIPPET_WORDS))
    shown = found[begin : begin + SNIPPET_WORDS]
    if not shown:
        return text[:SNIPPET_CHARACTERS]
    start = 0 if begin == 0 else shown[0].start()
    end = len(text) if shown[-1] is found[-1] else shown[-1].end()
    pieces, place = [], start
    for number in hits:
        if begin <= number < begin + SNIPPET_WORDS:
            pieces += [text[place : found[number].start()], MARK[0], found[number][0], MARK[1]]
            place = found[number].end()
    whole = "".join([*pieces, text[place:end]])
    return f"{'… ' if start else ''}{whole[:SNIPPET_CHARACTERS]}{' …' if end < len(text) or len(whole) > SNIPPET_CHARACTERS else ''}"


def _wholes(text: str) -> list[str]:
    return re.findall(rf"[^\W_]+(?:[{re.escape(JOINERS)}][^\W_]+)*", text)


def _term(word: str, whole: str, spoken: Sequence[str]) -> Term:
    plain = folded(word)
    joined = folded("".join(WORD.findall(whole)))
    found = tuple((language, stems.stem(plain, language)) for language in spoken if len(plain) >= STEM_CHARACTERS)
    return Term(plain, word, (joined,) if joined != plain else (), found, begins=spoken != stems.WITHOUT_COMPOUNDS or len(plain) >= LONG)


def _prefix(word: str) -> str:
    return f'"{word}"*' if len(word) >= PREFIX_CHARACTERS else f'"{word}"'


def _split(word: str) -> list[str]:
    """Return a word as two in every way: FTS5 keeps Wi-Fi as two."""
    if len(word) not in SPLIT_CHARACTERS or not word.isalpha():
        return []
    return [f"{word[:place]} {word[place:]}" for place in range(1, len(word) - 1)]
