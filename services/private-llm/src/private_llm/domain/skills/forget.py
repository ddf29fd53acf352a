"""Forget a note or a rule, and what was made of it, and say what is left. More than one is asked about first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, changed, source
from private_llm.domain.redaction.content import TIMES
from private_llm.domain.retrieval import question
from private_llm.domain.saying.wording import quoted
from private_llm.domain.settling import dues, elsewhere, things
from private_llm.domain.skills import lists
from private_llm.domain.understanding import chats, lexicon
from shared.remains import in_finnish
from shared.schemas.archive import Receipt, RecordView
from shared.schemas.conversation import Asked
from shared.schemas.records import RecordKind
from shared.stopwords import telling

NAMES: dict[str, tuple[str, str, str]] = {
    "note": ("note", "notes", "muistiinpano"),
    "rule": ("rule", "rules", "sääntö"),
    "summary": ("summary", "summaries", "yhteenveto"),
    "answer": ("answer", "answers", "vastaus"),
    "conversation": ("message", "messages", "viesti"),
}
"""What kinds are called: one and several in English, and in Finnish, where the number stands behind."""


WITHIN = re.compile(
    r"\b(?:forget|delete|remove|erase|cancel|drop|clear|scrap|please|poista|unohda|peru|peruuta|pyyhi|kumoa|number|numero\w*|nro|note|muistiinpano\w*|about)\b|['’]s\b",
    re.IGNORECASE,
)
SAYING = re.compile(
    r"\b(?:please|can you|could you|forget|delete|remove|erase|drop|scrap|clear|everything|anything|what|that|i|you|told|said|about|from|memory|poista|unohda|pyyhi|kaikki|mitä|mikä|kerroin|sanoin)\b",
    re.IGNORECASE,
)
"""What asks to forget, and names nothing."""
ACTS = re.compile(r"\b(?:mark|star|flag|pin|important|urgent|merkitse|merkkaa|tärkeäksi|kiireelliseksi)\b", re.IGNORECASE)
NUMBER = re.compile(r"\b(?:number|phone|numero\w*|nro|puhelin\w*)\b", re.IGNORECASE)
LIMIT, SHOWN = 8, 3
GONE = ("Forgotten:", "Unohdettu:")
"""How the answer begins that says what is gone for good."""


def run(request: Request, tools: Tools) -> Answer:
    if theirs := request.things("contact"):
        return _without_number(theirs[0], request, tools)
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
    stays = _still_of_them(request, tools) if kind == "note" else ""
    if not found and stays:
        return Answer(
            request.say(
                f"I found no such note, so nothing is forgotten.{stays}",
                f"En löytänyt sellaista muistiinpanoa, joten mitään ei unohdettu.{stays}",
            )
        )
    if not found and (other := (_of_another_kind(request, tools) if kind == "note" else None) or instead(request, tools)):
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
    text, named = (
        str(found[0].fields["text"]),
        request.meant.things or request.meant.confirmed or request.has("note", "rule", "muistiinpano", "sään"),
    )
    if not named and not _says(text, SAYING.sub(" ", request.text)):
        return _is_it(f"{kind}:{found[0].id}", text, request)
    lets_be = lexicon.load(request.language).is_one("never_mind", lexicon.plain(request.text))
    if not request.meant.confirmed and (lets_be or _is_long_past(f"{kind}:{found[0].id}", request)):
        return things.sure(found, request, request.say("Forget this for good?", "Unohdetaanko tämä kokonaan?"), each)
    return Answer(_told(tools.archive.forget(kind, found[0].id), request) + stays)


def _still_of_them(request: Request, tools: Tools) -> str:
    """Say what else there is of somebody of whom everything is to be forgotten, which no words remove: their contact, and what they wrote."""
    if not request.has("everything", "anything", "all", "kaikki"):
        return ""
    said = [word.casefold() for word in telling(SAYING.sub(" ", request.text))]
    called = [str(one.fields["name"]) for one in tools.archive.records("contact", limit=500)]
    contacts, writers = (
        [name for name in dict.fromkeys(names) if any(chats.is_form(word, part.casefold()) for word in said for part in name.split())][
            :SHOWN
        ]
        for names in (called, tools.archive.senders())
    )
    if not (contacts or writers):
        return ""
    kept = [request.say(f"the contact {quoted(name, 80)}", f"yhteystieto {quoted(name, 80)}") for name in contacts]
    kept += [
        request.say(f"what {quoted(name, 80)} wrote in chats", f"se, mitä {quoted(name, 80)} kirjoitti keskusteluihin") for name in writers
    ]
    return request.say(
        f"\nStill here: {', '.join(kept)}. The page People forgets all of it: open them, “Forget everything from them”.",
        f"\nYhä täällä: {', '.join(kept)}. Sivu Ihmiset unohtaa kaiken: avaa henkilö ja valitse siellä kaiken unohtaminen.",
    )


def _says(text: str, words: str) -> bool:
    """Tell whether a text has some words one behind another, but for the small ones: by others it may be called by chance."""
    there, wanted = ([word.casefold() for word in telling(said)] for said in (text, words))
    return any(there[at : at + len(wanted)] == wanted for at in range(len(there) - len(wanted) + 1))


def instead(request: Request, tools: Tools) -> Answer | None:
    """Ask whether a note, or somebody's number, is meant by what is to go and is nothing else; the yes does it."""
    words = WITHIN.sub(" ", request.text)
    if not telling(words) or request.meant.things:
        return None
    asked = question.read(words)
    near = [
        hit
        for hit in tools.archive.search(asked.widened, kinds=("note", "contact"), match="any", limit=LIMIT)
        if asked.share_in(hit.text) == 1
    ]
    theirs = [hit for hit in near if hit.kind == "contact" and NUMBER.search(request.text)]
    meant = theirs or [hit for hit in near if hit.kind == "note"]
    if len(meant) != 1:
        return None
    return replace(_is_it(f"{meant[0].kind}:{meant[0].id}", meant[0].text, request), sources=(source(meant[0]),))


