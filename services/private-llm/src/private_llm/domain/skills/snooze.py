"""Move a reminder: the one that fired last, or the one that is named."""

import re
from datetime import timedelta

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.skills.reminders import due, matching
from private_llm.domain.wording import moment, quoted

DEFAULT = timedelta(minutes=10)
LENGTH = re.compile(
    r"(?:for|by|give me) ((?:\d{1,3}|an?|half an|two|three|five|ten|fifteen|twenty|thirty) (?:minutes?|mins?|hours?|days?|weeks?))",
    re.IGNORECASE,
)
"""A length of time after "snooze for" means that long from now."""


def run(request: Request, tools: Tools) -> Answer:
    found = [entry for entry in tools.archive.records("reminder", limit=200) if entry.fields["state"] != "cancelled"]
    words = request.said("query")
    fired = [entry for entry in found if entry.fields["state"] == "fired"]
    chosen = matching(found, words) if words else [max(fired or found, key=due)] if found else []
    if len(chosen) != 1:
        return Answer(request.say("Which reminder shall I move?", "Mitä muistutusta siirrän?"))
    length = LENGTH.search(request.text)
    when = f"in {length[1]}" if length else request.said("when")
    resolved = times.resolve(when, now=request.now, zone=request.zone) if when else None
    if when and (resolved is None or resolved.rule or resolved.at <= request.now):
        return Answer(request.say("Until when shall I move it? Name a day and a time.", "Mihin siirrän sen? Sano päivä ja aika."))
    at = resolved.at if resolved else request.now + DEFAULT
    tools.archive.put("reminder", chosen[0].id, {"due_at": at.isoformat(), "state": "pending"}, change=True)
    said = moment(at, request.zone, request.language)
    text = quoted(str(chosen[0].fields["text"]))
    return Answer(request.say(f"I'll remind you on {said}: {text}", f"Muistutan {said}: {text}"))
