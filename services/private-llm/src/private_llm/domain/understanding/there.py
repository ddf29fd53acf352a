"""What is to be put into the calendar on the day that was just asked about: "what's on Thursday?", "put a haircut there at 4", and once
more on another day: "and on Friday"."""

import re
from datetime import datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.understanding import asked, groceries
from private_llm.domain.understanding.focus import POINTED_TURNS, Earlier, Focus
from private_llm.domain.understanding.lexicon import plain

PUT = (
    (
        "add {what} to my calendar on {day:%-d} {day:%B} {day:%Y}",
        re.compile(
            r"(?:(?:please|ok|okay|yes|yeah|and|so|then|can you|could you)[, ]+)*(?P<verb>add|put|stick|pop|schedule|pencil in|pencil) (?P<what>\S.*?)(?P<there> (?:in|there|then|in there|on there|that day|on that day))?(?P<at> at (?:\d\S*(?: ?[ap]m)?|noon))?[.!]*",
            re.IGNORECASE,
        ),
    ),
    (
        "lisää kalenteriin {what} {day:%-d}.{day:%-m}.{day:%Y}",
        re.compile(
            r"(?:(?:joo|juu|no|ja|sit|sitten|niin|okei|ok|hyvä)[, ]+)*(?P<verb>laita|pistä|lisää|merkkaa|merkitse|varaa|kirjaa) (?P<there>(?:(?:vielä|sinne|siihen|silloin|sille päivälle|siihen päivään) )*)(?P<what>\S.*?)(?P<at> (?:klo|kello) \d\S*)?[.!]*",
            re.IGNORECASE,
        ),
    ),
)
REMIND = (
    (
        "remind me on {day:%-d} {day:%B} {day:%Y}{at} {what}",
        re.compile(
            r"(?:(?:please|ok|okay|and|so|can you|could you)[, ]+)*remind me (?:then|that day|on that day|the same day)(?P<at> at \d\S*(?: ?[ap]m)?)? (?P<what>(?:to|about|of|that) \S.*?)[.!]*",
            re.IGNORECASE,
        ),
    ),
    (
        "muistuta {day:%-d}.{day:%-m}.{day:%Y}{at} {what}",
        re.compile(
            r"(?:(?:joo|no|ja|sit|sitten|okei|ok)[, ]+)*muistuta (?:mua |minua )?(?:silloin|sinä päivänä|samana päivänä)(?P<at> (?:klo|kello) \d\S*)? (?P<what>\S.*?)[.!]*",
            re.IGNORECASE,
        ),
    ),
)
EVENING = (
    (re.compile(r"\b(?:evening|tonight)\b", re.IGNORECASE), " in the evening"),
    (re.compile(r"\bil(?:lalla|taa|tana)\b|ilta", re.IGNORECASE), " illalla"),
)
"""The part of the day that was looked at, which an hour is of."""
AND = re.compile(r"(?:and|(?P<fi>ja))(?: also| then| myös)? (?P<when>\S.*?)(?: too| as well| myös| kans)?[.!]*", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"\b(?:list|note|reminder|calendar|alarm|timer|task|to-?do|message|text|word)\b|lista|kalent|muistutu|muistiin|herät|hälyt|ajasti|viesti|tehtäv|tieto",
    re.IGNORECASE,
)
"""What is put elsewhere than into the calendar, or rings."""
HOUR = re.compile(r"\b(?:at|klo|kello) \d", re.IGNORECASE)
DAY = re.compile(r"\b(?:there|day|sinne|siihen|päivälle|päivään)\b")
KEEPS = re.compile(r"add|schedule|pencil|lisää|merkkaa|merkitse|varaa|kirjaa", re.IGNORECASE)
NO_THING = re.compile(
    r"(?:it|that|this|him|her|them|those|these|everything|all|me|us|off|back|down|up|away|in|on|is|are|looks?|seems|feels|a bit|se|sen|tämä|ne|nuo|kaikki|mut|minut)\b",
    re.IGNORECASE,
)
"""What names nothing, or makes another verb."""
PARTS = re.compile(r", | and | ja | & ", re.IGNORECASE)
MOST_WORDS = 6


