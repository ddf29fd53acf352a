"""The words by which a question says where its answer is, out of `narrowing.toml`."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

EXPRESSIONS = ("told", "about", "from_then", "leads", "lately", "assistant", "to_you")


@cache
def words() -> dict[str, Any]:
    """Return lists of words, and what is a regular expression as one."""
    found: dict[str, Any] = tomllib.loads(resources.files(__package__).joinpath("narrowing.toml").read_text(encoding="utf-8"))
    for name in EXPRESSIONS:
        found[name] = re.compile(found[name], re.IGNORECASE)
    for name in ("mine", "yours"):
        found[name] = frozenset(found[name])
    found["members"] = [re.compile(form, re.IGNORECASE) for form in found["members"]]
    found["kinds"] = {kind: re.compile(form, re.IGNORECASE) for kind, form in found["kinds"].items()}
    return found


def is_one(word: str, of: str) -> bool:
    """Tell whether a word is one of a list; an entry that ends in `*` is how such words begin."""
    return any(word.startswith(one[:-1]) if one.endswith("*") else word == one for one in words()[of])
