"""Cancel reminders: those that are pointed at, named, or of the day that was named. More than one is asked about first."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.saying.wording import listed, quoted
from private_llm.domain.settling import diary, dues, elsewhere, series, things
from private_llm.domain.settling.dues import due
from private_llm.domain.skills import forget, unclear
from private_llm.domain.skills.reminders import each, pending
from private_llm.domain.understanding import lexicon, scope
from private_llm.domain.understanding.excepting import EXCEPT
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import RecordView
from shared.stopwords import telling

WEEK = timedelta(days=6)
"""What comes again sooner comes on several days of a week."""
THIS = re.compile(r"\b(?:next|this)(?: coming)? (?:\w+day|week|month|weekend)\b|\b(?:ensi|tämän|tuleva\w*) \w+", re.IGNORECASE)
"""What says of a day that it is the one to come."""
AT_HOME = re.compile(
    r"(?:(?:and|also|please|ja|sit|sitten) )*(?:(?:turn|switch|shut|take|throw|clear|wipe|get rid)\b|(?:sammuta|pyyhi|heitä|tyhjennä)\b)",
    re.IGNORECASE,
)
"""What is done to things at home as well as to reminders."""
WHOLLY = re.compile(r"\b(?:altogether|completely|entirely|for good|the|actually|stop|cancel|kokonaan|peru|lopeta)\b", re.IGNORECASE)


def run(request: Request, tools: Tools) -> Answer:
    found = pending(tools)
    if request.said("query") == EXCEPT and (pointed := next((one for one in found if one.id in request.things("reminder")), None)):
        return _excepted(pointed, request.said("when"), request, tools)
    if (of_calendar := diary.cancelled(found, request, tools)) is not None:
        return of_calendar
    if not found:
        return _none_at_all(request, tools)
    span = times.day_span(request.said("when") or request.text, now=request.now, zone=request.zone, ahead=True)
    chosen = things.choose(found, request, words=request.said("query") or request.said("text"), span=span, at=due)
    said = request.said("query") or request.said("text") or request.text
    named = " ".join(telling(WHOLLY.sub("", times.without(said, now=request.now, zone=request.zone))))
    meant = [one for one in chosen.things if things.held(named, str(one.fields["text"]))] if named else found
    fewer = [(one, fields) for one in meant if (fields := series.without(one, request.text, request))]
    if len(fewer) == 1:
        return _on_fewer_days(*fewer[0], request, tools)
    wanted = [one for one in chosen.things if _comes_then(one, request)]
    wanted = wanted or _coming(found, span, request)
    if not wanted:
        return _none_fits(found, request, tools)
    if not chosen.narrowed and not chosen.all:
        if not (named_so := _named_otherwise(wanted, request)):
            return things.which(wanted, request, each)
        wanted = named_so
    if len(wanted) > 1 and not request.meant.confirmed:
        if not chosen.all and not (request.meant.things and chosen.narrowed):
            return things.which(wanted, request, each)
        question = request.say(f"Cancel these {len(wanted)} reminders?", f"Perutaanko nämä {len(wanted)} muistutusta?")
        return things.sure(wanted, request, question, each)
    if len(wanted) == 1 and wanted[0].fields["rule"] and (part := _part(wanted[0], span, request)):
        return _skipped(wanted[0], span, request, tools) if part == "one" else series.asked(wanted[0], request, request.text, "cancel")
    for entry in wanted:
        tools.archive.put("reminder", entry.id, {"state": "cancelled"}, change=True)
    done = listed(quoted(str(entry.fields["text"]), 160) for entry in wanted)
    return Answer(
        request.say(f"Cancelled:\n{done}", f"Peruttu:\n{done}"),
        follow_ups=(request.say("Undo", "Kumoa"),),
        effects=tuple(changed(entry, state="cancelled") for entry in wanted),
    )


def _named_otherwise(wanted: list[RecordView], request: Request) -> list[RecordView]:
    """Return the reminders that a request means whose plan quotes no word: the last, all that there are, or the one that has all its words, since
    no plan quotes what everybody uses; none where it has to be asked."""
    if lexicon.load(request.language).last.search(request.text):
        return [max(wanted, key=lambda one: one.created_at)]
    if request.has("reminder", "alarm", "timer", "muistut", "hälyt", "herät", "ajast"):
        return wanted
    said = " ".join(telling(forget.ACTS.sub(" ", forget.WITHIN.sub(" ", request.text))))
    named = [one for one in wanted if things.held(said, str(one.fields["text"])) == things.held(said, said) > 0]
    return named if len(named) == 1 else []


def _none_at_all(request: Request, tools: Tools) -> Answer:
    other = _of_another_kind(request, tools) or _to_be_done(request)
    return other or Answer(request.say("There is no such thing to cancel.", "Sellaista peruttavaa ei ole."))


def _of_another_kind(request: Request, tools: Tools) -> Answer | None:
    """Offer what is on a list, or was told, and has that name."""
    on_list = elsewhere.offered("item", "lists", request, tools)
    return on_list or forget.instead(request, tools) or elsewhere.offered("note", "forget", request, tools)


def _none_fits(found: list[RecordView], request: Request, tools: Tools) -> Answer:
    """Offer what is of another kind and has that name; else ask which reminder is meant."""
    lead = request.say("No reminder fits that, so nothing is cancelled. ", "Mikään muistutus ei sovi siihen, joten mitään ei peruttu. ")
    return _of_another_kind(request, tools) or _to_be_done(request) or things.which(found, request, each, lead=lead)


def _to_be_done(request: Request) -> Answer | None:
    """Offer a reminder of what is to be turned off or cleared at home at some time."""
    named = any(lexicon.load(one).objects[kind].search(request.text) for one in lexicon.LANGUAGES for kind in lexicon.load(one).objects)
    return unclear.timed(request) if AT_HOME.match(request.text) and not named else None


def _coming(found: list[RecordView], span: tuple[datetime, datetime] | None, request: Request) -> list[RecordView]:
    """Return the series that are named and come on the day that is named, though not next."""
    words = times.without(request.said("query") or request.said("text") or request.text, now=request.now, zone=request.zone)
    named = things.matching(found, words) if span else []
    return [one for one in named if one.fields["rule"] and series.skipping(one, span) and dues.fits_the_clock(one, request.text, request)]


def _part(entry: RecordView, span: tuple[datetime, datetime] | None, request: Request) -> Literal["one", "either", ""]:
    """Tell whether one time of a series is meant, or may be; a day that is named is one of many, but of a weekly series it may be all."""
    if f"series:{entry.id}" in request.meant.things or request.meant.confirmed:
        return ""
    skips = any(lexicon.load(language).skip.search(request.text) for language in lexicon.LANGUAGES)
    if skips or THIS.search(request.text) or f"next:{entry.id}" in request.meant.things or scope.named(request.text) == "one":
        return "one"
    passed = series.skipping(entry, span) if span and scope.named(request.text) != "all" else None
    if passed is None:
        return ""
    return "one" if passed.on is not None and passed.on - due(entry) < WEEK else "either"


def _excepted(entry: RecordView, days: str, request: Request, tools: Tools) -> Answer:
    """Let a series not come on some days: never any more on days that come again, else once; what comes once is moved or gone."""
    if not entry.fields["rule"]:
        text = quoted(str(entry.fields["text"]), 160)
        return things.asked_for(
            "when", request.meaning("snooze", entry), request.say(f"To when shall I move {text}?", f"Mihin aikaan siirrän: {text}?")
        )
    named = times.read(days, now=request.now, zone=request.zone).resolved if days else None
    if named is None or not named.rule:
        return _skipped(entry, _span(days, entry, request) if days else None, request, tools)
    fields = series.without(entry, days, request)
    return _on_fewer_days(entry, fields, request, tools) if fields else _not_then(entry, request)


def _span(days: str, entry: RecordView, request: Request) -> tuple[datetime, datetime] | None:
    """Return the days that are meant; of a weekday that is today, when the series has been today, the next one."""
    span, then = (times.day_span(days, now=now, zone=request.zone, ahead=True) for now in (request.now, due(entry)))
    over = span and then and span[1] <= due(entry) and (then[0] - span[0]).days % 7 == 0
    return then if over else span


def _not_then(entry: RecordView, request: Request) -> Answer:
    """Say that a series can't leave those days out."""
    text, when = quoted(str(entry.fields["text"]), 160), dues.said(entry, request)
    return Answer(
        request.say(
            f"It does not come then, or not otherwise; nothing has changed: {text}: {when}",
            f"Se ei tule silloin, tai ei muulloin; mitään ei muutettu: {text}: {when}",
        ),
        (source(entry),),
    )


