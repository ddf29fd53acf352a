"""What WhatsApp writes by itself into an export: the words of `whatsapp_words.toml`, made ready for looking up."""

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any, cast

from store.domain.importers.parsed import Kind

MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Direction marks and the byte-order mark: WhatsApp strews them over names and texts, and nobody wrote them."""
OWN = "\u200e"
"""The mark before what WhatsApp writes by itself on an iPhone."""
ENDS = " .。।\n"
_NO_MARKS = str.maketrans("", "", MARKS)
_ANY_MARK = re.compile(f"[{MARKS}]")
_LONGEST_MARKER = 100
_LINK = re.compile(r"https?://|\d\.\d")
_MAP = re.compile(
    r"(?:^|\s)https://(?:maps\.google\.com/|www\.google\.com/maps|goo\.gl/maps/|maps\.app\.goo\.gl/|maps\.apple\.com/|foursquare\.com/v/)\S*\s*\Z"
)


def unmarked(text: str) -> str:
    """Return a text without direction marks."""
    return text.translate(_NO_MARKS) if has_marks(text) else text


def has_marks(text: str) -> bool:
    """Tell whether a text has a direction mark."""
    return not text.isascii() and _ANY_MARK.search(text) is not None


def plain(text: str) -> str:
    """Return words as they are compared."""
    return " ".join(unmarked(text).casefold().split()).strip(f"<>{ENDS}")


def clock_word(text: str) -> str:
    """Return a word beside a time as it is compared: dots, blanks and commas do not matter."""
    return re.sub(r"[\s.,،、'‘’\"״]+", "", text.casefold())


def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files(__package__ or "").joinpath("whatsapp_words.toml").read_text(encoding="utf-8"))


_CLOCK, *_LANGUAGES = _table().values()


def _listed(*keys: str) -> Iterator[str]:
    return (plain(words) for language in _LANGUAGES for key in keys for words in language.get(key, ()))


def _left_out(key: str) -> dict[str, Kind]:
    """Return what stands for the things that were left out."""
    return {
        plain(phrase.format(thing)): cast("Kind", kind)
        for language in _LANGUAGES
        for kind, things in language.get("things", {}).items()
        for thing in things
        for phrase in language.get(key, ())
    }


_CALLS, _TALKS = tuple(set(_listed("call"))), tuple(set(_listed("call", "talk")))
_CALL_BEGINNINGS = frozenset(words[:5] for words in _CALLS)
_OMISSIONS = frozenset(plain(phrase.format("")) for language in _LANGUAGES for phrase in language.get("left_out", ()))
LAST_OMITTING = frozenset(said.split()[-1] for said in _OMISSIONS)
"""The last words of placeholders."""
_CLEAR: dict[str, Kind] = {
    **_left_out("left_out"),
    **dict.fromkeys(_listed("deleted"), "deleted"),
    **dict.fromkeys(_CALLS, "call"),
    **dict.fromkeys(_listed("live"), "location"),
}
_MARKED: dict[str, Kind] = {
    **_left_out("absent"),
    **{
        plain(phrase): cast("Kind", kind)
        for language in _LANGUAGES
        for kind, phrases in language.get("omitted", {}).items()
        for phrase in phrases
    },
    **_CLEAR,
}
_DELETED_BY = tuple(f"{said} " for said in _listed("deleted") if said.endswith("admin"))
_EDITED, _ATTACHED = frozenset(_listed("edited")), frozenset(_listed("attached"))
_ENCRYPTED = tuple(set(_listed("encrypted")))
_HEADINGS: dict[str, Kind] = {
    **dict.fromkeys(_listed("place"), "location"),
    **dict.fromkeys(_listed("event"), "event"),
    **dict.fromkeys(_listed("poll"), "poll"),
}
_AM, _PM, _NOON, _NIGHT, _NEITHER, YEAR_FIRST = (
    frozenset(map(clock_word, _CLOCK[key])) for key in ("am", "pm", "noon", "night", "neither", "year_first")
)
LONGEST = max(map(len, _MARKED)) + 8
_LONGEST_HEADING = max(map(len, _HEADINGS)) + 2


def hour(shown: int, word: str) -> int | None:
    """Return the hour of the day for what a clock shows and the word beside it, or None for what no clock shows."""
    if not is_half(word) or shown > 12:
        return shown if shown < 24 else None
    if word in _NOON:
        return shown + 12 if shown < 4 else shown
    if word in _NIGHT:
        return shown + 12 if 6 <= shown < 12 else shown % 12
    return shown % 12 + (12 if word in _PM else 0)


def is_half(word: str) -> bool:
    """Tell whether a word says which half or part of the day is meant."""
    return any(word in half for half in (_AM, _PM, _NOON, _NIGHT))


def is_clock_word(word: str) -> bool:
    """Tell whether a word may stand behind a time."""
    return not word or is_half(word) or word in _NEITHER


def is_attached(said: str) -> bool:
    """Tell whether these are the words beside the name of what was attached."""
    return plain(said) in _ATTACHED


def is_encryption_notice(text: str) -> bool:
    """Tell whether a text is the notice that every chat begins with."""
    return plain(text[:200]).startswith(_ENCRYPTED)


def at_once(text: str) -> Kind | None:
    """Return the kind of what a text stands for, if it is nothing but a placeholder that nobody would write."""
    return _CLEAR.get(text.strip(ENDS).casefold())


def is_call(text: str) -> bool:
    """Tell whether a text begins as the record of a missed call, which may go on with what the reader can do."""
    said = text[:100].casefold()
    return said[:5] in _CALL_BEGINNINGS and any(said.startswith((f"{call}.", f"{call},")) for call in _CALLS)


def is_omission(text: str) -> bool:
    """Tell whether these words behind the name of a file say that it was left out."""
    said = plain(text)
    return said in _OMISSIONS or _CLEAR.get(said) == "document"


def placeholder(text: str) -> Kind | None:
    """The same for a text that stands in angle brackets or behind WhatsApp's own mark, so that it can't be a person's."""
    said = plain(text)
    return _MARKED.get(said) or ("call" if said.startswith(_TALKS) else "deleted" if said.startswith(_DELETED_BY) else None)


def without_edited(text: str) -> str:
    """Take “<This message was edited>” off the end of a text; behind WhatsApp's own mark in languages that are not listed, too."""
    start = text.rfind("<", max(0, len(text) - _LONGEST_MARKER))
    if start < 0 or not (plain(text[start:]) in _EDITED or (text[start - 1 : start] == OWN and ":" not in text[start:])):
        return text
    return text[:start].rstrip(f"{MARKS} \u00a0\n")


def typed(text: str) -> Kind:
    """Return the kind of a message that WhatsApp wrote out as text: a place, a poll, an event."""
    colon = text.find(":", 0, _LONGEST_HEADING)
    heading = text[:colon].strip(" ") if colon > 0 else ""
    kind = _HEADINGS.get(heading.casefold()) if heading else None
    if kind == "location" and _LINK.search(text, colon):
        return "location"
    if kind in ("poll", "event") and heading == heading.upper():
        return kind
    return "location" if "https://" in text and _MAP.search(text[-500:]) else "text"
