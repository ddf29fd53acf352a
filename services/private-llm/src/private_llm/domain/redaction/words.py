"""Words: what is on no published list, or in no published frame, becomes a placeholder, and so does a capital in mid-sentence."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from private_llm.domain.redaction import frames, kinds
from private_llm.domain.redaction.masks import MASKED, Mask, Masks
from shared import stopwords
from shared.schemas.interpretation import Kind
from shared.vocabulary import Vocabulary

TOKEN = re.compile(rf"[^\W_{MASKED}]+(?:['-][^\W_{MASKED}]+)*")
CAPITAL_OK = {"I", "I'm", "I've", "I'll", "I'd"}
CUES = {"call", "tell", "ask", "message", "text", "email", "with", "from", "to", "contact", "who", "soita", "kerro", "sano", "lähetä"}
"""Words after which a masked word is most likely a person."""
UNSHOWN = {Kind.WORD, Kind.PERSON, Kind.PLACE, Kind.ORG}
"""Kinds that a word gets for want of being shown."""
Token = tuple[int, int, int]
"""Word id, start, end."""


class Seen(NamedTuple):
    """A word or a mask, from left to right: `kind` is None for what may be shown if it stands in a frame."""

    start: int
    end: int
    kind: Kind | None
    word: str


class Itemised(NamedTuple):
    """The language, masks and words from left to right, whether a command is among them, and the share of words (0 to 1) that
    are not shown, of those that no layer before has masked."""

    language: str
    items: list[Mask | Token]
    asks: bool
    hidden: float


def itemise(text: str, masks: Masks, vocabulary: Vocabulary, languages: tuple[str, ...]) -> Itemised:
    """Read what no layer has masked word by word; neighbouring masked words are one mask, so that their number stays hidden."""
    row = _row(text, masks)
    words = [seen.word for seen in row if seen.word]
    language, shown = _framed(row, words, vocabulary, languages)
    ids = vocabulary.ids[language]
    found: list[Mask | Token] = [Mask(kinds.of(seen.word) if seen.kind is None else seen.kind, seen.start, seen.end) for seen in row]
    for frame in shown:
        found[frame.start : frame.end] = [(ids[seen.word], seen.start, seen.end) for seen in row[frame.start : frame.end]]
    hidden = 1 - sum(frame.end - frame.start for frame in shown) / len(words) if words else 0.0
    return Itemised(language, _name_people(_merge(found), text), frames.asks(shown), hidden)


def _row(text: str, masks: Masks) -> list[Seen]:
    row = [Seen(mask.start, mask.end, mask.kind, "") for mask in masks.in_order()]
    shadow = masks.shadow
    capitals = text.lower() != text and text.upper() != text  # Who shouts puts no names in capitals, and who whispers neither.
    for match in TOKEN.finditer(shadow):
        start, end = match.span()
        word = match.group().lower()
        named = capitals and text[start].isupper() and _is_name_like(shadow, start, end)
        row.append(Seen(start, end, kinds.of(word) if named else None, word))
    row.sort()
    return row


def _framed(
    row: Sequence[Seen], words: Sequence[str], vocabulary: Vocabulary, languages: tuple[str, ...]
) -> tuple[str, list[frames.Frame]]:
    """Return the language in whose frames most words stand, and those frames; of two alike the one that has more of the words."""
    chosen: tuple[str, list[frames.Frame]] = (languages[0], [])
    best = (0, 0)
    solid = [seen.kind is not None and seen.kind not in UNSHOWN for seen in row]
    joins = [seen.word in stopwords.load() for seen in row]
    for language in languages:
        ids = vocabulary.ids[language]
        known = sum(map(ids.__contains__, words))
        if (known, known) > best:
            shown = frames.found(
                [frames.NO_WORD if seen.kind is not None else ids.get(seen.word, frames.NO_WORD) for seen in row], vocabulary
            )
            shown = frames.without_islands(shown, solid, joins)
            score = (sum(frame.end - frame.start for frame in shown), known)
            if score > best:
                chosen, best = (language, shown), score
    return chosen


def _is_name_like(shadow: str, start: int, end: int) -> bool:
    """Tell whether a capital stands where no sentence begins."""
    before = shadow[:start].rstrip(" \"'(-–")
    return bool(before) and before[-1] not in ".!?\n" and shadow[start:end] not in CAPITAL_OK


def _merge(found: list[Mask | Token]) -> list[Mask | Token]:
    """Join neighbouring words that are not shown; the run is of the kind of the first word in it that has one."""
    merged: list[Mask | Token] = []
    for entry in found:
        last = merged[-1] if merged else None
        if isinstance(entry, Mask) and entry.kind in UNSHOWN and isinstance(last, Mask) and last.kind in UNSHOWN:
            merged[-1] = Mask(entry.kind if last.kind is Kind.WORD else last.kind, last.start, entry.end)
        else:
            merged.append(entry)
    return merged


def _name_people(found: list[Mask | Token], text: str) -> list[Mask | Token]:
    named = list(found)
    for index, (before, entry) in enumerate(pairwise(found), 1):
        if not isinstance(entry, Mask) or entry.kind is not Kind.WORD or isinstance(before, Mask) or not text[entry.start].isupper():
            continue
        if text[before[1] : before[2]].lower() in CUES:
            named[index] = Mask(Kind.PERSON, entry.start, entry.end)
    return named
