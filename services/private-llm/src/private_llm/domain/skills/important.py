"""List what was marked as important."""

from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.saying.wording import day, listed, quoted


def run(request: Request, tools: Tools) -> Answer:
    found = [note for note in tools.archive.records("note", limit=500) if note.fields["important"]]
    if not found:
        return Answer(
            request.say("You have marked nothing as important.", "Et ole merkinnyt mitään tärkeäksi."),
            follow_ups=(request.say("Show my notes", "Näytä muistiinpanot"),),
        )
    lines = listed(f"{quoted(str(note.fields['text']), 160)} ({day(note.created_at, request.zone, request.language)})" for note in found)
    return Answer(request.say(f"Marked as important:\n{lines}", f"Tärkeäksi merkitty:\n{lines}"), tuple(source(note) for note in found))
