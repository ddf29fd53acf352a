"""Words that correct those of something said before: "the code is 8831, not 8830", "Rantatie 14"; one value, and only where the rest is
the same. Whatever else is said is no correction but something new."""

import re
from difflib import SequenceMatcher

from private_llm.domain.retrieval import question
from private_llm.domain.understanding import told
from private_llm.domain.understanding.lexicon import plain
from shared.stopwords import telling

NOT = re.compile(r"(?P<new>.*?\S),? (?:and )?(?:not|eikä|ei) (?P<old>\S+(?: \S+){0,3})", re.IGNORECASE)
CASE = re.compile(r"(?:ss[aä]|st[aä]|ll[aä]|lt[aä]|lle)$")
AMOUNT = re.compile(
    r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|yksi|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|kymmenen)(?: ?(?:x|kpl|pcs))?(?: |$)",
    re.IGNORECASE,
)
"""How many of a thing are on a list."""
MOST_NAMES = 3
THING = re.compile(r"(?:the|my|our) ", re.IGNORECASE)
WHERE = re.compile(r"(?:(?:still|kept|hidden|stored|parked) )*(?:in|on|under|behind|inside|at|above|below|near|beside|by) ", re.IGNORECASE)
ALIKE = 0.75
"""So much of two words is the same where one is a slip of the other."""
WHOLE = "whole"
"""The query of a correction that is all the words, not some in place of others."""
SMALL = frozenset("i it it's its is was the a an that that's se on oli sen actually no wait sorry eiku eikun itse asiassa".split())


def corrected(text: str, words: str) -> str | None:
    """Return a text with the one value that some other words correct replaced; None when that is not plain."""
    old, denied = text.split(), NOT.fullmatch(words)
    if denied:
        return _instead(old, denied["old"].split(), denied["new"].split())
    new = words.split()
    if not new:
        return None
    return (_one_number_or_slip(old, new[0]) if len(new) == 1 else _same_but_one(old, new)) or _only_name(old, new)


def renewed(text: str, change: told.Changed, *, exactly: bool = False) -> str | None:
    """Return a text with another value for the one thing in it that a change can be of; None when that is not plain. `exactly`: the
    thing is to be called just so."""
    clauses = [(clause, one) for clause in told.facts(text) if (one := told.fact(clause)) and _may_become(one, change, exactly=exactly)]
    if not clauses and change.what:
        return _behind(text, change)
    if len(clauses) != 1:
        return None
    clause, one = clauses[0]
    made = text.replace(clause, f"{one.what}{one.link}{_adapted(one.value, change.value)}", 1)
    return made if made != text else None


def _behind(text: str, change: told.Changed) -> str | None:
    """Replace the value that stands behind what has it: "from gate 22"."""
    words = text.split()
    at = [n for n, word in enumerate(words[1:], 1) if _counts(word) and plain(words[n - 1]) == plain(change.what).split()[-1]]
    fits = len(at) == 1 and _counts(change.value) and len(change.value.split()) == 1
    return _replaced(words, at[0], at[0] + 1, [change.value]) if fits else None


def _may_become(one: told.Fact, change: told.Changed, *, exactly: bool) -> bool:
    """Tell whether a change can be of a thing: by what it is called, and by the sort of value it has."""
    named, called = ({word.casefold() for word in telling(words)} for words in (change.what, one.what))
    ends = all(any(word.endswith(other) for word in called for other in (one, *question.others(one))) for one in named)
    elsewhere = told.is_place(one.value) and THING.match(change.value) is not None
    alike = elsewhere or bool(set(told.sorts(one.value)) & set(told.sorts(change.value)))
    return alike and (named == called if exactly else ends)


def _adapted(old: str, new: str) -> str:
    """Return a new value in the form of the old: a number with the same unit, a place behind the same word."""
    words = old.split()
    numbers = [n for n, word in enumerate(words) if _counts(word)]
    if len(numbers) == 1 and _counts(new) and len(new.split()) == 1:
        return _replaced(words, numbers[0], numbers[0] + 1, [new])
    before = WHERE.match(old)
    return f"{before[0]}{new}" if before and not told.is_place(new) and not WHERE.match(new) else new


