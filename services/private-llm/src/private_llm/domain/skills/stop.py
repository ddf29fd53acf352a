"""Stop, or let it be: nothing is done, and that is said; what was just set, or just came, is asked about."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.settling import things
from private_llm.domain.skills.reminders import each
from private_llm.domain.understanding import asked
from shared.schemas.archive import RecordView


def run(request: Request, tools: Tools) -> Answer:
    if request.focus.asked is not None:
        return Answer(request.say("All right, I have done nothing.", "Selvä, en tehnyt mitään."))
    going = None if asked.refuses(request.text) else _going_on(request, tools)
    if going is not None:
        cancelling = request.meaning("cancel")
        return things.sure([going], cancelling, request.say("Shall I cancel this reminder?", "Perunko tämän muistutuksen?"), each)
    return Answer(request.say("All right. Nothing has changed.", "Selvä. Mitään ei muutettu."))


def _going_on(request: Request, tools: Tools) -> RecordView | None:
    """Return the reminder that was just set or came, if it will come again."""
    ids = [thing.removeprefix("reminder:") for thing in request.focus.touched if thing.startswith("reminder:")]
    entry = tools.archive.record("reminder", ids[0]) if ids else None
    return entry if entry is not None and entry.fields["state"] == "pending" else None
