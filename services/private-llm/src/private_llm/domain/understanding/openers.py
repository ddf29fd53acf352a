"""What a request to remind or to remember begins or ends with; the rest is what it is about, whatever was masked of it."""

import re
import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib import resources

from private_llm.domain import times
from shared.schemas.plan import Language

POLITE = (
    r"(?:(?:please|pls|plz|hey|hi|hello|yo|ok|okay|so|and|but|also|then|maybe|just(?= remind)|do(?= (?:please )?remind)|(?:can|could|would|will) (?:you|u)(?: please| maybe| just| kindly| also)*|(?:i want|i need|i'd like|i would like|i'd love|i would love) (?:you|u) to|"
    r"(?:i was |i'm )?(?:wondering|hoping) (?:if )?you (?:could|can)|would you mind|why don't you|why not|this is [a-z]+(?= (?:i|can|could|please|would)\b)|"
    r"muista(?:tko|than|sitko|t)(?: sä| sinä)?(?= muistuttaa)|(?:voit|voisit|viitsi|viitsisit|ehdit|jaksat|jaksaisit|pystyt|pystyisit)(?:kö|ko|tko|tkö|sä)?(?: sä| sinä| te)?(?: ystävällisesti)?|miksi et(?: sä)?|mikset(?: sä)?|päivää|iltaa|huomenta|terve|moikka|sori|anteeksi|"
    r"(?:if|when) (?:you can|you could|you don't mind|you would|you get a chance|it's possible|possible)|jos (?:voit|viitsit|ehdit|jaksat|mahdollista|sopii)(?:,? niin)?|"
    r"ole hyvä ja|hei|moi|myös|ja|sitten),? )*"
)
REMIND = (
    r"(?:(?:remind|ping|alert|notify|nudge|wake)|(?<=mind )reminding) (?:me|us)(?: up)?(?: again)?(?:,? please(?= (?:to|about|that|of)\b))?|(?:tell me|let me know)(?= (?:at \S+(?: ?[ap]m)?|in \S+ (?:h|m|hours?|min\w*)|(?:tomorrow|tonight|on \w+day)(?: (?:morning|evening|afternoon))?(?: at \S+(?: ?[ap]m)?)?|this (?:evening|afternoon|morning)) to (?!wh|be\b|the\b)[a-z])|don't let me forget|do not let me forget|don't forget|make sure (?:that )?i (?:don't forget|remember)|"
    r"(?:set|create|make|add|start|schedule|put|give me|i need|i want|i'd like)(?: up)?(?: me)?(?: an?| another| the)?(?: new| daily| weekly)? (?:reminder|alarm|timer|wake-?up call|nudge|heads-?up|muistutus|herätys|hälytys)s?(?: for me)?|"
    r"(?:set|add|make) (?:me )?(?:one|another|another one)(?= (?:for|at|on|to)\b)|(?:i )?(?:need|want|would like) to be reminded|(?:new )?reminder:?|alarms?(?= (?:at |for |in |on |\d))|timer(?= (?:for |\d|[a-z ,]{2,30}\d+ ?(?:s|sec|m|min|h|hour)))|"
    r"muistut(?:a|atko|taisit|taisitko|taisitsä|taisitteko|elisitko|athan|apas|apa)(?: sä| sinä| me)?(?: (?:minua|mua|minut|mut|minulle|mulle|meitä))?(?: uudestaan| uudelleen)?(?: (?:vielä|myös|kans|kanssa|sit|sitten|vaikka|vaan|nyt))*|(?:voitko |voisitko )(?:sä |sinä )?muistuttaa(?: (?:minua|mua|minut|mut))?(?: (?:vielä|myös|kans|sit|sitten|vaikka))*|(?<= )muistuttaa(?: minua| mua)?|muistuttaa minua|herätä(?:tkö)?(?: minut| mut| meidät)?|"
    r"(?:aseta|tee|laita|lisää|luo|pane|ota|pistä|käynnistä)(?: minulle| mulle)?(?: uusi)? (?:muistutus|hälytys|herätys|ajastin|reminder|alarm)|muistutus:?|(?:herätys|hälytys|ajastin)(?= (?:klo|kello|tänään|huomen|ylihuomen|\d|puol|vart|\w+(?:lle|ksi|ks|na|nä)\b))|"
    r"(?:laita |pane |pistä |aseta )?(?:mun |mulle |minulle )?kello (?:soimaan|soittaa|herättämään)|"
    r"älä anna (?:minun |mun )?unohtaa|älä unohda muistuttaa(?: minua| mua)?"
)
ABOUT = r"(?: (?:to|about|that|of|regarding|että|et|siitä että)\b| 2(?= (?!(?:hours?|days?|weeks?|months?|minutes?|mins?|hrs?|h|pm|am|p|times?|more|and|or)\b)[a-z])|:)?"
PLAN = r"put|add|enter|mark|create|write|set up|make|book|laita|lisää|merkkaa|merkitse|kirjaa|pane|pistä|tee|luo|varaa|(?<=tko )(?:laittaa|lisätä|merkata|merkitä|kirjata|panna|pistää|tehdä|luoda|varata)"
ASKS_TO = re.compile(
    r"\s*(?:hey,? |hi,? |hei,? )?(?:(?:can|could|would|will) (?:you|u)|voi(?:tko|sitko)|viitsi(?:tkö|sitkö))\b", re.IGNORECASE
)
"""A question that asks for something to be done."""
IN_CALENDAR = re.compile(
    r"\s*\b(?:(?:in|on|to|into|onto|from) )?(?:(?:my|the|mun|minun) )?(?:calendar|kalenteri(?:in|ini|lle|sta)?)\b(?:\s*:)?", re.IGNORECASE
)
REMEMBER = (
    r"(?:please )?(?:remember|for future reference|fyi|note(?: down)?|log(?: that)?(?=:|(?: that)? (?:i|we|he|she|ran|did|had|took|walked|slept|ate|drank|weighed)\b)|(?:take|make|add|save|write|keep) (?:a |an )?(?:new )?(?:note|memo)|write down|jot down|save (?:this|the following)|save(?= that )|keep in mind|"
    r"record (?=that|this)|store(?: this)?|don't forget|do not forget|never forget|put in my notes|for the record|memo|note to self|"
    r"muista(?:tko|than|pa)?|(?<=tko )muistaa|(?<=tko sä )muistaa|(?:pane|laita|kirjoita|kirjaa|merkitse|merkkaa|ota|lisää|pistä) (?:muistiin|ylös|mieleen)|tallenna|kirjaa|(?:tee|lisää|uusi) muistiinpano|muistiinpano|pidä mielessä|paina mieleen|älä unohda)"
)
KEPT = r"(?:,? (?:this|tämä|seuraava))?(?: (?:down|to self))?(?: for me)?(?: (?:that|of|about|että|et))?[:,]?"
TRAILING = re.compile(
    r"[,;.]? (?:so |and |please |niin |ja )*(?:remind me(?: (?:of|about) (?:it|that|this))?(?: please)?|set (?:a|an) (?:reminder|alarm)(?: for (?:it|that))?|muistuta(?: (?:minua|mua))?(?: siitä)?)[.!?]*$",
    re.IGNORECASE,
)
_POLITE = re.compile(rf"\s*{POLITE}", re.IGNORECASE)
_REMIND = re.compile(rf"\s*{POLITE}(?:{REMIND})\b{ABOUT}", re.IGNORECASE)
_REMEMBER = re.compile(rf"\s*{POLITE}{REMEMBER}\b{KEPT}\s+", re.IGNORECASE)
_PLAN = re.compile(
    rf"\s*{POLITE}(?:schedule(?! (?:is|was|looks|seems|conflict)\b)|block(?: off| out)?(?= (?:\d|time|an?|the|my|out|off|mon|tue|wed|thu|fri|sat|sun|tomorrow|today))|pencil in|new (?:event|appointment|meeting|calendar entry)|uusi (?:tapahtuma|kalenterimerkintä))\b",
    re.IGNORECASE,
)
_PLAN_IN = re.compile(rf"\s*{POLITE}(?:{PLAN})\b", re.IGNORECASE)
PLAN_BEHIND = re.compile(
    r"[,.]? (?:so |and |please |niin |ja )*(?:(?:put|add|mark|enter) (?:it|that|this) (?:in|on|to|into|down in) (?:my |the )?calendar|(?:laita|lisää|merkkaa|pistä|kirjaa) (?:se |tämä )?(?:mun )?kalenteriin)[.!]*$",
    re.IGNORECASE,
)
_PLAN_NAMED = re.compile(
    rf"\s*{POLITE}(?:put|add|set(?: up)?|enter|laita|lisää|merkkaa|merkitse|pistä|(?:make|create|tee|luo|varaa)(?= (?:an? |the )?(?:meeting|appointment|event|palaveri|kokous|tapaaminen))) (?:me |mulle |minulle )?(?=(?:(?:an?|the|my|new|uusi) )*(?:[\w-]+ )?(?P<named>[\w-]+))",
    re.IGNORECASE,
)
"""What puts down something by the name of a thing of the calendar."""
NO_ENTRY = re.compile(
    r"\b(?:remind\w*|alarm|timer|list|note|notes|lunch|dinner|breakfast|brunch|coffee|drinks|oven|on|off|away)\b|muistut|lista|hälyty|herät|muistiin",
    re.IGNORECASE,
)
FIRST_WHEN = ("laita", "merkkaa", "merkitse", "pistä")
"""Orders behind which the time may stand before what is put down."""
NEVER = datetime(2000, 1, 3, tzinfo=UTC)
NOTHING = re.compile(r"(?:nothing|no|none|not|(?:ei )?mitään|ei)\b", re.IGNORECASE)
THERE_IS = re.compile(r"^(?:(?:i have|i've got|there is|there's|we have|(?:mulla|minulla|meillä)(?: on)?) )", re.IGNORECASE)
IS_ON = re.compile(
    r" (?:is|are|on)(?= (?:(?:on|at|in|the) )?(?:this|next|today|tomorrow|the \d|\d|(?:mon|tue|wed|thu|fri|sat|sun)|klo|huomen|ylihuomen|tänään|ensi|ens |maanan|tiist|keskiv|torst|perjan|lauan|sunnun))",
    re.IGNORECASE,
)
"""The verb between what is told of and its time."""
CALLED = re.compile(r"^(?:event|appointment|meeting|entry|tapahtuma) (?:called|named|titled|nimeltä) ", re.IGNORECASE)
DAY_END = re.compile(r"(?<!\d)\.+$")
"""A full stop that is not that of a date."""
ARTICLE = re.compile(r"^(?:(?:an?|the) |(?:that|että|et) )", re.IGNORECASE)
NO_NOTE = re.compile(
    r"\b(?:one|another)$|make sure|remind|alarm|timer|wake|nudge|ping|alert|notify|heads|kello (?:soi|herä)|muistut|herät|hälyt|ajast|unohtaa|let me forget|tell me|let me know",
    re.IGNORECASE,
)
NO_REMINDER = re.compile(r"(?:of )?(?:what|where|who|whose|which|how much|how many|mikä|mitä|missä|kuka|kenen|paljonko)\b", re.IGNORECASE)
"""What follows "remind me" when something that was told is asked for."""
_NOTE = re.compile(
    rf"\s*{POLITE}(?:(?:save|remember|store) that(?! time\b)|log(?: that)?(?=:|(?: that)? (?:i|we|he|she|ran|did|had|took|walked|slept|ate|drank|weighed)\b)|for future reference|for the record|note to self|memo|jot down|write (?:this )?down|(?:pane|laita|kirjoita|kirjaa|merkkaa|pistä) (?:muistiin|ylös|mieleen)|muistiin)\b[:,]?\s+\S",
    re.IGNORECASE,
)
_REMEMBER_TO = re.compile(
    rf"\s*{POLITE}(?:(?:remember|don't forget|do not forget) to|muista(?:than|pa)?(?! että)|älä unohda|(?:mun |minun )?(?:pitäisi?|pitää|täytyy) muistaa) ",
    re.IGNORECASE,
)
_REMEMBER_OR_DO = re.compile(rf"\s*{POLITE}(?:remember|don't forget|do not forget|muista(?:than|pa)?|älä unohda)\b(?! että)", re.IGNORECASE)


