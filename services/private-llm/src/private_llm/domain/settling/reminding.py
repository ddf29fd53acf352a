"""Reminders as they are set and told back: with weekday and date, a series with its next times, and none twice."""

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import agenda, dues
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import RecordView


def told_back(reminder: RecordView, request: Request) -> str:
    """Return what will come and when; of a series, its next days too."""
    text, when = quoted(str(reminder.fields["text"])), dues.said(reminder, request)
    if not reminder.fields.get("rule"):
        return request.say(f"I'll remind you on {when}: {text}", f"Muistutan {when}: {text}")
    coming = dues.next_ones(reminder, request)
    return request.say(f"I'll remind you {when}: {text}\n{coming}", f"Muistutan {when}: {text}\n{coming}")


def put(request: Request, tools: Tools, text: str, resolved: times.Resolved) -> RecordView:
    """Keep a reminder under the id of this step, so that a message handled twice sets one."""
    return tools.archive.put("reminder", request.id, {"text": text, "language": request.language, **dues.fields(resolved)})


def there_already(text: str, at: times.Resolved, request: Request, tools: Tools) -> Answer | None:
    """Say that a reminder of the same words comes then already, if one does: it is not set twice."""
    same = [
        one
        for one in tools.archive.records("reminder", limit=agenda.LIMIT)
        if one.fields["state"] == "pending" and one.id != request.id and plain(str(one.fields["text"])) == plain(text)
    ]
    there = next((one for one in same if dues.due(one) == at.at and (one.fields["rule"] or "") == at.rule), None)
    return (
        Answer(request.say("That is set already. ", "Se on jo asetettu. ") + told_back(there, request), (source(there),)) if there else None
    )
