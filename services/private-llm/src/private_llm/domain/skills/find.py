"""Search what the person has kept and said."""

from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.wording import day, listed, quoted
from shared.schemas.archive import Hit

SHOWN = 8


def run(request: Request, tools: Tools) -> Answer:
    query = request.said("query") or request.said("text") or request.own_words()
    if not query:
        return notes(request, tools)
    hits = tools.archive.search(query, limit=SHOWN) or tools.archive.search(query, match="any", limit=SHOWN)
    hits = [hit for hit in hits if hit.text.strip() != request.text.strip()]
    if not hits:
        return Answer(request.say(f"I found nothing with {quoted(query)}.", f"En löytänyt mitään haulla {quoted(query)}."))
    lines = listed(f"{quoted(hit.text, 160)} ({_kind(hit, request)}, {day(hit.at, request.zone, request.language)})" for hit in hits)
    return Answer(request.say(f"I found {len(hits)}:\n{lines}", f"Löysin {len(hits)}:\n{lines}"), tuple(source(hit) for hit in hits))


def notes(request: Request, tools: Tools) -> Answer:
    """List the newest notes."""
    found = tools.archive.records("note", limit=SHOWN)
    if not found:
        return Answer(request.say("You have no notes yet.", "Sinulla ei ole vielä muistiinpanoja."))
    lines = listed(f"{quoted(str(note.fields['text']), 160)} ({day(note.created_at, request.zone, request.language)})" for note in found)
    return Answer(request.say(f"Your newest notes:\n{lines}", f"Uusimmat muistiinpanosi:\n{lines}"), tuple(source(note) for note in found))


def _kind(hit: Hit, request: Request) -> str:
    if hit.kind == "message":
        return f"{hit.sender or '–'}, {quoted(hit.chat_name, 40)}"
    english = {"conversation": "said to me"}
    finnish = {
        "note": "muistiinpano",
        "conversation": "sanottu minulle",
        "reminder": "muistutus",
        "contact": "yhteystieto",
        "chat": "keskustelu",
    }
    return request.say(english.get(hit.kind, hit.kind), finnish.get(hit.kind, hit.kind))
