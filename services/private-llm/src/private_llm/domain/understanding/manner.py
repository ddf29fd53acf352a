"""How somebody says how the assistant is to write; what they tell of themselves and of others is a note."""

import re

from private_llm.domain.understanding.meant import Meant

SPEAKS = r"(?:answer|reply|write|call me(?! (?:before|after|at|by|on|when|if|in|back|about|tomorrow|today|every|only)\b)|address me|speak|sign|draft|summari[sz]e|use|keep your)\b"
PUHUU = r"(?:vastaa|kirjoita|kutsu|puhuttele|allekirjoita|luonnostele|tiivistä|käytä)\w*"
ENGLISH = re.compile(
    rf"(?:from now on,? |you (?:should|must) (?:always |never )?|(?:please )?(?:always|never) )(?:please )?{SPEAKS}|{SPEAKS}.* from now on$",
    re.IGNORECASE,
)
FINNISH = re.compile(
    rf"(?:tästä lähtien|tästedes|jatkossa|aina|älä (?:koskaan|ikinä)) {PUHUU}|{PUHUU} (?:\w+ )?(?:aina|tästä lähtien|tästedes|jatkossa)\b",
    re.IGNORECASE,
)
LONGEST = 200


def is_told(text: str) -> bool:
    """Tell whether a text says how to write."""
    return (ENGLISH.match(text) or FINNISH.match(text)) is not None


def read(text: str) -> Meant | None:
    """Return the wish to be written to in some way, or None."""
    said = text.strip(" .!")
    if len(said) > LONGEST or "?" in said or not is_told(said):
        return None
    return Meant("remember", text, "fi" if FINNISH.match(said) else "en", {"text": said})
