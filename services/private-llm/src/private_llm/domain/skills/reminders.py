"""List the reminders that are still to come."""

from collections.abc import Sequence
from datetime import datetime

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.saying.wording import listed, quoted
from private_llm.domain.settling import agenda, dues
from private_llm.domain.settling.dues import due
from private_llm.domain.skills import event
from private_llm.domain.understanding.carrying_on import LEFT
from shared.schemas.archive import RecordView


def run(request: Request, tools: Tools) -> Answer:
    pointed = [entry for entry in pending(tools) if entry.id in request.things("reminder")]
    if pointed and request.said("query") == LEFT:
        (one,) = pointed[:1]
        return Answer(f"{_until(due(one), request)}: {each([one], request)[0]}", (source(one),))
    if pointed:
        return Answer(lines(pointed, request), tuple(source(entry) for entry in pointed))
    theirs = request.things("event")
    if theirs and (coming := tools.archive.events(request.now, request.now + agenda.FAR, only=theirs, limit=1)):
        entry = agenda.entry(coming[0])
        left = f"{_until(entry.at, request)}: " if request.said("query") == LEFT else ""
        return Answer(f"{left}{entry.said(request)}", (entry.source,))
    if not request.has("remind", "muistuttamaan", "alarm", "timer", "muistut", "hälyt", "herät", "ajast") and request.meant.span is None:
        return event.what_is_on(request, tools)
    span = request.meant.span or times.day_span(request.text, now=request.now, zone=request.zone, ahead=True)
    every = pending(tools)
    found = [entry for entry in every if span is None or span[0] <= due(entry) < span[1]]
    if not found and every and span:
        return Answer(
            request.say(
                f"None then. You have {len(every)} to come at other times.", f"Silloin ei ole yhtään. Muina aikoina on {len(every)}."
            ),
            follow_ups=(request.say("Show my reminders", "Näytä muistutukset"),),
        )
    if not found:
        return Answer(request.say("You have no reminders to come.", "Sinulla ei ole tulevia muistutuksia."))
    return Answer(
        request.say(f"Your reminders:\n{lines(found, request)}", f"Muistutuksesi:\n{lines(found, request)}"),
        tuple(source(entry) for entry in found),
    )


def _until(at: datetime, request: Request) -> str:
    """Say how long it takes until a moment: "9 min", "2 h 5 min"."""
    minutes, seconds = divmod(round((at - request.now).total_seconds()), 60)
    hours, rest = divmod(minutes + (seconds >= 30), 60)
    if hours >= 24:
        return request.say(f"{hours // 24} d {hours % 24} h", f"{hours // 24} pv {hours % 24} t")
    if hours:
        return request.say(f"{hours} h {rest} min", f"{hours} t {rest} min")
    return f"{rest} min" if rest else f"{seconds} s"


def pending(tools: Tools) -> list[RecordView]:
    """Return the reminders that have not fired, soonest first."""
    return [entry for entry in tools.archive.records("reminder", limit=200) if entry.fields["state"] == "pending"]


def each(found: Sequence[RecordView], request: Request) -> list[str]:
    """Return reminders as a line each."""
    return [f"{quoted(str(entry.fields['text']), 160)} – {dues.said(entry, request)}" for entry in found]


def lines(found: Sequence[RecordView], request: Request) -> str:
    """Return reminders as a list."""
    return listed(each(found, request))
