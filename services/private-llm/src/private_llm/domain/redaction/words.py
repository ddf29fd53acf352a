"""The vocabulary: a word that is not on the published list becomes WORD, and so does a capital in mid-sentence."""

import re
from itertools import pairwise

from private_llm.domain.redaction.masks import MASKED, Mask, Masks
from shared.schemas.interpretation import Kind
from shared.vocabulary import Vocabulary

TOKEN = re.compile(rf"[^\W_{MASKED}]+(?:['-][^\W_{MASKED}]+)*|{MASKED}+", re.UNICODE)
CAPITAL_OK = {"I", "I'm", "I've", "I'll", "I'd"}
CUES = {"call", "tell", "ask", "message", "text", "email", "with", "from", "to", "contact", "who", "soita", "kerro", "sano", "lähetä"}
"""Words after which a masked word is most likely a person."""
Token = tuple[int, int, int]
"""Word id, start, end."""


def language_of(text: str, masks: Masks, vocabulary: Vocabulary, languages: tuple[str, ...]) -> str:
    """Return the language that most of the unmasked words are of; the first named wins a tie."""
    counts = dict.fromkeys(languages, 0)
    for match in TOKEN.finditer(masks.shadow(text)):
        for language in vocabulary.languages_of(match.group().lower()) & set(languages):
            counts[language] += 1
    return max(languages, key=lambda language: counts[language])


def itemise(text: str, masks: Masks, vocabulary: Vocabulary, language: str) -> list[Mask | Token]:
    """Return masks and words from left to right; neighbouring unknown words are one mask, so that their number stays hidden."""
    shadow = masks.shadow(text)
    shouting = text.upper() == text and text.lower() != text
    found: list[Mask | Token] = list(masks.in_order())
    for match in TOKEN.finditer(shadow):
        if match.group().startswith(MASKED):
            continue
        word = match.group()
        known = vocabulary.id_of(word.lower(), language)
        capital = word[0].isupper() and not shouting and word not in CAPITAL_OK and not _begins_sentence(shadow, match.start())
        found.append((known, *match.span()) if known is not None and not capital else Mask(Kind.WORD, *match.span()))
    found.sort(key=_start)
    return _name_people(_merge(found, shadow), text)


def _begins_sentence(shadow: str, start: int) -> bool:
    before = shadow[:start].rstrip(" \"'(-–")
    return not before or before[-1] in ".!?\n"


def _merge(found: list[Mask | Token], shadow: str) -> list[Mask | Token]:
    merged: list[Mask | Token] = []
    for entry in found:
        last = merged[-1] if merged else None
        if isinstance(entry, Mask) and entry.kind is Kind.WORD and isinstance(last, Mask) and last.kind is Kind.WORD:
            merged[-1] = Mask(Kind.WORD, last.start, entry.end)
        else:
            merged.append(entry)
    return merged


def _name_people(found: list[Mask | Token], text: str) -> list[Mask | Token]:
    named = list(found)
    for index, (before, entry) in enumerate(pairwise(found), 1):
        cue = not isinstance(before, Mask) and text[before[1] : before[2]].lower() in CUES
        if isinstance(entry, Mask) and entry.kind is Kind.WORD and cue and text[entry.start].isupper():
            named[index] = Mask(Kind.PERSON, entry.start, entry.end)
    return named


def _start(entry: Mask | Token) -> int:
    return entry.start if isinstance(entry, Mask) else entry[1]
