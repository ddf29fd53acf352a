"""What is only named with its time, as one writes it into a calendar: "lecture every Monday 10–12 in A123". It is offered to be put there."""

import re
from datetime import UTC, datetime

from private_llm.domain import times
from private_llm.domain.understanding import lexicon, openers
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Language

NOW = datetime(2000, 1, 3, tzinfo=UTC)
"""For telling that something is a time, any clock does."""
MOST_WORDS, TITLE_WORDS = 16, 4
OFFER = "offer"
NO_TITLE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:i|you|he|she|we|they|it|is|are|was|were|will|do|does|did|can|could|would|should|have|has|had|cancel\w*|move\w*|postpone\w*|remind|remember|what|when|where|who|how|why|if|no|not|last|said|says|asked|told)\b",
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

HOUR = re.compile(
    r"(?<=\w )(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?(?=\s+[^\W\d]|$)(?! (?:am|pm|o'clock|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|hours?|people|persons?|tuntia|henke|kpl)\w*\b)",
    re.IGNORECASE,
)
"""A number that is an hour, where only a day stands before it: "wed 14"."""
DAY = {"en": "(?:mon|tue|wed|thu|fri|sat|sun)", "fi": "(?:ma|ti|ke|to|pe|la|su)"}
EVERY: dict[Language, str] = {"en": "every", "fi": "joka"}
FIRST_WORDS = 4
REMIND_BEFORE = re.compile(
    r"(?P<told>[^?]+?),?(?: and| ja| niin)? (?P<order>(?:please )?(?:remind me|muistuta(?: mua| minua)?) (?:about it |of it |siitä )?(?:\S+ ){1,4}?(?:before(?:hand)?|earlier|ennen|aiemmin|aikaisemmin)(?: it| that| sitä)?|(?:muistuta(?: mua| minua)?) (?:sitä )?edellisenä \S+)[.! ]*",
    re.IGNORECASE,
)
"""What is named, and an order to remind before it."""
TO_DO = re.compile(r"\bto (\w+)", re.IGNORECASE)
IN_WORDS = re.compile(RANGE.pattern.replace("[–-]|", ""))
"""Hours that are said with a word between them are read with a dash."""


def read(text: str) -> Meant | None:
    """Return the offer, when the first words name such a thing and a day and hours stand beside."""
    said = openers.DAY_END.sub("", text.strip(" !"))
    words = said.split()
    if not 1 < len(words) <= MOST_WORDS or "?" in text or "\n" in said or _orders(said):
        return None
    titled = times.without(said, now=NOW, zone="UTC").split()[:TITLE_WORDS]
    begins = [word.lower().strip(",:") for word in (*words[:TITLE_WORDS], *titled)]
    language = next((one for one, names in openers.entry_names().items() if any(word.startswith(tuple(names)) for word in begins)), None)
    if language is None:
        return None
    plainer = in_full(said, language)
    timed = RANGE.sub(rf"{'klo' if language == 'fi' else 'at'} \1-\2", plainer)
    at = times.read(timed, now=NOW, zone="UTC").resolved
    does = any(lexicon.is_to_do(one) for one in TO_DO.findall(plain(timed)))
    if does or NO_TITLE[language].search(plain(timed)) or at is None or not at.has_day or not (at.has_clock or len(words) <= FIRST_WORDS):
        return None
    told = timed if IN_WORDS.search(said) or plainer != said else text
    return Meant("event", told, language, {"text": told, "query": OFFER})


def split(text: str) -> list[str]:
    """Return what is named with its time and the order to remind before it as two requests: "dentist mon 10, remind me an hour before"."""
    match = REMIND_BEFORE.fullmatch(text.strip())
    return [match["told"], match["order"]] if match and read(match["told"]) is not None else [text]


def in_full(said: str, language: Language) -> str:
    """Return what is named with "every" before several days of a week, and with "at" before an hour that stands bare behind a day."""
    several = re.search(rf"\b{DAY[language]}(?:(?:,? | and | ja ){DAY[language]})+\b", said, re.IGNORECASE)
    if several and not times.read(said, now=NOW, zone="UTC").resolved:
        said = f"{said[: several.start()]}{EVERY[language]} {said[several.start() :]}"
    hour = next((one for one in HOUR.finditer(said) if _is_day(said[: one.start()], language)), None)
    return f"{said[: hour.start()]}{'klo' if language == 'fi' else 'at'} {said[hour.start() :]}" if hour else said


def _is_day(before: str, language: Language) -> bool:
    """Tell whether some words end in a day."""
    last = before.split()[-1:]
    if language == "fi" and re.fullmatch(DAY["fi"], "".join(last), re.IGNORECASE):
        return True
    at = times.read(" ".join(last), now=NOW, zone="UTC").resolved
    return at is not None and at.has_day and not at.has_clock and not any(map(str.isdigit, before.split()[-1]))


def _orders(said: str) -> bool:
    """Tell whether something is ordered, of which it is no name."""
    acts = [act for one in lexicon.LANGUAGES for act in lexicon.load(one).acts.values()]
    if any(act.match(openers.without_politeness(said)) for act in acts):
        return True
    return bool(ORDER.match(said) or openers.to_plan(said) or openers.to_remind(said) or openers.to_remember(said))
