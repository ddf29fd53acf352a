"""Search what the person has kept and said."""

from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.wording import day, listed, quoted
from shared.schemas.archive import Hit
from shared.schemas.records import RecordKind

SHOWN = 8
NAMED: dict[RecordKind, tuple[str, ...]] = {
    "draft": ("draft", "luonno"),
    "summary": ("summar", "yhteenve", "tiivistelm"),
    "rule": ("rule", "sään", "ohje"),
}
LISTED: dict[RecordKind, tuple[str, str, str]] = {
    "note": ("notes", "muistiinpano", "muistiinpanoja"),
    "draft": ("drafts", "luonnokse", "luonnoksia"),
    "summary": ("summaries", "yhteenveto", "yhteenvetoja"),
    "rule": ("rules", "sääntö", "sääntöjä"),
}
"""What they are called: in English; in Finnish before -si, and in the partitive."""


def run(request: Request, tools: Tools) -> Answer:
    query = request.said("query") or request.said("text") or request.own_words()
    if not query:
        return kept(request, tools)
    hits = tools.archive.search(query, limit=SHOWN) or tools.archive.search(query, match="any", limit=SHOWN)
    hits = [hit for hit in hits if hit.text.strip() != request.text.strip()]
    if not hits:
        return Answer(request.say(f"I found nothing with {quoted(query)}.", f"En löytänyt mitään haulla {quoted(query)}."))
    lines = listed(f"{quoted(hit.text, 160)} ({_kind(hit, request)}, {day(hit.at, request.zone, request.language)})" for hit in hits)
    return Answer(request.say(f"I found {len(hits)}:\n{lines}", f"Löysin {len(hits)}:\n{lines}"), tuple(source(hit) for hit in hits))


def kept(request: Request, tools: Tools) -> Answer:
    """List the newest drafts, summaries, rules or, if none of these is named, notes."""
    kind: RecordKind = next((kind for kind, words in NAMED.items() if request.has(*words)), "note")
    english, finnish, none = LISTED[kind]
    found = tools.archive.records(kind, limit=SHOWN)
    if not found:
        return Answer(request.say(f"You have no {english} yet.", f"Sinulla ei ole vielä {none}."))
    lines = listed(f"{quoted(str(one.fields['text']), 160)} ({day(one.created_at, request.zone, request.language)})" for one in found)
    said = request.say(f"Your newest {english}:\n{lines}", f"Uusimmat {finnish}si:\n{lines}")
    return Answer(said, tuple(source(one) for one in found))


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
        "draft": "luonnos",
        "summary": "yhteenveto",
        "event": "kalenterimerkintä",
    }
    return request.say(english.get(hit.kind, hit.kind), finnish.get(hit.kind, hit.kind))
