"""What left the machine: from the record that is written before anything leaves."""

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import listed, moment

SHOWN = 12


def run(request: Request, tools: Tools) -> Answer:
    span = times.day_span(request.text, now=request.now, zone=request.zone)
    since, until = span or (None, None)
    log = tools.archive.egress(since=since, until=until)
    share = request.say(
        f"{log.never_left} of {log.requests} requests never left this machine.",
        f"{log.never_left} pyyntöä {log.requests}:sta ei lähtenyt tältä koneelta.",
    )
    if not log.entries:
        return Answer(request.say(f"Nothing left this machine. {share}", f"Mitään ei lähtenyt koneelta. {share}"))
    lines = listed(
        f"{moment(entry.at, request.zone, request.language)}: {entry.party}, {entry.purpose}, {entry.bytes} B, {entry.state} [{entry.id}]"
        for entry in log.entries[:SHOWN]
    )
    return Answer(request.say(f"This left:\n{lines}\n{share}", f"Tämä lähti:\n{lines}\n{share}"))
