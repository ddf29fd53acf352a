"""Cancel a reminder: the one that is named, the only one, or all when all is said."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.skills.reminders import lines, matching, pending
from private_llm.domain.wording import listed, quoted


def run(request: Request, tools: Tools) -> Answer:
    found = pending(tools)
    if not found:
        return Answer(request.say("You have no reminders to cancel.", "Sinulla ei ole peruttavia muistutuksia."))
    words = request.said("query") or request.said("text")
    if request.has("all", "every", "kaikki"):
        chosen = found
    elif words:
        chosen = matching(found, words)
    elif request.has("last", "viimei"):
        chosen = [max(found, key=lambda entry: entry.created_at)]
    else:
        chosen = found if len(found) == 1 else []
    if not chosen or (len(chosen) > 1 and not request.has("all", "every", "kaikki")):
        shown = lines(chosen or found, request)
        return Answer(request.say(f"Which one do you mean?\n{shown}", f"Minkä niistä?\n{shown}"))
    for entry in chosen:
        tools.archive.put("reminder", entry.id, {"state": "cancelled"}, change=True)
    done = listed(quoted(str(entry.fields["text"]), 160) for entry in chosen)
    return Answer(request.say(f"Cancelled:\n{done}", f"Peruttu:\n{done}"))
