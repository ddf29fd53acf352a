"""Several times in one request for a reminder: "at 9 to call Petri and at 11 to email Outi". Each is a request of its own."""

import re
from datetime import datetime
from typing import NamedTuple

from private_llm.domain import times
from private_llm.domain.understanding import lexicon, openers
from private_llm.domain.understanding.lexicon import plain

AND = re.compile(
    r",? (?:and|ja|sekä)(?: then| also| later| once more| sitten| sitte| sit| myös| vielä| viel| uudestaan| uudelleen)* (?=\S)|, (?!and\b|ja\b|sekä\b)(?=\S)",
    re.IGNORECASE,
)
AGAIN = frozenset("again taas uudestaan uudelleen".split())
SMALL = frozenset("at on the for klo kello in and".split())
NOON = 12
CLOCK = re.compile(r"\d{1,2}(?:[.:]\d\d)?(?: ?[ap]m\b)?", re.IGNORECASE)
HOURS = re.compile(
    rf"\b(?P<at>at|klo|kello) {CLOCK.pattern}(?:(?:,? and|,? ja|,? sekä| &|,)(?: at| klo| kello)? {CLOCK.pattern}(?![\d.:]))+(?=[\s.,!]|$)",
    re.IGNORECASE,
)
"""Hours that are joined."""
BEHIND = frozenset("to että on tomorrow today tonight every each daily huomenna tänään joka".split())
"""What follows hours, and counts nothing."""
LEADING = re.compile(r"^(?:for|to) (?=\d)", re.IGNORECASE)
MOVES = re.compile(r"\W*(?:\w+ ){0,3}?(?:move|reschedule|postpone|push|shift|change|delay|siirrä|lykkää|vaihda|muuta)\b", re.IGNORECASE)
NUMBER = re.compile(r"at \d{1,2}(?:[.:]\d\d)?", re.IGNORECASE)
BARE = re.compile(r"\d{1,2}(?:[.:]\d\d)?(?: (?:today|tomorrow|on|huomenna|tänään)\b.*)?$", re.IGNORECASE)


def split(text: str, *, now: datetime, zone: str) -> list[str]:
    """Return a request for reminders at several times as one request for each; a day that was named once is that of both."""
    if openers.asks_to_remind(text) or MOVES.match(text):
        text = times.latest(text, now=now, zone=zone)
    opened = openers.to_remind(text)
    if opened is None or not openers.asks_to_remind(text):
        return [text]
    if (alike := _at_each(opened[1], now, zone)) is not None:
        return [f"{opened[0]} {one}" for one in alike]
    at = times.read(opened[1], now=now, zone=zone).resolved
    at_hours = at is not None and "BYHOUR" in at.rule
    for match in AND.finditer(opened[1]):
        first, second = _timed(opened[1][: match.start()], now, zone), _timed(opened[1][match.end() :], now, zone)
        if first is None or second is None or not _alike(first, second, match[0]):
            continue
        if at_hours and not (first.what and second.what):
            return [text]
        what = "" if first.what and second.what else first.what or second.what
        day = second.day if not (first.what and second.what) else ""  # A day behind what is done later is not that of what is done before.
        both = (
            f"{opened[0]} {_on(first, day)} {'' if first.what else what}",
            f"{opened[0]} {_on(second, first.day)} {'' if second.what else what}",
        )
        return [both[0].strip(), *split(both[1].strip(), now=now, zone=zone)]
    return [text]


def _at_each(said: str, now: datetime, zone: str) -> list[str] | None:
    """Return the same at each of the hours that are joined, "at 9 and 11"; as it is with each hour told as one when it repeats."""
    match = HOURS.search(said)
    after = plain(said[match.end() :]) if match else ""
    if match is None or not (not after or after.split()[0] in BEHIND or lexicon.is_to_do(after)):
        return None
    clocks = [one[0] for one in CLOCK.finditer(match[0])]
    if any(one.isdigit() and int(one) > NOON for one in clocks):
        clocks = [f"{int(one):02}:00" if one.isdigit() else one for one in clocks]
    each = [f"{said[: match.start()]}{match['at']} {one}{said[match.end() :]}" for one in clocks]
    whole = f"{said[: match.start()]}{' and '.join(f'at {one}' for one in clocks)}{said[match.end() :]}"
    at = times.read(whole, now=now, zone=zone).resolved
    if at is not None and at.rule:
        return [whole]
    moments = [at.at for one in each if (at := times.read(one, now=now, zone=zone).resolved)]
    days = {at.wall.date() for one in each if (at := times.read(one, now=now, zone=zone).resolved)}
    sure = (len(days) == 1 and moments == sorted(moments)) or any(
        not one.isdigit() for one in clocks
    )  # "At 9 and 11", at noon: this evening and tomorrow is not meant.
    return each if sure else None


class _Timed(NamedTuple):
    """Words that say a time of day: those words, what else stands there, the day that is named, and whether they begin with the time."""

    said: str
    what: str
    day: str
    begins: bool


def _alike(first: _Timed, second: _Timed, between: str) -> bool:
    """Tell whether two times are of two requests, or of one thing at both of them."""
    if bool(first.what) == bool(second.what):
        return bool(first.what) or "," not in between
    return "," not in between and (second.begins if second.what else not NUMBER.fullmatch(second.said))


def _on(timed: _Timed, day: str) -> str:
    return timed.said if timed.day or not day else f"{day} {timed.said}"


def _timed(said: str, now: datetime, zone: str) -> _Timed | None:
    """Return words that begin or end with a time of day, or are nothing else."""
    said = LEADING.sub("", said)
    said = " ".join(word for word in said.split() if plain(word) not in AGAIN) if AGAIN & set(plain(said).split()) else said
    said = f"at {said}" if BARE.match(said) else said
    reading = times.read(said, now=now, zone=zone)
    at = reading.resolved
    if at is None or not at.has_clock or (set(plain(said[: min(reading.spans)[0]]).split()) - SMALL and not _ends(said, reading)):
        return None
    what = times.without(said, now=now, zone=zone)
    if at.rule and not set(plain(what).split()) - SMALL:
        return None
    begins = not set(plain(said[: min(reading.spans)[0]]).split()) - SMALL
    day = at.wall.date().isoformat() if at.has_day and at.wall else ""
    return _Timed(said, what if set(plain(what).split()) - SMALL else "", day, begins)


def _ends(said: str, reading: times.Reading) -> bool:
    return not said[max(reading.spans)[1] :].strip(" .!?")
