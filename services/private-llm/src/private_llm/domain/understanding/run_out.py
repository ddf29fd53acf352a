"""What is told to be at an end at home, so that it may have to be bought: "we're out of coffee", "kahvi on loppu"."""

import re

from private_llm.domain.understanding import leaning
from private_llm.domain.understanding.lexicon import plain

FORM = re.compile(
    r"(?:(?:oh|ok|ja|ai|btw|hei|and|no) )*(?:(?:we're|we are|were|i'm|im|i am) (?:all |totally |nearly |almost )?(?:out of|running out of|running low on|low on) (?P<en>.+)"
    r"|(?P<fi>[^ ]+(?: [^ ]+)??) (?:on |oli |pääsi )?(?:ihan |melkein |taas )?(?:loppu|lopussa|loppunut|loppunu|loppumassa|loppumaan|vähissä))"
)
NONE = re.compile(
    r"(?:the|my|our|this|control|here|bed|sync|reach|range|work|time|money|office|town|ideas|luck|aika|rahat?|voimat|akku|koulu|kurssi|työt|loma|tunti|kaikki|mä|mä oon|se|tää|tämä|patience|energy|battery)\b"
)
"""What ends and is bought nowhere."""
MOST_WORDS = 3


def read(text: str) -> str:
    """Return the thing that is at an end; nothing when none is told of."""
    match = FORM.fullmatch(plain(text))
    what = (match["en"] or match["fi"] or "") if match and not text.rstrip().endswith("?") else ""
    return "" if NONE.match(what) or leaning.is_told(what) or len(what.split()) > MOST_WORDS else what
