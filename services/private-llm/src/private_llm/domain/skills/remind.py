"""Set a reminder and say back when it will come, with weekday and date."""

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.wording import moment, quoted
from shared.schemas.archive import RecordView


def run(request: Request, tools: Tools) -> Answer:
    reading, text = asked(request)
    refused = refusal(request, reading)
    if refused is not None:
        return refused
    resolved = reading.resolved
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


def asked(request: Request) -> tuple[times.Reading, str]:
    """Return when, and what of. A time is looked for beside the words to be reminded of, and among them only if there is none."""
    text = request.said("text")
    beside = times.read(request.text.replace(text, "…", 1), now=request.now, zone=request.zone)
    if not text or beside.spans or beside.unread:
        return beside, text + _rest(request.text, text, beside)
    among = times.read(request.text, now=request.now, zone=request.zone)
    return among, times.without(text, now=request.now, zone=request.zone) if among.spans else text


def _rest(whole: str, text: str, reading: times.Reading) -> str:
    """Return what follows the words to be reminded of when the time was said before them: it is theirs, a day in it too."""
    if not text or any(start > whole.find(text) for start, _ in reading.spans):
        return ""
    return whole[whole.find(text) + len(text) :].rstrip(" .!?\"'”")


def refusal(request: Request, reading: times.Reading) -> Answer | None:
    """Return the question back when what was said of time can't be kept as it was meant; nothing is set then."""
    if reading.unread:
        words = ", ".join(quoted(word, 80) for word in reading.unread)
        return Answer(
            request.say(
                f"I did not understand when: {words}. Nothing is set. Which day, and what time?",
                f"En ymmärtänyt ajankohtaa: {words}. Mitään ei asetettu. Mikä päivä ja mihin aikaan?",
            )
        )
    if reading.before is not None:
        return Answer(
            request.say(
                "I don't know when that is, so nothing is set. Which day, and what time?",
                "En tiedä, milloin se on, joten mitään ei asetettu. Mikä päivä ja mihin aikaan?",
            )
        )
    if reading.resolved is not None and reading.resolved.rule:
        often = times.repeats(reading.resolved.rule, reading.resolved.wall, request.zone, request.language)
        return Answer(
            request.say(
                f"I can't repeat a reminder yet ({often}), so nothing is set. Name one day and time, and I'll remind you once.",
                f"En osaa vielä toistaa muistutusta ({often}), joten mitään ei asetettu. Sano yksi päivä ja aika, niin muistutan kerran.",
            )
        )
    return None


def put(request: Request, tools: Tools, text: str, resolved: times.Resolved) -> RecordView:
    """Keep a reminder under the id of this step, so that a message handled twice sets one."""
    fields = {"text": text, "due_at": resolved.at.isoformat(), "zone": resolved.zone, "language": request.language}
    return tools.archive.put("reminder", request.id, fields)
