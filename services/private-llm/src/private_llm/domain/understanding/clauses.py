"""Several requests in one message: cut where another order begins, and nowhere else."""

import re

ORDER = (
    r"(?:please |also |then |can you |could you )*(?:remind me\b|remember that\b|note that\b|make a note\b|take a note\b|set (?:a|an) (?:reminder|alarm|timer)\b|don't let me forget\b"
    r"|add \S.{0,60}? to (?:my|the) \S+(?: list)?\b|(?:put|write|stick) \S.{0,60}? on (?:my|the) (?:(?:shopping|grocery) )?list\b|draft\b|(?:move|postpone|snooze|reschedule|remove|cancel) (?:my|the|all|that)\b|delete (?:my|the|all)\b|tell me\b|show me\b|find (?:me )?my\b|what(?:'s| is| are)\b.*\?)"
    r"|(?:myös |sitten |voitko )*(?:muistuta\b|muista että\b|laita muistiin\b|pane muistiin\b|kirjaa muistiin\b|aseta (?:muistutus|hälytys)\b|tee muistutus\b|lisää (?:\S.{0,60}? )?(?:ostoslist|kauppalist|lista|tehtävälist)|(?:laita|pistä|kirjoita|merkkaa) (?:\S.{0,60}? )?(?:ostos|kauppa)list(?:alle|aan)\b|(?:lisää|laita|pistä|osta) (?:[^ ]+ ){1,4}?listalle\b"
    r"|luonnostele\b|peru \S.{0,40}?muistut|siirrä \S.{0,40}?muistut|näytä\b|kerro\b|etsi\b)"
)
ORDERED = re.compile(ORDER, re.IGNORECASE)
CUT = re.compile(
    rf"(?:,? (?:and then|and also|and|then|ja sitten|ja myös|ja|sekä) |[.;!] +(?:(?:also|and|then|myös|ja|sitten),? )*|, +|\n+)(?={ORDER})",
    re.IGNORECASE,
)
OWN_ORDER = re.compile(
    rf"(?:{ORDER}|(?:show|list|read|open)(?= (?:my|the|all)\b)|cancel\b|delete\b|remove\b|peru\b|poista\b|remember\b|note\b|save\b|muista\b|merkitse\b|tallenna\b|torku|siirrä|snooze|move|star|mark|schedule\b|put\b|laita\b|pistä\b|kirjoita\b|merkkaa\b|write\b|stick\b|lisää\b|add\b|what(?:'s| is) \d|how much is \d|paljonko on \d|what time is it|mitä kello|email\b|send\b|tell\b|lähetä\b)",
    re.IGNORECASE,
)
ANOTHER = re.compile(
    rf"(?:,|;|[.!?]| and| then| also| ja| sekä| sitten| myös)+ +(?:(?:also|then|please|myös|sitten) )*(?={ORDER}|wake me\b|nudge me\b|ping me\b|keep in mind\b|bear in mind\b|jot down\b|write down\b"
    r"|herätä\b|paina mieleen\b|pidä mielessä\b|kirjoita ylös\b|(?:where|when|who|how|missä|milloin|kuka|mitä|paljonko)\b.*\?)",
    re.IGNORECASE,
)
LIMIT = 4


def may_be_several(text: str) -> bool:
    """Tell whether another order may begin within a message."""
    return ANOTHER.search(text) is not None


def split(text: str) -> list[str]:
    """Return the parts of a message that ask for something each, as they stand; one when it can't be told apart."""
    if '"' in text or "“" in text or "”" in text:
        return [text]
    parts = [part.strip() for part in CUT.split(text) if part and part.strip()]
    if not 1 < len(parts) <= LIMIT or not all(OWN_ORDER.match(part) for part in parts):
        return [text]
    return parts
