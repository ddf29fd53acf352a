"""Move a reminder: the one that is pointed at, that is named, or that has just come. Of a series only the next one moves."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import things
from private_llm.domain.settling.moments import due
from private_llm.domain.skills.remind import told_back
from private_llm.domain.skills.reminders import each
from shared.schemas.archive import RecordView

DEFAULT = timedelta(minutes=10)
RECENT = timedelta(hours=12)
"""So long after it came a reminder may be snoozed without being named."""
LENGTH = re.compile(r"\b(?:for|by|snooze|torkuta|lykkää|siirrä)\b(?: it| that| this| se| sitä)? (?=\S)", re.IGNORECASE)
POINTING = {"it", "that", "this", "one", "reminder", "alarm", "muistutus", "muistutusta", "hälytys", "se", "sitä"}


def run(request: Request, tools: Tools) -> Answer:
    found = [entry for entry in tools.archive.records("reminder", limit=200) if entry.fields["state"] != "cancelled"]
    if not found:
        return Answer(request.say("There is no reminder to move.", "Siirrettävää muistutusta ei ole."))
    chosen = _chosen(found, request)
    if len(chosen) != 1:
        return things.which(chosen or [one for one in found if one.fields["state"] == "pending"] or found, request, each)
    entry = chosen[0]
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
    said = request.said("when") or LENGTH.sub(
        lambda match: f"{match[0]} in " if _is_length(request.text[match.end() :]) else match[0], request.text
    )
    reading = times.read(said, now=request.now, zone=request.zone)
    if reading.unread or reading.before is not None:
        return Answer(request.say("I did not understand when.", "En ymmärtänyt ajankohtaa."))
    if reading.resolved is None:
        later = request.has("snooze", "torku", "later", "myöhe") and not request.said("when")
        return times.Resolved(request.now + DEFAULT, request.zone, has_clock=True) if later else None
    if reading.resolved.rule or reading.resolved.at <= request.now:
        return Answer(request.say("That has passed, or is more than one time.", "Se on jo mennyt, tai se on useampi kuin yksi aika."))
    return reading.resolved


def _is_length(words: str) -> bool:
    return bool(
        re.match(
            r"(?:\d{1,3}|an?|half|one|two|three|five|ten|fifteen|twenty|thirty|puoli|tunti|yksi|kaksi|viisi|kymmenen)\b.{0,20}?(?:min|hour|h\b|tun|day|päiv|week|viik)",
            words,
            re.I,
        )
    )


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
    if resolved.has_clock and not resolved.has_day and not _from_now(request, resolved):
        kept = local.replace(year=was.year, month=was.month, day=was.day)
        local = kept if kept > request.now else local
    elif resolved.has_day and resolved.date_only:
        local = local.replace(hour=was.hour, minute=was.minute)
    return _put_off(entry, local, request, tools)


def _from_now(request: Request, resolved: times.Resolved) -> bool:
    """Tell whether a length of time from now was named, and no time of day: its seconds are those of now."""
    return resolved.wall.second == request.now.second != 0 or (
        abs((resolved.at - request.now).total_seconds() % 60) < 1 and _is_named_length(request)
    )


def _is_named_length(request: Request) -> bool:
    said = request.said("when") or request.text
    return bool(re.search(r"\b(?:in|for|by) (?:\d|an?\b|half)|päästä|kuluttua|minu|tunni|tuntia", said, re.IGNORECASE))


def _put_off(entry: RecordView, at: datetime, request: Request, tools: Tools) -> Answer:
    moved = tools.archive.put("reminder", entry.id, {"due_at": at.isoformat(), "state": "pending"}, change=True)
    effects = (changed(entry, due_at="", state=""),)
    return Answer(told_back(moved, request), (source(moved),), (request.say("Undo", "Kumoa"),), effects=effects)
