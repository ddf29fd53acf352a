"""Events: kept as reminders at their time, since there is no calendar to write to; and what there is of a day."""

from private_llm.domain.conversation import Answer, Request, Tools, added, source
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import moments
from private_llm.domain.skills import reminders
from private_llm.domain.skills.remind import put


def run(request: Request, tools: Tools) -> Answer:
    if not request.said("text"):
        return reminders.run(request, tools)
    reading, text = moments.asked(request)
    question = moments.unsure(request, reading, text)
    if question is not None or reading.resolved is None:
        return question or Answer("")
    entry = put(request, tools, text or request.text, reading.resolved)
    said = moments.said(entry, request)
    return Answer(
        request.say(f"Kept, with a reminder {said}: {quoted(text)}", f"Tallennettu, muistutus {said}: {quoted(text)}"),
        (source(entry),),
        (request.say("Undo", "Kumoa"),),
        effects=(added(entry),),
    )
