"""Search what the person has kept and said."""

from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.retrieval import counting, looking, question, quoting
from private_llm.domain.saying import passages
from private_llm.domain.saying.wording import day, listed, quoted
from private_llm.domain.settling import agenda, dues
from shared.schemas.archive import Hit
from shared.schemas.records import RecordKind

RECORDS = frozenset({"contact", "reminder", "note", "draft", "summary", "rule"})
SHOWN = 8
QUOTED = 160
"""So much of each is quoted in a list, in characters."""
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
    if request.meant.things and (picked := _picked(request, tools)):
        return picked
    if counted := counting.answer(request, tools):
        return counted
    asked = question.read(request.text)
    if not asked.without_kinds().about and not asked.whole:
        return kept(request, tools)
    looked = looking.everything(request, tools)
    hits, lead = looked.hits, passages.respelt(looked.instead, request, names=looking.are_names(looked.instead))
    if not hits:
        about = quoted(" ".join(asked.about))
        return Answer(request.say(f"I found nothing with {about}.", f"En löytänyt mitään haulla {about}."))
    if asked.whole or len(hits) == 1:
        best = quoting.meant(hits) if asked.whole else hits[0]
        return Answer(lead + _whole(best, request, whole=asked.whole), (source(best),))
    lines = listed(f"{quoted(hit.text, QUOTED)} ({_kind(hit, request)}, {day(hit.at, request.zone, request.language)})" for hit in hits)
    said = request.say(f"I found {len(hits)}:\n{lines}", f"Löysin {len(hits)}:\n{lines}")
    return Answer(lead + said + quoting.rest([hit.text for hit in hits], request, QUOTED), tuple(source(hit) for hit in hits))


def _picked(request: Request, tools: Tools) -> Answer | None:
    """Show one of what the last turns showed, whole."""
    kind, _, one = request.meant.things[0].partition(":")
    shown = next((each for turn in request.focus.earlier for each in turn.reply.sources if (each.kind, each.id) == (kind, one)), None)
    if kind == "event" and (coming := tools.archive.events(request.now, request.now + agenda.FAR, only=(one,), limit=1)):
        return Answer(agenda.entry(coming[0]).said(request), (agenda.entry(coming[0]).source,))
    record = tools.archive.record(kind, one) if kind in RECORDS else None  # type: ignore[arg-type]
    if record is not None and kind == "contact":
        details = ", ".join(filter(None, (str(record.fields["details"]), *record.fields["handles"])))
        return Answer(f"{record.fields['name']}: {details}", (source(record),))
    if record is not None and kind == "reminder":
        return Answer(f"{quoted(str(record.fields['text']), QUOTED)} – {dues.said(record, request)}", (source(record),))
    if record is not None:
        when = day(record.created_at, request.zone, request.language)
        return Answer(f"{quoting.best(str(record.fields['text']), whole=True)} ({when})", (source(record),))
    if shown is None or not shown.text:
        return None
    when = day(shown.at, request.zone, request.language)
    who = f"{shown.sender}, {when}" if shown.sender else when
    return Answer(f"{quoting.best(shown.text, whole=True)} ({who})", (shown,))


def kept(request: Request, tools: Tools) -> Answer:
    """List the newest drafts, summaries, rules or, if none of these is named, notes."""
    kind: RecordKind = next((kind for kind, words in NAMED.items() if request.has(*words)), "note")
    english, finnish, none = LISTED[kind]
    found = tools.archive.records(kind, limit=SHOWN)
    if not found:
        return Answer(request.say(f"You have no {english} yet.", f"Sinulla ei ole vielä {none}."))
    texts = [str(one.fields["text"]) for one in found]
    lines = listed(
        f"{quoted(text, QUOTED)} ({day(one.created_at, request.zone, request.language)})" for text, one in zip(texts, found, strict=True)
    )
    said = request.say(f"Your newest {english}:\n{lines}", f"Uusimmat {finnish}si:\n{lines}")
    return Answer(said + quoting.rest(texts, request, QUOTED), tuple(source(one) for one in found))


def _whole(hit: Hit, request: Request, *, whole: bool) -> str:
    words = f"{quoting.best(hit.text, whole=whole)} ({_kind(hit, request)}, {day(hit.at, request.zone, request.language)})"
    cut = quoting.rest([hit.text], request, quoting.MOST if whole else quoting.WHOLE)
    return request.say(f"I found 1:\n{listed([words])}", f"Löysin 1:\n{listed([words])}") + cut


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
