"""Things to do by a day: kept on the list of things to do, shown by day, ticked off when they are said to be done."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.saying.wording import day, listed, moment, quoted
from private_llm.domain.settling import agenda, done, dues, things
from private_llm.domain.understanding.excepting import EXCEPT
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Asked
from shared.stopwords import telling

ACTS = frozenset({"owe", "owes", "due", "when", "did"})
TODO = "todo"
LIMIT = 500
AHEAD = timedelta(days=14)
DUE = re.compile(
    r"\s*,?\b(?:is due|are due|due|by|before|deadline is|deadline|(?:pitää|täytyy|pitäisi) (?:palauttaa|maksaa|jättää|lähettää)|mennessä|palautus|määräaika|dedis|dl)\b:?\s*",
    re.IGNORECASE,
)
"""What joins a thing to the day by which it is to be done."""
DATE = re.compile(r"(?<![\w.])((?:[012]?\d|3[01])\.(?:0?[1-9]|1[0-2]))$")
"""A day and a month without the last full stop: nothing is due at so odd an hour."""
VERB_FI = re.compile(r"\b(?:palautettava|maksettava|on|is|are)\b\s*$", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:the|an?|my|mun|minun|se|that) ", re.IGNORECASE)
OF_DEADLINES = ("deadline", "palautus", "palautuksen", "exam", "tent", "due", "erääntyy", "määräaika", "essay", "hand in")


def run(act: str, request: Request, tools: Tools) -> Answer:
    """Do what was said of what is to be done."""
    match act:
        case "due":
            return _shown(request, tools)
        case "when":
            return _when(request, tools)
        case "did":
            return _done(request, tools)
    return _kept(act, request, tools)


def due_day(item: RecordView) -> date | None:
    """Return the day by which something is to be done."""
    return date.fromisoformat(str(item.fields["due"])) if item.fields.get("due") else None


def said(item: RecordView, request: Request) -> str:
    """Return something to do, with its day."""
    by = due_day(item)
    when = day(_midnight(by, request), request.zone, request.language) if by else ""
    late = request.say(" (late)", " (myöhässä)") if by and by < _today(request) else ""
    return f"{item.fields['text']} – {when}{late}" if by else str(item.fields["text"])


def _kept(act: str, request: Request, tools: Tools) -> Answer:
    """Keep what is due; what was only told is asked about first."""
    words = DATE.sub(r"\1.", request.said("text"))
    when = request.said("when") or words
    resolved = times.read(DUE.sub(" ", when), now=request.now, zone=request.zone).resolved
    what = words if request.meant.confirmed or (request.said("when") and request.said("when") != words) else _without_day(words, request)
    if resolved is None or resolved.rule or not resolved.has_day:
        question = request.say(
            f"By which day: {quoted(what)}? Nothing is kept yet.",
            f"Mihin päivään mennessä: {quoted(what)}? Mitään ei ole vielä tallennettu.",
        )
        return things.asked_for("when", request, question, text=what, query=f"owe {TODO}")
    by = resolved.at.astimezone(ZoneInfo(request.zone)).date()
    named = day(_midnight(by, request), request.zone, request.language)
    if act == "owes" and not request.meant.confirmed:
        question = request.say(
            f"Shall I keep that as a task: {quoted(what)}, due on {named}?", f"Tallennanko tehtäväksi: {quoted(what)}, määräpäivä {named}?"
        )
        asked = Asked("yes", "lists", {"query": f"owe {TODO}", "text": what, "when": by.isoformat()})
        return Answer(question, follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=asked)
    hour = f" {resolved.wall:%H:%M}" if resolved.has_clock and not request.meant.confirmed else ""
    text = f"{what}{request.say(f', by{hour}', f', klo{hour} mennessä')}" if hour else what
    item = tools.archive.put("item", request.id, {"list": TODO, "text": text, "due": by.isoformat()})
    answer = request.say(f"On your to-do list, due on {named}: {quoted(text)}", f"Tehtävälistalla, määräpäivä {named}: {quoted(text)}")
    return Answer(
        answer,
        (source(item),),
        (request.say("Undo", "Kumoa"), request.say("What is due?", "Mitä pitää palauttaa?")),
        effects=(added(item),),
    )


def _without_day(words: str, request: Request) -> str:
    left = times.without(DUE.sub(" ", words), now=request.now, zone=request.zone)
    return ARTICLE.sub("", VERB_FI.sub("", left).strip(" ,:-–"))


def _shown(request: Request, tools: Tools) -> Answer:
    """List what is due, soonest first; what is late too, unless days were named that are to come."""
    span = times.day_span(request.text, now=request.now, zone=request.zone, ahead=True)
    items = [item for item in open_items(tools) if due_day(item)]
    items.sort(key=lambda item: str(item.fields["due"]))
    if span is None and request.has("overdue", "late", "myöhässä"):
        found = [item for item in items if (by := due_day(item)) and by < _today(request)]
    else:
        found = [item for item in items if span is None or _falls(item, span, request)]
    events = [one for one in agenda.coming(request, tools, span=span or (request.now, request.now + AHEAD)) if _is_deadline(one.text)]
    lines = [said(item, request) for item in found] + [one.said(request) for one in events]
    sources = (*map(source, found), *(one.source for one in events))
    if lines:
        return Answer(request.say(f"Due:\n{listed(lines)}", f"Määräpäiviä:\n{listed(lines)}"), sources)
    other = [item for item in items if item not in found]
    more = (
        request.say(
            f" At other times:\n{listed(said(item, request) for item in other)}",
            f" Muulloin:\n{listed(said(item, request) for item in other)}",
        )
        if other
        else ""
    )
    return Answer(request.say(f"Nothing is due then.{more}", f"Silloin ei ole määräpäiviä.{more}"), tuple(map(source, other)))


def _when(request: Request, tools: Tools) -> Answer:
    """Say by when what is named is to be done; without a source where that is not known here."""
    found = [item for item in _best(open_items(tools), request.said("text")) if due_day(item)]
    return Answer(listed(said(item, request) for item in found), tuple(map(source, found)))


def _falls(item: RecordView, span: tuple[datetime, datetime], request: Request) -> bool:
    by = due_day(item)
    at = _midnight(by, request) if by else None
    late = span[0] <= request.now < span[1] and by is not None and by < _today(request)
    return at is not None and (span[0] <= at < span[1] or late)


def _is_deadline(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in OF_DEADLINES)


def _done(request: Request, tools: Tools) -> Answer:
    """Tick off what was said to be done; where it is a reminder that is meant, ask."""
    words = request.said("text")
    items = [item for item in _best(open_items(tools), words) if f"item:{item.id}" in request.meant.things or not request.meant.things]
    if len(items) > 1:
        return things.which(items, request, lambda some, _: [said(item, request) for item in some], text=words)
    if items:
        item = items[0]
        if not (request.meant.things or done.is_the_act(request.text, str(item.fields["text"]))):
            ticking = request.meaning("lists", item)
            ticking = replace(ticking, meant=replace(ticking.meant, words={"query": "tick"}))
            question = request.say("Shall I tick that off?", "Kuittaanko sen tehdyksi?")
            return things.sure(items, ticking, question, lambda some, _: [said(one, request) for one in some])
        tools.archive.put("item", item.id, {"done": True}, change=True)
        answer = request.say(
            f"Ticked off: {quoted(str(item.fields['text']), 160)}", f"Kuitattu tehdyksi: {quoted(str(item.fields['text']), 160)}"
        )
        return Answer(answer, follow_ups=(request.say("Undo", "Kumoa"),), effects=(changed(item, done=True),))
    pending = [one for one in tools.archive.records("reminder", limit=200) if one.fields["state"] == "pending"]
    reminders = _best(pending, words)
    if len(reminders) == 1:
        at, text = moment(dues.due(reminders[0]), request.zone, request.language), quoted(str(reminders[0].fields["text"]), 160)
        again = bool(reminders[0].fields["rule"])
        question = request.say(
            f"A reminder of that is set on {at}: {text}. {'Shall I skip it this time? It comes again.' if again else 'Shall I cancel it?'}",
            f"Siitä on muistutus {at}: {text}. {'Jätänkö sen tällä kertaa väliin? Se tulee taas.' if again else 'Perunko sen?'}",
        )
        asked = Asked("yes", "cancel", {"query": EXCEPT} if again else {}, (f"reminder:{reminders[0].id}",))
        return Answer(question, (source(reminders[0]),), (request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=asked)
    question = request.say(
        "Good. I have no task or reminder of that, so nothing has changed. Shall I remember it?",
        "Hyvä. Siitä ei ole tehtävää eikä muistutusta, joten mitään ei muutettu. Muistanko sen?",
    )
    return Answer(
        question, follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=Asked("yes", "remember", {"text": request.text})
    )


def _best(found: Sequence[RecordView], words: str) -> list[RecordView]:
    """Return the things that hold all the words that tell what was done."""
    wanted = len({word.lower() for word in telling(words) if len(word) > 2})
    return [one for one in things.matching(found, words) if things.held(words, str(one.fields["text"])) >= max(1, wanted)]


def open_items(tools: Tools) -> list[RecordView]:
    """Return what is on any list and not done, newest last."""
    return [item for item in tools.archive.records("item", limit=LIMIT) if not item.fields["done"]][::-1]


def _today(request: Request) -> date:
    return request.now.astimezone(ZoneInfo(request.zone)).date()


def _midnight(by: date | None, request: Request) -> datetime:
    return datetime.combine(by or _today(request), datetime.min.time(), ZoneInfo(request.zone))
