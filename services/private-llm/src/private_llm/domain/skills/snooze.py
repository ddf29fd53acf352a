"""Move a reminder: the one that is pointed at, that is named, or that has just come."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import dates
from private_llm.domain.conversation import Answer, Request, Tools, changed, source
from private_llm.domain.saying.wording import moment, quoted
from private_llm.domain.settling import things
from private_llm.domain.skills.reminders import due, each
from shared.schemas.archive import RecordView

DEFAULT = timedelta(minutes=10)
RECENT = timedelta(hours=12)
"""So long after it came a reminder may be snoozed without being named."""
LENGTH = re.compile(
    r"(?:for|by|give me) ((?:\d{1,3}|an?|half an|two|three|five|ten|fifteen|twenty|thirty) (?:minutes?|mins?|hours?|days?|weeks?))",
    re.IGNORECASE,
)
"""A length of time after "snooze for" means that long from now."""


def run(request: Request, tools: Tools) -> Answer:
    found = [entry for entry in tools.archive.records("reminder", limit=200) if entry.fields["state"] != "cancelled"]
    if not found:
        return Answer(request.say("There is no reminder to move.", "Siirrettävää muistutusta ei ole."))
    chosen = _chosen(found, request)
    if len(chosen) != 1:
        return things.which(chosen or [one for one in found if one.fields["state"] == "pending"] or found, request, each)
    at = _time(chosen[0], request)
    if at is None:
        text = quoted(str(chosen[0].fields["text"]), 160)
        question = request.say(f"To when shall I move {text}?", f"Mihin aikaan siirrän: {text}?")
        return things.asked_for("when", _pointing(request, chosen[0]), question)
    said = moment(at, request.zone, request.language)
    if at <= request.now:
        return things.asked_for(
            "when",
            _pointing(request, chosen[0]),
            request.say(f"{said} has passed already. To when shall I move it?", f"{said} on jo mennyt. Mihin siirrän sen?"),
        )
    moved = tools.archive.put("reminder", chosen[0].id, {"due_at": at.isoformat(), "state": "pending"}, change=True)
    text = quoted(str(chosen[0].fields["text"]))
    return Answer(
        request.say(f"I'll remind you on {said}: {text}", f"Muistutan {said}: {text}"),
        (source(moved),),
        (request.say("Undo", "Kumoa"),),
        effects=(changed(chosen[0], due_at=at, state=""),),
    )


def _chosen(found: list[RecordView], request: Request) -> list[RecordView]:
    words = request.said("query") or request.said("text")
    chosen = things.choose(found, request, words=words, span=None, at=due)
    if chosen.narrowed:
        return chosen.things
    came = [one for one in found if one.fields["state"] == "fired" and request.now - due(one) < RECENT]
    return [max(came, key=due)] if came else found[:1] if len(found) == 1 else []


def _pointing(request: Request, entry: RecordView) -> Request:
    return replace(request, meant=replace(request.meant, things=(f"reminder:{entry.id}",)))


def _time(entry: RecordView, request: Request) -> datetime | None:
    """Return the new time: what was not named of day and clock stays as it was. Without any, a snooze is ten minutes."""
    length = LENGTH.search(request.text)
    said = f"in {length[1]}" if length else request.said("when")
    resolved = dates.resolve(said, now=request.now, zone=request.zone) if said else None
    if resolved is None:
        return request.now + DEFAULT if not said and request.has("snooze", "torku", "later", "myöhe") else None
    kinds = {one.kind for one in dates.find(said)}
    was = due(entry).astimezone(ZoneInfo(request.zone))
    if entry.fields["state"] != "pending" or ("in " in f"{said} " and length):
        return resolved.at
    local = resolved.at.astimezone(ZoneInfo(request.zone))
    if kinds == {"TIME"} and not _is_offset(said):
        kept = local.replace(year=was.year, month=was.month, day=was.day)
        return kept if kept > request.now else resolved.at
    if kinds == {"DATE"}:
        return local.replace(hour=was.hour, minute=was.minute)
    return resolved.at


def _is_offset(said: str) -> bool:
    return bool(re.search(r"\b(?:in|for|päästä|kuluttua)\b", said, re.IGNORECASE))
