"""Set a reminder, once or repeating, and say back when it will come, with weekday and date."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.settling import agenda, before, conditional, dues, ending, eve, left_over, moments, renaming, series, things
from private_llm.domain.settling.reminding import put, there_already, told_back
from private_llm.domain.times import shifting
from private_llm.domain.understanding import correcting, lexicon, reach, timers
from private_llm.domain.understanding.ahead import AHEAD
from private_llm.domain.understanding.conditions import CONDITION
from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.own import PASSED_ON
from private_llm.domain.understanding.renamed import RENAME
from shared.schemas.archive import RecordView
from shared.schemas.records import RecordKind

OWN_KINDS: dict[str, RecordKind] = {"note": "note", "reminder": "reminder", "item": "item", "event": "event"}
QUOTED = re.compile(r"“([^”]+)”")
OF_A_REMINDER = re.compile(r"\b(?:reminder|alarm) (?:to be|is wrong|was wrong)\b", re.IGNORECASE)
"""What speaks of a reminder that there is, and is nothing to be reminded of."""
HALF_A_DAY = timedelta(hours=12)
OF_EVENT = timedelta(days=15)
"""So long before something of the calendar a reminder of its name may be of it."""
DOES = re.compile(r"^(?:do|tehdä|tekemään) ")
AGAIN = frozenset(("again", "once more", "uudestaan", "uudelleen", "taas"))
ALARM = re.compile(r"\b(?:alarm|timer|wake|alert|herät|herää|hälyt|ajasti)", re.IGNORECASE)
ALWAYS = re.compile(r"^(?:aina|always) ", re.IGNORECASE)


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
    if meal := before.before_meal(request):
        return before.before_event(meal[0], "", request, tools, named=meal[1])
    reading, text = moments.asked(request)
    if reading.before is not None and not reading.unread:
        return before.before_event(reading, text, request, tools)
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
    if OF_A_REMINDER.search(text):
        return Answer(
            request.say(
                "I'm not sure which reminder you mean, so nothing has been set or changed. Say for example “Move the rent reminder to 6pm”.",
                "En ole varma, mitä muistutusta tarkoitat, joten mitään ei asetettu eikä muutettu. Sano esimerkiksi ”Siirrä vuokramuistutus kuuteen”.",
            )
        )
    if there := there_already(text, reading.resolved, request, tools):
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
        return before.ahead_of(request, tools)
    return before.told(request, tools) if request.said("before") else None


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
    called, at, latest = plain(str(reminder.fields["text"])), dues.due(reminder), request.focus.latest
    if latest is None or times.read(eve.said(latest.said), now=request.now, zone=request.zone).before is None:
        return at  # It was set for an hour of its own.
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
