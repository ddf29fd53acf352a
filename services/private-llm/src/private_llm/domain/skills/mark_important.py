"""Mark a note as important: the one that is named, else the newest."""

from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.skills.forget import named_notes
from private_llm.domain.wording import quoted


def run(request: Request, tools: Tools) -> Answer:
    found = named_notes(request, tools)
    if not found:
        return Answer(request.say("I found no such note.", "En löytänyt sellaista muistiinpanoa."))
    note = tools.archive.put("note", found[0], {"important": True}, change=True)
    text = quoted(str(note.fields["text"]), 160)
    return Answer(request.say(f"Marked as important: {text}", f"Merkitty tärkeäksi: {text}"), (source(note),))