def may_be_to_do(text: str) -> bool:
    """Tell whether a message begins with words that ask to remember what is told as well as what is to be done."""
    return _REMEMBER_OR_DO.match(text) is not None


def without_politeness(text: str) -> str:
    """Return a request without the politeness that it begins with."""
    match = _POLITE.match(text)
    return text[match.end() :] if match else text


def to_remind(text: str) -> tuple[str, str] | None:
    """Return the words that ask for a reminder, and what follows them or stands before them; None when there are none."""
    match = _REMIND.match(text) or _REMEMBER_TO.match(text)
    if match:
        return match[0].strip(), text[match.end() :].strip()
    end = TRAILING.search(text)
    return (end[0].strip(" ,.;"), text[: end.start()].strip()) if end else None


def asks_to_remind(text: str) -> bool:
    """Tell whether a message begins with the words that ask for a reminder, and for nothing that could be a note."""
    match = _REMIND.match(text)
    if match is None:
        return TRAILING.search(text) is not None and not text.rstrip().endswith("?")
    return NO_NOTE.search(match[0]) is not None and NO_REMINDER.match(text[match.end() :].strip()) is None


def begins_to_remind(text: str) -> bool:
    """Tell whether a message begins with the words that ask for a reminder."""
    return (_REMIND.match(text) or _REMEMBER_TO.match(text)) is not None


