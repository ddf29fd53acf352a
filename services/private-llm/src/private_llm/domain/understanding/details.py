"""What is said more of something that was just put down or offered: with whom it is ("with Jaana"), or where ("at Cafe Ursula")."""

import re
from typing import NamedTuple

from private_llm.domain.understanding import asked, leaning, lexicon, told
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Language

DETAIL = "detail"
"""The query of what is said more of an entry."""
MOST_WORDS = 6
LEAD = re.compile(r"(?:(?:and|it's|its|oh|ja|se on|se|ai niin) )+", re.IGNORECASE)
WITH = re.compile(r"with (?!it\b|that\b|this\b)\S.*|\S.*n kanssa", re.IGNORECASE)
PLACE = re.compile(
    r"(?:at|in|@) (?:the )?(?P<place>(?!it\b|that\b|this\b|all\b|english\b|finnish\b|time\b|least\b|the end\b)\S.*)", re.IGNORECASE
)
NAMED_PLACE = re.compile(
    r"(?:the |its )?(?:place|location|venue|paikka|sijainti) (?:is|will be|on) (?P<place>(?-i:[A-ZÅÄÖ])\S.*|(?:at|in) \S.*|\S.* \d+\w?)"
    r"|add (?P<added>\S.*) as (?:the |its )?(?:place|location|venue)|lisää paikaksi (?P<put>\S.*)",
    re.IGNORECASE,
)
PLACE_FI = re.compile(
    r"(?:\S+ )?(?!kanssa|jäljellä|päällä|mukana|täällä|siellä|tuolla|jossa|missä|tässä|siinä)\w{3,}(?:ss[aä]|ll[aä])", re.IGNORECASE
)


PLACED: tuple[tuple[Language, re.Pattern[str]], ...] = (
    (
        "en",
        re.compile(
            r"(?:please )?(?:change|update|set|switch) (?:the |my )?(?:(?P<what>\S.*?)(?:'s)? (?:room|place|location|venue)|(?:room|place|location|venue) (?:of|for) (?:the |my )?(?P<of>\S.*?)) (?:to|as) (?P<place>\S.*)",
            re.IGNORECASE,
        ),
    ),
    (
        "fi",
        re.compile(
            r"(?:vaihda|muuta|laita|päivitä|merkitse) (?P<what>\S.*?) (?:paikaksi|saliksi|huoneeksi|sijainniksi|luokaksi) (?P<place>\S.*)",
            re.IGNORECASE,
        ),
    ),
)
"""Another place for what stands in the calendar."""


class Detail(NamedTuple):
    """What is said more: words that go behind what something is called, or the place where it is."""

    words: str
    place: str = ""
    is_whom: bool = False
    """Whether it says with whom."""


def placed(text: str) -> Meant | None:
    """Return another place for what is named of the calendar, if a message is nothing else."""
    if len(text.split()) > MOST_WORDS * 2:
        return None
    for language, form in PLACED:
        if (match := form.fullmatch(text.strip(" .!"))) and told.is_value(match["place"]) and not asked.names_time(match["place"]):
            what = match["what"] or match.groupdict().get("of") or ""
            return Meant("event", text, language, {"query": DETAIL, "text": what, "place": match["place"]})
    return None


def read(text: str) -> Detail | None:
    """Return what is said more, if a message is nothing else."""
    said = LEAD.sub("", text.strip(" .!"), count=1) if LEAD.match(text) else text.strip(" .!")
    if (named := NAMED_PLACE.fullmatch(said)) and len(said.split()) <= MOST_WORDS + 2:
        return Detail(said, next(filter(None, named.groups())))
    told = leaning.is_told(said) or "?" in text or len(said.split()) > MOST_WORDS or "," in said
    if told or asked.names_time(said) or lexicon.says_nothing(plain(said)) or any(map(str.isdigit, said.partition(" ")[2][:1])):
        return None
    if WITH.fullmatch(said) or PLACE_FI.fullmatch(said):
        return Detail(said, is_whom=WITH.fullmatch(said) is not None)
    place = PLACE.fullmatch(said)
    return Detail(said, place["place"]) if place else None
