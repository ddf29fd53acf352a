"""What was found, in its own words: the best of it whole, and of what is cut how to read it whole."""

from collections.abc import Sequence

from private_llm.domain.conversation import Request
from private_llm.domain.saying.wording import quoted
from shared.schemas.archive import Hit
from shared.stopwords import telling

WHOLE = 10_000
"""Longer texts are cut unless they are asked for whole, in characters."""
MOST = 60_000
"""No answer may be much longer."""
BESIDE, LISTED = 2_000, 300
"""So much is quoted of what fits as well as the best, and in lists."""
NAMED, NAMED_CHARACTERS = 5, 30
"""So many words name a text, and none that is longer."""


def rest(texts: Sequence[str], request: Request, limit: int) -> str:
    """Return how to read the first of some texts that is longer than it was quoted; nothing where all are whole."""
    long = next((text for text in texts if len(text) > limit), None)
    if long is None:
        return ""
    words = " ".join(list(dict.fromkeys(word for word in telling(long[:limit]) if len(word) <= NAMED_CHARACTERS))[:NAMED])
    how = request.say(f"Show {words} whole", f"Näytä {words} kokonaan")
    return request.say(f"\n\n(Cut. To read it all, say: {how})", f"\n\n(Lyhennetty. Koko tekstin saat sanomalla: {how})")


def meant(hits: Sequence[Hit]) -> Hit:
    """Return what is to be read whole: of what fits about as well the longest, since a short text was whole before."""
    return max(hits, key=lambda hit: len(hit.text))


def best(text: str, *, whole: bool = False) -> str:
    """Quote what fits best."""
    return quoted(text, MOST if whole else WHOLE)
