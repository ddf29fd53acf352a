"""Set a reminder and say back when it will come, with weekday and date."""

from private_llm.domain import dates
from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.wording import moment, quoted
from shared.schemas.archive import RecordView


def run(request: Request, tools: Tools) -> Answer:
    text, when = request.said("text"), request.said("when") or request.text
    resolved = dates.resolve(when, now=request.now, zone=request.zone)
    if resolved is None:
        return Answer(
            request.say(
                "When shall I remind you? Say for example “remind me to call home tomorrow at 9”.",
                "Milloin muistutan? Sano esimerkiksi ”muistuta minua soittamaan kotiin huomenna klo 9”.",
            )
        )
    said = moment(resolved.at, request.zone, request.language)
    if resolved.at <= request.now:
        return Answer(request.say(f"{said} has passed already. When shall I remind you?", f"{said} on jo mennyt. Milloin muistutan?"))
    text = text or request.say("the alarm you asked for", "pyytämäsi hälytys")
    reminder = put(request, tools, text, resolved)
    sentence = request.say(f"I'll remind you on {said}: {quoted(text)}", f"Muistutan {said}: {quoted(text)}")
    if resolved.shifted:
        sentence += request.say(
            "\nThe clocks go forward that night and the time you named does not exist, so it is an hour later.",
            "\nKelloja siirretään sinä yönä eikä sanomaasi aikaa ole, joten muistutus tulee tuntia myöhemmin.",
        )
    return Answer(sentence, (source(reminder),), (request.say("Show my reminders", "Näytä muistutukset"),))


def put(request: Request, tools: Tools, text: str, resolved: dates.Resolved) -> RecordView:
    """Keep a reminder under the id of this step, so that a message handled twice sets one."""
    fields = {"text": text, "due_at": resolved.at.isoformat(), "zone": resolved.zone, "language": request.language}
    return tools.archive.put("reminder", request.id, fields)
