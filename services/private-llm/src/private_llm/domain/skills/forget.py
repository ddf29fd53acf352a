"""Forget a note: gone from its table and from the search index. More than one is asked about first."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.wording import listed, quoted


def run(request: Request, tools: Tools) -> Answer:
    words = request.said("query")
    if request.has("everything", "kaikki", "all") and not words:
        return Answer(
            request.say(
                "I don't delete everything on one word. Name what to forget, or run “sihteeri forget everything” in the terminal.",
                "En poista kaikkea yhdellä sanalla. Sano mitä unohdan, tai aja päätteessä ”sihteeri forget everything”.",
            )
        )
    found = named_notes(request, tools)
    if not found:
        return Answer(request.say("I found no such note.", "En löytänyt sellaista muistiinpanoa."))
    texts = {note.id: str(note.fields["text"]) for note in tools.archive.records("note", limit=500) if note.id in found}
    if len(found) > 1:
        lines = listed(quoted(text, 160) for text in texts.values())
        return Answer(request.say(f"Which one do you mean?\n{lines}", f"Minkä niistä?\n{lines}"))
    tools.archive.drop("note", found[0])
    text = quoted(texts.get(found[0], ""), 160)
    return Answer(request.say(f"Forgotten: {text}", f"Unohdettu: {text}"))


def named_notes(request: Request, tools: Tools) -> list[str]:
    """Return the ids of the notes that the request names; of the newest note when it names none."""
    words = request.said("query") or request.said("text")
    if words:
        return [hit.id for hit in tools.archive.search(words, kinds=("note",), limit=5)]
    return [note.id for note in tools.archive.records("note", limit=1)]
