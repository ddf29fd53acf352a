"""Where times stand in a text: every rule of the grammar is a regular expression over classes of tokens.

Each token becomes one character that stands for all its classes, so a rule such as `{in}{num}{unit}` is matched by `re` in linear
time, whatever the language of the words. At each token the longest match wins, and of two as long the rule that is listed first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from private_llm.domain.times import between, clocks, days, lengths, repeating, spans
from private_llm.domain.times.tokens import OTHER, SHAPES, Token
from private_llm.domain.times.tokens import tokens as tokenise
from private_llm.domain.times.values import Clock, Day, Link, Meaning, Part, Piece, Reader, Rules, Seen, Unsure
from private_llm.domain.times.vocabulary import lexicon

NAME = re.compile(r"\{(\w+)\}")
LINKS: Rules = (
    ("{dash}|{to}|{until}", lambda _tokens, _seen: Link("to")),
    ("{and}|{comma}", lambda _tokens, _seen: Link("and")),
    ("{between}|{from}", lambda _tokens, _seen: Link("between")),
    ("{except}{the}?|(?<=.){no}{on}?(?={weekdays}|{weekends}|{workdays})", lambda _tokens, _seen: Link("except")),
    ("{later}{in}?|{in}{later}", lambda _tokens, _seen: Link("later")),
    ("{beginning}", lambda _tokens, _seen: Link("start")),
    ("{vague}|{often}", lambda _tokens, _seen: Unsure()),
)
RULES: Rules = (*days.RULES, *spans.RULES, *between.RULES, *clocks.RULES, *lengths.RULES, *repeating.RULES, *LINKS)
TIMELY = frozenset(
    "weekday weekdays month day part parts named special weekend workday workdays weekends season freq every interval".split()
)
"""Words of these classes that stand in no piece are told as not understood; of others only beside a piece."""
MAYBE = frozenset(
    "num hhmm bad unit quarter half_to half ampm oclock hm hmdot dm weak_dm iso dmy dms num_at num_to num_from ord short_weekday".split()
)
SHORT = 300
"""What is longer is no request that is worth remembering."""
SKIPPED = frozenset("the on of about in a at".split())
"""What may stand between two pieces of one time."""


@dataclass(frozen=True)
class Grammar:
    """The rules, compiled for the classes that occur."""

    letters: dict[frozenset[str], str]
    rules: dict[str, tuple[tuple[re.Pattern[str], Reader], ...]]
    """By the letter that stands where they may match, in the order in which they are listed."""

    def write(self, tokens: Sequence[Token]) -> str:
        """Return the tokens as one character each."""
        return "".join(self.letters.get(frozenset(token.classes), self.letters[frozenset({OTHER})]) for token in tokens)


@cache
def grammar() -> Grammar:
    """Return the rules, ready to be matched."""
    entries = (frozenset(token) for tokens in lexicon().entries.values() for token in tokens)
    combined = dict.fromkeys((*SHAPES, *entries))
    letters = {classes: chr(0xE000 + number) for number, classes in enumerate(combined)}
    sets = {name: _of(name, letters) for name in {name for classes in combined for name in classes}}
    rules: dict[str, list[tuple[re.Pattern[str], Reader]]] = {letter: [] for letter in letters.values()}
    for pattern, reader in RULES:
        rule = re.compile(NAME.sub(lambda name: f"[{sets[name[1]]}]", pattern))
        for letter in {letter for name in NAME.findall(pattern) for letter in sets[name]}:
            rules[letter].append((rule, reader))
    return Grammar(letters, {letter: tuple(found) for letter, found in rules.items()})


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern over classes of tokens, to be matched with tokens as they are written."""
    return re.compile(NAME.sub(lambda name: f"[{_of(name[1], grammar().letters)}]", pattern))


def _of(name: str, letters: dict[frozenset[str], str]) -> str:
    return "".join(letter for classes, letter in letters.items() if name in classes)


def pieces(text: str, seen: Seen, *, month_first: bool = False) -> tuple[Sequence[Token], Sequence[Piece]]:
    """Return the tokens of a text, and its times in order, without overlap."""
    return (_remembered if len(text) <= SHORT else _pieces)(text, seen, month_first)


def _pieces(text: str, seen: Seen, month_first: bool) -> tuple[Sequence[Token], Sequence[Piece]]:
    found = tokenise(text, lexicon(), month_first=month_first)
    written = grammar().write(found)
    result: list[Piece] = []
    at = 0
    while at < len(found):
        piece = None if found[at].has(OTHER, "stop", "never") else _at(at, written, found, seen)
        if piece is None:
            at += 1
            continue
        piece = _about(piece, found)
        result.append(piece)
        at = piece.last
    return tuple(found), tuple(result)


_remembered = lru_cache(maxsize=64)(_pieces)
"""One request is read many times over."""


def _about(piece: Piece, found: Sequence[Token]) -> Piece:
    """Take the "ish" that follows a time, or the Finnish words for it, into the time."""
    ends = piece.last < len(found) and found[piece.last].has("ish") and isinstance(piece.value, Clock | Part)
    return replace(piece, last=piece.last + 1, end=found[piece.last].end) if ends else piece


def _at(at: int, written: str, found: Sequence[Token], seen: Seen) -> Piece | None:
    best = None
    for rule, reader in grammar().rules[written[at]]:
        match = rule.match(written, at)
        if match is None or match.end() == at or (best is not None and match.end() <= best.last):
            continue
        value = _meaning(reader, found[at : match.end()], seen)
        if value is not None:
            best = Piece(value, at, match.end(), found[at].start, found[match.end() - 1].end)
    return best


def _last(value: Meaning | None, tokens: Sequence[Token]) -> Meaning | None:
    """Mark a day that "until" stands before."""
    return replace(value, which="until") if isinstance(value, Day) and not value.which and tokens[0].has("until") else value


def _meaning(reader: Reader, tokens: Sequence[Token], seen: Seen) -> Meaning | None:
    """Read the tokens of a match; what lies beyond the calendar is not understood."""
    try:
        return _last(reader(tokens, seen), tokens)
    except (ValueError, OverflowError):
        return Unsure()
