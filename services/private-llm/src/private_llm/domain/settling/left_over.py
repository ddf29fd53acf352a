"""Words of time that are left in what is to be done: "every full moon to bake", "exactly at 7 to run". They make another time of it, and
are asked about; what was understood beside them is not enough."""

import re

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import things
from private_llm.domain.settling.dues import JOINING
from private_llm.domain.understanding import lexicon, openers
from private_llm.domain.understanding.lexicon import plain

ABOUT = re.compile(r"(?:to|about|of|that|for|regarding|re:?|how|why|what|when|where|if|in case)\b", re.IGNORECASE)
"""What begins what is to be done, and is no time."""
ENDS = re.compile(r"\b(?:to|about|of|that|for)\W*$", re.IGNORECASE)
TO = re.compile(r"(?P<said>.{2,80}?),? to (?=(?P<what>[a-z].*))", re.IGNORECASE | re.DOTALL)
OWN = re.compile(r"(?!(?:every|each|when|whenever)\b)(?:.*\b)?(?:i|we|he|she|they|you|need|have|has|want)\b", re.IGNORECASE)
"""What tells of somebody, and is no time."""
AGAIN = frozenset("again later also too just us him her everyone please kindly gently both maybe once".split())
VAGUE = re.compile(
    r"(?:(?:on|at|in|about) )?(?:every|each|alternate|alternating|whenever|regularly|periodically|occasionally|constantly|frequently"
    r"|most(?= to |$)|(?:even|odd|school|business|rainy|sunny) (?:days?|weeks?|nights?)|(?:the )?(?:first|next) \w+ day|(?:the )?ides)\b.*"
    r"|säännöllisesti|silloin tällöin|satunnaisesti|toistuvasti|aina \w+(?:lla|llä|na|nä)\b|(?:parillisi|parittomi)\w+(?: \w+)?|(?:joka|jokaise|ennen)\w* \w+",
    re.IGNORECASE,
)
"""What begins what is to be done where it says how often, or on what days, in words that name no time."""
ENDING = re.compile(
    r"\b(?:regularly|periodically|occasionally|frequently|constantly|whenever .+|säännöllisesti|toistuvasti|satunnaisesti)[.!]*$",
    re.IGNORECASE,
)
"""The same behind it."""
CLOCK = re.compile(r"\b(?:at|klo|kello|by|than) (?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?(?: ?[ap]\.?m\.?)?\b", re.IGNORECASE)


def asked(request: Request, reading: times.Reading, text: str) -> Answer | None:
    """Ask when, where words of a time were left over; None where there are none, or no time was named."""
    at = reading.resolved
    if at is None or request.meant.by == "context":
        return None
    words = _between(request) or _vague(text) or ("" if at.has_clock or at.from_now else _clock(text))
    if not words:
        return None
    question = request.say(
        f"I did not understand when: {quoted(words, 80)}. Nothing is set yet. Which day, and what time?",
        f"En ymmärtänyt ajankohtaa: {quoted(words, 80)}. Mitään ei ole vielä asetettu. Mikä päivä ja mihin aikaan?",
    )
    return things.asked_for("when", request, question, text=text.replace(words, "").strip(" ,").removeprefix("to ") or text)


def _between(request: Request) -> str:
    """Return what stands between "remind me" and "to" what is to be done and is no time, nothing when all of it is."""
    opened = openers.to_remind(request.text)
    said = opened[1].strip() if opened else ""
    match = None if opened is None or ENDS.search(opened[0]) or ABOUT.match(said) else TO.match(said)
    if match is None or OWN.match(match["said"]) or not lexicon.is_to_do(plain(match["what"])) or lexicon.is_to_do(plain(match["said"])):
        return ""
    left = times.without(match["said"], now=request.now, zone=request.zone)
    return left if set(plain(left).split()) - JOINING - AGAIN else ""


def _vague(text: str) -> str:
    match = VAGUE.match(text) or ENDING.search(text)
    return match[0].partition(" to ")[0].strip() if match else ""


def _clock(text: str) -> str:
    """Return the hour that was said in what is to be done, where none was understood."""
    match = CLOCK.search(text)
    return match[0].strip() if match else ""