def otherwise(text: str, words: str, *, alone: bool) -> str | None:
    """Return a thing of a list with another amount or name: "6 eggs" and "12 eggs", "milk" and "3", "oat milk" and "soy milk"; None
    when the words are of another thing. Of the only one that can be meant anything may be said."""
    if NOT.fullmatch(words):
        return corrected(text, words)
    number, rest = AMOUNT.match(words), AMOUNT.sub("", text, count=1)
    named = AMOUNT.sub("", words, count=1).split()
    of_it = bool(named) and any(_is_a_slip(plain(word), plain(one)) for word in named for one in rest.split())
    if number and (not named or not of_it):
        return f"{words} {rest}" if alone else None
    return words if of_it or alone else None


def _instead(old: list[str], denied: list[str], new: list[str]) -> str | None:
    """Replace what is denied, if it stands there once and what is said around its new value is said there too."""
    at = [n for n in range(len(old)) if _same(old[n : n + len(denied)], denied)]
    if len(at) != 1:
        return None
    start, end = at[0], at[0] + len(denied)
    known = ({plain(word) for word in (*old[:start], *old[end:])} | SMALL) - {plain(word) for word in denied}
    others = [n for n, word in enumerate(new) if plain(word) not in known] or [len(new) - 1]
    first, last = others[0], others[-1] + 1
    meets = start == 0 or _same(new[first - 1 : first], old[start - 1 : start]) or all(plain(word) in SMALL for word in new[:first])
    return _replaced(old, start, end, new[first:last]) if meets and last - first <= len(denied) + 1 else None


def _same(some: list[str], others: list[str]) -> bool:
    return [plain(word) for word in some] == [plain(word) for word in others]


def _same_but_one(old: list[str], new: list[str]) -> str | None:
    """Replace the value in which something said differs from a part of the text that begins alike; a name is not a number."""
    starts = [n for n, word in enumerate(old) if plain(word) == plain(new[0]) or _ends_alike(word, new)]
    found = {made for start in starts if (made := _aligned(old, start, new)) is not None}
    return found.pop() if len(found) == 1 else None


def _aligned(old: list[str], start: int, new: list[str]) -> str | None:
    there = old[start : start + len(new)]
    other = [n for n in range(1, len(there)) if plain(there[n]) != plain(new[n])]
    if len(there) != len(new) or not _is_one_value(other, new):
        return None
    first, end = other[0], other[-1] + 1
    same_kind = all(_counts(there[n]) == _counts(new[n]) and there[n][:1].isupper() == new[n][:1].isupper() for n in other)
    ends = start + len(new) == len(old)
    return (
        _replaced(old, start + first, start + end, new[first:end])
        if same_kind and (ends or end < len(new) or _counts(new[first]))
        else None
    )


def _is_one_value(at: list[int], words: list[str]) -> bool:
    """Tell whether words at some places are one word, or a number and what it counts: "5 June"."""
    return len(at) == 1 or (len(at) == 2 and at[0] + 1 == at[1] and _counts(words[at[0]]))


def _ends_alike(word: str, new: list[str]) -> bool:
    """Tell whether a word is a compound that ends in the first word of what is said: "hälytyskoodi", "koodi"."""
    return len(new) > 2 and len(new[0]) > 3 and plain(word).endswith(plain(new[0]))


def _one_number_or_slip(old: list[str], new: str) -> str | None:
    """Replace the only number by a number, or the only word that begins alike."""
    alike = [n for n, word in enumerate(old) if word[:1].isupper() == new[:1].isupper() and _is_a_slip(plain(word), plain(new))]
    numbers = [n for n, word in enumerate(old) if _counts(word)]
    found = numbers if _counts(new) else alike
    return _replaced(old, found[0], found[0] + 1, [new]) if len(found) == 1 else None


def _is_a_slip(word: str, new: str) -> bool:
    return word[:3] == new[:3] or SequenceMatcher(None, word, new).ratio() >= ALIKE


def _only_name(old: list[str], new: list[str]) -> str | None:
    """Replace the only name by a name, in the same case."""
    names = [n for n, word in enumerate(old) if word[:1].isupper() and plain(word) not in SMALL]
    if len(names) != 1 or len(new) > MOST_NAMES or not all(word[:1].isupper() for word in new):
        return None
    case = CASE.search(plain(old[names[0]]))
    fits = case is None or any(plain(word).endswith(case[0]) for word in new)
    return " ".join([*old[: names[0]], *new, *old[names[0] + 1 :]]) if fits else None


def _replaced(old: list[str], start: int, end: int, new: list[str]) -> str:
    return " ".join([*old[:start], *new, *old[end:]])


def _counts(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
