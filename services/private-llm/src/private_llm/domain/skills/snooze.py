"""Move a reminder: the one that is pointed at, that is named, or that has just come. Of a series only the next one moves."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import agenda, things
from private_llm.domain.settling.moments import due
from private_llm.domain.skills.remind import told_back
from private_llm.domain.skills.reminders import each
from private_llm.domain.times import shifting
from shared.schemas.archive import RecordView

HALF = 12
DEFAULT = timedelta(minutes=10)
RECENT = timedelta(hours=12)
"""So long after it came a reminder may be snoozed without being named."""
PREPOSITION = re.compile(r"^(?:for|by) ", re.IGNORECASE)
BARE = re.compile(r"(?:\bto |^)(\d{1,2}(?:[.:]\d\d)?)[.?!]*$", re.IGNORECASE)
"""A number that a reminder is moved to is a time."""
MINUTES = re.compile(r"(?:(?<=again )in|(?:(?<=snooze)|(?<=snooze it)|(?<=torkuta)|(?<=torkku))(?: for)?) (\d{1,3})[.!]*$", re.IGNORECASE)
"""A bare number after "in" is minutes."""
KLO = r"\bkl?o\b|\bkello\b"
SURE_HALF = r"\d ?[ap]\.?m|morning|evening|afternoon|night|noon|aamu|ilta|illa|yö|päivä|\b(?:1[3-9]|2[0-4])\b|\b0\d"
"""What says which half of the day is meant."""
POINTING = {
    "it",
    "that",
    "this",
    "one",
    "reminder",
    "alarm",
    "again",
    "later",
    "uudestaan",
    "uudelleen",
    "myöhemmin",
    "muistuta",
    "muistutus",
    "muistutusta",
    "hälytys",
    "se",
    "sitä",
}


def run(request: Request, tools: Tools) -> Answer:
    found = [entry for entry in tools.archive.records("reminder", limit=200) if entry.fields["state"] != "cancelled"]
    if not found:
        return Answer(
            request.say(
                "There is no reminder to move. What shall I remind you of, and when?",
                "Siirrettävää muistutusta ei ole. Mistä muistutan, ja milloin?",
            )
        )
    elsewhere = agenda.not_to_change(found, request, tools)
    if elsewhere:
        return elsewhere
    chosen = _chosen(found, request)
    if len(chosen) != 1:
        candidates = chosen or [one for one in found if one.fields["state"] == "pending"] or found
        return things.which(candidates, request, each, when=request.said("when") or request.text)
    entry = chosen[0]
    shift = shifting.by(request.said("when") or request.text)
    if shift is not None and not _has_come(entry, request):
        return _put_off(entry, shifting.later(due(entry), shift, request.zone), request, tools)
    resolved = _when(request)
    if isinstance(resolved, Answer) or resolved is None:
        text = quoted(str(entry.fields["text"]), 160)
        question = request.say(f"To when shall I move {text}?", f"Mihin aikaan siirrän: {text}?")
        pointing = replace(request, meant=replace(request.meant, things=(f"reminder:{entry.id}",), words={}))
        return things.asked_for("when", pointing, (f"{resolved.text} " if isinstance(resolved, Answer) else "") + question)
    return _again(entry, resolved, request, tools) if _has_come(entry, request) else _moved(entry, resolved, request, tools)


def _chosen(found: list[RecordView], request: Request) -> list[RecordView]:
    named = times.without(request.said("query") or request.said("text"), now=request.now, zone=request.zone)
    words = " ".join(word for word in named.split() if word.lower() not in POINTING)
    chosen = things.choose(found, request, words=words, span=None, at=due)
    if chosen.narrowed:
        return chosen.things
    came = [one for one in found if _has_come(one, request)] or [one for one in found if f"reminder:{one.id}" in request.focus.touched]
    if came:
        return [max(came, key=due)]
    return found if len(found) == 1 else []


def _has_come(entry: RecordView, request: Request) -> bool:
    """Tell whether a reminder came lately; of a series, whether it is what came last of all."""
    if entry.fields["rule"]:
        return f"reminder:{entry.id}" in request.focus.come
    return entry.fields["state"] == "fired" and request.now - due(entry) < RECENT


def _when(request: Request) -> times.Resolved | Answer | None:
    """Return the moment that was named; ten minutes on when a snooze named none; None, or why not, when it can't be told."""
    said = request.text if MINUTES.search(request.text) else request.said("when") or request.text
    said = MINUTES.sub(r"in \1 minutes", said)
    said = BARE.sub(r"at \1", said)
    reading = times.read(said, now=request.now, zone=request.zone)
    if reading.resolved is None and reading.spans and not reading.unread:  # A length of time: so long from now.
        begin, end = min(start for start, _ in reading.spans), max(stop for _, stop in reading.spans)
        reading = times.read(f"in {PREPOSITION.sub('', said[begin:end])}", now=request.now, zone=request.zone)
    if reading.unread or reading.before is not None:
        return Answer(request.say("I did not understand when.", "En ymmärtänyt ajankohtaa."))
    if reading.resolved is None:
        later = request.has("snooze", "torku", "later", "myöhe") and not request.said("when")
        return times.Resolved(request.now + DEFAULT, request.zone) if later else None
    if reading.resolved.rule or reading.resolved.at <= request.now:
        return Answer(request.say("That has passed, or is more than one time.", "Se on jo mennyt, tai se on useampi kuin yksi aika."))
    return reading.resolved


