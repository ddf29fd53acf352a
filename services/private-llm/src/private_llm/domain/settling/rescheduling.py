"""Entries of the calendar that move: as long as they were, of a series its next time or all of it. What moves can be moved back."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.settling import appointments, diary, series
from private_llm.domain.settling.agenda import Entry
from private_llm.domain.settling.dues import due
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Effect

NOON = timedelta(hours=12)
ONCE = re.compile(
    r",?\s*\b(?:(?:only|just) (?:for )?(?:this|the next) (?:week|time|once|one)|this (?:once|time)|(?:vain )?tällä (?:viikolla|kertaa|kerralla))\b",
    re.IGNORECASE,
)
"""What says that only the next time of a series is meant, and no day."""


def as_reminder(entry: Entry) -> RecordView:
    """Return an entry as what is moved: its words, and when it is on next."""
    at = entry.at + NOON if entry.all_day else entry.at  # So that an hour that is said is one of the daytime.
    fields = {"text": entry.text, "due_at": at.isoformat(), "rule": "", "wall": "", "zone": "UTC", "state": "pending"}
    return RecordView(entry.source.id, "event", fields, entry.source.at)


def once(entry: Entry, request: Request) -> Request:
    """Return a request that says "just this week" as one that points at the next time, so that it says no day."""
    if not entry.rule or not ONCE.search(request.text):
        return request
    words = {name: ONCE.sub("", said) for name, said in request.meant.words.items()}
    meant = replace(request.meant, text=ONCE.sub("", request.text), words=words, things=(f"next:{entry.source.id}",))
    return replace(request, meant=meant)


def moved(to_move: RecordView, at: datetime, resolved: times.Resolved, request: Request, tools: Tools) -> Answer:
    """Move an entry, as long as it was; of a series its next time, or all of it."""
    kept = tools.archive.record("event", to_move.id)
    if kept is None:
        return Answer(request.say("That is gone already.", "Se on jo poissa."))
    which_ones = diary.of_series(kept, request, dated=False) if kept.fields["rule"] else ""
    if kept.fields["rule"] and not which_ones:
        return series.asked(kept, request, request.said("when") or request.text)
    fields = _at(kept, due(to_move), at, resolved)
    if which_ones == "all":
        return _all_moved(kept, to_move, at, fields, resolved, request, tools)
    if which_ones == "one":
        rest = {name: kept.fields[name] for name in ("text", "place", "details", "guests", "zone")}
        once = tools.archive.put("event", request.id, {**rest, **fields})
        was = Entry(due(to_move), due(to_move), str(kept.fields["text"]), source(kept))
        rule = {"rule": diary.without(kept, was)}
        tools.archive.put("event", kept.id, rule, change=True)
        return _told(once, (changed(kept, **rule), added(once)), to_move, series.only(request), request, tools)
    after = tools.archive.put("event", kept.id, fields, change=True)
    return _told(after, (changed(kept, **fields),), to_move, "", request, tools)


def _at(kept: RecordView, was: datetime, at: datetime, resolved: times.Resolved) -> dict[str, Any]:
    """Return when it is on after it moved: as long as before, unless both its ends were said."""
    begun, over = (datetime.fromisoformat(str(kept.fields[name])) for name in ("start_at", "end_at"))
    if resolved.has_clock and (kept.fields["all_day"] or (resolved.end and resolved.end > resolved.at)):
        return appointments.span(replace(resolved, at=at.astimezone(UTC), end=resolved.end))
    if kept.fields["all_day"]:
        first = datetime.combine(at.date(), begun.astimezone(UTC).time(), UTC)
        return {"all_day": True, "start_at": first.isoformat(), "end_at": (first + (over - begun)).isoformat()}
    return {"all_day": False, "start_at": at.astimezone(UTC).isoformat(), "end_at": (at.astimezone(UTC) + (over - begun)).isoformat()}


def _all_moved(
    kept: RecordView, to_move: RecordView, at: datetime, fields: dict[str, Any], resolved: times.Resolved, request: Request, tools: Tools
) -> Answer:
    rules = str(kept.fields["rule"]).splitlines()
    rule = rules[0].removeprefix("RRULE:")
    as_series = RecordView(kept.id, "event", {**to_move.fields, "rule": rule}, kept.created_at)
    new = series.on(as_series, resolved, at, request) if len(rules) == 1 and rules[0].startswith("RRULE:") else None
    if new is None:
        return Answer(
            request.say(
                "I can't move that series so; nothing has changed. Take it out, and say the new one as a whole.",
                "En osaa siirtää sitä sarjaa niin; mitään ei muutettu. Poista se, ja sano uusi kokonaan.",
            )
        )
    length = datetime.fromisoformat(fields["end_at"]) - datetime.fromisoformat(fields["start_at"])
    begin = datetime.fromisoformat(new["due_at"])
    fields = {"start_at": begin.isoformat(), "end_at": (begin + length).isoformat(), "rule": f"RRULE:{new['rule']}"}
    after = tools.archive.put("event", kept.id, fields, change=True)
    return _told(after, (changed(kept, **fields),), to_move, series.whole(request), request, tools)


def _told(after: RecordView, effects: tuple[Effect, ...], was: RecordView, lead: str, request: Request, tools: Tools) -> Answer:
    now = diary.entry_of(after, request)
    said = lead + request.say(f"Moved in your calendar: {now.said(request)}", f"Siirretty kalenterissa: {now.said(request)}")
    answer = Answer(said + diary.beside(now, request, tools), (source(after),), (request.say("Undo", "Kumoa"),), effects=effects)
    before = replace(now, at=due(was))
    return diary.and_reminder(answer, before, request, tools, "snooze", by=now.at - before.at)
