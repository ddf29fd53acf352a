"""Keep a note, in the person's own words."""

from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.wording import quoted


def run(request: Request, tools: Tools) -> Answer:
    text = request.said("text") or request.own_words()
    if not text:
        return Answer(request.say("What shall I remember?", "Mitä haluat minun muistavan?"))
    note = tools.archive.put("note", request.id, {"text": text})
    return Answer(request.say(f"I'll remember: {quoted(text)}", f"Muistan: {quoted(text)}"), (source(note),))
