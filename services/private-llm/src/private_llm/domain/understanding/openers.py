"""What a request to remind or to remember begins or ends with; the rest is what it is about, whatever was masked of it."""

import re

POLITE = (
    r"(?:(?:please|hey|hi|ok|okay|so|and|also|then|can you|could you|would you|will you|i want you to|i need you to|i'd like you to|voitko|voisitko|"
    r"ole hyvä ja|hei|moi|myös|ja|sitten),? )*"
)
REMIND = (
    r"(?:remind|ping|alert|notify|nudge|wake) (?:me|us)(?: up)?(?: again)?|don't let me forget|do not let me forget|don't forget|"
    r"(?:set|create|make|add|start|schedule|put|give me|i need|i want|i'd like)(?: up)?(?: me)?(?: an?| another| the)?(?: new)? (?:reminder|alarm|timer|wake-?up call)(?: for me)?|"
    r"i (?:need|want) to be reminded|(?:new )?reminder:?|"
    r"muistuta(?:tko|isitko)?(?: minua| mua| minulle| meitä)?(?: uudestaan| uudelleen)?|(?:voitko |voisitko )?muistuttaa(?: minua| mua)?|herätä(?:tkö)?(?: minut| mut| meidät)?|"
    r"(?:aseta|tee|laita|lisää|luo|pane|ota)(?: minulle| mulle)?(?: uusi)? (?:muistutus|hälytys|herätys|ajastin)|muistutus:?|"
    r"älä anna (?:minun |mun )?unohtaa|älä unohda muistuttaa(?: minua| mua)?"
)
ABOUT = r"(?: (?:to|about|that|of|regarding|että|siitä että)\b|:)?"
REMEMBER = (
    r"(?:please )?(?:remember|note(?: down)?|(?:take|make|add|save|write|keep) (?:a |an )?(?:new )?(?:note|memo)|write down|jot down|save (?:this|the following)|keep in mind|"
    r"record|store(?: this)?|don't forget|do not forget|never forget|put in my notes|for the record|memo|note to self|"
    r"muista(?:tko)?|(?:pane|laita|kirjoita|kirjaa|merkitse|merkkaa|ota|lisää|pistä) (?:muistiin|ylös|mieleen)|tallenna|kirjaa|(?:tee|lisää|uusi) muistiinpano|muistiinpano|pidä mielessä|paina mieleen|älä unohda)"
)
KEPT = r"(?:,? (?:this|tämä|seuraava))?(?: (?:down|to self))?(?: (?:that|of|about|että))?[:,]?"
TRAILING = re.compile(
    r"[,;.]? (?:so |and |please |niin |ja )*(?:remind me(?: (?:of|about) (?:it|that|this))?(?: please)?|set (?:a|an) (?:reminder|alarm)(?: for (?:it|that))?|muistuta(?: (?:minua|mua))?(?: siitä)?)[.!?]*$",
    re.IGNORECASE,
)
_REMIND = re.compile(rf"\s*{POLITE}(?:{REMIND})\b{ABOUT}", re.IGNORECASE)
_REMEMBER = re.compile(rf"\s*{POLITE}{REMEMBER}\b{KEPT}\s+", re.IGNORECASE)
_REMEMBER_TO = re.compile(rf"\s*{POLITE}(?:remember|don't forget|do not forget) to ", re.IGNORECASE)


def to_remind(text: str) -> tuple[str, str] | None:
    """Return the words that ask for a reminder, and what follows them or stands before them; None when there are none."""
    match = _REMIND.match(text) or _REMEMBER_TO.match(text)
    if match:
        return match[0].strip(), text[match.end() :].strip()
    end = TRAILING.search(text)
    return (end[0].strip(" ,.;"), text[: end.start()].strip()) if end else None


def to_remember(text: str) -> str | None:
    """Return what follows the words that ask to remember; None when there are none, or nothing follows."""
    match = _REMEMBER.match(text)
    return text[match.end() :].strip() or None if match else None