def said_whole(text: str, focus: Focus, now: datetime, zone: str) -> str | None:
    """Return an order to put something into the calendar, or to remind of it, with the day that was just looked at, where it names none;
    nothing for any other request. Where neither the day is pointed at nor an hour is named, something else may be meant."""
    for whole, form in REMIND:
        if match := form.fullmatch(text.strip()):
            day, at = _looked_at(focus, now, zone, pointed_at=True), match["at"] or ""
            part = next((word for said, word in EVENING if at and said.search(focus.earlier[0].said)), "") if day else ""
            return whole.format(what=match["what"], at=f"{at}{part}", day=day) if day else None
    if "?" in text or ELSEWHERE.search(text):
        return None
    if again := _once_more(text, focus, now, zone):
        return again
    for whole, form in PUT:
        match = form.fullmatch(text.strip())
        if match and _is_placed(match) and _is_something(match["what"], now, zone):
            day = _looked_at(focus, now, zone, pointed_at=DAY.search((match["there"] or "").lower()) is not None)
            return whole.format(what=f"{match['what']}{match['at'] or ''}", day=day) if day else None
    return None


def _is_placed(match: re.Match[str]) -> bool:
    """Tell whether the day is pointed at: by a word that means a day, or beside an hour by one that may, or by what only a calendar is for."""
    there, at = (match["there"] or "").strip().lower(), match["at"] or HOUR.search(match["what"])
    return bool(DAY.search(there) or (at and (there or KEEPS.match(match["verb"]))))


def _once_more(text: str, focus: Focus, now: datetime, zone: str) -> str | None:
    """Return an order to put what was just put into the calendar on another day too: "and on Thursday"."""
    match, put = (
        AND.fullmatch(text.strip()),
        takewhile(lambda turn: turn.reply.steps == ("event",) and turn.reply.effects and not turn.reply.asked, focus.earlier),
    )
    first = next((turn for turn in put if not AND.fullmatch(turn.said.strip())), None) if match else None
    if match is None or first is None:
        return None
    before, other = (times.read(said, now=now, zone=zone).resolved for said in (first.said, match["when"]))
    if not (before and other and before.has_clock and other.has_day and asked.is_time(plain(match["when"]))):
        return None
    clock = "" if other.has_clock else f" klo {before.wall:%-H.%M}" if match["fi"] else f" at {before.wall:%H:%M}"
    return f"{times.without(first.said, now=now, zone=zone)} {match['when']}{clock}"


def _looked_at(focus: Focus, now: datetime, zone: str, *, pointed_at: bool) -> datetime | None:
    """Return the only day of which the calendar was shown, when nothing but entries of the calendar was spoken of since, or it is pointed
    at plainly."""
    since = focus.earlier[:POINTED_TURNS] if pointed_at else takewhile(_is_of_the_calendar, focus.earlier)
    shown = next((turn for turn in since if _is_of_the_calendar(turn) and not turn.reply.effects), None)
    span = times.day_span(shown.said, now=now, zone=zone, ahead=True) if shown else None
    whole = span is not None and span[1] - span[0] <= timedelta(hours=25) and span[1] > now
    return span[0].astimezone(ZoneInfo(zone)) if span and whole else None


def _is_something(what: str, now: datetime, zone: str) -> bool:
    """Tell whether something is named that is neither bought nor has a day of its own."""
    if NO_THING.match(what) or len(what.split()) > MOST_WORDS or any(map(groceries.is_known, PARTS.split(what))):
        return False
    return times.day_span(what, now=now, zone=zone, ahead=True) is None


def _is_of_the_calendar(turn: Earlier) -> bool:
    return turn.reply.steps == ("event",) and not turn.reply.asked
