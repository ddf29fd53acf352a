"""The vocabulary: a word that is not on the published list becomes WORD, and so does a capital in mid-sentence."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from private_llm.domain.redaction import kinds
from private_llm.domain.redaction.masks import MASKED, Mask, Masks
from shared.schemas.interpretation import Kind
from shared.vocabulary import Vocabulary

TOKEN = re.compile(rf"[^\W_{MASKED}]+(?:['-][^\W_{MASKED}]+)*")
CAPITAL_OK = {"I", "I'm", "I've", "I'll", "I'd"}
CUES = {"call", "tell", "ask", "message", "text", "email", "with", "from", "to", "contact", "who", "soita", "kerro", "sano", "lähetä"}
"""Words after which a masked word is most likely a person."""
UNLISTED = {Kind.WORD, Kind.PERSON, Kind.PLACE, Kind.ORG}
"""Kinds that a word gets for want of being listed."""
Token = tuple[int, int, int]
"""Word id, start, end."""


def language_of(tokens: Sequence[str], vocabulary: Vocabulary, languages: tuple[str, ...]) -> str:
    """Return the language that most of the unmasked words are of; the first named wins a tie."""
    if len(languages) == 1:
        return languages[0]
    counts = {language: sum(map(vocabulary.ids[language].__contains__, tokens)) for language in languages}
    return max(languages, key=counts.__getitem__)


class Itemised(NamedTuple):
    """The language, and masks and words from left to right."""

    language: str
    items: list[Mask | Token]


def itemise(text: str, masks: Masks, vocabulary: Vocabulary, languages: tuple[str, ...]) -> Itemised:
    """Read what no layer has masked word by word; neighbouring unknown words are one mask, so that their number stays hidden."""
    shadow = masks.shadow
    spans = [match.span() for match in TOKEN.finditer(shadow)]
    tokens = [shadow[start:end].lower() for start, end in spans]
    language = language_of(tokens, vocabulary, languages)
    ids = vocabulary.ids[language]
    capitals = text.lower() != text and text.upper() != text  # Who shouts puts no names in capitals, and who whispers neither.
    found: list[Mask | Token] = list(masks.in_order())
    for (start, end), token in zip(spans, tokens, strict=True):
        known = ids.get(token)
        if known is None or (capitals and text[start].isupper() and is_name_like(shadow, start, end)):
            found.append(Mask(kinds.of(token), start, end))
        else:
            found.append((known, start, end))
    if len(found) > len(spans):
        found.sort(key=_start)
    return Itemised(language, name_people(_merge(found), text))


def is_name_like(shadow: str, start: int, end: int) -> bool:
    """Tell whether a capital stands where no sentence begins."""
    before = shadow[:start].rstrip(" \"'(-–")
    return bool(before) and before[-1] not in ".!?\n" and shadow[start:end] not in CAPITAL_OK


def _merge(found: list[Mask | Token]) -> list[Mask | Token]:
    """Join neighbouring unknown words; the run is of the kind of the first word in it that has one."""
    merged: list[Mask | Token] = []
    for entry in found:
        last = merged[-1] if merged else None
        if isinstance(entry, Mask) and entry.kind in UNLISTED and isinstance(last, Mask) and last.kind in UNLISTED:
            merged[-1] = Mask(entry.kind if last.kind is Kind.WORD else last.kind, last.start, entry.end)
        else:
            merged.append(entry)
    return merged


def name_people(found: list[Mask | Token], text: str) -> list[Mask | Token]:
    named = list(found)
    for index, (before, entry) in enumerate(pairwise(found), 1):
        if not isinstance(entry, Mask) or entry.kind is not Kind.WORD or isinstance(before, Mask) or not text[entry.start].isupper():
            continue
        if text[before[1] : before[2]].lower() in CUES:
            named[index] = Mask(Kind.PERSON, entry.start, entry.end)
    return named


def _start(entry: Mask | Token) -> int:
    return entry.start if isinstance(entry, Mask) else entry[1]
