"""What is said more of an entry of the calendar that was just put down: it is called so from then on, or is at that place."""

from private_llm.domain.conversation import Answer, Request, Tools, changed, source
from private_llm.domain.settling import agenda, diary, things


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


def placed(request: Request, tools: Tools) -> Answer:
    """Put down where something is that is named; ask where several go by that name, or none does."""
    words = request.said("text")
    wanted = agenda.about(words, request)
    found = [one for one in agenda.coming(request, tools, words=words) if one.source.kind == "event"] if wanted else []
    if len({one.source.id for one in found}) == 1:
        return put(found[0].source.id, request, tools)
    if found:
        question = request.say("Which one do you mean? A number is enough.", "Mitä niistä tarkoitat? Numero riittää.")
        return things.one_of(found, request, question)
    if near := [one for one in agenda.like(request, tools, words) if one.source.kind == "event"]:
        return things.is_it(near, request)
    return Answer(
        request.say("I find no such thing in your calendar; nothing has changed.", "En löydä sellaista kalenterista; mitään ei muutettu.")
    )
