"""Set a reminder, once or repeating, and say back when it will come, with weekday and date."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.saying.wording import day, moment, quoted
from private_llm.domain.settling import agenda, conditional, dues, earlier, ending, eve, left_over, moments, renaming, series, things
from private_llm.domain.times import shifting
from private_llm.domain.understanding import correcting, lexicon, openers, reach, timers
from private_llm.domain.understanding.ahead import AHEAD
from private_llm.domain.understanding.conditions import CONDITION
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.own import PASSED_ON
from private_llm.domain.understanding.renamed import RENAME
from shared.schemas.archive import RecordView
from shared.schemas.records import RecordKind

STARTING = re.compile(
    r",?\s*(?:before |after )?(?:it|that|the event|se|sen) (?:starts?|begins?|alkaa|alkamista|alkua)\b.*|,?\s*(?:ennen|jälkeen)$|,? (?:lähtöä|lähtemistä|alkua|alkamista)$",
    re.IGNORECASE,
)

OWN_KINDS: dict[str, RecordKind] = {"note": "note", "reminder": "reminder", "item": "item", "event": "event"}
QUOTED = re.compile(r"“([^”]+)”")
HALF_A_DAY = timedelta(hours=12)
OF_EVENT = timedelta(days=15)
"""So long before something of the calendar a reminder of its name may be of it."""
DOES = re.compile(r"^(?:do|tehdä|tekemään) ")
AGAIN = frozenset(("again", "once more", "uudestaan", "uudelleen", "taas"))
CLOCK = re.compile(r"\b(?:at|klo|kello) \d{1,2}(?:[.:]\d\d)?(?: ?[ap]m)?\b", re.IGNORECASE)
ALARM = re.compile(r"\b(?:alarm|timer|wake|alert|herät|herää|hälyt|ajasti)", re.IGNORECASE)
EVENT_TO = re.compile(r"(?P<event>.+?) (?:to|että|that i should|and) (?P<what>.+)", re.IGNORECASE)
"""An event, and what is to be done before it."""
BEFORE_MEAL = re.compile(
    r"(?P<length>(?:\d+|an?|half an|two|five|ten|fifteen|twenty|thirty) ?(?:min(?:ute)?s?|m|h|hours?|hrs?|days?)) (?P<before>before) (?:my |the |our )?(?P<what>(?:breakfast|brunch|lunch|dinner|supper) (?:with|at) [^,.!?]+)",
    re.IGNORECASE,
)
ALWAYS = re.compile(r"^(?:aina|always) ", re.IGNORECASE)
IS = re.compile(r" (?:is|are|on|starts|alkaa)$|'s$", re.IGNORECASE)
"""What only joined a time that is left out."""


def run(request: Request, tools: Tools) -> Answer:
    if (found := _of_what_is_known(request, tools)) is not None:
        return found
    request = eve.before(request, tools)
    if unknown := eve.day_of(request.text):
        return things.asked_for(
            "when",
            request,
            moments.unknown(unknown, request),
            text=times.without(eve.THAT_DAY.sub("", request.text), now=request.now, zone=request.zone),
        )
    if meal := _before_meal(request):
        return _before_event(meal[0], "", request, tools, named=meal[1])
    reading, text = moments.asked(request)
    if reading.before is not None and not reading.unread:
        return _before_event(reading, text, request, tools)
    if reading.resolved is not None and reading.resolved.rule:
        text = ALWAYS.sub("", ending.open_ended(text))
    text = text or _just_named(request)
    if _only_points(text):
        request, text = _what_it_is(request, text, tools)
    question = (
        _than_what(request, text)
        or _of_what(request, text)
        or moments.unsure(request, reading, text)
        or moments.another_time(request, reading, text)
        or left_over.asked(request, reading, text)
    )
    if question is not None or reading.resolved is None:
        return question or Answer("")
    text = text or request.say(*moments.NAMELESS)
    if there := _there_already(text, reading.resolved, request, tools):
        return there
    reminder = put(request, tools, text, reading.resolved)
    sentence = told_back(reminder, request)
    if reading.resolved.shifted:
        sentence += request.say(
            "\nThe clocks go forward that night and the time you named does not exist, so it is an hour later.",
            "\nKelloja siirretään sinä yönä eikä sanomaasi aikaa ole, joten muistutus tulee tuntia myöhemmin.",
        )
    follow_ups = (request.say("Undo", "Kumoa"), request.say("Show my reminders", "Näytä muistutukset"))
    return Answer(sentence, (source(reminder),), follow_ups, effects=(added(reminder),))


def _of_what_is_known(request: Request, tools: Tools) -> Answer | None:
    """Answer what is not a new reminder with its own time: other words, once more, so long before; None when it is one."""
    if request.said("query") == RENAME:
        return renaming.renamed(request, tools)
    if told := request.things("reminder"):
        return (once_more if request.said("when") else _corrected)(told[0], request, tools)
    if request.said("query") == CONDITION:
        return conditional.offered(request)
    if request.said("query") == AHEAD:
        return _ahead(request, tools)
    return _before_told(request, tools) if request.said("before") else None


def _only_points(text: str) -> bool:
    """Tell whether a reminder is asked for of "that", and no more."""
    said = DOES.sub("", plain(text))
    return bool(said) and (lexicon.is_pointer(said) or said in AGAIN)


def _what_it_is(request: Request, text: str, tools: Tools) -> tuple[Request, str]:
    """Return what "that" is: the one thing that the last answer was of, or what it asked about; the words of others stay theirs."""
    latest = request.focus.latest
    if latest is None:
        return request, text
    if len(latest.reply.sources) == 1:
        (one,) = latest.reply.sources
        kept = tools.archive.record(OWN_KINDS[one.kind], one.id) if one.kind in OWN_KINDS else None
        if kept is not None:
            return request, str(kept.fields["text"])
        quotes = QUOTED.findall(latest.answered)
        return replace(request, id=f"{request.id}{PASSED_ON}"), one.text or (quotes[-1] if quotes else text)
    return request, (latest.reply.asked.words.get("text", "") if latest.reply.asked else _just_named(request)) or text


def _just_named(request: Request) -> str:
    """Return what the last answer asked whether or when to remind of, or said to be out of reach but for a reminder."""
    latest, asked = request.focus.latest, request.focus.asked
    if timers.read(request.text):
        return ""
    if asked is not None and asked.intent == "remind":
        return asked.words.get("text", "")
    beyond = reach.read(latest.said) if latest is not None and latest.reply.steps[-1:] == ("help",) else None
    return beyond.words.get("text", "") if beyond else ""


def _than_what(request: Request, text: str) -> Answer | None:
    """Ask when, where only so much earlier or later is said than something that is not."""
    if not (text and shifting.is_way(text)):
        return None
    return things.asked_for(
        "when", request, request.say("At what time? Nothing is set yet.", "Mihin aikaan? Mitään ei ole vielä asetettu."), text=""
    )


def _of_what(request: Request, text: str) -> Answer | None:
    """Ask what of, when nothing but a time was said and no alarm was asked for, which rings for nothing else, or only "that"."""
    if _only_points(text):
        question = request.say(
            "Of what shall I remind you then? Nothing is set yet.", "Mistä muistutan silloin? Mitään ei ole vielä asetettu."
        )
        return things.asked_for("text", request, question, when=request.text)
    waits = request.focus.asked is not None and request.focus.asked.wants == "text"  # What of was asked already.
    if text or (request.meant.by == "context" and not waits) or ALARM.search(request.text):
        return None
    question = request.say("What shall I remind you of then? Nothing is set yet.", "Mistä muistutan silloin? Mitään ei ole vielä asetettu.")
    return things.asked_for("text", request, question, when=request.said("when") or request.text)


def _before_meal(request: Request) -> tuple[times.Reading, str] | None:
    """Return how long before a meal with somebody, which is an event and no hour, and what it is called."""
    named = BEFORE_MEAL.search(request.text)
    reading = times.read(f"{named['length']} {named['before']}", now=request.now, zone=request.zone) if named else None
    return (reading, named["what"]) if named and reading and reading.before is not None else None


def _before_event(reading: times.Reading, text: str, request: Request, tools: Tools, *, named: str = "") -> Answer:
    """Set a reminder so long before (or after) an event that the words and the day name; ask when none or several fit."""
    words, what = (named, "") if named else _of_event(text, request)
    span = times.day_span(request.text, now=request.now, zone=request.zone, ahead=True)
    found = agenda.coming(request, tools, words=words, span=span) if agenda.about(words, request) else []
    if not found and eve.is_pointed(words):
        found = eve.told(request, tools)
        words = found[0].text if len(found) == 1 else words
    found = [one for one in found if one.source.kind == "event"] or found
    if picked := request.things("event"):
        found = [one for one in agenda.coming(request, tools, span=(request.now, request.now + agenda.FAR)) if one.source.id in picked][:1]
    elif not found and (near := [one for one in agenda.like(request, tools, words) if one.source.kind == "event"]):
        return things.is_it(near, request, text=text or words)
    at = (found[0].at.astimezone(ZoneInfo(request.zone)) + reading.before) if found and reading.before else None
    clock = CLOCK.search(request.said("when") or request.text)
    own = times.resolve(clock[0], now=request.now, zone=request.zone) if clock else None
    if at is not None and own is not None and reading.before and not (reading.before.hours or reading.before.minutes):
        at = at.replace(hour=own.at.astimezone(ZoneInfo(request.zone)).hour, minute=own.at.astimezone(ZoneInfo(request.zone)).minute)
    if len({one.source.id for one in found}) > 1 and len({one.at for one in found}) > 1:
        question = request.say(
            "Before which of these? A number is enough; nothing is set yet.",
            "Mitä näistä ennen? Numero riittää; mitään ei ole vielä asetettu.",
        )
        return things.one_of(found, request, question, text=text or words)
    if at is None or at <= request.now:
        shown = "".join(f"\n• {one.said(request)}" for one in found[:5])
        question = request.say(
            f"I can't tell when that is, so nothing is set yet. Which day, and what time?{shown}",
            f"En tiedä, milloin se on, joten mitään ei ole vielä asetettu. Mikä päivä ja mihin aikaan?{shown}",
        )
        return things.asked_for("when", request, question, text=what or words or text, before=request.text)
    resolved = times.Resolved(at.astimezone(UTC), request.zone, wall=at.replace(tzinfo=None))
    if there := _there_already(what or found[0].text, resolved, request, tools):
        return there
    reminder = put(request, tools, what or found[0].text, resolved)
    return Answer(
        told_back(reminder, request), (source(reminder), found[0].source), (request.say("Undo", "Kumoa"),), effects=(added(reminder),)
    )


def _before_told(request: Request, tools: Tools) -> Answer | None:
    """Set a reminder so long before something whose time was asked for and is told now; ask for its hour where that is missing."""
    at = times.resolve(request.said("when"), now=request.now, zone=request.zone)
    length = times.read(eve.said(request.said("before")), now=request.now, zone=request.zone).before
    if at is None or length is None:
        return None
    moved = earlier.than(at, length, now=request.now)
    if moved is None:
        question = request.say("At what time does it begin? Nothing is set yet.", "Mihin aikaan se alkaa? Mitään ei ole vielä asetettu.")
        return things.asked_for("when", request, question)
    if moved.at <= request.now:
        return None
    reminder = put(request, tools, request.said("text"), moved)
    return Answer(told_back(reminder, request), (source(reminder),), (request.say("Undo", "Kumoa"),), effects=(added(reminder),))


def _ahead(request: Request, tools: Tools) -> Answer:
    """Set a reminder so long before what is told in the same breath, which it tells with its own time."""
    said, before = request.said("text"), eve.said(request.said("when"))
    order = before.split()[0]  # Who is to be woken rises in the morning.
    at = times.resolve(f"{order} {said}", now=request.now, zone=request.zone)
    length = times.read(before, now=request.now, zone=request.zone)
    moved = earlier.than(at, length.before, now=request.now) if at and length.before and not length.unread else None
    if moved and (clock := CLOCK.search(before)) and (own := times.resolve(clock[0], now=request.now, zone=request.zone)):
        wall = moved.wall.replace(hour=own.wall.hour, minute=own.wall.minute)
        moved = replace(moved, wall=wall, at=wall.replace(tzinfo=ZoneInfo(request.zone)).astimezone(UTC))
    what = IS.sub("", times.without(said, now=request.now, zone=request.zone))
    if at is None or moved is None or moved.at <= request.now:
        question = request.say(
            "I can't tell when that is, so nothing is set yet. When shall I remind you: which day, and what time?",
            "En tiedä, milloin se on, joten mitään ei ole vielä asetettu. Milloin muistutan: minä päivänä ja mihin aikaan?",
        )
        return things.asked_for("when", request, question, text=what or said)
    when = (moment if at.has_clock else day)(at.at, request.zone, request.language)
    reminder = put(request, tools, what if at.rule else f"{what} ({when})", moved)
    return Answer(told_back(reminder, request), (source(reminder),), (request.say("Undo", "Kumoa"),), effects=(added(reminder),))


def _of_event(text: str, request: Request) -> tuple[str, str]:
    """Return what a reminder is to come before, and what is to be done then, where that was said; "it" has no name."""
    opened = openers.to_remind(request.text)
    words = times.without(text or (opened[1] if opened else request.text), now=request.now, zone=request.zone)
    words = STARTING.sub("", words).strip(" ,.")
    if named := EVENT_TO.match(words):
        return named["event"], named["what"]
    if lexicon.is_to_do(plain(words).removeprefix("to ")):  # Before what was spoken of.
        return "", words.removeprefix("to ")
    return words, ""


def told_back(reminder: RecordView, request: Request) -> str:
    """Return what will come and when; of a series, its next days too."""
    text, when = quoted(str(reminder.fields["text"])), dues.said(reminder, request)
    if not reminder.fields.get("rule"):
        return request.say(f"I'll remind you on {when}: {text}", f"Muistutan {when}: {text}")
    coming = dues.next_ones(reminder, request)
    return request.say(f"I'll remind you {when}: {text}\n{coming}", f"Muistutan {when}: {text}\n{coming}")


def _there_already(text: str, at: times.Resolved, request: Request, tools: Tools) -> Answer | None:
    """Say that a reminder of the same words comes then already, if one does: it is not set twice."""
    same = [
        one
        for one in tools.archive.records("reminder", limit=agenda.LIMIT)
        if one.fields["state"] == "pending" and one.id != request.id and plain(str(one.fields["text"])) == plain(text)
    ]
    there = next((one for one in same if dues.due(one) == at.at and (one.fields["rule"] or "") == at.rule), None)
    return (
        Answer(request.say("That is set already. ", "Se on jo asetettu. ") + told_back(there, request), (source(there),)) if there else None
    )


def put(request: Request, tools: Tools, text: str, resolved: times.Resolved) -> RecordView:
    """Keep a reminder under the id of this step, so that a message handled twice sets one."""
    return tools.archive.put("reminder", request.id, {"text": text, "language": request.language, **dues.fields(resolved)})


def once_more(reminder: str, request: Request, tools: Tools) -> Answer:
    """Set the same reminder at another time too, or so long before it."""
    same = tools.archive.record("reminder", reminder)
    reading = times.read(eve.as_before(eve.said(request.said("when")), request, tools), now=request.now, zone=request.zone)
    resolved = _on_its_day(reading.resolved, request.said("when"), same, request)
    if same is not None and resolved is None and reading.before is not None and not reading.unread:
        at = _of_its_event(same, request, tools).astimezone(ZoneInfo(request.zone)) + reading.before
        resolved = times.Resolved(at.astimezone(UTC), request.zone, wall=at.replace(tzinfo=None), has_day=True, has_clock=True)
        reading = replace(reading, before=None)
    if same is None or resolved is None:
        return moments.unsure(request, reading, str(same.fields["text"]) if same else "") or Answer("")
    if fields := series.beside(same, resolved, request):
        more = tools.archive.put("reminder", reminder, fields, change=True)
        effects = (changed(same, rule="", wall="", due_at="", state=""),)
        return Answer(series.whole(request) + told_back(more, request), (source(more),), (request.say("Undo", "Kumoa"),), effects=effects)
    local = resolved.at.astimezone(ZoneInfo(request.zone))
    if (
        same.fields["rule"]
        and not (resolved.has_day or resolved.rule or resolved.from_now)
        and (fields := series.on(same, resolved, local, request))
    ):
        also = tools.archive.put("reminder", request.id, {**same.fields, **fields})
        return Answer(told_back(also, request), (source(also),), (request.say("Undo", "Kumoa"),), effects=(added(also),))
    if resolved.has_day and not resolved.has_clock:
        was = dues.due(same).astimezone(ZoneInfo(request.zone))
        at = resolved.at.astimezone(ZoneInfo(request.zone)).replace(hour=was.hour, minute=was.minute)
        resolved = replace(resolved, at=at.astimezone(UTC), wall=at.replace(tzinfo=None))
    question = moments.unsure(request, replace(reading, resolved=resolved), str(same.fields["text"]))
    if question is not None:
        return question
    another = put(request, tools, str(same.fields["text"]), resolved)
    return Answer(told_back(another, request), (source(another),), (request.say("Undo", "Kumoa"),), effects=(added(another),))


def _of_its_event(reminder: RecordView, request: Request, tools: Tools) -> datetime:
    """Return when that is which a reminder comes before, where it stands in the calendar under the same name; else when it comes itself."""
    called, at = plain(str(reminder.fields["text"])), dues.due(reminder)
    coming = agenda.coming(request, tools, span=(at, at + OF_EVENT))
    return next((one.at for one in coming if one.source.kind == "event" and plain(one.text) == called), at)


def _on_its_day(at: times.Resolved | None, said: str, same: RecordView | None, request: Request) -> times.Resolved | None:
    """Return an hour that is named alone on the day of the reminder that is to come once more, if it is still to come then."""
    if at is None or same is None or same.fields["rule"] or not at.has_clock or at.has_day or at.from_now or at.rule:
        return at
    day = dues.due(same).astimezone(ZoneInfo(request.zone)).date().isoformat()
    waking = "wake me " if moments.WAKING.search(str(same.fields["text"])) else ""
    there = times.read(f"{waking}{day} {said}", now=request.now, zone=request.zone).resolved
    if there is None:
        return at
    later = there.wall + HALF_A_DAY
    if (
        not (waking or dues.SURE_HALF.search(said) or dues.KLO.search(said))
        and there.at < dues.due(same)
        and later.date() == there.wall.date()
    ):
        there = replace(there, wall=later, at=later.replace(tzinfo=ZoneInfo(request.zone)).astimezone(UTC))
    return there if there.at > request.now else at


def _corrected(reminder: str, request: Request, tools: Tools) -> Answer:
    """Put other words in place of those that they correct."""
    before = tools.archive.record("reminder", reminder)
    text = correcting.corrected(str(before.fields["text"]), request.said("text")) if before else None
    text = request.said("text") if request.said("query") == correcting.WHOLE else text
    if before is None or text is None:
        return Answer(
            request.say(
                "I can't tell which words that replaces. Please say the whole reminder again.",
                "En osaa sanoa, mitkä sanat se korvaa. Sano koko muistutus uudestaan.",
            )
        )
    after = tools.archive.put("reminder", reminder, {"text": text}, change=True)
    return Answer(told_back(after, request), (source(after),), (request.say("Undo", "Kumoa"),), effects=(changed(before, text=text),))
