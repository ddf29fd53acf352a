"""What is out of reach, and questions about the assistant itself: said plainly, and nothing is done."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import LANGUAGES, Language

OWN = re.compile(
    r"\b(?:remind|reminder|timer|note|notes|list|calendar|remember|when|cloud)\b|muist|hälyty|lista|kalenter|pilv|[\"“”«»]", re.I
)
"""What is in reach."""
SHOUTED = re.compile(r"\b[^\W\d_a-zåäö]{2,}\b")
LONGEST = 140
MOST_NAMED = 2


def read(text: str) -> Meant | None:
    """Return the request or question, with what is answered to it in the query, or None."""
    said = plain(text)
    if len(said) > LONGEST:
        return None
    for language in LANGUAGES:
        for kind, form, says in _forms(language):
            if not says and not SHOUTED.search(text):
                continue  # The planner knows that one, but takes a word in capitals for a name.
            if kind == "out" and text.rstrip().endswith("?") and len(said.split()) <= MOST_NAMED:
                continue  # What is only named is asked for.
            if form.fullmatch(said) and (kind == "about" or not OWN.search(said)):
                own = re.sub(f"^{_words()['polite'][language]}", "", said) if kind == "out" else ""
                return Meant("help", text, language, {"query": f"{kind}:{says}", "text": own} if says else {})
    return None


@cache
def _forms(language: Language) -> list[tuple[str, re.Pattern[str], str]]:
    words = _words()
    polite = words["polite"][language]
    out = [("out", re.compile(rf"{polite}(?:{one['form']})"), one["cannot"]) for one in words["out"][language]]
    return [*out, *(("about", re.compile(one["form"]), one["says"]) for one in words["about"][language])]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words/reach.toml").read_text(encoding="utf-8"))
