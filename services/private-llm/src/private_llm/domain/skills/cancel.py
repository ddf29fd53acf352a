"""Cancel reminders: those that are pointed at, named, or of the day that was named. More than one is asked about first."""

import re
from collections.abc import Mapping

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, changed
from private_llm.domain.saying.wording import listed, quoted
from private_llm.domain.settling import diary, moments, series, things
from private_llm.domain.settling.moments import due
from private_llm.domain.skills.reminders import each, pending
from private_llm.domain.understanding import lexicon
from private_llm.domain.understanding.lexicon import plain
from shared import repetition
from shared.schemas.archive import RecordView
from shared.stopwords import telling

WHOLLY = re.compile(r"\b(?:altogether|completely|entirely|for good|the|actually|stop|cancel|kokonaan|peru|lopeta)\b", re.IGNORECASE)


def run(request: Request, tools: Tools) -> Answer:
    found = pending(tools)
    if (of_calendar := diary.cancelled(found, request, tools)) is not None:
        return of_calendar
    if not found:
        return Answer(request.say("There is no such thing to cancel.", "Sellaista peruttavaa ei ole."))
    span = times.day_span(request.said("when") or request.text, now=request.now, zone=request.zone, ahead=True)
    chosen = things.choose(found, request, words=request.said("query") or request.said("text"), span=span, at=due)
    unnamed = not telling(WHOLLY.sub("", times.without(request.said("query") or request.said("text"), now=request.now, zone=request.zone)))
    fewer = [(one, fields) for one in (found if unnamed else chosen.things) if (fields := series.without(one, request))]
    if len(fewer) == 1:
        return _on_fewer_days(*fewer[0], request, tools)
    wanted = [one for one in chosen.things if _comes_then(one, request)]
    if not wanted:
        lead = request.say("No reminder fits that, so nothing is cancelled. ", "Mikään muistutus ei sovi siihen, joten mitään ei peruttu. ")
        return things.which(found, request, each, lead=lead)
    if not chosen.narrowed and not chosen.all:
        if lexicon.load(request.language).last.search(request.text):
            wanted = [max(wanted, key=lambda one: one.created_at)]
        elif not request.has("reminder", "alarm", "timer", "muistut", "hälyt", "herät", "ajast"):
            return things.which(wanted, request, each)
    if len(wanted) > 1 and not request.meant.confirmed:
        if not chosen.all and not (request.meant.things and chosen.narrowed):
            return things.which(wanted, request, each)
        question = request.say(f"Cancel these {len(wanted)} reminders?", f"Perutaanko nämä {len(wanted)} muistutusta?")
        return things.sure(wanted, request, question, each)
    if lexicon.load(request.language).skip.search(request.text):
        return _skipped(wanted[0], request, tools)
    for entry in wanted:
        tools.archive.put("reminder", entry.id, {"state": "cancelled"}, change=True)
    done = listed(quoted(str(entry.fields["text"]), 160) for entry in wanted)
    return Answer(
        request.say(f"Cancelled:\n{done}", f"Peruttu:\n{done}"),
        follow_ups=(request.say("Undo", "Kumoa"),),
        effects=tuple(changed(entry, state="cancelled") for entry in wanted),
    )


def _on_fewer_days(entry: RecordView, fields: Mapping[str, str], request: Request, tools: Tools) -> Answer:
    """Leave some of its days out of a series; it goes on with the others."""
    after = tools.archive.put("reminder", entry.id, dict(fields), change=True)
    text, when = quoted(str(entry.fields["text"]), 160), moments.said(after, request)
    return Answer(
        request.say(f"It comes no more on those days: {text}: {when}", f"Ei tule enää niinä päivinä: {text}: {when}"),
        follow_ups=(request.say("Undo", "Kumoa"),),
        effects=(changed(entry, rule="", wall="", due_at="", state=""),),
    )


def _comes_then(entry: RecordView, request: Request) -> bool:
    """Tell whether a reminder comes on the day and at the time that are named; what was pointed at by number alone does."""
    when = request.said("when")
    if not request.meant.things:
        return moments.fits_the_clock(entry, when or request.text, request)
    return plain(when) not in plain(request.text) or moments.fits(entry, when, request)


def _skipped(entry: RecordView, request: Request, tools: Tools) -> Answer:
    """Let the next one of a series pass; what comes once only is cancelled."""
    rule, text = str(entry.fields["rule"]), quoted(str(entry.fields["text"]), 160)
    again = repetition.following(rule, str(entry.fields["wall"]), str(entry.fields["zone"]), due(entry)) if rule else None
    after = tools.archive.put("reminder", entry.id, {"due_at": again.isoformat()} if again else {"state": "cancelled"}, change=True)
    said = moments.said(after, request) if again else request.say("it comes no more", "se ei enää tule")
    return Answer(
        request.say(f"Skipped once: {text}: {said}", f"Jätetty kerran väliin: {text}: {said}"),
        follow_ups=(request.say("Undo", "Kumoa"),),
        effects=(changed(entry, due_at="", state=""),),
    )