def _on_fewer_days(entry: RecordView, fields: Mapping[str, str], request: Request, tools: Tools) -> Answer:
    """Leave some of its days out of a series; it goes on with the others."""
    after = tools.archive.put("reminder", entry.id, dict(fields), change=True)
    text, when = quoted(str(entry.fields["text"]), 160), dues.said(after, request)
    return Answer(
        request.say(f"It comes no more on those days: {text}: {when}", f"Ei tule enää niinä päivinä: {text}: {when}"),
        follow_ups=(request.say("Undo", "Kumoa"),),
        effects=(changed(entry, rule="", wall="", due_at="", state=""),),
    )


def _comes_then(entry: RecordView, request: Request) -> bool:
    """Tell whether a reminder comes on the day and at the time that are named; what was pointed at by number alone does."""
    when = request.said("when")
    if not request.meant.things:
        return dues.fits_the_clock(entry, when or request.text, request)
    return plain(when) not in plain(request.text) or dues.fits(entry, when, request)


def _skipped(entry: RecordView, span: tuple[datetime, datetime] | None, request: Request, tools: Tools) -> Answer:
    """Let a series pass over some days, or over its next time; what comes before them still comes. What comes once only is cancelled."""
    found = series.skipping(entry, span) if entry.fields["rule"] else series.Skipped(None, {})
    if found is None:
        return _not_then(entry, request)
    text, fields = quoted(str(entry.fields["text"]), 160), {"text": entry.fields["text"], "language": request.language, **found.before}
    before = [tools.archive.put("reminder", request.id, fields)] if found.before else []
    after = tools.archive.put("reminder", entry.id, {"due_at": found.on.isoformat()} if found.on else {"state": "cancelled"}, change=True)
    said = dues.said(after, request) if found.on else request.say("it comes no more", "se ei enää tule")
    first = "".join(request.say(f"\nBefore that: {when}", f"\nSitä ennen: {when}") for one in before if (when := dues.said(one, request)))
    return Answer(
        request.say(f"Skipped once: {text}: {said}{first}", f"Jätetty kerran väliin: {text}: {said}{first}"),
        follow_ups=(request.say("Undo", "Kumoa"),),
        effects=(*map(added, before), changed(entry, due_at="", state="")),  # What is spoken of next is the series.
    )
