"""What others called off or moved, and is still put down here: whether it is to go, or to when it is moved, is asked."""

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.settling import agenda, things
from private_llm.domain.settling.agenda import Entry
from private_llm.domain.understanding import called_off
from private_llm.domain.understanding.excepting import EXCEPT
from shared.schemas.conversation import Asked
from shared.stopwords import telling


def asked(request: Request, tools: Tools) -> Answer | None:
    """Return the question; None when no such thing is told, or not just one thing that comes once is put down of it."""
    said = called_off.read(request.text)
    one = (_put_down(said.what, request, tools) if said.what else _spoken_of(request, tools)) if said else None
    if said is None or one is None:
        return None
    record = tools.archive.record("reminder", one.source.id) if one.source.kind == "reminder" else None
    series = record is not None and bool(record.fields["rule"])
    if series and said.moved:
        return None
    shown, yes_or_no = f"\n• {one.said(request)}", (request.say("Yes", "Kyllä"), request.say("No", "Ei"))
    about = (f"{one.source.kind}:{one.source.id}",)
    if said.moved and not said.when:
        question = request.say("To when shall I move it?", "Mihin aikaan siirrän sen?")
        return Answer(question + shown, (one.source,), asked=Asked("when", "snooze", {}, about))
    if said.moved:
        question = request.say("Shall I move it here too?", "Siirränkö sen täälläkin?")
        return Answer(question + shown, (one.source,), yes_or_no, asked=Asked("yes", "snooze", {"when": said.when}, about))
    once = request.say("Shall I leave out its next time here too?", "Jätänkö sen seuraavan kerran pois täältäkin?")
    question = once if series else request.say("Shall I take it out here too?", "Poistanko sen täältäkin?")
    return Answer(question + shown, (one.source,), yes_or_no, asked=Asked("yes", "cancel", {"query": EXCEPT} if series else {}, about))


def _spoken_of(request: Request, tools: Tools) -> Entry | None:
    """Return the entry that the last turns were about."""
    pointed = request.focus.pointed({"event"})
    found = tools.archive.events(request.now, request.now + agenda.FAR, only=(pointed.partition(":")[2],), limit=1) if pointed else []
    one = agenda.entry(found[0]) if found else None
    return one if one is not None and not one.rule else None


def _put_down(what: str, request: Request, tools: Tools) -> Entry | None:
    """Return the one thing to come that has every word; the calendar's before a reminder of it."""
    what = times.without(what, now=request.now, zone=request.zone) or what  # A meal is a time as well.
    wanted = {word.lower() for word in telling(what) if len(word) > 2}
    coming = agenda.coming(request, tools, span=(request.now, request.now + agenda.FAR)) if wanted else []
    named = [one for one in coming if things.held(what, one.text) >= len(wanted)]
    found = [one for one in named if one.source.kind == "event"] or [one for one in named if one.source.kind == "reminder"]
    return found[0] if len(found) == 1 and not found[0].rule else None
