"""What the person kept and said themselves, to be summarised: about something, or of a span, or the newest."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from private_llm.domain import times
from private_llm.domain.conversation import Request, Tools
from private_llm.domain.retrieval import looking
from shared.schemas.archive import Hit, Utterance

READ = 60
MADE_OF = ("note", "contact", "reminder", "event", "conversation", "chat", "message")
"""No summary is made of summaries."""
MERELY_SAID = {"chat", "unclear"}


def about(query: str, tools: Tools) -> Sequence[Hit]:
    """Return what has all the words, else any of them, without what nobody wrote."""
    whole = _written(tools.archive.search(query, kinds=MADE_OF, limit=READ))
    return whole or _written(tools.archive.search(query, kinds=MADE_OF, match="any", limit=READ))


def recent(request: Request, tools: Tools) -> Mapping[str, str]:
    """Return the person's notes and messages of the span that was named, else the newest, by what they are."""
    span = times.day_span(request.text, now=request.now, zone=request.zone)
    said: Sequence[tuple[str, datetime, str]] = [
        (f"note:{note.id}", note.created_at, str(note.fields["text"])) for note in tools.archive.records("note", limit=READ)
    ]
    if not request.has("note", "muistiinpano"):
        said = [*said, *((f"conversation:{message.id}", message.at, message.text) for message in _told(tools.archive.messages(limit=READ)))]
    return {ref: text for ref, at, text in said if text.strip() != request.text.strip() and (span is None or span[0] <= at < span[1])}


def _written(hits: Sequence[Hit]) -> Sequence[Hit]:
    return [hit for hit in hits if not looking.is_notice(hit)]


def _told(spoken: Sequence[Utterance]) -> list[Utterance]:
    """Return what the person told, without what they asked for: that was done, or was made into something else."""
    asked = {one.turn for one in spoken if one.reply and not set(one.reply.steps) & MERELY_SAID}
    return [one for one in spoken if one.role == "person" and one.turn not in asked]
