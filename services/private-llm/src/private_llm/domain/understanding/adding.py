"""What is to be added, or is needed, and no list is named: "add milk", "lisää kahvi", "i need eggs". Of what is known to be bought the list is
known; of all else it is asked."""

import re

from private_llm.domain.times import shifting
from private_llm.domain.understanding import asked, groceries, itemised, leaning, lexicon, openers
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Language

POLITE = r"(?:(?:please|pls|can you|could you|would you|and|also|then|just|voitko|voisitko|hei|ja|sit|no) )*"
ADD: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("en", re.compile(rf"{POLITE}add (?P<text>\S.*?)(?: (?:please|pls|too|also|as well))*", re.IGNORECASE)),
    (
        "fi",
        re.compile(rf"{POLITE}lisää (?:vielä |myös |viel |sinne )*(?P<text>\S.*?)(?: (?:kiitos|vielä|myös|kans|sinne))*", re.IGNORECASE),
    ),
)
NEED: tuple[tuple[Language, re.Pattern[str]], ...] = (
    (
        "en",
        re.compile(
            r"(?:oh |and |also )*(?:(?:i|we)(?: still| also)? (?:need|want)(?: to (?:buy|get))?|need:?|get|pick up|grab) (?P<text>\S.*)",
            re.IGNORECASE,
        ),
    ),
    (
        "fi",
        re.compile(
            r"(?:ai |ja |no |hei )*(?:mä |minä |me )?(?:tarvi(?:taan|in|tsen|mme|tsemme|s)|tartten|pitää hakea|pitäis hakea|hae|haetaan) (?:vielä |myös |kans )*(?P<text>\S.*)",
            re.IGNORECASE,
        ),
    ),
)
BUY: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("en", re.compile(r"(?:and |also |need to |gotta |must )*buy:? (?!(?:me|us|it|that|this|them)\b)(?P<text>\S.*)", re.IGNORECASE)),
    (
        "fi",
        re.compile(
            r"(?:ja |pitää |pitäis |pitäisi |täytyy )*(?:osta|ostaa|ostetaan|osteta|hanki):? (?:(?:myös|vielä|lisäksi|kans) )*(?!(?:mulle|minulle|meille|se|sen|tämä|ne)\b)(?P<text>\S.*)",
            re.IGNORECASE,
        ),
    ),
)
SOME = re.compile(r"^(?:(?:some|more|the|lisää|vähän|vielä) )+", re.IGNORECASE)
SYMBOL = re.compile(r"[^\w\s.,'’&+:%/()-]+")
MOST_DIGITS = 4
"""With more it is no amount."""
MOST_WORDS = 8
AND = re.compile(r"\s*(?:,|;|&|\+|\band\b|\bn\b|\bja\b|\bsekä\b|\bplus\b)\s*", re.IGNORECASE)
ELSEWHERE = re.compile(r"\b(?:calendar|diary|agenda|contacts?|notes?|reminders?|list)\b|kalent|muistiin|yhteystie|lista", re.IGNORECASE)
"""Where else something is put."""
NO_THING = re.compile(
    r"\b(?:remind\w*|alarm|timer|note|calendar|meeting|appointment|event|contact|number|rule|list|to|for|from|because|it|that|this|them|me|help|you)\b|muistut|muistiin|kalent|lista|palaver|koko(?:us|ukse)|tapaami|numero|\b(?:se|sen|tämä|ne)\b",
    re.IGNORECASE,
)


def read(text: str) -> Meant | None:
    """Return the adding, or the offer of it, where only what is to be added is said."""
    said = itemised.latest(itemised.plainly(text).strip(" .!"))
    if "?" in text or len(said.split()) > MOST_WORDS + 1:
        return None
    added = next((_added(text, what, language) for what, language in _told(said, ADD)), None)
    return added or next((_needed(text, what, language) for what, language in _told(said, NEED)), None) or _named(text)


def to_buy(text: str) -> Meant | None:
    """Return the offer to put on the shopping list what somebody is told to buy: nobody can here."""
    said = itemised.plainly(text).strip(" .!")
    found = _told(said, BUY) if "?" not in text and len(said.split()) <= MOST_WORDS else []
    return next((_offered(text, what, language) for what, language in found if _is_something(what)), None)


def _told(said: str, forms: tuple[tuple[Language, re.Pattern[str]], ...]) -> list[tuple[str, Language]]:
    found = ((form.fullmatch(said), language) for language, form in forms)
    return [(SOME.sub("", match["text"]), language) for match, language in found if match]


def _added(text: str, what: str, language: Language) -> Meant | None:
    """Return the adding of what is known to be bought or to be done, and the offer to add anything else."""
    if not _is_something(what):
        return None
    if _are_known(what) or (lexicon.is_to_do(plain(what)) and not ELSEWHERE.search(what)):
        return Meant("lists", text, language, {"query": f"add {'shopping' if _are_known(what) else 'todo'}", "text": what})
    return None if NO_THING.search(what) or leaning.is_told(what) else _offered(text, what, language)


def _needed(text: str, what: str, language: Language) -> Meant | None:
    several = "," in what and all(len(one.split()) <= 2 for one in AND.split(what)) and not leaning.is_told(what)
    return _offered(text, what, language) if _is_something(what) and (several or _are_known(what)) else None


def _named(text: str) -> Meant | None:
    """Return the offer to add things that are only named, one after another, with marks or pictures between them."""
    things = [one for part in AND.split(SYMBOL.sub(",", text)) if part.strip(" .!") for one in groceries.apart(part.strip(" .!"))]
    known = len(things) > 1 and all(map(groceries.is_known, things))
    language: Language = "fi" if known and any(groceries.is_finnish(one) for one in things) else "en"
    return _offered(text, ", ".join(things), language) if known else None


def _offered(text: str, what: str, language: Language) -> Meant:
    return Meant("lists", text, language, {"query": "offer shopping", "text": what})


def _is_something(what: str) -> bool:
    """Tell whether something is named, and no time."""
    counted = sum(map(str.isdigit, what)) > MOST_DIGITS or not any(map(str.isalpha, what))
    return not (counted or openers.NOTHING.match(what) or asked.names_time(what) or shifting.by(what))


def _are_known(what: str) -> bool:
    return all(groceries.is_known(one) for one in AND.split(what) if one)
