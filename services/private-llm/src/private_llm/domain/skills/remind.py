"""Set a reminder, once or repeating, and say back when it will come, with weekday and date."""

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, added, changed, source
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import moments, things
from shared.schemas.archive import RecordView


def run(request: Request, tools: Tools) -> Answer:
    if told := request.things("reminder"):
        return _corrected(told[0], request, tools)
    reading, text = moments.asked(request)
    question = moments.unsure(request, reading, text)
    if question is not None or reading.resolved is None:
        return question or Answer("")
    reminder = put(request, tools, text or request.say("the alarm you asked for", "pyytämäsi hälytys"), reading.resolved)
    sentence = told_back(reminder, request)
    if reading.resolved.shifted:
        sentence += request.say(
            "\nThe clocks go forward that night and the time you named does not exist, so it is an hour later.",
            "\nKelloja siirretään sinä yönä eikä sanomaasi aikaa ole, joten muistutus tulee tuntia myöhemmin.",
        )
    follow_ups = (request.say("Undo", "Kumoa"), request.say("Show my reminders", "Näytä muistutukset"))
    return Answer(sentence, (source(reminder),), follow_ups, effects=(added(reminder),))


def told_back(reminder: RecordView, request: Request) -> str:
    """Return what will come and when; of a series, its next days too."""
    text, when = quoted(str(reminder.fields["text"])), moments.said(reminder, request)
    if not reminder.fields.get("rule"):
        return request.say(f"I'll remind you on {when}: {text}", f"Muistutan {when}: {text}")
    coming = moments.next_ones(reminder, request)
    return request.say(f"I'll remind you {when}: {text}\n{coming}", f"Muistutan {when}: {text}\n{coming}")


def put(request: Request, tools: Tools, text: str, resolved: times.Resolved) -> RecordView:
    """Keep a reminder under the id of this step, so that a message handled twice sets one."""
    return tools.archive.put("reminder", request.id, {"text": text, "language": request.language, **moments.fields(resolved)})


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
    return Answer(told_back(after, request), (source(after),), (request.say("Undo", "Kumoa"),), effects=(changed(before, text=text),))
