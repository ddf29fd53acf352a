"""What sort of answer a question wants, and which texts show one: who asks when wants a time, who asks how many a number."""

import re
from dataclasses import dataclass

WHEN = re.compile(
    r"\W*(?:(?:and|so|ja|no) )?(?:when|what (?:time|day|date|month|year)|which (?:day|date|month|year)|how long(?: ago)?|since when|until when"
    r"|milloin|koska|monelta|mihin aikaan|minä (?:päivänä|vuonna)|kuinka (?:kauan|pitkään)|mistä asti|när|hur länge)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\d|\b(?:yesterday|today|tonight|tomorrow|last|next|ago|weeks?|weekend|months?|years?|noon|midnight"
    r"|mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thurs?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|january|february|march|april|june|july|august|september|october|november|december"
    r"|eilen|tänään|huomenna|ylihuomenna|viime|ensi|sitten|viik\w+|kuukau\w+|vuo(?:nna|si|tta|den)|(?:maanan|tiis|keskivii|tors|perjan|lauan|sunnun)\w+"
    r"|(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu\w*"
    r"|igår|idag|imorgon|förra|nästa|veck\w+|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)\b",
    re.IGNORECASE,
)
MANY = re.compile(
    r"\W*(?:(?:and|so|ja|no) )?(?:how (?:many|much|often|old|tall|far|big|heavy)|what(?:'s| is| was)? (?:the )?(?:price|cost|number|amount|score)"
    r"|montako|kuinka (?:monta|paljon|usein|vanha)|paljonko|hur (?:många|mycket|ofta|gammal))\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twice|hundred|thousand"
    r"|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|kymmenen|sata|tuhat|två|tre|fyra|fem|sex|sju|åtta|nio|tio)\b",
    re.IGNORECASE,
)
SHOWN = 1.4
"""So many times more a text counts that shows one."""


@dataclass(frozen=True)
class Wanted:
    """What shows an answer, and how many times more it counts."""

    shown: re.Pattern[str] | None = None
    times: float = 1.0

    def share(self, text: str) -> float:
        """Return so many times a text counts."""
        return self.times if self.shown is not None and self.shown.search(text) else 1.0


def read(question: str) -> Wanted:
    """Return what sort of answer a question wants."""
    if WHEN.match(question):
        return Wanted(TIME, SHOWN)
    return Wanted(NUMBER, SHOWN) if MANY.match(question) else Wanted()
