"""What a cloud model may read of a request: published frames, and placeholders for all else.

How many words a placeholder stands for, which of them are on a list, and what sort of name it is stays at home.
"""

from collections.abc import Sequence
from typing import NamedTuple

from private_llm.domain.redaction import content, frames, kinds, patterns
from private_llm.domain.redaction.masks import Mask, Masks
from private_llm.domain.redaction.words import TOKEN, UNLISTED, Token, is_name_like, name_people
from shared.schemas.interpretation import ITEM_LIMIT, Kind
from shared.vocabulary import Vocabulary

LAYERS = (patterns.mask, patterns.mask_emoji, content.mask_strictly)
JOINED = UNLISTED | {Kind.NUMBER, Kind.ID}
"""Kinds that are one placeholder where they are neighbours and a word is among them."""
BARE_WORDS = 5
"""With nothing masked, only a request of so few words leaves: a bare command; and with something masked only one that has so few words beside
its commands, since frames in a row may read as a sentence."""


class Seen(NamedTuple):
    """A word or a mask, from left to right: `kind` is None for what may be shown if it stands in a frame."""

    start: int
    end: int
    kind: Kind | None
    word: str


class Framing(NamedTuple):
    """Masks and words from left to right, and why they may not go to a cloud model; empty when they may."""

    items: list[Mask | Token]
    reason: str


def frame(text: str, vocabulary: Vocabulary, languages: tuple[str, ...]) -> Framing:
    """Frame a cleaned text."""
    masks = Masks(text)
    for layer in LAYERS:
        layer(text, masks)
    row = _row(text, masks)
    language, shown = _framed(row, vocabulary, languages)
    ids = vocabulary.ids[language]
    found: list[Mask | Token] = [Mask(kinds.of(seen.word) if seen.kind is None else seen.kind, seen.start, seen.end) for seen in row]
    for one in shown:
        found[one.start : one.end] = [(ids[seen.word], seen.start, seen.end) for seen in row[one.start : one.end]]
    items = name_people(_merge(found), text)
    return Framing(items, _why_it_stays(row, shown, items, vocabulary, languages))


def _row(text: str, masks: Masks) -> list[Seen]:
    row = [Seen(mask.start, mask.end, mask.kind, "") for mask in masks.in_order()]
    shadow = masks.shadow
    capitals = text.lower() != text and text.upper() != text  # Who shouts puts no names in capitals, and who whispers neither.
    for match in TOKEN.finditer(shadow):
        start, end = match.span()
        word = match.group().lower()
        named = capitals and text[start].isupper() and is_name_like(shadow, start, end)
        row.append(Seen(start, end, kinds.of(word) if named else None, word))
    row.sort()
    return row


def _framed(row: Sequence[Seen], vocabulary: Vocabulary, languages: tuple[str, ...]) -> tuple[str, list[frames.Frame]]:
    """Return the language in whose frames most words stand, and those frames; the first named wins a tie."""
    solid = [seen.kind is not None and seen.kind not in UNLISTED for seen in row]
    choices = []
    for language in languages:
        ids = vocabulary.ids[language]
        words = [frames.NO_WORD if seen.kind is not None else ids.get(seen.word, frames.NO_WORD) for seen in row]
        things = [word in vocabulary.things for word in words]
        choices.append((language, frames.without_islands(frames.found(words, vocabulary), solid, things)))
    return max(choices, key=lambda choice: sum(one.end - one.start for one in choice[1]))


def _merge(found: list[Mask | Token]) -> list[Mask | Token]:
    """Join neighbouring words that are not shown; the run is of the kind of the first word in it that has one."""
    merged: list[Mask | Token] = []
    for entry in found:
        last = merged[-1] if merged else None
        if isinstance(entry, Mask) and isinstance(last, Mask) and _are_one(last, entry):
            named = [mask.kind for mask in (last, entry) if mask.kind in UNLISTED - {Kind.WORD}]
            merged[-1] = Mask(named[0] if named else Kind.WORD, last.start, entry.end)
        else:
            merged.append(entry)
    return merged


def _are_one(first: Mask, second: Mask) -> bool:
    return {first.kind, second.kind} <= JOINED and (first.kind in UNLISTED or second.kind in UNLISTED)


def _why_it_stays(
    row: Sequence[Seen],
    shown: list[frames.Frame],
    items: list[Mask | Token],
    vocabulary: Vocabulary,
    languages: tuple[str, ...],
) -> str:
    if not items:
        return "there are no words in it"
    if len(items) > ITEM_LIMIT:
        return "it is too long"
    masked = [entry.kind for entry in items if isinstance(entry, Mask)]
    hidden = sum(kind not in content.TIMES for kind in masked)
    if not frames.asks(shown):
        return "there is no command in it" if _is_known(row, vocabulary, languages) else "none of its words is on a word list"
    if hidden >= len(items) - len(masked):  # A cloud model would see no more in it than the local one.
        return "half of it or more is private"
    words, visible = sum(bool(seen.word) for seen in row), sum(one.end - one.start for one in shown)
    if visible < words / 2:
        return "most of it fits no command"
    beside = sum(one.end - one.start for one in shown if not one.command)
    if (not masked and len(items) > BARE_WORDS) or beside > BARE_WORDS:
        return "it says all in everyday words"
    return ""


def _is_known(row: Sequence[Seen], vocabulary: Vocabulary, languages: tuple[str, ...]) -> bool:
    """Tell whether any word is on the list of a language that is set up."""
    return any(seen.word in vocabulary.ids[language] for seen in row for language in languages)
