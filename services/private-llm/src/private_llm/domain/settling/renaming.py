"""What is kept gets other words: a reminder, an entry of the calendar or a note, whichever is named; several are asked about."""

from collections.abc import Sequence

from private_llm.domain.conversation import Answer, Request, Tools, changed, source
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import things
from private_llm.domain.understanding.lexicon import plain
from shared.schemas.archive import RecordView

KINDS = ("reminder", "event", "note")
LIMIT = 200


def renamed(request: Request, tools: Tools) -> Answer:
    """Put other words in place of those of what is named."""
    pointed = [one for kind in KINDS for each in request.things(kind) if (one := tools.archive.record(kind, each))]  # type: ignore[arg-type]
    found = pointed or _named(request, tools)
    if not found:
        return Answer(
            request.say(
                f"I find nothing that is called {quoted(request.said('when'), 80)}; nothing has changed.",
                f"En löydä mitään nimellä {quoted(request.said('when'), 80)}; mitään ei muutettu.",
            )
        )
    if len(found) > 1:
        return things.which(found, request, _lines)
    (before,), text = found, request.said("text")
    after = tools.archive.put(before.kind, before.id, {"text": text}, change=True)
    said = request.say(
        f"{quoted(str(before.fields['text']), 160)} is now called {quoted(text)}.",
        f"{quoted(str(before.fields['text']), 160)} on nyt {quoted(text)}.",
    )
    return Answer(said, (source(after),), (request.say("Undo", "Kumoa"),), effects=(changed(before, text=text),))


def _named(request: Request, tools: Tools) -> list[RecordView]:
    """Return what holds most of the words, of the kind that is named, if one is."""
    kinds = [
        kind
        for kind, words in zip(KINDS, (("reminder", "alarm", "muistutu", "hälyty"), ("event",), ("note", "muistiinpano")), strict=True)
        if request.has(*words)
    ]
    every = [
        one
        for kind in kinds or KINDS[:2]
        for one in tools.archive.records(kind, limit=LIMIT)  # type: ignore[arg-type]
        if kind == "note" or one.fields.get("state") != "cancelled"
    ]
    if not kinds:  # Then it is called just so.
        return [one for one in every if plain(str(one.fields["text"])) == plain(request.said("when"))]
    return things.matching(every, request.said("when"))


def _lines(found: Sequence[RecordView], _request: Request) -> list[str]:
    return [quoted(str(one.fields["text"]), 160) for one in found]
