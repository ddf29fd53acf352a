"""Reminders on a condition that nothing here can watch: "if it rains tomorrow remind me to take an umbrella", "remind me when I get home"."""

import re
from datetime import UTC, datetime

from private_llm.domain import times
from private_llm.domain.understanding import asked, openers
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant

CONDITION = "condition"
"""What the plan asks for when a reminder hangs on something that happens or not."""
IF_EN = r"(?:if|unless|in case|when(?! (?:did|do|does|is|are|was|were|will|can|should)\b)|whenever|once|as soon as|the moment|next time)"
IF_FI = r"(?:jos|ellei|mikäli|kun|heti kun|sitten kun|siltä varalta että)"
BEFORE = re.compile(
    rf"(?:(?P<en>{IF_EN})|{IF_FI}) (?P<when>.+?)(?:,|,? then|,? niin|,? please|,? can you|,? could you|,? voitko|,? voisitko)*"
    r" (?P<order>(?:remind|ping|nudge|wake|alert) (?:me|us)\b.*|set (?:a|an) (?:reminder|alarm)\b.*|(?:muistuta|muistuttaa|herätä|herättää|hälytä)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
WITHIN = re.compile(
    r"(?P<en>remind (?:me|us)) (?P<when>(?:if|when|whenever|once|as soon as|the moment|next time|unless)"
    r" (?:i|i'm|he|she|it|it's|we|they|you|there|my|the|[A-ZÅÄÖ]\w+)\b.+?)(?:,? (?:to|that i|about) (?P<what>.+))?$",
    re.IGNORECASE | re.DOTALL,
)
WITHIN_FI = re.compile(
    r"muistuta(?: minua| mua)? (?P<when>(?:jos|kun|heti kun|sitten kun|sit kun|ellei|mikäli) .+?)(?:,? (?:että|et) (?P<what>.+))?$",
    re.IGNORECASE | re.DOTALL,
)
STARTS = re.compile(r"\b(?:starts?|begins?|ends?|is over|alkaa|loppuu|päättyy)\W*$", re.IGNORECASE)
POLITE = re.compile(
    r"(?:you(?:'d| would)? (?:can|could|don't mind|want|like|wish|get (?:a|the) chance|have (?:a )?(?:time|moment|sec\w*)|please)|(?:it's |it is )?(?:possible|ok|okay|not too much)|anything|nothing else|voit|mahdollista|viitsit|ehdit|sopii|jaksat)\b.{0,20}$",
    re.IGNORECASE,
)
LEADING = re.compile(r"^(?:to|about|of|that|että|et) ", re.IGNORECASE)
ASKS = re.compile(r"^(?:did|do|does|will|is|are|was|were|am|should|shall|can|could|would|has|have)\b", re.IGNORECASE)
"""What makes a question of when."""
CLOCK = frozenset("it it's its is the clock kello on oclock o'clock a an time at".split())
NEVER = datetime(2000, 1, 3, tzinfo=UTC)


def read(text: str, language: str) -> Meant | None:
    """Return the reminder that is asked for on a condition, to be talked about; None when there is no condition, or a time alone."""
    if len(text) > 400 or text.rstrip().endswith("?"):
        return None
    text = text.strip()
    match = BEFORE.match(text) or WITHIN.match(openers.without_politeness(text)) or WITHIN_FI.match(openers.without_politeness(text))
    if match is None or _is_none(match["when"]):
        return None
    found = match.groupdict()
    opened = openers.to_remind(found["order"]) if found.get("order") else None
    told = found.get("what") or (opened[1] if opened else "")
    what = times.without(told, now=NEVER, zone="UTC") or text[match.start("when") :].split(" remind")[0]
    return Meant("remind", text, "en" if found.get("en") else "fi", {"query": CONDITION, "text": LEADING.sub("", what.strip(" ,.!"))})


def _is_none(said: str) -> bool:
    """Tell whether what seems a condition is none: a time, politeness, or the beginning of a sentence that tells of reminding."""
    return any(form.search(said) for form in (STARTS, ASKS, POLITE, asked.ITS_SUBJECT)) or _is_time(said)


def _is_time(said: str) -> bool:
    """Tell whether something said is a time and nothing that could happen."""
    return not set(plain(times.without(said, now=NEVER, zone="UTC")).split()) - CLOCK
