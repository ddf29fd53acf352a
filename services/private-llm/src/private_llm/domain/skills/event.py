"""Events: kept as reminders at their time, since there is no calendar to write to."""

from private_llm.domain import dates
from private_llm.domain.conversation import Answer, Request, Tools, added, source
from private_llm.domain.saying.wording import moment, quoted
from private_llm.domain.settling import things
from private_llm.domain.skills import reminders
from private_llm.domain.skills.remind import put


def run(request: Request, tools: Tools) -> Answer:
    text = request.said("text")
    resolved = dates.resolve(request.said("when") or request.text, now=request.now, zone=request.zone)
    if not text:
        return reminders.run(request, tools)
    if resolved is None or resolved.at <= request.now:
        return things.asked_for("when", request, request.say("When is it? Name a day and a time.", "Milloin se on? Sano päivä ja aika."))
    entry = put(request, tools, text, resolved)
    said = moment(resolved.at, request.zone, request.language)
    return Answer(
        request.say(f"Kept, with a reminder on {said}: {quoted(text)}", f"Tallennettu, muistutus {said}: {quoted(text)}"),
        (source(entry),),
        (request.say("Undo", "Kumoa"),),
        effects=(added(entry),),
    )
