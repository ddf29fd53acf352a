"""What is told to be at an end at home, so that it may have to be bought: "we're out of coffee", "kahvi on loppu"."""

import re

from private_llm.domain.understanding import leaning
from private_llm.domain.understanding.lexicon import plain

FORM = re.compile(
    r"(?:(?:oh|ok|ja|ai|btw|hei|and|no) )*(?:(?:we're|we are|were|i'm|im|i am) (?:all |totally |nearly |almost )?(?:out of|running out of|running low on|low on) (?P<en>.+)"
    r"|(?:(?:we|i) )?(?:have |has |just )*(?:ran|run) out of (?P<ran>.+)|(?:there's |there is )?no more (?P<more>.+?)(?: left| at home)?|(?P<gone>[^ ]+(?: [^ ]+)?) (?:ran|has run|is running|is all|is nearly|is almost) (?:out|gone|finished)"
    r"|(?:on |nyt )?(?:loppu|loppui|loppus|loppunut) (?P<end>[^ ]+(?: [^ ]+)?)|ei (?:oo|ole) (?:enää|yhtään) (?P<none>[^ ]+)(?: enää)?|(?P<lack>[^ ]+) ei (?:oo|ole) enää"
    r"|(?P<fi>[^ ]+(?: [^ ]+)??) (?:on |oli |pääsi )?(?:ihan |melkein |taas )?(?:loppu|lopussa|loppunut|loppunu|loppui|loppus|loppumassa|loppumaan|vähissä))"
)
NONE = re.compile(
    r"(?:the|my|our|this|control|here|bed|sync|reach|range|work|time|money|office|town|ideas|luck|aika|rahat?|voimat|akku|koulu|kurssi|työt|loma|tunti|kaikki|mä|mä oon|se|tää|tämä|patience|energy|battery)\b"
)
"""What ends and is bought nowhere."""
MOST_WORDS = 3


def read(text: str) -> str:
    """Return the thing that is at an end; nothing when none is told of."""
    match = FORM.fullmatch(plain(text))
    what = next(filter(None, match.groups()), "") if match and not text.rstrip().endswith("?") else ""
    return "" if NONE.match(what) or leaning.is_told(what) or len(what.split()) > MOST_WORDS else what
