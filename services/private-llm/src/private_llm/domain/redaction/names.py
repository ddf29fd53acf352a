"""Forms of names in Finnish, as far as a published list of names can tell: whose something is, and who that is."""

import re
from functools import lru_cache

from private_llm.domain.redaction import kinds
from shared.schemas.interpretation import Kind

CASES = re.compile(r"(?:n|ll[aä]|lle|lt[aä]|st[aä]|ss[aä]|a|ä|a?an|ä?än|een|iin)")
ENDINGS = ("n", "lla", "lle", "lta", "sta", "ssa", "a")
STRONG = (
    (re.compile(r"(?<=[aeiouyäö])([kpt])(?=[aeiouyäö]$)"), r"\1\1"),
    (re.compile(r"d(?=[aeiouyäö]$)"), "t"),
    (re.compile(r"v(?=[aeiouyäö]$)"), "p"),
    (re.compile(r"(?<=n)n(?=[aeiouyäö]$)"), "t"),
    (re.compile(r"se$"), "nen"),
)
"""Letters that change when something is somebody's, and what they are in the name itself."""


def strong(stem: str) -> list[str]:
    """Return what a name may be whose form without its ending is given, likelier first."""
    return [stem, *(made for form, letters in STRONG if (made := form.sub(letters, stem)) != stem)]


@lru_cache(maxsize=10_000)
def basic(word: str) -> str:
    """Return the name that a word is, or is a form of, in lower case; nothing where it is of none."""
    spoken = word.casefold()
    stems = [spoken[:cut] for cut in range(len(spoken) - 1, 1, -1) if CASES.fullmatch(spoken[cut:])]
    made = [spoken, *(one for stem in stems for one in strong(stem))]
    return next((one for one in made if kinds.of(one) is Kind.PERSON), "")


def forms(name: str) -> list[str]:
    """Return a name in some of its cases."""
    weak = [name, *({re.sub(r"([kpt])\1(?=[aeiouyäö]$)", r"\1", name)} - {name})]
    return [name, *(stem + ending for stem in weak for ending in ENDINGS)]
