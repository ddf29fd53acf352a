"""Events: kept as reminders at their time, since there is no calendar to write to."""

from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.skills import reminders
from private_llm.domain.skills.remind import asked, put, refusal
from private_llm.domain.wording import moment, quoted


def run(request: Request, tools: Tools) -> Answer:
    reading, text = asked(request)
    if not text:
        return reminders.run(request, tools)
    refused = refusal(request, reading)
    if refused is not None:
        return refused
    resolved = reading.resolved
    if resolved is None or resolved.at <= request.now:
        return Answer(request.say("When is it? Name a day and a time.", "Milloin se on? Sano päivä ja aika."))
    entry = put(request, tools, text, resolved)
    said = moment(resolved.at, request.zone, request.language)
    return Answer(
        request.say(f"Kept, with a reminder on {said}: {quoted(text)}", f"Tallennettu, muistutus {said}: {quoted(text)}"), (source(entry),)
    )
