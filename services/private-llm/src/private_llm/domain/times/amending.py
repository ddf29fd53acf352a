"""A time that takes back the one before: "at 5, actually 6", "tomorrow, no, Monday", "not Tuesday but Wednesday", "tiistaina eiku keskiviikkona"."""

import re
from collections.abc import Callable

Kinds = Callable[[str], list[tuple[int, int, str]]]
"""Says where the times of a text stand, and whether each is a `day`, a `clock` or a `series`."""
MARK = re.compile(
    r"[\s,;.…–—-]+(?:(?:no|nope|oh|wait|sorry|actually|rather|or rather|i mean|i meant|make that|make it|scratch that|or no|well|better|"
    r"eiku|eikun|ei ku|ei kun|ei vaan|ei(?=,)|siis|vaan|tarkoitin|tarkotin|anteeksi|oikeastaan|oikeestaan|tai siis|tai oikeastaan)[\s,]+)+",
    re.IGNORECASE,
)
NOT = re.compile(r"\b(?:not|ei|eikä) (?P<wrong>[^,;]{1,40}?),? (?:but|vaan) ", re.IGNORECASE)
DENIED = re.compile(r"[\s,;]+(?:and |but )?(?:not|eikä|ei)(?= (?!vaan|ku|kun|but)\w)", re.IGNORECASE)
SMALL = re.compile(r"[\s,]*(?:(?:at|on|by|to|for|in|the|klo|kello|about|around|noin)[\s,]+)*", re.IGNORECASE)
BARE = re.compile(r"\d{1,2}(?:[:.]\d\d)?(?!\d|[:.]\d)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE)
HALF = re.compile(r"\d ?([ap]\.?m)\b\.?\s*$", re.IGNORECASE)


def latest(text: str, kinds: Kinds) -> str:
    """Return a text without the times that it takes back."""
    wrong = NOT.search(text)
    if wrong and kinds(wrong["wrong"]) and _first(text[wrong.end() :], kinds, ""):
        return text[: wrong.start()] + text[wrong.end() :]
    for denied in DENIED.finditer(text):
        before, after = text[: denied.start()], text[denied.end() :]
        named = _first(after, kinds, before)
        if kinds(before) and named and named[1][-1][2] != "series" and not SMALL.sub("", named[0][named[1][-1][1] :]).strip(" .!?"):
            return before
    for mark in MARK.finditer(text):
        before, after = text[: mark.start()], text[mark.end() :]
        taken = [entry for entry in kinds(before) if not _small(before[entry[1] :], kinds)]
        named = _first(after, kinds, before)
        if taken and named:
            kept = _without(before, {kind for _, _, kind in named[1]}, kinds)
            return latest(f"{kept.rstrip(' ,')} {named[0]}", kinds)
    return text


def _small(between: str, kinds: Kinds) -> str:
    """Return what stands between a time and the end of some words, beside small words and other times."""
    for start, end, _ in reversed(kinds(between)):
        between = between[:start] + " " + between[end:]
    return SMALL.sub("", between).strip(" ,")


def _first(after: str, kinds: Kinds, before: str) -> tuple[str, list[tuple[int, int, str]]] | None:
    """Return words with a time at their beginning, and the times that they begin with."""
    begins = SMALL.match(after)
    at = begins.end() if begins else 0
    bare = BARE.match(after[at:])
    clocks = kinds(before)
    if bare and clocks and clocks[-1][2] == "clock" and not any(start <= at < end for start, end, _ in kinds(after)):
        half = HALF.search(before)
        opener = "" if after[:at].strip(" ,") else "at "
        after = f"{after[:at]}{opener}{bare[0]}{half[1] if half else ''}{after[at + bare.end() :]}"
    leading, end = [], 0
    for entry in kinds(after):
        if SMALL.sub("", after[end : entry[0]]).strip(" ,"):
            break
        leading.append(entry)
        end = entry[1]
    return (after, leading) if leading else None


def _without(before: str, named: set[str], kinds: Kinds) -> str:
    """Return words without the times at their end that are named anew."""
    for start, end, kind in reversed(kinds(before)):
        if kind in named and not _small(before[end:], kinds):
            lead = re.search(r"\b(?:at|on|by|to|for|in|klo|kello)\s*$", before[:start], re.IGNORECASE)
            before = before[: lead.start() if lead else start] + before[end:]
    return before
