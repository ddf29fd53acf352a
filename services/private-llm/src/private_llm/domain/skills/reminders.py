"""List the reminders that are still to come."""

from collections.abc import Sequence
from datetime import datetime

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.wording import listed, moment, quoted
from shared.schemas.archive import RecordView


def run(request: Request, tools: Tools) -> Answer:
    span = times.day_span(request.text, now=request.now, zone=request.zone, ahead=True)
    found = [entry for entry in pending(tools) if span is None or span[0] <= due(entry) < span[1]]
    if not found:
        return Answer(request.say("You have no reminders to come.", "Sinulla ei ole tulevia muistutuksia."))
    return Answer(
        request.say(f"Your reminders:\n{lines(found, request)}", f"Muistutuksesi:\n{lines(found, request)}"),
        tuple(source(entry) for entry in found),
    )


def pending(tools: Tools) -> list[RecordView]:
    """Return the reminders that have not fired, soonest first."""
    return [entry for entry in tools.archive.records("reminder", limit=200) if entry.fields["state"] == "pending"]


def due(entry: RecordView) -> datetime:
    """Return when a reminder is due."""
    return datetime.fromisoformat(str(entry.fields["due_at"]))


def lines(found: Sequence[RecordView], request: Request) -> str:
    """Return reminders as a list."""
    return listed(f"{quoted(str(entry.fields['text']), 160)} – {moment(due(entry), request.zone, request.language)}" for entry in found)


def matching(found: Sequence[RecordView], words: str) -> list[RecordView]:
    """Return the reminders that contain any of some words, in their beginnings; those with the most first."""
    stems = [word[:5] for word in words.lower().split() if len(word) > 2]
    scored = [(sum(stem in str(entry.fields["text"]).lower() for stem in stems), entry) for entry in found]
    best = max((score for score, _ in scored), default=0)
    return [entry for score, entry in scored if score == best and best > 0]
