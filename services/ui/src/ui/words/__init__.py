"""What pages say, in the language of whoever reads.

A page has a group of words of one name in `en.py` and in `fi.py`, with the same keys. `W = words.of("TODAY")` gives the group, and `W.title`
is in the language of the request that is being answered. What other parts of the product say is English; `said` puts it into the language."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from ui.words import en, fi, others, terminal

FINNISH = others.FINNISH | terminal.FINNISH
LANGUAGES = {"en": en, "fi": fi}
DEFAULT = "en"
ACCEPTED = re.compile(r"([a-z]{1,8}|\*)(?:-[\w-]{1,30})?(?: ?; ?q ?= ?([\d.]{1,5}))?", re.IGNORECASE | re.ASCII)
ACCEPT_LIMIT = 500
SAID_BY_SCRIPT = re.compile(r"\bW\.(\w+)")
_spoken = ContextVar("language", default=DEFAULT)


class Group:
    """A group of words, each in the language of whoever reads at the moment."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, key: str) -> Any:
        return getattr(getattr(LANGUAGES[_spoken.get()], self._name), key)


of: Callable[[str], Group] = Group


def language() -> str:
    """Return the language of whoever reads."""
    return _spoken.get()


def speak(language: str) -> None:
    """Say everything that follows in this request in a language."""
    _spoken.set(language if language in LANGUAGES else DEFAULT)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say what follows in a language, if it is one of ours, and then go on in the one before."""
    before = _spoken.set(language if language in LANGUAGES else _spoken.get())
    try:
        yield
    finally:
        _spoken.reset(before)


def preferred(accepted: str) -> str:
    """Return the language that a browser wants most of ours (RFC 9110, 12.5.4)."""
    found: dict[str, float] = {}
    for part in accepted[:ACCEPT_LIMIT].split(","):
        if match := ACCEPTED.fullmatch(part.strip()):
            found.setdefault(match[1].lower(), _weight(match[2]))
    wanted = [name for name in found if name in LANGUAGES and found[name] > 0]
    return max(wanted, key=lambda name: found[name], default=DEFAULT)


def _weight(said: str | None) -> float:
    try:
        return float(said or 1)
    except ValueError:
        return 0.0


def counted(forms: dict[int, str], count: int) -> str:
    """Return a number of things in words, by the form for so many; that with the highest number is for all others."""
    return forms.get(count, forms[max(forms)]).format(grouped(count))


def grouped(number: int) -> str:
    """Return a number that is easy to read."""
    return f"{number:,}".replace(",", "\u202f")


def script(code: str) -> str:
    """Return a script with the words that it says, each of which it calls `W.name`."""
    said = {name: getattr(Group("SCRIPTS"), name) for name in sorted(set(SAID_BY_SCRIPT.findall(code)))}
    return f"const W = {json.dumps(said, ensure_ascii=False)};\n{code}"


def said(text: str) -> str:
    """Return what another part says, in the language of whoever reads; as it is where there are no words for it."""
    return text if _spoken.get() == DEFAULT else _translated(text) or text


def explained(text: str) -> str:
    """Return an error of the gateway, `Title: detail.`, in the language; without its detail where there are no words for that."""
    if _spoken.get() == DEFAULT:
        return text
    whole = text.removesuffix(".")
    title, colon, detail = whole.partition(": ")
    named = _translated(title)
    if named is None or not colon:
        return f"{_translated(whole) or named or others.UNKNOWN}."
    more = _translated(detail)
    return f"{named}: {more}." if more else f"{named}."


def _translated(text: str) -> str | None:
    if text in FINNISH:
        return FINNISH[text]
    for form, finnish in _forms():
        if match := form.fullmatch(text):
            return finnish.format(*match.groups())
    return None


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the sentences that hold values, as what fits them."""
    return tuple((re.compile(re.escape(text).replace(r"\{\}", "(.+?)")), finnish) for text, finnish in FINNISH.items() if "{}" in text)
