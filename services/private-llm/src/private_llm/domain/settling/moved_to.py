"""To when something is moved, by the words of a request: "from Monday to Tuesday", "in an hour", "later"."""

import re
from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request
from private_llm.domain.settling import dues
from private_llm.domain.settling.dues import due
from private_llm.domain.times import shifting
from private_llm.domain.understanding import lexicon
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import RecordView

DEFAULT = timedelta(minutes=10)
RECENT = timedelta(hours=12)
"""So long after it came a reminder may be snoozed without being named."""
PREPOSITION = re.compile(r"^(?:for|by) ", re.IGNORECASE)
TO = re.compile(r"\b(?:to|until|till) ", re.IGNORECASE)
MINUTES_TO = re.compile(
    r"(?:\b(?:\d{1,2}|quarter|half|one|two|three|four|five|eight|ten|twelve|fifteen|twenty(?:[ -]five)?)(?: minutes?)?) $", re.IGNORECASE
)
"""What before "to" makes a time of day of it: "ten to five"."""
FROM = re.compile(r"\bfrom (?:at )?\S+ $", re.IGNORECASE)
FROM_CASE = re.compile(r"\b\w+(?:lta|ltä|sta|stä)\b", re.IGNORECASE)
ENDING = re.compile(r"(?:lta|ltä|sta|stä)$", re.IGNORECASE)
EACH = re.compile(r"\b(?:every|each|joka|aina|daily|weekly|monthly)\b", re.IGNORECASE)
WEEKDAY = re.compile(
    r"\b(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?\b|\b(?:maanan|tiis|tors|perjan|lauan|sunnun)ta\w*|\bkeskivii\w*|\b(?:ma|ti|ke|to|pe|la|su)\b",
    re.IGNORECASE,
)
NEAR = re.compile(r"\b(?:this|next|coming|after|tänä|tämän|tällä|ensi|tulevana|seuraava\w*|jälkeen)\b|\d[./]\d|\d\.\s", re.IGNORECASE)
"""What says in which week a day is."""
BARE = re.compile(r"(?:\b(?:to|until|till) |^)(\d{1,2}(?:[.: ]\d\d)?)[.?!]*$", re.IGNORECASE)
"""A number that a reminder is moved to is a time."""
MINUTES = re.compile(r"(?:(?<=again )in|(?:(?<=snooze)|(?<=snooze it)|(?<=torkuta)|(?<=torkku))(?: for)?) (\d{1,3})[.!]*$", re.IGNORECASE)
"""A bare number after "in" is minutes."""


def asked(request: Request) -> str:
    """Return all that was said of when, where it is to be moved to or by how much."""
    when = request.said("when")
    whole = shifting.by(request.text)
    clearer = request.meant.things != () and shifting.only(when) and whole is not None and whole.length is None
    return when if when and (clearer or plain(when) not in plain(request.text)) else request.text


def nameless(said: str, entry: RecordView) -> str:
    return re.sub(re.escape(str(entry.fields["text"])), "…", said, flags=re.IGNORECASE)


def has_come(entry: RecordView, request: Request) -> bool:
    """Tell whether a reminder came lately; of a series, whether it is what came last of all."""
    if entry.fields["rule"]:
        return f"reminder:{entry.id}" in request.focus.come
    return entry.fields["state"] == "fired" and request.now - due(entry) < RECENT


def nearest_day(found: times.Resolved | Answer | None, request: Request, entry: RecordView) -> times.Resolved | Answer | None:
    """Return the moment that was found; of a weekday alone, where that is a week before the thing itself or more, the such day that is
    nearest to it."""
    said = request.said("when") or request.text
    if not isinstance(found, times.Resolved) or found.rule or entry.fields["rule"] or has_come(entry, request):
        return found
    weeks = (due(entry) - found.at) / timedelta(weeks=1)
    if weeks < 1 or not WEEKDAY.search(said) or NEAR.search(said):
        return found
    wall = found.at.astimezone(ZoneInfo(request.zone)).replace(tzinfo=None) + timedelta(weeks=round(weeks))
    return replace(found, at=wall.replace(tzinfo=ZoneInfo(request.zone)).astimezone(UTC), wall=wall)


def when(request: Request, entry: RecordView) -> times.Resolved | Answer | None:
    """Return the moment that was named; ten minutes on when a snooze named none; None, or why not, when it can't be told."""
    said = request.text if MINUTES.search(request.text) else request.said("when") or request.text
    named = _to(nameless(asked(request), entry), request)
    if named is not None:
        if not dues.fits(entry, named[0], request):
            return Answer(request.say("It does not come then.", "Se ei tule silloin."))
        said = named[1]
    said = _fuller(lexicon.in_digits(said), lexicon.in_digits(nameless(asked(request), entry)), request)
    said = BARE.sub(r"at \1", MINUTES.sub(r"in \1 minutes", said))
    reading = times.read(said, now=request.now, zone=request.zone)
    length = reading.resolved is None and bool(reading.spans) and not reading.unread
    if length and (has_come(entry, request) or f"in {said}".lower() in request.text.lower()):  # So long from now.
        begin, end = min(start for start, _ in reading.spans), max(stop for _, stop in reading.spans)
        reading = times.read(f"in {PREPOSITION.sub('', said[begin:end])}", now=request.now, zone=request.zone)
    if reading.unread or reading.before is not None:
        return Answer(request.say("I did not understand when.", "En ymmärtänyt ajankohtaa."))
    if reading.resolved is None:
        later = request.has("snooze", "torku", "later", "myöhe") and not request.said("when") and has_come(entry, request)
        return times.Resolved(request.now + DEFAULT, request.zone) if later else None
    if reading.resolved.rule and reading.resolved.at > request.now:
        return reading.resolved
    often = not entry.fields["rule"] and EACH.search(nameless(asked(request), entry))
    if often or (reading.resolved.end is not None and entry.kind != "event") or reading.resolved.at <= request.now:
        return Answer(request.say("That has passed, or is more than one time.", "Se on jo mennyt, tai se on useampi kuin yksi aika."))
    return reading.resolved


def _fuller(part: str, whole: str, request: Request) -> str:
    """Return all that was said, where it tells more of the same time than a part of it."""

    def told(words: str) -> tuple[bool, bool, bool]:
        at = times.read(words, now=request.now, zone=request.zone).resolved
        return (at.has_day, at.has_clock, bool(at.rule)) if at else (False, False, False)

    less, more = told(part), told(whole)
    return whole if any(less) and more != less and all(had <= has for had, has in zip(less, more, strict=True)) else part


def _to(said: str, request: Request) -> tuple[str, str] | None:
    """Return what stands before the time that something is moved to, and that time: "from Monday" and "Tuesday"."""

    def names(words: str) -> bool:
        return bool(times.read(BARE.sub(r"at \1", words.strip()), now=request.now, zone=request.zone).spans)

    for match in reversed(list(TO.finditer(said))):
        before, after = said[: match.start()], said[match.end() :]
        if names(after) and not (MINUTES_TO.search(before) and not FROM.search(before)):
            return before, after
    for match in FROM_CASE.finditer(said):
        rest = said[: match.start()] + said[match.end() :]
        day = ENDING.sub("na", match[0])
        if times.day_span(day, now=request.now, zone=request.zone, ahead=True) and names(rest):
            return day, rest
    return None
