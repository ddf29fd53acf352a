"""Set a reminder and say back when it will come, with weekday and date."""

from private_llm.domain import dates
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.saying.wording import moment, quoted
from private_llm.domain.settling import things
from private_llm.domain.skills.reminders import due
from shared.schemas.archive import RecordView


def run(request: Request, tools: Tools) -> Answer:
    if told := request.things("reminder"):
        return _corrected(told[0], request, tools)
    text, when = request.said("text"), request.said("when") or request.text
    resolved = dates.resolve(when, now=request.now, zone=request.zone)
    if resolved is None:
        return things.asked_for(
            "when",
            request,
            request.say("When shall I remind you? For example “tomorrow at 9”.", "Milloin muistutan? Esimerkiksi ”huomenna klo 9”."),
        )
    said = moment(resolved.at, request.zone, request.language)
    if resolved.at <= request.now:
        question = request.say(f"{said} has passed already. When shall I remind you?", f"{said} on jo mennyt. Milloin muistutan?")
        return things.asked_for("when", request, question)
    text = text or request.say("the alarm you asked for", "pyytämäsi hälytys")
    reminder = put(request, tools, text, resolved)
    sentence = request.say(f"I'll remind you on {said}: {quoted(text)}", f"Muistutan {said}: {quoted(text)}")
    if resolved.shifted:
        sentence += request.say(
            "\nThe clocks go forward that night and the time you named does not exist, so it is an hour later.",
            "\nKelloja siirretään sinä yönä eikä sanomaasi aikaa ole, joten muistutus tulee tuntia myöhemmin.",
        )
    follow_ups = (request.say("Undo", "Kumoa"), request.say("Show my reminders", "Näytä muistutukset"))
    return Answer(sentence, (source(reminder),), follow_ups, effects=(added(reminder),))


def _corrected(reminder: str, request: Request, tools: Tools) -> Answer:
    """Put other words in place of those that they correct."""
    before = tools.archive.record("reminder", reminder)
    text = things.corrected(str(before.fields["text"]), request.said("text")) if before else None
    if before is None or text is None:
        return Answer(
            request.say(
                "I can't tell which words that replaces. Please say the whole reminder again.",
                "En osaa sanoa, mitkä sanat se korvaa. Sano koko muistutus uudestaan.",
            )
        )
    after = tools.archive.put("reminder", reminder, {"text": text}, change=True)
    said = moment(due(after), request.zone, request.language)
    return Answer(
        request.say(f"I'll remind you on {said}: {quoted(text)}", f"Muistutan {said}: {quoted(text)}"),
        (source(after),),
        (request.say("Undo", "Kumoa"),),
        effects=(changed(before, text=text),),
    )


def put(request: Request, tools: Tools, text: str, resolved: dates.Resolved) -> RecordView:
    """Keep a reminder under the id of this step, so that a message handled twice sets one."""
    fields = {"text": text, "due_at": resolved.at.isoformat(), "zone": resolved.zone, "language": request.language}
    return tools.archive.put("reminder", request.id, fields)
