"""Forget a note or a rule, and what was made of it, and say what is left. More than one is asked about first."""

from collections.abc import Mapping

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.wording import listed, quoted
from shared.schemas.archive import Receipt
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
    words = request.said("query")
    if request.has("everything", "kaikki", "all") and not words:
        return Answer(
            request.say(
                "I don't delete everything on one word. Name what to forget, or run “sihteeri forget everything” in the terminal.",
                "En poista kaikkea yhdellä sanalla. Sano mitä unohdan, tai aja päätteessä ”sihteeri forget everything”.",
            )
        )
    kind: RecordKind = "rule" if request.has("rule", "sään") else "note"
    found = _named_rules(request, tools) if kind == "rule" else named_notes(request, tools)
    if not found:
        return Answer(request.say(f"I found no such {kind}.", f"En löytänyt sellaista: {NAMES[kind][2]}."))
    if len(found) > 1:
        texts = {one.id: str(one.fields["text"]) for one in tools.archive.records(kind, limit=500) if one.id in found}
        lines = listed(quoted(text, 160) for text in texts.values())
        return Answer(request.say(f"Which one do you mean?\n{lines}", f"Minkä niistä?\n{lines}"))
    return Answer(_told(tools.archive.forget(kind, found[0]), request))


def named_notes(request: Request, tools: Tools) -> list[str]:
    """Return the ids of the notes that the request names; of the newest note when it names none."""
    words = request.said("query") or request.said("text")
    if words:
        return [hit.id for hit in tools.archive.search(words, kinds=("note",), limit=5)]
    return [note.id for note in tools.archive.records("note", limit=1)]


def _named_rules(request: Request, tools: Tools) -> list[str]:
    """Return the ids of the rules that hold all the words that were named, or of all rules."""
    words = {word for word in request.own_words().lower().split() if not word.startswith(("rule", "sään"))}
    return [rule.id for rule in tools.archive.records("rule", limit=50) if words <= set(str(rule.fields["text"]).lower().split())]


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
