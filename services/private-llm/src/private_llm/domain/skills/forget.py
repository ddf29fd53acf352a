"""Forget a note or a rule, and what was made of it, and say what is left. More than one is asked about first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import elsewhere, moments, things
from private_llm.domain.skills import lists
from private_llm.domain.understanding import lexicon
from shared.schemas.archive import Receipt, RecordView
from shared.schemas.records import RecordKind

NAMES: dict[str, tuple[str, str, str]] = {
    "note": ("note", "notes", "muistiinpano"),
    "rule": ("rule", "rules", "sääntö"),
    "summary": ("summary", "summaries", "yhteenveto"),
    "answer": ("answer", "answers", "vastaus"),
    "conversation": ("message", "messages", "viesti"),
}
"""What kinds are called: one and several in English, and in Finnish, where the number stands behind."""


def run(request: Request, tools: Tools) -> Answer:
    kind: RecordKind = "rule" if request.has("rule", "sään") else "note"
    words = request.said("query") or request.said("text")
    if request.has("everything", "kaikki", "all") and not words and not request.meant.things:
        return Answer(
            request.say(
                "I don't delete everything on one word. Name what to forget, or run “sihteeri forget everything” in the terminal.",
                "En poista kaikkea yhdellä sanalla. Sano mitä unohdan, tai aja päätteessä ”sihteeri forget everything”.",
            )
        )
    found = _named_rules(request, tools) if kind == "rule" else named_notes(request, tools)
    if not found and not words and kind == "note":
        return things.asked_for(
            "query",
            request,
            request.say("Which note shall I forget? Say some of its words.", "Minkä muistiinpanon unohdan? Sano siitä jokin sana."),
        )
    if not found and kind == "note" and (other := _of_another_kind(request, tools)):
        return other
    if not found:
        return Answer(
            request.say(
                f"I found no such {kind}, so nothing is forgotten.", f"En löytänyt sellaista, joten mitään ei unohdettu: {NAMES[kind][2]}."
            )
        )
    if len(found) > 1:
        return things.which(found, request, each)
    if _is_for_later(found[0], request):
        return Answer(
            request.say(
                "I can only forget at once, not at a later time. Nothing is forgotten; say it without the time, or say it then.",
                "Voin unohtaa vain heti, en myöhemmin. Mitään ei unohdettu; sano se ilman aikaa tai vasta silloin.",
            )
        )
    if not request.meant.confirmed and _is_long_past(f"{kind}:{found[0].id}", request):
        return things.sure(found, request, request.say("Forget this for good?", "Unohdetaanko tämä kokonaan?"), each)
    return Answer(_told(tools.archive.forget(kind, found[0].id), request))


def _of_another_kind(request: Request, tools: Tools) -> Answer | None:
    """What is on a list goes from it; a reminder of that name is offered."""
    item = elsewhere.whole("item", request, tools)
    if item is not None:
        ticking = request.meaning("lists", item)
        return lists.run(replace(ticking, meant=replace(ticking.meant, words={"query": "tick"})), tools)
    return elsewhere.offered("reminder", "cancel", request, tools)


def _is_for_later(entry: RecordView, request: Request) -> bool:
    """Tell whether a request names a time to come that says nothing of which thing is meant."""
    words = moments.beside(request.text, str(entry.fields["text"]))
    at = times.read(words, now=request.now, zone=request.zone).resolved
    span = times.day_span(words, now=request.now, zone=request.zone)
    made_then = span is not None and span[0] <= entry.created_at < span[1]
    return at is not None and at.at > request.now and not made_then


def _is_long_past(thing: str, request: Request) -> bool:
    """Tell whether "that" reaches back over other turns: what is forgotten can't be brought back."""
    seen = request.focus
    return thing in request.meant.things and seen.asked is None and thing not in (*seen.touched, *seen.it)


def each(found: Sequence[RecordView], request: Request) -> list[str]:
    """Return notes or rules as a line each."""
    return [quoted(str(one.fields["text"]), 160) for one in found]


def named_notes(request: Request, tools: Tools) -> list[RecordView]:
    """Return the notes that the request means: those pointed at, those that it names by words, or the newest if it says so."""
    pointed = [tools.archive.record("note", one) for one in request.things("note")]
    if pointed:
        return [one for one in pointed if one is not None]
    words = request.said("query") or request.said("text")
    if words:
        found = [tools.archive.record("note", hit.id) for hit in tools.archive.search(words, kinds=("note",), limit=5)]
        return [one for one in found if one is not None] or things.matching(tools.archive.records("note", limit=500), words)
    newest = lexicon.load(request.language).last.search(request.text)
    return list(tools.archive.records("note", limit=1)) if newest else []


def _named_rules(request: Request, tools: Tools) -> list[RecordView]:
    """Return the rules that are pointed at or hold all the words that were named; all rules when none was."""
    pointed = request.things("rule")
    words = {word for word in request.own_words().lower().split() if not word.startswith(("rule", "sään"))}
    rules = tools.archive.records("rule", limit=50)
    if pointed:
        return [rule for rule in rules if rule.id in pointed]
    return [rule for rule in rules if words <= set(str(rule.fields["text"]).lower().split())]


def _told(receipt: Receipt, request: Request) -> str:
    """Say what is gone, without repeating it."""
    removed: Mapping[str, int] = receipt.removed
    gone = ", ".join(_counted(kind, count, request) for kind, count in removed.items())
    lines = [request.say(f"Forgotten: {gone}.", f"Unohdettu: {gone}.")]
    if not receipt.clean:
        lines.append(request.say("Something of it is left in your file.", "Jotain siitä jäi tiedostoosi."))
    if receipt.remains:
        lines.append(request.say("What remains: ", "Jäljellä: ") + "; ".join(receipt.remains) + ".")
    return " ".join(lines)


def _counted(kind: str, count: int, request: Request) -> str:
    one, several, finnish = NAMES.get(kind, (kind, f"{kind}s", kind))
    return request.say(f"{count} {one if count == 1 else several}", f"{finnish} ({count})")
