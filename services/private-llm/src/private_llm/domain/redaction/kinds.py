"""What kind of thing a masked word is, as far as a published list of names, places and organisations can tell.

The list only chooses the placeholder: what is on it never leaves.
"""

from functools import cache
from importlib import resources

from shared.schemas.interpretation import Kind


def of(word: str) -> Kind:
    """Return the kind of a lower-case word; WORD when the list does not have it. A possessive counts as its owner."""
    kinds = _kinds()
    return kinds.get(word) or kinds.get(word.removesuffix("'s"), Kind.WORD)


@cache
def _kinds() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    kind = Kind.WORD
    for line in resources.files(__package__ or "").joinpath("kinds.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = Kind[line.strip("[]")]
        else:
            found[line] = kind
    return found
