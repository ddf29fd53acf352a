"""What is said more of an entry of the calendar that was just put down: it is called so from then on, or is at that place."""

from private_llm.domain.conversation import Answer, Request, Tools, changed, source
from private_llm.domain.settling import diary


def put(event: str, request: Request, tools: Tools) -> Answer:
    """Put down with whom an entry is, or where."""
    before = tools.archive.record("event", event)
    if before is None:
        return Answer(request.say("That is gone already.", "Se on jo poissa."))
    place = request.said("place")
    fields = {"place": place} if place else {"text": f"{before.fields['text']} {request.said('text')}"}
    after = tools.archive.put("event", event, fields, change=True)
    now = diary.entry_of(after, request).said(request)
    said = request.say(f"In your calendar: {now}", f"Kalenterissasi: {now}")
    return Answer(said, (source(after),), (request.say("Undo", "Kumoa"),), effects=(changed(before, **fields),))