def _again(entry: RecordView, resolved: times.Resolved, request: Request, tools: Tools) -> Answer:
    """What has come comes once more; a series goes on beside it as it was."""
    if not entry.fields["rule"]:
        return _put_off(entry, resolved.at, request, tools)
    fields = {"text": entry.fields["text"], "language": request.language, "due_at": resolved.at.isoformat(), "zone": request.zone}
    once = tools.archive.put("reminder", request.id, fields)
    return Answer(told_back(once, request), (source(once),), (request.say("Undo", "Kumoa"),), effects=(added(once),))


def _moved(entry: RecordView, resolved: times.Resolved, request: Request, tools: Tools) -> Answer:
    """What is still to come keeps what was not named of its day and its time."""
    was, local = (at.astimezone(ZoneInfo(request.zone)) for at in (due(entry), resolved.at))
    if resolved.has_clock and not resolved.has_day and not _from_now(request):
        kept = _nearest(local, was, request).replace(year=was.year, month=was.month, day=was.day)
        local = kept if kept > request.now else local
    elif resolved.has_day and resolved.date_only:
        local = local.replace(hour=was.hour, minute=was.minute)
    return _put_off(entry, local, request, tools)


def _nearest(at: datetime, was: datetime, request: Request) -> datetime:
    """Return the hour that was said without saying which half of the day: of the two the one that is nearer to what it was."""
    said = request.said("when") or request.text
    if re.search(KLO, request.text, re.IGNORECASE) or re.search(SURE_HALF, said, re.IGNORECASE):
        return at
    hours = (at.hour % HALF, at.hour % HALF + HALF)
    return at.replace(hour=min(hours, key=lambda hour: abs(hour - was.hour - was.minute / 60)))


def _from_now(request: Request) -> bool:
    """Tell whether a length of time from now was named, and no time of day."""
    said = request.said("when") or request.text
    return bool(re.search(r"\b(?:in|for|by) (?:\d|an?\b|half|puoli|one|two|three|five|ten)|päästä|kuluttua", said, re.IGNORECASE))


def _put_off(entry: RecordView, at: datetime, request: Request, tools: Tools) -> Answer:
    moved = tools.archive.put("reminder", entry.id, {"due_at": at.isoformat(), "state": "pending"}, change=True)
    effects = (changed(entry, due_at="", state=""),)
    return Answer(told_back(moved, request), (source(moved),), (request.say("Undo", "Kumoa"),), effects=effects)
