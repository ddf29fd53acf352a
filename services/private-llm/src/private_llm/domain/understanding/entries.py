"""What is only named with its time, as one writes it into a calendar: "lecture every Monday 10–12 in A123". It is offered to be put there."""

import re
from datetime import UTC, datetime

from private_llm.domain import times
from private_llm.domain.understanding import openers
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Language

NOW = datetime(2000, 1, 3, tzinfo=UTC)
"""For telling that something is a time, any clock does."""
MOST_WORDS, TITLE_WORDS = 16, 4
OFFER = "offer"
NO_TITLE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:i|you|he|she|we|they|it|is|are|was|were|will|do|does|did|can|could|would|should|have|has|had|to|cancel\w*|move\w*|postpone\w*|remind|remember|what|when|where|who|how|why|if|no|not|last|said|says|asked|told)\b",
        re.IGNORECASE,
    ),
    "fi": re.compile(
        r"\b(?:mitä|milloin|missä|kuka|miten|miksi|onko|oli|olen|on|ei|peru\w*|siirr?\w*|muistut\w*|muista|jos|pitää|minä|mä|sä|hän|että|jälkeen|ennen|sanoi|kysyi)\b",
        re.IGNORECASE,
    ),
}
"""What makes a sentence of it, or an order."""
ORDER = re.compile(
    rf"{openers.POLITE}(?:{openers.PLAN}|schedule|skip|find|search|show|delete|remove|drop|tell|send|draft|reply|summari[sz]e|etsi|näytä|poista|kerro)\b",
    re.IGNORECASE,
)
RANGE = re.compile(r"(?<=\s)(?<!\bat )(?<!\bklo )(\d{1,2}(?:[.:]\d\d)?) ?(?:[–-]|to|till|until) ?(\d{1,2}(?:[.:]\d\d)?)(?=\s|$)")

IN_WORDS = re.compile(RANGE.pattern.replace("[–-]|", ""))
"""Hours that are said with a word between them are read with a dash."""


def read(text: str) -> Meant | None:
    """Return the offer, when the first words name such a thing and a day and hours stand beside."""
    said = text.strip(" .!")
    words = said.split()
    if not 2 < len(words) <= MOST_WORDS or "?" in text or "\n" in said or _orders(said):
        return None
    begins = [word.lower().strip(",:") for word in words[:TITLE_WORDS]]
    language = next((one for one, names in openers.entry_names().items() if any(word.startswith(tuple(names)) for word in begins)), None)
    timed = RANGE.sub(rf"{'klo' if language == 'fi' else 'at'} \1-\2", said)
    at = times.read(timed, now=NOW, zone="UTC").resolved if language else None
    if language is None or NO_TITLE[language].search(plain(timed)) or at is None or not (at.has_clock and at.has_day):
        return None
    told = timed if IN_WORDS.search(said) else text
    return Meant("event", told, language, {"text": told, "query": OFFER})


def _orders(said: str) -> bool:
    """Tell whether something is ordered, of which it is no name."""
    return bool(ORDER.match(said) or openers.to_plan(said) or openers.to_remind(said) or openers.to_remember(said))
