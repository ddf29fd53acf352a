"""Content: what a person wants kept, said or looked for is theirs, whatever words it is made of.

Everything after an opener such as "remind me to", "remember that", "tell X that", all that is quoted, and all that follows a
colon or a line break becomes TEXT. At the end of a reminder the date and time stay visible as what they are.
"""

import re

from private_llm.domain.redaction.masks import MASKED, Mask, Masks
from shared.schemas.interpretation import Kind

M = rf"{MASKED}+"
WHEN = rf"(?:(?:(?:on|at|in|this|by|for|klo|kello) )?{M},? )*"
POLITE = r"(?:(?:please|hey|hi|ok|okay|can you|could you|would you|will you|hei|moi|voitko|voisitko|ole hyvä ja),? )*"
WHO = rf"(?:(?:my |to )?(?:{M}|[^\s,:]+))"

TIMED = re.compile(
    rf"^{POLITE}(?:"
    rf"remind me (?:again )?{WHEN}(?:to|about|of|that)? ?"
    rf"|(?:set|create|make|add|new)? ?(?:a |an )?(?:reminder|alarm) {WHEN}(?:to|for me to|about|that|for)? ?"
    rf"|(?:don't|do not) let me forget (?:to|about|that)? ?"
    rf"|(?:alert|notify|ping) me {WHEN}(?:to|about|that)? ?"
    rf"|(?:add|create|schedule|book|put|new|set up) (?:an? )?(?:event|appointment|meeting|calendar entry) ?{WHEN}(?:called|named|about|with|for|to)? ?"
    rf"|schedule {WHEN}"
    rf"|i have (?:an? )(?:event|appointment|meeting) {WHEN}(?:about|with|for)? ?"
    rf"|muistuta(?:tko|isitko|ttaisitko)? (?:minua|mua|minulle)? ?{WHEN}(?:että)? ?"
    rf"|(?:tee|aseta|lisää|laita|uusi) (?:muistutus|tapahtuma|hälytys|kokous|tapaaminen) ?{WHEN}(?:että)? ?"
    rf"|muistutus {WHEN}"
    rf"|(?:lisää|laita|merkitse|kirjaa) kalenteriin {WHEN}"
    r")",
    re.IGNORECASE,
)
OPENERS = re.compile(
    rf"^{POLITE}(?:i want you to |i need you to )?(?:"
    r"remember (?:that |this:? )?|note(?: down)?:? (?:that )?|(?:take|make|add|save|new|keep) (?:a |an )?(?:note|memo|record)(?: that| of| to self| about)?:? ?"
    r"|(?:write|jot) (?:this |that )?down:? (?:that )?|save (?:this|the following):? ?|store (?:this|the following):? ?|keep in mind (?:that )?"
    r"|(?:don't|do not|never) forget (?:that|to) |record that |for the record,? |memo:? |put (?:this )?in my notes:? "
    rf"|(?:tell|text|message|email|ask|let|write|inform|send) {WHO}(?: {WHO})? (?:(?:know|a message|a text|an email|a note|back) ?)?(?:that|to|saying|about|:) "
    r"|(?:search|look|hunt)(?: my \w+)?(?: for| up) |search (?!for|my|the|all)|look up "
    rf"|(?:draft|write|compose|prepare)[^{MASKED}]{{0,40}}? (?:saying|that|about|telling) "
    r"|translate |"
    r"muista(?:than)? (?!tko)(?:että |tämä:? )?|(?:pane|laita|kirjoita|kirjaa|merkitse|merkkaa|ota|lisää)(?:tko)? (?:muistiin|ylös):? (?:että )?|tallenna(?:tko)? (?:tämä:? |että )?"
    r"|(?:tee|lisää|uusi) muistiinpano:? (?:että )?|muistiinpano:? |pidä mielessä (?:että )?|älä unohda (?:että )?|unohda että "
    rf"|(?:kerro|sano|ilmoita|viesti|viestitä|kirjoita|lähetä|laita) {WHO}(?: {WHO})? ?,? että |(?:etsi|hae)(?:tkö)? (?:viesteistä|muistiinpanoista|muistiinpanoistani) "
    r"|haku:? |käännä "
    r")",
    re.IGNORECASE,
)
TAIL = re.compile(rf"(?:[ ,]*(?:\b(?:on|at|by|in|for|this|the|klo|kello|ja|and)\b|{M}))+[\s.!?]*$", re.IGNORECASE)
QUOTED = re.compile(r'"([^"]{1,2000})"|(?<!\w)\'([^\']{2,2000})\'(?!\w)')
TIMES = {Kind.DATE, Kind.TIME}


def mask(text: str, masks: Masks) -> None:
    """Mask what is quoted, pasted, or follows an opener."""
    for match in QUOTED.finditer(text):
        masks.swallow(Kind.TEXT, *match.span())
    _after_break(text, masks)
    shadow = masks.shadow(text)
    timed = TIMED.match(shadow)
    if timed and timed.end() > 0:
        start, end = timed.end(), _before_tail(shadow, timed.end(), masks)
        _swallow(text, masks, start, end)
        return
    opener = OPENERS.match(shadow)
    if opener and opener.end() > 0:
        _swallow(text, masks, opener.end(), len(text))


def _after_break(text: str, masks: Masks) -> None:
    """What follows a line break, or a colon and a space, is pasted or dictated."""
    match = re.search(r"\n|:\s", text)
    if match and text[match.end() :].strip():
        _swallow(text, masks, match.end(), len(text))


def _before_tail(shadow: str, start: int, masks: Masks) -> int:
    """Return where the dates and times at the end begin; the whole length when there are none."""
    tail = TAIL.search(shadow, start)
    if tail is None or not any(mask.kind in TIMES and mask.start >= tail.start() for mask in masks.in_order()):
        return len(shadow)
    first = min(mask.start for mask in masks.in_order() if mask.start >= tail.start())
    if any(mask.kind not in TIMES for mask in masks.in_order() if mask.start >= first):
        return len(shadow)
    return tail.start()


def _swallow(text: str, masks: Masks, start: int, end: int) -> None:
    """Mask a span without the white space and end marks around it; a lone typed value keeps its kind."""
    while start < end and text[start] in " \n,.:;!?":
        start += 1
    while end > start and text[end - 1] in " \n,.;:!?":
        end -= 1
    if start < end and not _is_one(masks.in_order(), start, end):
        masks.swallow(Kind.TEXT, start, end)


def _is_one(found: list[Mask], start: int, end: int) -> bool:
    return any(mask.start == start and mask.end == end for mask in found)
