"""When kept reminders come: how that is kept, compared with what a request says of it, and said."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Request
from private_llm.domain.saying.wording import day, moment
from private_llm.domain.understanding.lexicon import plain
from shared import repetition
from shared.schemas.archive import RecordView

SHOWN = 3
KLO = re.compile(r"\bkl?o\b|\bkello\b", re.IGNORECASE)
THE_ONE = re.compile(r"\b(?:the|that|my) one\b", re.IGNORECASE)
SURE_HALF = re.compile(
    r"\d ?[ap]\.?m|morning|evening|afternoon|night|noon|aamu|ilta|illa|yö|päivä|(?<![:.\d])(?:(?:1[3-9]|2[0-4])\b|0\d)", re.IGNORECASE
)
"""What says which half of the day is meant."""
JOINING = frozenset(
    "on at the in of by and ja klo kello a sometime around about noin for to me minua mua up vielä sit sitten joskus siinä vaikka ehkä"
    " exactly precisely sharp only already latest no later than jo vasta tasan vain viimeistään tarkalleen suunnilleen niinku maybe perhaps like say please um uh kiitos or so thereabouts".split()
)
"""What may stand between a time and the rest of a request, and tells of neither."""


def fields(resolved: times.Resolved) -> dict[str, str]:
    """Return how a moment or a series is kept with a reminder."""
    series = {"rule": resolved.rule, "wall": resolved.wall.isoformat()} if resolved.rule else {"rule": "", "wall": ""}
    return {"due_at": resolved.at.isoformat(), "zone": resolved.zone, **series}


def due(entry: RecordView) -> datetime:
    """Return when a reminder is due next."""
    return datetime.fromisoformat(str(entry.fields["due_at"]))


def fits(entry: RecordView, words: str, request: Request) -> bool:
    """Tell whether a reminder comes when some words say, as far as they say when."""
    words = beside(words, str(entry.fields["text"]))
    span = times.day_span(words, now=request.now, zone=request.zone, ahead=True)
    return (span is None or span[0] <= due(entry) < span[1]) and fits_the_clock(entry, words, request)


def fits_the_clock(entry: RecordView, words: str, request: Request) -> bool:
    """Tell whether a reminder comes at the time of day that some words say, if they do."""
    words = re.sub(r"\bfrom (?=\d)", "at ", beside(words, str(entry.fields["text"])), flags=re.IGNORECASE)
    wall = due(entry).astimezone(ZoneInfo(request.zone))
    at = times.read(words, now=request.now, zone=request.zone).resolved
    part = times.hours(words, now=request.now, zone=request.zone)
    if part is not None and not (part[0] <= wall.hour < part[1] or wall.hour + 24 < part[1]):
        return False
    if at is None or not at.has_clock or at.rule:
        return True
    if at.from_now:
        return abs(at.at - due(entry)) < timedelta(minutes=1)
    half = 24 if says_half(words) else 12
    return (wall.hour % half, wall.minute) == (at.wall.hour % half, at.wall.minute)


def beside(words: str, text: str) -> str:
    """Return some words without those that a thing itself is called by."""
    own = set(plain(text).split()) - JOINING
    return THE_ONE.sub("", " ".join(word for word in words.split() if not set(plain(word).split()) & own))


def says_half(words: str) -> bool:
    """Tell whether some words say which half of the day is meant."""
    return bool(KLO.search(words) or SURE_HALF.search(words))


def said(entry: RecordView, request: Request) -> str:
    """Return when a reminder comes, and how it repeats."""
    at = moment(due(entry), request.zone, request.language)
    if not entry.fields.get("rule"):
        return at
    often = times.repeats(str(entry.fields["rule"]), datetime.fromisoformat(str(entry.fields["wall"])), request.zone, request.language)
    return request.say(f"{often}, next on {at}", f"{often}, seuraavaksi {at}")


def next_ones(entry: RecordView, request: Request) -> str:
    """Return the next days of a series, so that a person sees what was understood; with the hours where they are not the same each time."""
    coming = repetition.after(
        str(entry.fields["rule"]), str(entry.fields["wall"]), str(entry.fields["zone"]), due(entry) - timedelta(seconds=1)
    )
    shown = [at for at, _ in zip(coming, range(SHOWN), strict=False)]
    hours = {at.astimezone(ZoneInfo(request.zone)).time() for at in shown}
    return request.say("Next: ", "Seuraavat: ") + _listed(
        [(moment if len(hours) > 1 else day)(at, request.zone, request.language) for at in shown]
    )


def _listed(days: Sequence[str]) -> str:
    return ", ".join(days)
