"""What one of two people said to the other, as it is told by a third: "I'll bring it" said by Anna is "Anna will bring it". English only."""

import re

FILLERS = re.compile(
    r"^(?:(?:(?:yes|yeah|yep|ok|okay|well|so|sure|right|hi|hello|thanks|thank you|please|you know|i see|of course|all right|alright|i mean|"
    r"then|actually|really|anyway|great|good|fine|that's right|sorry|excuse me|by the way|btw|maybe|no)(?: there)?[,.!]+|oh|ah|um|uh|hey|and|but|wow|hmm)[,.! ]+)+",
    re.IGNORECASE,
)
"""What a sentence begins with that says nothing."""
VERBS = (
    "want need like love think know hope feel work live see get eat use say mean call buy take make give find play help bring come start "
    "stay plan prefer hate remember understand agree believe wonder suppose guess promise"
).replace(" ", "|")
CLAUSE = re.compile(
    rf"(?<!\w)(?:(?P<before>are|have|do|were|aren't|haven't|don't|am) )?(?P<who>i|you)(?P<verb>'m|'re|'ve|'ll|'d| am| are| have| don't| (?:{VERBS}))?(?!\w)",
    re.IGNORECASE,
)
WHOSE = re.compile(r"(?<!\w)(?:my|mine|me|myself|your|yours|yourself)(?!\w)", re.IGNORECASE)
SECOND = ("you", "your", "yours", "yourself")
OF_ONE = {"are": "is", "have": "has", "do": "does", "were": "was", "aren't": "isn't", "haven't": "hasn't", "don't": "doesn't", "am": "is"}
BEHIND = {"'m": " is", "'re": " is", " am": " is", " are": " is", "'ve": " has", " have": " has", "'ll": " will", "'d": " would", " don't": " doesn't"}  # fmt: skip
OF_YOU = {"'m": "'re", " am": " are"}
"""How verbs go on behind a name, and behind "you", when they were said of "I" or "you"."""


def told(who: str, other: str, text: str) -> str:
    """Return a sentence as it is told. Either may be "you", the owner of the assistant; without another, what is said to "you" stays."""
    plain = re.sub(r" ' (?=ve|m|re|ll|d|s|t)", "'", text.replace("’", "'"), flags=re.IGNORECASE)
    said = without_fillers(plain)
    asks = text.rstrip().endswith("?")
    said = CLAUSE.sub(lambda match: _clause(match, who, other, asks=asks), said)
    said = WHOSE.sub(lambda match: _whose(match[0], who, other), said)
    said = said[:1].upper() + said[1:]
    if asks:
        return f"{_capital(who)} {'ask' if who == 'you' else 'asks'}: {said}"
    return said if re.search(rf"(?<!\w){re.escape(who)}(?!\w)", said, re.IGNORECASE) else f"{_capital(who)}: {said}"


def without_fillers(text: str) -> str:
    """Return a sentence without what it begins with that says nothing; all of it when there is nothing else."""
    return FILLERS.sub("", text) or text


def _capital(who: str) -> str:
    return "You" if who == "you" else who


def _clause(match: re.Match[str], who: str, other: str, *, asks: bool) -> str:
    name = other if match["who"].lower() == "you" else who
    before, verb = match["before"] or "", match["verb"] or ""
    if not name:
        return match[0]
    if name == "you":
        return f"{'are' if before.lower() == 'am' else before} you{OF_YOU.get(verb.lower(), verb)}".lstrip()
    of_one = OF_ONE.get(before.lower(), before)
    behind = verb if before else BEHIND.get(verb.lower(), f"{verb}{'s' if verb and not before and not asks else ''}")
    return f"{of_one} {name}{behind}".lstrip()


def _whose(word: str, who: str, other: str) -> str:
    name = other if word.lower() in SECOND else who
    if not name:
        return word
    owned = word.lower() in ("my", "mine", "your", "yours")
    return ("your" if owned else "you") if name == "you" else f"{name}'s" if owned else name