def _is_it(thing: str, text: str, request: Request) -> Answer:
    """Ask whether a thing is meant; the yes forgets it."""
    said = quoted(text, 160)
    put = request.say(f"Do you mean this? Shall I forget it: {said}", f"Tarkoitatko tätä? Unohdanko sen: {said}")
    return Answer(put, follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=Asked("yes", "forget", things=(thing,)))


def _without_number(contact: str, request: Request, tools: Tools) -> Answer:
    """Take somebody's number out of the contacts, and leave them there."""
    before = tools.archive.record("contact", contact)
    if before is None:
        return Answer(request.say("That is gone already.", "Se on jo poissa."))
    fields = {"details": "", "handles": [one for one in before.fields["handles"] if "@" in one]}
    tools.archive.put("contact", contact, fields, change=True)
    name = quoted(str(before.fields["name"]))
    said = request.say(f"{name} is left in your contacts without it.", f"{name} on yhä yhteystiedoissasi, ilman sitä.")
    return Answer(said, follow_ups=(request.say("Undo", "Kumoa"),), effects=(changed(before, **fields),))


def _of_another_kind(request: Request, tools: Tools) -> Answer | None:
    """What is on a list goes from it; what says more than was named, and a reminder of that name, is offered."""
    item = elsewhere.whole("item", request, tools)
    if item is not None and elsewhere.is_all_named(item, request):
        ticking = request.meaning("lists", item)
        return lists.run(replace(ticking, meant=replace(ticking.meant, words={"query": "tick"})), tools)
    return elsewhere.offered("item", "lists", request, tools) or elsewhere.offered("reminder", "cancel", request, tools)


def _is_for_later(entry: RecordView, request: Request) -> bool:
    """Tell whether a request names a time to come that says nothing of which thing is meant."""
    words = dues.beside(request.text, str(entry.fields["text"]))
    at = times.read(words, now=request.now, zone=request.zone).resolved
    span = times.day_span(words, now=request.now, zone=request.zone)
    made_then = span is not None and span[0] <= min(entry.created_at, request.now) < span[1]
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
        named = [one for one in found if one is not None] or things.matching(tools.archive.records("note", limit=500), words)
        return named or _in_everyday_words(request, tools)
    newest = lexicon.load(request.language).last.search(request.text)
    return list(tools.archive.records("note", limit=1)) if newest else _in_everyday_words(request, tools)


def _in_everyday_words(request: Request, tools: Tools) -> list[RecordView]:
    """Return the notes that hold all that a request says of them, where none of it was masked and so nothing was quoted."""
    said = request.text
    for masked in request.meant.masked:
        said = said.replace(masked.text, " ") if masked.kind in TIMES else said
    said = ACTS.sub(" ", WITHIN.sub(" ", said))
    count = things.held(said, said)
    return [one for one in tools.archive.records("note", limit=500) if count and things.held(said, str(one.fields["text"])) == count]


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
    lines = [request.say(f"{GONE[0]} {gone}.", f"{GONE[1]} {gone}.")]
    if not receipt.clean:
        lines.append(request.say("Something of it is left in your file.", "Jotain siitä jäi tiedostoosi."))
    if receipt.remains:
        finnish = "; ".join(map(in_finnish, receipt.remains))
        lines.append(request.say(f"What remains: {'; '.join(receipt.remains)}.", f"Jäljellä: {finnish}."))
    return " ".join(lines)


def _counted(kind: str, count: int, request: Request) -> str:
    one, several, finnish = NAMES.get(kind, (kind, f"{kind}s", kind))
    return request.say(f"{count} {one if count == 1 else several}", f"{finnish} ({count})")
