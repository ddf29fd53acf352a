"""Words that correct those of something said before: "Anna Kallio", "the code is 8831, not 8830", "Rantatie 14"."""

import re

from private_llm.domain.understanding.lexicon import plain

NOT = re.compile(r"(?P<new>.*?\S),? (?:and )?(?:not|eikä|ei) (?P<old>\S+)", re.IGNORECASE)


def corrected(text: str, words: str) -> str | None:
    """Return a text with the part that some other words correct replaced by them: what they say it is not, else the part that begins
    with the same word, else the word that is most like; None when nothing is."""
    denied = NOT.fullmatch(words)
    if denied:
        return _instead(text.split(), denied["old"], denied["new"].split()[-1])
    old, new = text.split(), words.split()
    if not new:
        return None
    return _after_the_same(old, new) or _like(old, new)


def _instead(old: list[str], denied: str, new: str) -> str | None:
    at = [n for n, word in enumerate(old) if plain(word) == plain(denied)]
    return " ".join([*old[: at[0]], new, *old[at[0] + 1 :]]) if len(at) == 1 else None


def _after_the_same(old: list[str], new: list[str]) -> str | None:
    starts = [n for n, word in enumerate(old) if plain(word) == plain(new[0])]
    start = next((n for n in starts if len(new) > 1 and n + 1 < len(old) and plain(old[n + 1]) == plain(new[1])), next(iter(starts), None))
    if start is None:
        following = [n for n, word in enumerate(old) if len(new) > 2 and plain(word) == plain(new[1]) and n]
        return _after_the_same(old, new[1:]) if following else None
    end = start + 1
    for word in new[1:]:
        if end < len(old) and (plain(old[end]) == plain(word) or _counts(old[end]) == _counts(word) == 1 or _last(old, end, word, new)):
            end += 1
    while end < len(old) and old[end][:1].isupper():
        end += 1
    return " ".join([*old[:start], *new, *old[end:]])


def _last(old: list[str], at: int, word: str, new: list[str]) -> bool:
    """Tell whether a word stands at the end of both, where the value of a fact stands."""
    return at == len(old) - 1 and word == new[-1] and len(new) > 2


def _like(old: list[str], new: list[str]) -> str | None:
    if len(new) == 1:
        alike = [n for n, word in enumerate(old) if word[:1].isupper() == new[0][:1].isupper() and word[:3].lower() == new[0][:3].lower()]
        numbers = [n for n, word in enumerate(old) if _counts(word)]
        for found in (alike, numbers if _counts(new[0]) else []):
            if len(found) == 1:
                return " ".join([*old[: found[0]], *new, *old[found[0] + 1 :]])
    names = [n for n, word in enumerate(old) if n and word[:1].isupper()]
    if len(names) == 1 and new[0][:1].isupper():
        return " ".join([*old[: names[0]], *new, *old[names[0] + 1 :]])
    return None


def _counts(word: str) -> int:
    return int(any(letter.isdigit() for letter in word))
