"""Several times in one request for a reminder: "at 9 to call Petri and at 11 to email Outi". Each is a request of its own."""

import re
from datetime import datetime

from private_llm.domain import times
from private_llm.domain.understanding import lexicon, openers
from private_llm.domain.understanding.lexicon import plain

AND = re.compile(r",? (?:and|ja|sekä)(?: then| also| sitten| myös)? (?=\S)", re.IGNORECASE)
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
    for match in AND.finditer(opened[1]):
        first, second = _timed(opened[1][: match.start()], now, zone), _timed(opened[1][match.end() :], now, zone)
        if first is None or second is None or bool(first[1]) != bool(second[1]):
            continue
        day = first[2] or second[2]
        return [f"{opened[0]} {one if own else f'{day} {one}'.strip()}" for one, _, own in (first, second)]
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
    days = {at.wall.date() for one in each if (at := times.read(one, now=now, zone=zone).resolved)}
    sure = len(days) == 1 or any(not one.isdigit() for one in clocks)  # "At 9 and 11", at noon: this evening and tomorrow is not meant.
    return each if sure else None


def _timed(said: str, now: datetime, zone: str) -> tuple[str, bool, str] | None:
    """Return words that begin with a time of day or are nothing else, whether anything else stands there, and the day that is named."""
    said = LEADING.sub("", said)
    said = f"at {said}" if BARE.match(said) else said
    reading = times.read(said, now=now, zone=zone)
    at = reading.resolved
    if (
        at is None
        or not at.has_clock
        or at.rule
        or (set(plain(said[: min(reading.spans)[0]]).split()) - SMALL and not _ends(said, reading))
    ):
        return None
    rest = set(plain(times.without(said, now=now, zone=zone)).split()) - SMALL
    return said, bool(rest), at.wall.date().isoformat() if at.has_day and at.wall else ""


def _ends(said: str, reading: times.Reading) -> bool:
    return not said[max(reading.spans)[1] :].strip(" .!?")
