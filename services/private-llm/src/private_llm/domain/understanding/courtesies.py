"""Small talk without a model: a few fixed lines, from `words/courtesies.toml`."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

MARKS = re.compile(r"[^\w\s'-]+")
"""Emoji and the like, which change no courtesy."""


def answer(said: str, language: str) -> str | None:
    """Return what is answered to plain words (lower case, without marks), in a language; None when they are no small talk, or wish
    for something besides."""
    said = MARKS.sub("", said).strip()
    if _wishes().search(said):
        return None
    return next((says for form, says in _lines(language) if form.fullmatch(said)), None)


def is_lead(said: str) -> bool:
    """Tell whether plain words are a courtesy that something else may follow."""
    return said in _read()["leads"]


@cache
def _wishes() -> re.Pattern[str]:
    return re.compile(rf"\d|\b(?:{'|'.join(_read()['wishes'])})\b")


@cache
def _lines(language: str) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(line["form"]), line["says"]) for line in _read()[language]]


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words/courtesies.toml").read_text(encoding="utf-8"))