def asks_to_remember(text: str) -> bool:
    """Tell whether a message begins with words that can ask for nothing but a note."""
    return _NOTE.match(text) is not None and not text.rstrip().endswith("?")


def to_plan(text: str) -> tuple[str, str] | None:
    """Return the words that put something into the calendar, and what it is with its time; None when there are none."""
    behind = PLAN_BEHIND.search(text)
    if behind:
        told = without_politeness(text[: behind.start()]).strip(" ,.")
        return behind[0].strip(" ,."), ARTICLE.sub("", THERE_IS.sub("", IS_ON.sub("", told, count=1)))
    match = _PLAN.match(text) or (_PLAN_IN.match(text) if IN_CALENDAR.search(text) else None) or _plan_named(text)
    if match is None or (text.rstrip().endswith("?") and not ASKS_TO.match(text)):
        return None
    text = re.sub(r"[\"“”]", "", text) if re.search(r"[\"“][^\"“”]+[\"”]", text[match.end() :]) else text
    what = ARTICLE.sub("", DAY_END.sub("", IN_CALENDAR.sub("", text[match.end() :]).strip(" ,:?")))
    if NOTHING.match(what):
        return None
    return (match[0].strip(), CALLED.sub("", what)) if what else None


def _plan_named(text: str) -> re.Match[str] | None:
    """Return what puts down something at a time by what it is called: "put a meeting at 3"."""
    match = _PLAN_NAMED.match(text)
    begins = re.split(r"[\s]+", text[match.end() :].lower())[:3] if match else []
    if match and match[0].lower().strip().startswith(FIRST_WHEN):  # "Laita huomiseksi klo 10 parturi".
        begins += times.without(text[match.end() :], now=NEVER, zone="UTC").lower().split()[:1]
    names = any(word.startswith(tuple(one)) for word in begins for one in entry_names().values())
    if match is None or not names or NO_ENTRY.search(" ".join(text.split()[:6])):
        return None
    at = times.read(text[match.end() :], now=NEVER, zone="UTC").resolved
    return match if at is not None and (at.has_day or at.has_clock) else None


@cache
def entry_names() -> dict[Language, list[str]]:
    """Return what people write into a calendar, by the beginnings of its words."""
    read = tomllib.loads(resources.files(__package__).joinpath("words/entries.toml").read_text(encoding="utf-8"))
    return {"en": read["en"], "fi": read["fi"]}


def to_remember(text: str) -> str | None:
    """Return what follows the words that ask to remember; None when there are none, or nothing follows."""
    match = _REMEMBER.match(text)
    return text[match.end() :].strip() or None if match else None
