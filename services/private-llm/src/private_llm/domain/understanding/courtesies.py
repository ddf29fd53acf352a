"""Small talk without a model: a few fixed lines, from `words/courtesies.toml`."""

import re
import tomllib
from functools import cache
from importlib import resources


def answer(said: str, language: str) -> str | None:
    """Return what is answered to plain words (lower case, without marks), in a language; None when they are no small talk."""
    return next((says for form, says in _lines(language) if form.fullmatch(said.strip())), None)


@cache
def _lines(language: str) -> list[tuple[re.Pattern[str], str]]:
    read = tomllib.loads(resources.files(__package__).joinpath("words/courtesies.toml").read_text(encoding="utf-8"))
    return [(re.compile(line["form"]), line["says"]) for line in read[language]]
