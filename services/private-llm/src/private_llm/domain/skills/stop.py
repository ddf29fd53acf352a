"""Stop, or let it be: nothing is done, and that is said; what was just set, or just came, is asked about."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.settling import things
from private_llm.domain.skills.reminders import each
from private_llm.domain.understanding import asked, lexicon
from private_llm.domain.understanding.amending import DENIED
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Asked


def run(request: Request, tools: Tools) -> Answer:
    latest = request.focus.latest
    if request.focus.asked is not None and latest is not None and latest.reply.effects:
        return Answer(request.say("All right, I leave that as it is.", "Selvä, jätän sen ennalleen."))
    if request.focus.asked is not None:
        return Answer(request.say("All right, I have done nothing.", "Selvä, en tehnyt mitään."))
    if _takes_back(request) or request.said("query") == DENIED:
        sure = request.say("Shall I take back what I just did?", "Perunko sen, minkä juuri tein?")
        return Answer(sure, follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=Asked("yes", "undo"))
    going = None if asked.refuses(request.text) else _going_on(request, tools)
    if going is not None:
        cancelling = request.meaning("cancel")
        return things.sure([going], cancelling, request.say("Shall I cancel this reminder?", "Perunko tämän muistutuksen?"), each)
    if latest is not None and latest.reply.effects:
        return Answer(request.say("All right. What I did stands; “undo” takes it back.", "Selvä. Tekemäni jää voimaan; ”kumoa” peruu sen."))
    return Answer(request.say("All right. Nothing has changed.", "Selvä. Mitään ei muutettu."))


def _takes_back(request: Request) -> bool:
    """Tell whether a bare no follows what changed something."""
    latest, undoable, words = request.focus.latest, request.focus.undoable, lexicon.load(request.language)
    just = latest is not None and undoable is not None and latest.turn == undoable.turn
    return just and words.is_one("no", words.without_fillers(plain(request.text)))


def _going_on(request: Request, tools: Tools) -> RecordView | None:
    """Return the reminder that was just set or came, if it will come again."""
    ids = [thing.removeprefix("reminder:") for thing in request.focus.touched if thing.startswith("reminder:")]
    entry = tools.archive.record("reminder", ids[0]) if ids else None
    return entry if entry is not None and entry.fields["state"] == "pending" else None
